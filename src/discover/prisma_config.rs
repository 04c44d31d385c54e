//! What prisma.config and package.json say about a schema. Neither is run: a value that is not written out is not known.

use std::ops::Range;

use serde_json::Value;

use super::classify::{Shape, shape};
use super::draft::{Findings, is_below};

/// A release of Prisma to which a schema meant something else than to today's.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct OldRelease {
    /// The package.json.
    pub(super) entry: usize,
    /// Where in it.
    pub(super) range: Range<usize>,
    /// Its first two numbers.
    pub(super) version: (u32, u32),
}

/// The release that the nearest package.json with Prisma among its dependencies states, if it is before 3.0: until then a required relation
/// cascaded by default.
pub(super) fn old_release(found: &Findings<'_>, folder: &str) -> Option<OldRelease> {
    let entries = found.tree.entries.iter().enumerate();
    let above = entries.filter(|(_, entry)| {
        shape(entry.name()) == Shape::Package && is_below(folder, entry.folder()) && !entry.is_broken()
    });
    let stating = above.filter_map(|(index, entry)| {
        let (range, version) = release_in_package(entry.text())?;
        Some((entry.folder().len(), OldRelease { entry: index, range, version }))
    });
    let (_, nearest) = stating.max_by_key(|(depth, _)| *depth)?;
    (nearest.version.0 < 3).then_some(nearest)
}

/// The version of a dependency on Prisma, and the place of its line.
fn release_in_package(text: &str) -> Option<(Range<usize>, (u32, u32))> {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let at = start + (line.len() - line.trim_start().len());
        start += line.len();
        let code = line.trim();
        let version = ["\"prisma\"", "\"@prisma/client\"", "\"@prisma/cli\""].iter().find_map(|name| {
            let value = code.strip_prefix(name)?.trim_start().strip_prefix(':')?;
            numbers(literal(value)?)
        });
        if let Some(version) = version {
            return Some((at..at + code.trim_end_matches(',').len(), version));
        }
    }
    None
}

/// `^2.24.1` as 2 and 24.
fn numbers(version: &str) -> Option<(u32, u32)> {
    let mut parts = version.trim_start_matches(['^', '~', '=', 'v', ' ']).split('.');
    let major = parts.next()?.parse().ok()?;
    Some((major, parts.next().and_then(|minor| minor.parse().ok()).unwrap_or(0)))
}

/// `schema: "..."` or `schema: path.join("...", "...")` in the text of prisma.config.
pub(super) fn schema_in_config(text: &str) -> Option<String> {
    let lines = text.lines().map(|line| line.split("//").next().unwrap_or("").trim());
    let code = lines.collect::<Vec<_>>().join(" ");
    let (at, key) = code.match_indices("schema:").find(|(at, _)| {
        let before = code.get(..*at).unwrap_or("").trim_end();
        before.is_empty() || before.ends_with(['{', ','])
    })?;
    path(code.get(at + key.len()..)?.trim_start())
}

/// A text in quotes, or the parts of a path in a call that joins them.
fn path(value: &str) -> Option<String> {
    const CALLS: [&str; 4] = ["path.join(", "path.resolve(", "join(", "resolve("];
    const HERE: [&str; 4] = ["__dirname", "import.meta.dirname", "process.cwd()", "import.meta.dir"];
    if let Some(text) = literal(value) {
        return Some(text.to_owned());
    }
    let mut rest = CALLS.iter().find_map(|call| value.strip_prefix(call))?.trim_start();
    let mut parts: Vec<&str> = Vec::new();
    while !rest.starts_with(')') {
        rest = if let Some(after) = HERE.iter().find_map(|here| rest.strip_prefix(here)) {
            after
        } else {
            let part = literal(rest)?;
            parts.push(part);
            rest.get(part.len() + 2..)?
        };
        rest = rest.trim_start();
        rest = rest.strip_prefix(',').unwrap_or(rest).trim_start();
    }
    Some(parts.join("/"))
}

/// `prisma.schema` in package.json.
pub(super) fn schema_in_package(text: &str) -> Option<String> {
    if !text.contains("\"prisma\"") {
        return None;
    }
    let value: Value = serde_json::from_str(text).ok()?;
    Some(value.get("prisma")?.get("schema")?.as_str()?.to_string())
}

/// A literal in quotes at the start of `text`.
pub(super) fn literal(text: &str) -> Option<&str> {
    let text = text.trim_start();
    let quote = text.chars().next().filter(|quote| ['"', '\'', '`'].contains(quote))?;
    text.get(1..)?.split_once(quote).map(|(value, _)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_found_in_a_configuration_that_is_not_run() {
        let text = "export default defineConfig({\n  // schema: 'old',\n  schema: 'db/schema',\n})\n";
        assert_eq!(schema_in_config(text).as_deref(), Some("db/schema"));
        let joined = "export default {\n  schema: path.join(\n    __dirname, 'db', \"models\",\n  ),\n}\n";
        assert_eq!(schema_in_config(joined).as_deref(), Some("db/models"));
        assert_eq!(schema_in_config("export default { schema: path.join(root, 'db') }"), None);
    }

    #[test]
    fn a_release_is_read_from_the_dependencies() {
        let text = "{\n  \"prisma\": { \"schema\": \"x\" },\n  \"dependencies\": {\n    \"@prisma/client\": \"^2.24.1\",\n";
        let (range, version) = release_in_package(text).expect("a version");
        assert_eq!((&text[range], version), ("\"@prisma/client\": \"^2.24.1\"", (2, 24)));
    }
}
