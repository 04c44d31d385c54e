export * from "@acme/db/schema";
export * from "~/db/own.js";
