use super::super::draft::Findings;
pub(super) fn find(_found: &mut Findings<'_>, _folder: &str) -> bool {
    false
}
