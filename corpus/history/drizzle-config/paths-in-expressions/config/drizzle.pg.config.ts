import path from "node:path";
import { fileURLToPath } from "node:url";
import { folder } from "./folders";

const shared = { dialect: "postgresql", casing: "camelCase" } as const;
const schema = [path.join(__dirname, "..", "pg", "authors.ts"), `${folder}/books.ts`];

export default {
  ...shared,
  schema, // two files
  out: path.relative(process.cwd(), fileURLToPath(new URL("../pg/migrations", import.meta.url))),
};
