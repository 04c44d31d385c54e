import { users } from "./users.table";
