//! Passes quickly over rows: the strings, numbers and commas of statements that do not matter.
//!
//! 64 bytes at a time become bits, one for each quote and one for each byte that is not plain; the parity of the quotes tells which of them
//! stand within strings. There are no branches on single bytes, and the loops are plain enough for the compiler to vectorise.

/// Bytes that are looked at together.
const BLOCK: usize = 64;

/// The bits of a block, the first byte's lowest.
struct Marks {
    /// Single quotes.
    quotes: u64,
    /// Bytes which may mean something outside strings, and quotes whose string may have a prefix that changes its rules.
    stops: u64,
    /// Backslashes.
    backslashes: u64,
}

/// How far `text` goes on with nothing but plain code and strings in single quotes; `text` begins with the byte before, which does not count.
///
/// Ends at the latest before the last string whose end is not there. A byte at which it ends need not mean anything; a byte that it passes
/// means nothing in any dialect. If strings have `escapes`, it ends before a string that holds a backslash.
pub(super) fn plain_run(text: &[u8], escapes: bool) -> usize {
    let mut at = 0;
    // All ones while a string is open.
    let mut within = 0_u64;
    let mut opened = 0;
    while let Some((before, block)) = blocks(text, at) {
        let marks = Marks::of(before, block);
        let after = parities(marks.quotes) ^ within;
        let inside = after << 1 | within & 1;
        let escaped = if escapes { marks.backslashes & inside } else { 0 };
        let stops = marks.stops & !inside | escaped;
        if stops != 0 {
            let first = stops.trailing_zeros();
            if inside >> first & 1 == 0 {
                return at + first as usize;
            }
            return last(marks.quotes & ((1 << first) - 1)).map_or(opened, |last| at + last);
        }
        opened = last(marks.quotes).map_or(opened, |last| at + last);
        within = 0_u64.wrapping_sub(after >> 63);
        at += BLOCK;
    }
    if within == 0 { at } else { opened }
}

/// The block at `at` of what follows the first byte, after the same moved back by one byte.
fn blocks(text: &[u8], at: usize) -> Option<(&[u8; BLOCK], &[u8; BLOCK])> {
    Some((text.get(at..)?.first_chunk()?, text.get(at + 1..)?.first_chunk()?))
}

/// For each bit whether the number of bits up to and with it is odd.
fn parities(bits: u64) -> u64 {
    [1, 2, 4, 8, 16, 32].into_iter().fold(bits, |sum, shift| sum ^ sum << shift)
}

/// The place of the highest bit.
fn last(bits: u64) -> Option<usize> {
    bits.checked_ilog2().map(|place| place as usize)
}

impl Marks {
    fn of(before: &[u8; BLOCK], block: &[u8; BLOCK]) -> Marks {
        let mut kinds = [0_u8; BLOCK];
        for ((kind, byte), before) in kinds.iter_mut().zip(block).zip(before) {
            let quote = *byte == b'\'';
            let prefixed = matches!(*before | 0x20, b'e' | b'b');
            let stop = quote & prefixed | !quote & !is_plain(*byte);
            *kind = u8::from(quote) | u8::from(stop) << 1 | u8::from(*byte == b'\\') << 2;
        }
        let mut marks = Marks { quotes: 0, stops: 0, backslashes: 0 };
        let (words, _) = kinds.as_chunks::<8>();
        for (index, word) in words.iter().enumerate() {
            let word = u64::from_le_bytes(*word);
            let shift = 8 * index;
            marks.quotes |= gather(word) << shift;
            marks.stops |= gather(word >> 1) << shift;
            marks.backslashes |= gather(word >> 2) << shift;
        }
        marks
    }
}

/// Letters, digits, `( ) * + , . _`, spaces, and bytes of other scripts: no dialect looks at them within a statement.
fn is_plain(byte: u8) -> bool {
    byte.is_ascii_digit()
        | (byte | 0x20).is_ascii_lowercase()
        | (b'('..=b',').contains(&byte)
        | (byte == b'.')
        | (byte == b' ')
        | (byte == b'_')
        | (byte >= 0x80)
}

/// The lowest bits of eight bytes, side by side.
fn gather(word: u64) -> u64 {
    (word & 0x0101_0101_0101_0101).wrapping_mul(0x0102_0408_1020_4080) >> 56
}

#[cfg(test)]
mod tests {
    use super::plain_run;

    const PIECES: [&str; 13] = [
        "'",
        "''",
        "'one', ",
        "'it''s; two', ",
        "e'",
        "(12, NULL), ",
        "2.5 * 3 + a_b",
        "é",
        "a long text of letters that fills a block or more with nothing to look at, ",
        "'2024-05-17 12:00'",
        "\\",
        ";",
        "-",
    ];

    /// Byte by byte: whether `run`, which follows `before`, is plain code and whole strings.
    fn is_plain_run(mut before: u8, run: &[u8], escapes: bool) -> bool {
        let mut inside = false;
        for byte in run {
            let plain = match byte {
                b'\'' if inside => true,
                b'\'' => !matches!(before, b'e' | b'E' | b'b' | b'B'),
                b'\\' if inside => !escapes,
                _ => inside || !matches!(byte, b'\\' | b';' | b'-' | b':'),
            };
            if !plain {
                return false;
            }
            inside ^= *byte == b'\'';
            before = *byte;
        }
        !inside
    }

    #[test]
    fn passes_what_is_plain_and_no_more() {
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        for round in 0..20_000 {
            let mut text = String::from("(");
            for _ in 0..30 {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                // What ends a run is rare.
                let choice = (state >> 33) as usize % (PIECES.len() * 4);
                text.push_str(PIECES.get(choice).unwrap_or(&PIECES[choice % 10]));
            }
            let (text, escapes) = (text.as_bytes(), round % 2 == 0);
            let run = plain_run(text, escapes);
            let (passed, rest) = text[1..].split_at(run);
            assert!(is_plain_run(text[0], passed, escapes), "{run} {:?}", String::from_utf8_lossy(text));
            let why = [b'\'', b'\\', b';', b'-'];
            assert!(rest.len() < 64 || why.contains(&rest[0]), "{run} {:?}", String::from_utf8_lossy(text));
        }
    }
}
