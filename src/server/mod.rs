//! The language server.

pub mod actions;
