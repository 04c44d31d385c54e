export * as mysql from "./mysql";
export * as sqlite from "./sqlite";
