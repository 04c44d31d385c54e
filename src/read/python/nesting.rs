//! How deep a text nests, so that neither its tree nor its evaluation is deeper than the stack.

/// How deep expressions may be nested: Python itself refuses 200 parentheses. Each operand counts here, as `a + b + c` is a tree too.
const EXPRESSION: u32 = 1500;

/// How deep blocks may be nested: Python's own bound.
const BLOCKS: usize = 100;

/// Where a text becomes nested too deep, if it does: the beginning of that logical line.
///
/// Brackets, operators and words are counted, those of text and comments are not. It may be wrong within text that contains its own quotes, as
/// newer f-strings do, but only where thousands of operators stand in one statement.
pub(super) fn too_deep(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut scan = Scan { depth: 0, open: Vec::new(), run: 0, line: 0, indents: vec![0] };
    let mut at = 0;
    let mut start_of_line = true;
    while let Some(byte) = bytes.get(at).copied() {
        if start_of_line && scan.open.is_empty() {
            let indent = bytes.iter().skip(at).take_while(|byte| matches!(byte, b' ' | b'\t')).count();
            scan.line = at;
            at += indent;
            start_of_line = false;
            if !matches!(bytes.get(at), None | Some(b'\n' | b'\r' | b'#')) && !scan.indent(indent) {
                return Some(scan.line);
            }
            continue;
        }
        start_of_line = false;
        at = match byte {
            b'#' => memchr::memchr(b'\n', bytes.get(at..)?).map_or(bytes.len(), |end| at + end),
            b'"' | b'\'' => end_of_text(bytes, at),
            b'\\' => at + 2,
            b'\n' => {
                start_of_line = true;
                if scan.open.is_empty() {
                    scan.next();
                }
                at + 1
            }
            b'(' | b'[' | b'{' => {
                scan.enter();
                at + 1
            }
            b')' | b']' | b'}' => {
                scan.leave();
                at + 1
            }
            b',' | b';' => {
                scan.next();
                at + 1
            }
            b' ' | b'\t' | b'\r' | b':' => at + 1,
            _ if byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80 => {
                scan.add();
                let word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_' || *byte >= 0x80;
                at + bytes.iter().skip(at).take_while(|byte| word(byte)).count()
            }
            _ => {
                scan.add();
                at + 1
            }
        };
        if scan.depth > EXPRESSION {
            return Some(scan.line);
        }
    }
    None
}

struct Scan {
    /// How deep it is here at most.
    depth: u32,
    /// What each open bracket interrupted.
    open: Vec<u32>,
    /// How many operators and words there were since the last comma.
    run: u32,
    /// Where the logical line begins.
    line: usize,
    /// The indentation of the blocks around.
    indents: Vec<usize>,
}

impl Scan {
    fn add(&mut self) {
        self.run += 1;
        self.depth += 1;
    }

    fn next(&mut self) {
        self.depth -= self.run;
        self.run = 0;
    }

    fn enter(&mut self) {
        self.open.push(self.run);
        self.run = 1;
        self.depth += 1;
    }

    fn leave(&mut self) {
        self.next();
        if let Some(run) = self.open.pop() {
            self.run = run;
        }
        self.add();
    }

    fn indent(&mut self, indent: usize) -> bool {
        while self.indents.last().is_some_and(|last| *last > indent) {
            self.indents.pop();
        }
        if self.indents.last() != Some(&indent) {
            self.indents.push(indent);
        }
        self.indents.len() <= BLOCKS
    }
}

/// The end of text in quotes that begins here.
fn end_of_text(bytes: &[u8], at: usize) -> usize {
    let Some(quote) = bytes.get(at).copied() else { return at + 1 };
    let triple = bytes.get(at..at + 3).is_some_and(|three| three.iter().all(|byte| *byte == quote));
    let mut at = at + if triple { 3 } else { 1 };
    while let Some(byte) = bytes.get(at).copied() {
        let closes = byte == quote
            && (!triple
                || bytes.get(at..at + 3).is_some_and(|three| three.iter().all(|byte| *byte == quote)));
        if closes {
            return at + if triple { 3 } else { 1 };
        }
        if byte == b'\n' && !triple {
            return at;
        }
        at += if byte == b'\\' { 2 } else { 1 };
    }
    at
}
