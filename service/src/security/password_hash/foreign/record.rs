//! A foreign hash, and one that no password has.

use super::kind::Kind;
use domain::Secret;

/// What a stored hash begins with if it is a foreign one: without it, a plain argon2id hash could be one of ours.
pub const MARK: &str = "foreign:";

/// The cost of all foreign kinds of an organisation together, in hashes of ours. A stored hash above it is unreadable.
pub const MOST_TIMES: u32 = 32;

/// A foreign hash.
#[derive(Clone)]
pub struct Foreign {
    pub kind: Kind,
    /// Empty for SHA-crypt, whose text contains it.
    pub salt: Vec<u8>,
    /// The expected result. For SHA-crypt, the whole text.
    pub output: Secret<Vec<u8>>,
}

impl Foreign {
    /// A hash of this kind that no password has. Verifying it takes as long as any other hash of the kind.
    pub fn decoy(kind: Kind) -> Self {
        let (salt, output) = match kind {
            Kind::ShaCrypt { is_512, rounds } => {
                let (id, length) = if is_512 { (6, 86) } else { (5, 43) };
                let text = format!("${id}$rounds={rounds}${}${}", ".".repeat(16), ".".repeat(length));
                (Vec::new(), text.into_bytes())
            }
            _ => (vec![0; 16], vec![0; kind.length()]),
        };
        Foreign { kind, salt, output: Secret::new(output) }
    }
}
