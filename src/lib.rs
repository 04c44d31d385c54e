//! Referee keeps foreign keys honest: it reads every description of a database without running it, replays each history into the schema it
//! really produces, and reports where referential actions drift apart or break what the team states.
//!
//! The modules below are the pipeline, in reading order. See ARCHITECTURE.md for who may use whom.

pub mod text;

pub mod ir;

pub mod impact;

pub mod diagnostic;

pub mod config;

pub mod lock;

pub mod baseline;

pub mod discover;

pub mod read;

pub mod rules;

pub mod report;

pub mod pipeline;

pub mod fix;

pub mod server;

pub mod cli;
