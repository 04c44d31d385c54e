//! Messages from a stream of bytes: a thread reads them into a queue without bound, so that nobody ever waits for us to read.
//!
//! Invariant: whatever comes, the next well-formed message is found. What is none is told with the reason, and nothing of it is kept.

use std::io::{self, BufRead, BufReader, Read};
use std::thread;

use crossbeam_channel::{Receiver, Sender, unbounded};
use lsp_server::{Message, RequestId};
use serde_json::Value;

/// A message longer than this is not kept.
const LONGEST: u64 = 256 << 20;
/// A line of a header longer than this is cut.
const LONGEST_LINE: u64 = 64 << 10;

/// What came from the client.
#[derive(Debug)]
pub(super) enum Incoming {
    /// A message.
    Message(Message),
    /// Something that is none.
    Garbage {
        /// Whom an answer would reach, if it looks like a request.
        id: Option<RequestId>,
        /// Why it is no message.
        why: String,
    },
}

/// Starts to read. The queue ends with the input or after `exit`.
pub(super) fn receive(input: impl Read + Send + 'static) -> Receiver<Incoming> {
    let (sender, receiver) = unbounded();
    // Nobody waits for the thread: it may stand in a read until the process ends.
    thread::spawn(move || read_all(&mut BufReader::new(input), &sender));
    receiver
}

fn read_all(input: &mut impl BufRead, sender: &Sender<Incoming>) {
    while let Ok(Some(incoming)) = read(input) {
        let is_exit =
            matches!(&incoming, Incoming::Message(Message::Notification(last)) if last.method == "exit");
        if sender.send(incoming).is_err() || is_exit {
            return;
        }
    }
}

/// The next message; `None` at the end of the input.
fn read(input: &mut impl BufRead) -> io::Result<Option<Incoming>> {
    let mut len = None;
    let mut line = Vec::new();
    loop {
        line.clear();
        if input.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        let text = String::from_utf8_lossy(&line);
        match (text.trim().is_empty(), len) {
            (true, Some(len)) => return body(input, len),
            (true, None) => {}
            (false, _) => match header(&text) {
                Header::Len(own) => len = Some(own),
                Header::Other => {}
                Header::None => return Ok(Some(garbage(None, format!("`{}` is no header", start(&text))))),
            },
        }
    }
}

enum Header {
    Len(u64),
    Other,
    None,
}

/// What a line says. Rubbish may stand before the name, for a message of a wrong length ends within a line.
fn header(line: &str) -> Header {
    const NAME: &str = "content-length:";
    let lower = line.to_ascii_lowercase();
    if let Some(at) = lower.rfind(NAME) {
        let number = lower.get(at + NAME.len()..).unwrap_or("").trim().parse();
        return number.map_or(Header::None, Header::Len);
    }
    let name = line.split_once(':').map_or("", |(name, _)| name);
    let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if is_name { Header::Other } else { Header::None }
}

fn body(input: &mut impl BufRead, len: u64) -> io::Result<Option<Incoming>> {
    if len > LONGEST {
        io::copy(&mut input.by_ref().take(len), &mut io::sink())?;
        return Ok(Some(garbage(None, format!("a message of {len} bytes is too long"))));
    }
    let mut bytes = Vec::new();
    input.by_ref().take(len).read_to_end(&mut bytes)?;
    if (bytes.len() as u64) < len {
        return Ok(None);
    }
    Ok(Some(parse(&bytes)))
}

fn parse(bytes: &[u8]) -> Incoming {
    if let Ok(message) = serde_json::from_slice(bytes) {
        return Incoming::Message(message);
    }
    let text = String::from_utf8_lossy(bytes);
    match serde_json::from_slice::<Value>(bytes) {
        Err(error) => garbage(None, format!("`{}` is no JSON: {error}", start(&text))),
        Ok(value) => {
            let id = value.get("id").and_then(|id| serde_json::from_value(id.clone()).ok());
            garbage(id, format!("`{}` is no message", start(&text)))
        }
    }
}

fn garbage(id: Option<RequestId>, why: String) -> Incoming {
    Incoming::Garbage { id, why }
}

/// The beginning of a text, to be shown.
fn start(text: &str) -> String {
    text.trim().chars().take(60).collect()
}
