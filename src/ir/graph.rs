//! Who references whom.
