//! The language server: findings while one types, on standard input and output.
//!
//! One thread does everything, in the order in which messages come; another one only reads (`transport.rs`). `workspace.rs` knows what is open,
//! `folder.rs` analyses, `publish.rs` tells what is different, `requests.rs` answers. What the answers say is found without a word of the
//! protocol in `hover.rs`, `definition.rs` and `actions.rs`.
//!
//! Invariants: nothing that a client sends ends the server but `exit` and the end of the input. A request is answered exactly once.

mod abilities;
pub mod actions;
mod clause;
mod client;
mod convert;
pub mod definition;
mod dispatch;
mod documents;
mod edits;
mod elsewhere;
mod folder;
pub mod hover;
mod lenient;
mod lineage;
mod markdown;
mod place;
mod position;
mod progress;
mod publish;
mod reach;
mod requests;
mod settings;
mod transport;
mod uri;
mod watch;
mod workspace;

use std::collections::{BTreeSet, VecDeque};
use std::io::{Read, Write};

use crossbeam_channel::{Receiver, RecvTimeoutError};
use lsp_server::{Message, RequestId};
use lsp_types::notification::{Cancel, Notification as _};

use client::Client;
use dispatch::Server;
use transport::Incoming;

/// How it ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ending {
    /// The client shut it down.
    Orderly,
    /// The client left without a word.
    Abrupt,
}

/// Serves a client until it leaves.
pub fn serve(input: impl Read + Send + 'static, output: &mut dyn Write) -> Ending {
    let incoming = transport::receive(input);
    let mut server = Server::new(Client::new(output));
    let mut queue = VecDeque::new();
    loop {
        let last = wait(&incoming, &mut server, &mut queue);
        let cancelled = cancelled(&queue);
        for message in queue.drain(..) {
            if let Some(ending) = server.take(message, &cancelled) {
                return ending;
            }
        }
        if last || server.client.is_gone() {
            return server.ending();
        }
        server.analyse_due();
    }
}

/// Waits for messages, or until something is due, and takes all there are. Whether these were the last.
fn wait(incoming: &Receiver<Incoming>, server: &mut Server<'_>, queue: &mut VecDeque<Incoming>) -> bool {
    let first = match server.next_due() {
        Some(due) => incoming.recv_deadline(due),
        None => incoming.recv().map_err(|_| RecvTimeoutError::Disconnected),
    };
    let is_last = matches!(first, Err(RecvTimeoutError::Disconnected));
    queue.extend(first);
    queue.extend(incoming.try_iter());
    is_last
}

/// The requests that are no longer of interest, although they were not looked at yet.
fn cancelled(queue: &VecDeque<Incoming>) -> BTreeSet<String> {
    let notifications = queue.iter().filter_map(|incoming| match incoming {
        Incoming::Message(Message::Notification(notification)) => Some(notification),
        Incoming::Message(Message::Request(_) | Message::Response(_)) | Incoming::Garbage { .. } => None,
    });
    let cancels = notifications.filter(|notification| notification.method == Cancel::METHOD);
    let ids = cancels
        .filter_map(|cancel| serde_json::from_value::<RequestId>(cancel.params.get("id")?.clone()).ok());
    ids.map(|id| id.to_string()).collect()
}
