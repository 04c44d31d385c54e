import { camelCase, snakeCase } from "drizzle-orm/pg-core";

export const userAccounts = snakeCase.table("user_accounts", (t) => ({ userID: t.integer().primaryKey(), "full-name": t.text() }));
export const logins = camelCase.table("logins", (t) => ({
  user_account: t.integer().references(() => userAccounts.userID, { onDelete: "cascade" }),
}));
