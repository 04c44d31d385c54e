export default { dialect: "postgresql", schema: ["./src/**/*.{table,tables}.ts", "./src/extra.ts"] };
