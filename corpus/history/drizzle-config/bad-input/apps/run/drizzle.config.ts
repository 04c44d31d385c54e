import { build } from "drizzle-kit-presets";

export default build("postgresql");
