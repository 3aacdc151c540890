//! A value that is encrypted at rest, and the id of its key. The store cannot decrypt it.

/// A sealed value as it is stored. Its context is the id of its row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    pub key_id: i32,
    pub bytes: Vec<u8>,
}
