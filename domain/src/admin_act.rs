//! What an admin can do to an account of the organisation.

use crate::AuditEventKind;
use serde::{Deserialize, Serialize};

crate::named_enum! {
    /// An action of an admin on an account, in the order in which the console lists them. Paths and forms contain the
    /// name. The texts are the sentences in `[admin.person]` of `app/languages` whose keys end with it.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
    pub enum AdminAct {
        Unlock = "unlock",
        Reactivate = "reactivate",
        EndSessions = "end-sessions",
        StartRecovery = "start-recovery",
        ResetSecondStep = "reset-second-step",
        MakeAdmin = "make-admin",
        MakeMember = "make-member",
        Deactivate = "deactivate",
        Delete = "delete",
    }
}

/// How much an action takes from the user. Decides the look of its buttons.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    Harmless,
    /// The button that confirms it warns.
    Disruptive,
    /// The button that leads to it warns as well.
    Severe,
}

/// What an action is about. The console shows an icon for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AdminActTopic {
    Account,
    Credentials,
    Sessions,
}

impl AdminAct {
    /// The audit event. `StartRecovery` has none here, because sending the recovery link records one.
    pub const fn event(self) -> Option<AuditEventKind> {
        Some(match self {
            AdminAct::Unlock => AuditEventKind::Unlocked,
            AdminAct::Reactivate => AuditEventKind::Reactivated,
            AdminAct::EndSessions => AuditEventKind::SessionsEnded,
            AdminAct::StartRecovery => return None,
            AdminAct::ResetSecondStep => AuditEventKind::SecondStepReset,
            AdminAct::MakeAdmin => AuditEventKind::MadeAdmin,
            AdminAct::MakeMember => AuditEventKind::MadeMember,
            AdminAct::Deactivate => AuditEventKind::Deactivated,
            AdminAct::Delete => AuditEventKind::AccountDeleted,
        })
    }

    /// Whether an admin cannot do it to their own account, because the organisation could lose its last admin, or the
    /// admin could lock themselves out by mistake.
    pub const fn is_for_others(self) -> bool {
        !matches!(self, AdminAct::Unlock | AdminAct::EndSessions | AdminAct::StartRecovery)
    }

    /// How much the action takes from the user.
    pub const fn severity(self) -> Severity {
        match self {
            AdminAct::Deactivate | AdminAct::Delete => Severity::Severe,
            AdminAct::EndSessions | AdminAct::ResetSecondStep | AdminAct::MakeMember => Severity::Disruptive,
            AdminAct::Unlock | AdminAct::Reactivate | AdminAct::StartRecovery | AdminAct::MakeAdmin => {
                Severity::Harmless
            }
        }
    }

    /// What the action is about.
    pub const fn topic(self) -> AdminActTopic {
        match self {
            AdminAct::EndSessions => AdminActTopic::Sessions,
            AdminAct::Unlock | AdminAct::StartRecovery | AdminAct::ResetSecondStep => AdminActTopic::Credentials,
            AdminAct::Reactivate
            | AdminAct::MakeAdmin
            | AdminAct::MakeMember
            | AdminAct::Deactivate
            | AdminAct::Delete => AdminActTopic::Account,
        }
    }
}
