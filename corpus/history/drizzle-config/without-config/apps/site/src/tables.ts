import { Table } from "./table";

export const authors = Table("authors");
