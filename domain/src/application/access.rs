//! Who may enter an application.

use crate::{AccountId, GroupId};

/// Who may enter an application. The default lets no one in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Access {
    /// Every account of the organisations for which the application is open.
    pub everyone: bool,
    pub groups: Vec<GroupId>,
    pub people: Vec<AccountId>,
}
