//! What an editor asks of a place in a file: what stands there, and where else it is said.

pub mod definition;
pub mod hover;
mod lineage;
mod place;
mod reach;
