//! The client's end of the line: answers, notifications and our own requests to it.
//!
//! Invariant: a client that no longer reads is no error here; [`Client::is_gone`] tells, and nothing more is written.

use std::io::{BufWriter, Write};

use lsp_server::{ErrorCode, Message, Notification, Request, RequestId, Response};
use lsp_types::notification;
use lsp_types::{LogMessageParams, MessageType, ShowMessageParams, request};
use serde::Serialize;
use serde_json::Value;

/// The client.
pub(super) struct Client<'w> {
    out: BufWriter<&'w mut dyn Write>,
    last: i32,
    is_gone: bool,
}

impl<'w> Client<'w> {
    pub(super) fn new(out: &'w mut dyn Write) -> Client<'w> {
        Client { out: BufWriter::new(out), last: 0, is_gone: false }
    }

    /// Whether it stopped reading.
    pub(super) fn is_gone(&self) -> bool {
        self.is_gone
    }

    /// Answers a request.
    pub(super) fn answer(&mut self, id: RequestId, answer: Result<Value, (ErrorCode, String)>) {
        let response = match answer {
            Ok(value) => Response::new_ok(id, value),
            Err((code, why)) => Response::new_err(id, code as i32, why),
        };
        self.send(response.into());
    }

    /// Tells something.
    pub(super) fn notify<N: notification::Notification<Params: Serialize>>(&mut self, params: N::Params) {
        self.send(Notification::new(N::METHOD.to_owned(), params).into());
    }

    /// Asks for something; the answer carries the id.
    pub(super) fn ask<R: request::Request<Params: Serialize>>(&mut self, params: R::Params) -> RequestId {
        self.last += 1;
        let id = RequestId::from(self.last);
        self.send(Request::new(id.clone(), R::METHOD.to_owned(), params).into());
        id
    }

    /// A line in the log that the client keeps.
    pub(super) fn log(&mut self, typ: MessageType, message: String) {
        self.notify::<notification::LogMessage>(LogMessageParams { typ, message });
    }

    /// A message that the user sees.
    pub(super) fn show(&mut self, typ: MessageType, message: String) {
        self.notify::<notification::ShowMessage>(ShowMessageParams { typ, message });
    }

    fn send(&mut self, message: Message) {
        if !self.is_gone {
            self.is_gone = message.write(&mut self.out).is_err();
        }
    }
}
