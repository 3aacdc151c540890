//! Keys, password hashing, codes, tokens, passkeys and rate limits. Knows nothing of HTTP or screens.

pub mod codes;
mod keys;
pub mod new_password;
pub mod passkeys;
pub mod password_hash;
pub mod rate_limit;
pub mod recovery_codes;
pub mod sealed;
pub mod temporary_passwords;
mod tokens;

pub use keys::{Key, Keys, Peppers};
pub use password_hash::{
    CostBudget, HashError, HashParameters, ImportedHash, MOST_TIMES, NotImportable, PasswordHash, PasswordHasher,
    Verified, key_marker,
};
pub use tokens::Token;
