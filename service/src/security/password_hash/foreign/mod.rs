//! Hashes that other systems made of passwords, and that an import brought along. They have no pepper, so each is
//! replaced by a hash of ours at the first right password. Nothing here makes a hash to be stored.

mod budget;
mod compute;
mod kind;
mod record;
mod spelling;

pub use budget::{CostBudget, TooCostly};
pub(super) use kind::Kind;
pub use record::MOST_TIMES;
pub(super) use record::{Foreign, MARK};
pub(super) use spelling::{of_stored, read};

#[cfg(test)]
mod tests;
