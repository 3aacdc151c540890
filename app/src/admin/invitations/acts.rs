//! What the buttons of the list of invitations do, and what the list then reports.

#[cfg(feature = "ssr")]
use crate::admin::page::reauthenticate;
use crate::prelude::*;
use crate::words::admin::invitations;
use crate::words::by_name;
#[cfg(feature = "ssr")]
use service::{account::as_admin, admin::proven};

domain::named_enum! {
    /// The change that was just made to an invitation, shown once.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
    pub enum InvitationDone {
        Sent = "sent",
        Resent = "resent",
        Extended = "extended",
        Revoked = "revoked",
    }
}

static DONE: [Word; InvitationDone::ALL.len()] = by_name(invitations::done::BY_KEY, "", InvitationDone::NAMES);

impl InvitationDone {
    /// Path of the list of invitations, which then reports this change.
    pub fn path(self) -> String {
        paths::invitations_after(self.name())
    }

    /// The message above the list after an action.
    pub fn text(self) -> Word {
        DONE[self as usize]
    }
}

#[server(endpoint = "resend_invitation", input = PostUrl, output = Postcard)]
pub async fn resend_invitation(invitation: String) -> Result<Redirect, ApiError> {
    respond(None, async move |web| {
        let signed_in = web.signed_in().await?;
        let invitation = invitation.parse().map_err(|_| Refusal::NotFound)?;
        match proven(&web.cx.app, as_admin(&signed_in)?) {
            Ok(proven) => {
                service::invitations::resend_invitation(&web.cx, proven, invitation).await?;
                Ok(Redirect::path(InvitationDone::Resent.path()))
            }
            Err(failure) => reauthenticate(failure, AdminRoute::Invitations),
        }
    })
    .await
}

/// Makes an invitation valid for a week from now.
#[server(endpoint = "extend_invitation", input = PostUrl, output = Postcard)]
pub async fn extend_invitation(invitation: String) -> Result<Redirect, ApiError> {
    respond(None, async move |web| {
        let signed_in = web.signed_in().await?;
        let invitation = invitation.parse().map_err(|_| Refusal::NotFound)?;
        match proven(&web.cx.app, as_admin(&signed_in)?) {
            Ok(proven) => {
                service::invitations::extend_invitation(&web.cx, proven, invitation).await?;
                Ok(Redirect::path(InvitationDone::Extended.path()))
            }
            Err(failure) => reauthenticate(failure, AdminRoute::Invitations),
        }
    })
    .await
}
