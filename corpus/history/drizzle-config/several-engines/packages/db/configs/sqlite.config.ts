import type { Config } from "drizzle-kit";
import { CASING } from "@acme/core/naming";

export default { dialect: "sqlite", schema: "./schema", casing: CASING, out: "./migrations/sqlite" } satisfies Config;
