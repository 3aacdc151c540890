//! Signed statements for applications: JSON Web Keys (RFC 7517) and compact JSON Web Signatures (RFC 7515). Each
//! algorithm has a file, and a key has one algorithm, which no token can choose. This module does not read the
//! database.

mod ed_dsa;
mod encoding;
mod es256;
mod key_set;
mod private_key;
mod rs256;
mod signing_pair;

pub use key_set::{KeySet, KeySetCache};
pub use signing_pair::SigningPair;
