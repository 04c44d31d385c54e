import { pgTable, integer } from "drizzle-orm/pg-core";

export const books = pgTable("books", { id: integer("id").primaryKey() });
import { authors } from "./authors";
import type { Reader } from "../reader";
import { z } from "zod";
