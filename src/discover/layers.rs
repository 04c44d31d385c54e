//! Texts that are laid over the real disk: those of an editor that are not saved yet, or those of a commit.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::Path;

use rustc_hash::FxHashSet;

/// What is laid over a path of the real disk.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Layer {
    /// A file with these bytes.
    Text(Vec<u8>),
    /// Nothing: no file, or no folder and nothing in it but what other layers put there.
    Gone,
    /// A file whose text cannot be had, and why.
    Unread(Cow<'static, str>),
}

/// All layers.
#[derive(Clone, Debug, Default)]
pub(super) struct Layers {
    /// The files that are laid, by absolute path without `..`; as text, for paths compare slowly.
    pub(super) files: BTreeMap<OsString, Layer>,
    /// The paths that are taken away.
    pub(super) gone: FxHashSet<OsString>,
    /// Whether it is what once was.
    pub(super) is_past: bool,
}

impl Layers {
    /// Whether an absolute path, or a folder that it lies in, is taken away.
    pub(super) fn take(&self, path: &Path) -> bool {
        !self.gone.is_empty() && path.ancestors().any(|outer| self.gone.contains(outer.as_os_str()))
    }
}
