//! What the private keys of all algorithms have in common.

use std::collections::BTreeMap;

/// The members of a public key that its thumbprint covers: the required ones, in alphabetical order (RFC 7638 §3.2).
pub type Members = BTreeMap<&'static str, String>;

/// A private key.
pub trait PrivateKey: Send + Sync {
    /// The public half.
    fn public(&self) -> anyhow::Result<Members>;

    /// The signature of a message.
    fn sign(&self, message: &[u8]) -> anyhow::Result<Vec<u8>>;
}
