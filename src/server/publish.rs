//! What the client was told of each file, so that it is told again only when something is different.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use lsp_types::notification::PublishDiagnostics;
use lsp_types::{Diagnostic, PublishDiagnosticsParams, Uri};

use super::client::Client;

/// What the client was told.
#[derive(Debug, Default)]
pub(super) struct Board {
    told: BTreeMap<PathBuf, (Uri, Vec<Diagnostic>)>,
}

impl Board {
    /// How a file was called when something was told of it.
    pub(super) fn uri(&self, path: &Path) -> Option<Uri> {
        self.told.get(path).map(|(uri, _)| uri.clone())
    }

    /// Tells what there is in a file now. `version`: of the document, if it is open.
    pub(super) fn publish(
        &mut self,
        path: &Path,
        (uri, version): (Uri, Option<i32>),
        diagnostics: Vec<Diagnostic>,
        client: &mut Client<'_>,
    ) {
        match self.told.get(path) {
            Some((own, told)) if *own == uri && *told == diagnostics => return,
            Some((own, _)) if *own != uri => tell(client, own.clone(), None, Vec::new()),
            None if diagnostics.is_empty() => return,
            Some(_) | None => {}
        }
        if diagnostics.is_empty() {
            self.told.remove(path);
        } else {
            self.told.insert(path.to_path_buf(), (uri.clone(), diagnostics.clone()));
        }
        tell(client, uri, version, diagnostics);
    }
}

fn tell(client: &mut Client<'_>, uri: Uri, version: Option<i32>, diagnostics: Vec<Diagnostic>) {
    client.notify::<PublishDiagnostics>(PublishDiagnosticsParams { uri, diagnostics, version });
}
