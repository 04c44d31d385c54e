//! Migrations that do harm, and histories that do not lead where they should.
