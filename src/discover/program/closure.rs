//! Which files a source's files import, directly or through each other.

use std::path::{Path, PathBuf};

use rustc_hash::FxHashMap;

use super::Checkout;

/// More files than this are not followed.
const MOST: usize = 5_000;
/// Larger files are followed only if they speak of the schema themselves.
const SMALL: usize = 64 << 10;
/// How many files that do not speak of the schema may lie between one that does and a file.
const DEEPEST: u8 = 3;

/// The imports of the file at an absolute path, given its text: what is written, and the file that is meant.
type Reader<'a> = &'a (dyn Fn(&Path, &str) -> Vec<(String, PathBuf)> + Sync);

/// What a language says about imports.
pub(in crate::discover) struct Imports<'a> {
    /// The imports of a file that are files of the project.
    pub(in crate::discover) of: Reader<'a>,
    /// Whether a text speaks of the schema.
    pub(in crate::discover) speaks: fn(&str) -> bool,
}

/// Files and what leads to them, as entries of the checkout.
#[derive(Clone, Debug, Default)]
pub(in crate::discover) struct Closure {
    /// Imported files, without the first ones, in the order in which they were come upon.
    pub(in crate::discover) modules: Vec<usize>,
    /// The importing file, what it writes, the file that is meant.
    pub(in crate::discover) imports: Vec<(usize, String, usize)>,
}

/// Follows the imports of `starts`.
pub(in crate::discover) fn close(
    checkout: &mut Checkout<'_>,
    starts: &[usize],
    imports: &Imports<'_>,
) -> Closure {
    let mut found = Closure::default();
    // For each file that was come upon how far it is from one that speaks of the schema.
    let mut distances: FxHashMap<usize, u8> = starts.iter().map(|index| (*index, 0)).collect();
    let mut level = starts.to_vec();
    while !level.is_empty() && distances.len() < MOST {
        checkout.read_ahead(&level);
        let mut next = Vec::new();
        for (index, specifier, place) in follow(checkout, &level, &mut distances, imports) {
            let Some(target) = checkout.open(&place) else { continue };
            found.imports.push((index, specifier, target));
            if !distances.contains_key(&target) {
                distances.insert(target, distances.get(&index).map_or(1, |distance| distance + 1));
                found.modules.push(target);
                next.push(target);
            }
        }
        level = next;
    }
    found
}

/// The imports of the files of one level that are worth following.
fn follow(
    checkout: &Checkout<'_>,
    level: &[usize],
    distances: &mut FxHashMap<usize, u8>,
    imports: &Imports<'_>,
) -> Vec<(usize, String, PathBuf)> {
    let mut found = Vec::new();
    for index in level {
        let text = checkout.text(*index);
        if (imports.speaks)(text) {
            distances.insert(*index, 0);
        }
        let distance = distances.get(index).copied().unwrap_or(0);
        if distance == 0 || text.len() <= SMALL && distance <= DEEPEST {
            let of_file = (imports.of)(&checkout.place(*index), text);
            found.extend(of_file.into_iter().map(|(specifier, place)| (*index, specifier, place)));
        }
    }
    found
}
