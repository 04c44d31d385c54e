//! Progress that the user sees while a folder is read for the first time.

use lsp_types::notification::Progress;
use lsp_types::request::WorkDoneProgressCreate;
use lsp_types::{
    NumberOrString, ProgressParams, ProgressParamsValue, WorkDoneProgress, WorkDoneProgressBegin,
    WorkDoneProgressCreateParams, WorkDoneProgressEnd,
};

use super::client::Client;

/// Tells that work has begun; the token ends it.
pub(super) fn begin(client: &mut Client<'_>, folder: &str, number: usize) -> NumberOrString {
    let token = NumberOrString::String(format!("referee/{number}"));
    client.ask::<WorkDoneProgressCreate>(WorkDoneProgressCreateParams { token: token.clone() });
    let begin = WorkDoneProgressBegin {
        title: "Referee".to_owned(),
        message: Some(format!("reading {folder}")),
        cancellable: Some(false),
        percentage: None,
    };
    tell(client, token.clone(), WorkDoneProgress::Begin(begin));
    token
}

/// Tells that work is done.
pub(super) fn end(client: &mut Client<'_>, token: NumberOrString) {
    tell(client, token, WorkDoneProgress::End(WorkDoneProgressEnd { message: None }));
}

fn tell(client: &mut Client<'_>, token: NumberOrString, progress: WorkDoneProgress) {
    client.notify::<Progress>(ProgressParams { token, value: ProgressParamsValue::WorkDone(progress) });
}
