module.exports = { dialect: "postgresql", schema: "./schema/" };
