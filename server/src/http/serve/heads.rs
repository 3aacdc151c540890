//! Finds line endings in HTTP/1.1 requests that are a bare LF, outside of bodies. hyper accepts them and some proxies
//! do not, so the two could disagree on where a request ends (RFC 9112 §2.2, §11.2).

/// Replaces a bare LF. HTTP does not allow this byte there, so hyper answers 400 and closes the connection.
const REFUSED: u8 = 0;
/// Bytes of a line that are kept: as many as a field about the framing may need.
const LONGEST_LINE: usize = 256;

/// The state of the parser in the stream of one connection.
#[derive(Default)]
pub struct Heads {
    position: Position,
    /// The current line without its ending, up to `LONGEST_LINE` bytes.
    line: Vec<u8>,
    ends_with_cr: bool,
    framing: Framing,
}

#[derive(Default)]
enum Position {
    /// Before the first line of a request, where empty lines are allowed (RFC 9112 §2.2).
    #[default]
    Between,
    Fields,
    /// The number of bytes of a body that are still to come.
    Body(u64),
    ChunkSize,
    /// The number of bytes of a chunk and its line ending that are still to come.
    Chunk(u64),
    Trailers,
}

/// How the end of the body after a head is found.
#[derive(Clone, Copy, Default)]
enum Framing {
    #[default]
    NoBody,
    Length(u64),
    Chunked,
}

impl Heads {
    /// Parses the bytes that were read next, and replaces each bare LF.
    pub fn inspect(&mut self, bytes: &mut [u8]) {
        let mut at = 0;
        while let Some(byte) = bytes.get_mut(at) {
            at += match &mut self.position {
                Position::Body(left) | Position::Chunk(left) if *left > 0 => {
                    let here = (bytes.len() - at).min(usize::try_from(*left).unwrap_or(usize::MAX));
                    *left -= here as u64;
                    here
                }
                Position::Body(_) => {
                    self.position = Position::Between;
                    0
                }
                Position::Chunk(_) => {
                    self.position = Position::ChunkSize;
                    0
                }
                Position::Between | Position::Fields | Position::ChunkSize | Position::Trailers => {
                    self.read(byte);
                    1
                }
            };
        }
    }

    fn read(&mut self, byte: &mut u8) {
        match *byte {
            b'\n' if self.ends_with_cr => self.end_line(),
            b'\n' => *byte = REFUSED,
            b'\r' => {}
            other if self.line.len() < LONGEST_LINE => self.line.push(other),
            _ => {}
        }
        self.ends_with_cr = *byte == b'\r';
    }

    fn end_line(&mut self) {
        let line = std::mem::take(&mut self.line);
        self.position = match (&self.position, line.is_empty()) {
            (Position::Between, true) => Position::Between,
            (Position::Between, false) => {
                self.framing = Framing::NoBody;
                Position::Fields
            }
            (Position::Fields, false) => {
                self.framing = self.framing.with(&line);
                Position::Fields
            }
            (Position::Fields, true) => match self.framing {
                Framing::NoBody => Position::Between,
                Framing::Length(length) => Position::Body(length),
                Framing::Chunked => Position::ChunkSize,
            },
            (Position::Trailers, true) => Position::Between,
            (Position::Trailers, false) => Position::Trailers,
            (Position::ChunkSize, _) => match chunk_size(&line) {
                Some(0) => Position::Trailers,
                // The line ending after the chunk is skipped with it.
                Some(size) => Position::Chunk(size.saturating_add(2)),
                // hyper refuses this chunk size.
                None => Position::ChunkSize,
            },
            (Position::Body(left), _) => Position::Body(*left),
            (Position::Chunk(left), _) => Position::Chunk(*left),
        };
    }
}

impl Framing {
    /// The framing after one more field line. A transfer coding takes precedence over a length (RFC 9112 §6.3).
    fn with(self, line: &[u8]) -> Self {
        let text = String::from_utf8_lossy(line);
        let Some((name, value)) = text.split_once(':') else { return self };
        let value = value.trim();
        if name.eq_ignore_ascii_case("transfer-encoding") {
            return Framing::Chunked;
        }
        match (self, value.parse()) {
            (Framing::NoBody, Ok(length)) if name.eq_ignore_ascii_case("content-length") => Framing::Length(length),
            _ => self,
        }
    }
}

fn chunk_size(line: &[u8]) -> Option<u64> {
    let digits = str::from_utf8(line).ok()?.split(';').next()?.trim();
    u64::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    const GOOD: &str = "\r\nGET / HTTP/1.1\r\nhost: a\r\n\r\nPOST /b HTTP/1.1\r\nhost: a\r\nContent-Length: 5\r\n\r\na\nb\n\n\
        POST /c HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n3;x=y\r\n\n\n\n\r\n2\r\nab\r\n0\r\ntrailer: x\r\n\r\n\
        GET /d HTTP/1.1\r\nhost: a\r\n\r\n";

    /// Inspects the text in pieces of this length, because it may arrive in any pieces.
    fn inspected(text: &str, piece: usize) -> String {
        let mut heads = Heads::default();
        let mut bytes = text.as_bytes().to_vec();
        bytes.chunks_mut(piece).for_each(|piece| heads.inspect(piece));
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn what_ends_its_lines_as_it_should_passes_in_any_pieces() {
        for piece in 1..=GOOD.len() {
            assert_eq!(inspected(GOOD, piece), GOOD, "{piece}");
        }
    }

    #[rstest]
    #[case::request_line("GET / HTTP/1.1\nhost: a\r\n\r\n")]
    #[case::field("GET / HTTP/1.1\r\nhost: a\nx: y\r\n\r\n")]
    #[case::end_of_head("GET / HTTP/1.1\r\nhost: a\r\n\n")]
    #[case::in_a_long_line(&format!("GET /{} HTTP/1.1\nhost: a\r\n\r\n", "a".repeat(2 * LONGEST_LINE)))]
    #[case::before_a_request("\nGET / HTTP/1.1\r\nhost: a\r\n\r\n")]
    #[case::chunk_size("POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n1\na\r\n0\r\n\r\n")]
    #[case::trailer("POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n0\r\nx: y\n\r\n")]
    #[case::behind_a_body("POST / HTTP/1.1\r\ncontent-length: 3\r\n\r\n\n\r\nGET / HTTP/1.1\n\r\n")]
    fn a_bare_line_feed_is_spoilt_wherever_it_stands(#[case] text: &str) {
        for piece in [1, 2, 7, text.len()] {
            for before in ["", GOOD] {
                let spoilt = inspected(&format!("{before}{text}"), piece);
                assert!(spoilt.starts_with(before), "{spoilt:?}");
                assert_eq!(spoilt.matches('\0').count(), 1, "{spoilt:?}");
            }
        }
    }
}
