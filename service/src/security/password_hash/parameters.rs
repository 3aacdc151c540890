//! What a password hash costs, and its length.

use anyhow::ensure;
use argon2::Params;

/// Bytes of a hash.
pub(super) const OUTPUT: usize = 32;

/// The cost of a hash, which always has one lane. The default is the minimum (OWASP Password Storage Cheat Sheet).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HashParameters {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// How often all of the memory is filled.
    pub passes: u32,
}

impl Default for HashParameters {
    fn default() -> Self {
        HashParameters { memory_kib: 19_456, passes: 2 }
    }
}

impl HashParameters {
    /// 2 GiB is the first choice of RFC 9106 §4. More, from settings or a damaged row, would only stop the server.
    pub(super) const MOST: Self = HashParameters { memory_kib: 2 * 1024 * 1024, passes: 64 };

    /// Fails when the parameters are below the default, or more than a server can handle.
    pub fn check(self) -> anyhow::Result<()> {
        let (least, most) = (HashParameters::default(), HashParameters::MOST);
        ensure!(
            !self.is_below(least) && !most.is_below(self),
            "password hashing takes {} to {} KiB and {} to {} passes",
            least.memory_kib,
            most.memory_kib,
            least.passes,
            most.passes
        );
        Ok(())
    }

    /// The parameters for argon2. Fails below 8 KiB or one pass.
    pub(super) fn params(self) -> anyhow::Result<Params> {
        Ok(Params::new(self.memory_kib, self.passes, 1, Some(OUTPUT))?)
    }

    /// KiB to fill in all passes together. The time of a hash is proportional to it.
    pub(super) fn cost(self) -> u64 {
        u64::from(self.memory_kib) * u64::from(self.passes)
    }

    /// Whether either cost is lower than that of `other`.
    pub(super) fn is_below(self, other: Self) -> bool {
        self.memory_kib < other.memory_kib || self.passes < other.passes
    }
}
