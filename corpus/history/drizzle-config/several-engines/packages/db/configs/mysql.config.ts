import type { Config } from "drizzle-kit";
import { CASING } from "@acme/core/naming";

export default { dialect: "mysql", schema: "./schema", casing: CASING, out: "./migrations/mysql" } satisfies Config;
