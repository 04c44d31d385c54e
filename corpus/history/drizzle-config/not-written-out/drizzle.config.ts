import { defineConfig } from "drizzle-kit";

export default defineConfig({
  dialect: "postgresql",
  schema: process.env.SCHEMA ?? "./schema.ts",
  out: process.env.CI ? "./ci" : "./drizzle",
  casing: pick(),
});
