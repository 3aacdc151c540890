//! Pages in gzip (RFC 1952), joined from pieces that were compressed before: only the text between the pieces is new
//! each time.

use flate2::{Compress, CompressError, Compression, Crc, FlushCompress};

/// No file name, no time, best compression, unknown operating system.
const HEADER: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 255];
/// An empty last block (RFC 1951).
const END: [u8; 2] = [3, 0];
/// How many bytes a compressed piece may be longer than the piece itself.
const ROOM: usize = 256;

/// A compressed piece that can follow any other.
pub struct PackedPiece {
    deflated: Vec<u8>,
    check: Crc,
}

pub fn pack(piece: &[u8]) -> Result<PackedPiece, CompressError> {
    let mut compress = Compress::new(Compression::best(), false);
    let mut deflated = Vec::with_capacity(piece.len() + ROOM);
    // A full flush ends on a byte boundary, and nothing after it refers back.
    compress.compress_vec(piece, &mut deflated, FlushCompress::Full)?;
    let mut check = Crc::new();
    check.update(piece);
    Ok(PackedPiece { deflated, check })
}

/// Joins the pieces, with `between` after each of them but the last.
pub fn joined(pieces: &[PackedPiece], between: &str) -> Vec<u8> {
    let length: usize = pieces.iter().map(|piece| piece.deflated.len() + between.len() + 5).sum();
    let mut whole = Vec::with_capacity(HEADER.len() + length + END.len() + 8);
    let mut check = Crc::new();
    whole.extend_from_slice(&HEADER);
    for (index, piece) in pieces.iter().enumerate() {
        if index > 0 {
            store(between, &mut whole);
            check.update(between.as_bytes());
        }
        whole.extend_from_slice(&piece.deflated);
        check.combine(&piece.check);
    }
    whole.extend_from_slice(&END);
    whole.extend_from_slice(&check.sum().to_le_bytes());
    whole.extend_from_slice(&check.amount().to_le_bytes());
    whole
}

/// Appends the text as an uncompressed block.
fn store(text: &str, whole: &mut Vec<u8>) {
    let length = u16::try_from(text.len()).unwrap_or(u16::MAX);
    let text = &text.as_bytes()[..usize::from(length)];
    whole.push(0);
    whole.extend_from_slice(&length.to_le_bytes());
    whole.extend_from_slice(&(!length).to_le_bytes());
    whole.extend_from_slice(text);
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::read::GzDecoder;
    use proptest::prelude::*;
    use std::io::Read as _;

    fn unpacked(whole: &[u8]) -> Vec<u8> {
        let mut read = Vec::new();
        GzDecoder::new(whole).read_to_end(&mut read).unwrap();
        read
    }

    proptest! {
        #[test]
        fn pieces_come_out_as_they_went_in(pieces in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..3000), 1..5), between in "[a-zA-Z0-9_-]{0,40}") {
            let packed: Vec<_> = pieces.iter().map(|piece| pack(piece).unwrap()).collect();
            prop_assert_eq!(unpacked(&joined(&packed, &between)), pieces.join(between.as_bytes()));
        }
    }

    #[test]
    fn what_repeats_gets_small() {
        let page = "<p>the same again and again</p>".repeat(200);
        let packed = [pack(page.as_bytes()).unwrap(), pack(page.as_bytes()).unwrap()];
        let whole = joined(&packed, "nonce");
        assert!(whole.len() < page.len() / 20, "{}", whole.len());
        assert_eq!(unpacked(&whole), [page.as_bytes(), b"nonce", page.as_bytes()].concat());
    }
}
