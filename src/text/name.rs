//! Interned names: equal text is one address, so comparing and hashing never look at the bytes.

use std::collections::HashSet;
use std::fmt;
use std::hash::{BuildHasher, Hash, Hasher};
use std::sync::{LazyLock, Mutex, PoisonError};

use rustc_hash::FxBuildHasher;

/// An identifier of a schema, as the engine's catalog spells it. `Copy`; `==` compares identities, `<` compares text.
#[derive(Clone, Copy)]
pub struct Name(&'static str);

type Shard = Mutex<HashSet<&'static str, FxBuildHasher>>;

/// Distinct names live as long as the process; a schema has thousands, not millions. Sharded, because files are parsed in parallel.
static SHARDS: LazyLock<[Shard; 16]> = LazyLock::new(|| std::array::from_fn(|_| Shard::default()));

impl Name {
    /// The name with this text.
    pub fn new(text: &str) -> Name {
        let hash = FxBuildHasher.hash_one(text);
        let shard = &SHARDS[(hash >> 57) as usize & 15];
        let mut names = shard.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = names.get(text) {
            return Name(known);
        }
        let kept: &'static str = Box::leak(text.into());
        names.insert(kept);
        Name(kept)
    }

    /// The text of the name.
    pub fn as_str(self) -> &'static str {
        self.0
    }

    /// The name in lower case, for engines that compare names without regard to case.
    pub fn to_lowercase(self) -> Name {
        if self.0.bytes().any(|byte| byte.is_ascii_uppercase() || !byte.is_ascii()) {
            Name::new(&self.0.to_lowercase())
        } else {
            self
        }
    }
}

impl PartialEq for Name {
    fn eq(&self, other: &Name) -> bool {
        std::ptr::eq(self.0, other.0)
    }
}

impl Eq for Name {}

impl Hash for Name {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_usize(self.0.as_ptr().addr());
    }
}

impl PartialOrd for Name {
    fn partial_cmp(&self, other: &Name) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Name {
    fn cmp(&self, other: &Name) -> std::cmp::Ordering {
        self.0.cmp(other.0)
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`", self.0)
    }
}
