//! Which files declare tables for drizzle-orm, and what `drizzle.config` says about them.

use super::program::{Checkout, Plan};

/// Plans the sources.
pub(super) fn plan(_checkout: &mut Checkout<'_>, _plan: &mut Plan) {}
