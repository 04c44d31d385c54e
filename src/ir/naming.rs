//! Names which engines and tools give to unnamed constraints.
