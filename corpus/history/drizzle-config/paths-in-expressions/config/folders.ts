export const folder = './pg';
