//! The Prisma schema language.
