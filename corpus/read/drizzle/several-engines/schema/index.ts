export * from "./postgresql";
export * from "./sqlite";
