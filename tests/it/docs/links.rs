//! Links between pages: every file and every heading that is linked to is there.

use std::path::{Component, Path, PathBuf};

use libtest_mimic::Failed;

use super::page::{Page, pages, root};

/// Every relative link of every page leads to a file, and its anchor to a heading.
pub(super) fn links_lead_somewhere() -> Result<(), Failed> {
    let pages = pages()?;
    let mut broken = Vec::new();
    for page in &pages {
        for (line, target) in links(page) {
            if target.contains("://") || target.starts_with("mailto:") {
                continue;
            }
            let (path, anchor) =
                target.split_once('#').map_or((target.as_str(), None), |(path, anchor)| (path, Some(anchor)));
            let folder = Path::new(&page.path).parent().unwrap_or(Path::new(""));
            let path = if path.is_empty() { page.path.clone() } else { plain(&folder.join(path)) };
            let is_there = root().join(&path).exists();
            let has_anchor = anchor.is_none_or(|anchor| {
                let other = pages.iter().find(|other| other.path == path);
                other.is_some_and(|other| anchors(other).iter().any(|own| own == anchor))
            });
            if !is_there || !has_anchor {
                broken.push(format!("{}:{line}: {target} leads nowhere", page.path));
            }
        }
    }
    if broken.is_empty() { Ok(()) } else { Err(broken.join("\n").into()) }
}

/// Every page of docs/ is in its index.
pub(super) fn the_index_lists_every_page() -> Result<(), Failed> {
    let pages = pages()?;
    let index = pages.iter().find(|page| page.path == "docs/README.md").ok_or("no docs/README.md")?;
    let listed: Vec<String> =
        links(index).map(|(_, target)| plain(&Path::new("docs").join(target))).collect();
    let missing: Vec<&str> = pages
        .iter()
        .map(|page| page.path.as_str())
        .filter(|path| path.starts_with("docs/") && *path != index.path)
        .filter(|path| !listed.iter().any(|other| other == path))
        .collect();
    if missing.is_empty() { Ok(()) } else { Err(format!("docs/README.md does not list {missing:?}").into()) }
}

/// The targets of `[text](target)` outside of blocks and code, with their lines.
fn links(page: &Page) -> impl Iterator<Item = (usize, String)> {
    page.prose().flat_map(|(number, line)| {
        let plain: String = line.split('`').step_by(2).collect::<Vec<_>>().join("");
        let targets = plain.split("](").skip(1).filter_map(|rest| rest.split_once(')'));
        targets.map(|(target, _)| (number, target.to_owned())).collect::<Vec<_>>()
    })
}

/// The anchors of a page's headings, as GitHub makes them.
fn anchors(page: &Page) -> Vec<String> {
    let mut anchors: Vec<String> = Vec::new();
    for (_, line) in page.prose() {
        let title = line.trim_start_matches('#');
        if title.len() == line.len() || !title.starts_with(' ') {
            continue;
        }
        let kept = title.trim().to_lowercase();
        let kept = kept.chars().filter(|letter| letter.is_alphanumeric() || " -_".contains(*letter));
        let anchor: String = kept.map(|letter| if letter == ' ' { '-' } else { letter }).collect();
        let earlier = anchors.iter().filter(|own| **own == anchor).count();
        anchors.push(if earlier == 0 { anchor } else { format!("{anchor}-{earlier}") });
    }
    anchors
}

/// A path without `.` and `..`.
fn plain(path: &Path) -> String {
    let mut parts = PathBuf::new();
    for component in path.components() {
        match component {
            Component::ParentDir => {
                parts.pop();
            }
            Component::Normal(part) => parts.push(part),
            Component::CurDir | Component::RootDir | Component::Prefix(_) => {}
        }
    }
    parts.to_string_lossy().replace('\\', "/")
}
