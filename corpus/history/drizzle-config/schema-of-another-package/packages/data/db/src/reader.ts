export type Reader = { name: string };
