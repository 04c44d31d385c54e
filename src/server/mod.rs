//! What an editor asks of a place in a file: what stands there, and where else it is said.

mod clause;
pub mod definition;
mod elsewhere;
pub mod hover;
mod lineage;
mod markdown;
mod place;
mod reach;
