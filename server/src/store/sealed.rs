//! What is encrypted at rest, with the key that it was sealed with. The store cannot open it.

/// As a row keeps it. Its context is the row's own id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    pub key_id: i32,
    pub bytes: Vec<u8>,
}
