//! SQL, in three steps: split the bytes into statements, tokenise those that can touch the schema, read them with our own statement shells.

mod relevance;
pub mod skim;
mod split;
