import type { PgTransaction } from "drizzle-orm/pg-core";

export type Transaction = PgTransaction<never, never, never>;
