//! The statuses by which a list of accounts is filtered.

use serde::{Deserialize, Serialize};

crate::named_enum! {
    /// The status of the accounts that a list shows. URLs contain the name.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
    pub enum StatusFilter {
        Active = "active",
        /// The password is locked out after too many wrong ones.
        Locked = "locked",
        Deactivated = "deactivated",
        Closed = "closed",
    }
}
