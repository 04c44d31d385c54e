import path from "node:path";
import { defineConfig } from "prisma/config";

export default defineConfig({
  // schema: "prisma/schema.prisma",
  schema: path.join(__dirname, "db", "models"),
  migrations: { path: path.join(__dirname, "db", "migrations") },
});
