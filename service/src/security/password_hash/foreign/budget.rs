//! How much the foreign hashes of an organisation may cost together. While an organisation has hashes of a kind, every
//! attempt there also runs that kind, so that all attempts take equally long (docs/decisions/0020).

use super::kind::Kind;
use super::record::MOST_TIMES;
use crate::security::password_hash::parameters::HashParameters;
use std::collections::BTreeMap;

/// The kinds of an organisation, and what they cost.
#[derive(Clone, Debug)]
pub struct CostBudget {
    kinds: BTreeMap<String, u64>,
    most: u64,
}

/// Taking a kind would make every attempt in the organisation too slow.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "password_hash: with {kind}, a sign-in with a password would also do the work of {times} of Portico's own hashes. \
     At most {most} are taken. --max-cost takes more, up to {}; or leave the hash out",
    MOST_TIMES
)]
pub struct TooCostly {
    pub kind: String,
    /// All kinds of the organisation together with this one, in hashes of ours, rounded up.
    pub times: u64,
    pub most: u64,
}

impl CostBudget {
    /// A budget of so many hashes of ours, at most `MOST_TIMES`. `kinds` are those that the organisation has already.
    pub fn new(times: u32, kinds: Vec<String>) -> Self {
        let cost = |kind: &str| Kind::parse(kind).map_or(0, Kind::cost);
        let kinds = kinds.into_iter().map(|kind| (cost(&kind), kind)).map(|(cost, kind)| (kind, cost)).collect();
        CostBudget { kinds, most: times.min(MOST_TIMES).into() }
    }

    /// Takes another hash of this kind. Fails if the kind is a new one, and all together would cost more than the budget.
    pub fn take(&mut self, kind: &str) -> Result<(), TooCostly> {
        if self.kinds.contains_key(kind) {
            return Ok(());
        }
        let cost = Kind::parse(kind).map_or(u64::MAX, Kind::cost);
        let all = self.kinds.values().fold(cost, |sum, cost| sum.saturating_add(*cost));
        let times = all.div_ceil(HashParameters::default().cost());
        // A kind that costs next to nothing always fits.
        if times > self.most && cost > 1 {
            return Err(TooCostly { kind: kind.to_owned(), times, most: self.most });
        }
        self.kinds.insert(kind.to_owned(), cost);
        Ok(())
    }

    /// Fails if one of our own hashes costs more than the budget. Only one that was tampered with does.
    pub fn allow(&self, own: HashParameters) -> Result<(), TooCostly> {
        let times = own.cost().div_ceil(HashParameters::default().cost());
        let kind = || format!("argon2id of {} KiB and {} passes", own.memory_kib, own.passes);
        if times > self.most { Err(TooCostly { kind: kind(), times, most: self.most }) } else { Ok(()) }
    }
}
