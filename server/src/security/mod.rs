//! Keys, codes, tokens and limits. Knows no HTTP and no screen.

pub mod challenges;
mod keys;
pub mod rate_limit;
mod tokens;

pub use keys::Keys;
pub use tokens::Token;
