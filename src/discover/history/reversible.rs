//! A file for each direction: `<number>_<name>.up.<anything>` and `.down.` of golang-migrate and sqlx.

use crate::ir::Layout;

use super::super::classify::Shape;
use super::super::draft::Findings;
use super::{flaws, history, rust, sort_by_version, unclaimed};

/// A history of a folder's `.up.` files, in numeric order.
pub(super) fn find(found: &mut Findings<'_>, folder: &str) -> bool {
    let mut files = unclaimed(found, folder, Shape::GolangUp);
    if files.is_empty() {
        return false;
    }
    sort_by_version(found, &mut files);
    let layout =
        if rust::depends_on(folder, "sqlx", &found.tree.disk) { Layout::Sqlx } else { Layout::GolangMigrate };
    let mut draft = history(found, folder, layout, files);
    draft.flaws = flaws::of_versions(found, layout, &draft.files);
    // Atlas keeps its list beside the files of other tools, too.
    if let Some(sum) = found.file(folder, "atlas.sum") {
        found.claim(sum);
    }
    found.add(draft);
    true
}
