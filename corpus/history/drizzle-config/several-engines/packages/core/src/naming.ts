export const CASING = "snake_case" as const;
