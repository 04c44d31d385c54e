//! Replays of short histories.
