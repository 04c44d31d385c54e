export default {
  schema: "./data/schema",
};
