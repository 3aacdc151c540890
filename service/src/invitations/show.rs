//! The page behind the link of an invitation. Opening it changes nothing.

use crate::prelude::*;
use crate::security::codes::invitation_code_of;
use crate::sign_in::{home, is_default};
use domain::{InvitationCode, invitation::InvitationState};
use store::invitations::{self, Invitation};

/// The state of a link.
#[derive(Clone, Debug)]
pub enum InvitationLinkStatus {
    Open {
        email: EmailAddress,
        code: InvitationCode,
        until: Timestamp,
    },
    /// The address is confirmed, and the user has not signed in yet.
    Confirmed {
        email: EmailAddress,
        code: InvitationCode,
    },
    /// The user has signed in.
    SignedIn,
    Expired {
        email: EmailAddress,
    },
    /// The invitation was revoked or the link replaced by a newer one, or there never was such a link.
    Unknown,
}

/// What the page behind a link shows.
#[derive(Debug)]
pub struct InvitationLinkShown {
    pub organisation: Organisation,
    pub is_default: bool,
    pub status: InvitationLinkStatus,
}

/// What the page behind a link shows.
pub async fn show(cx: &RequestContext, token: &str) -> Result<InvitationLinkShown, Failure> {
    let token = Token::parse(token);
    let found = match &token {
        Some(token) => invitations::read_by_token(&cx.app.store, &token.hash()).await?,
        None => None,
    };
    let organisation = match &found {
        Some(invitation) => organisations::find_by_id(&cx.app.store, invitation.organisation).await?,
        None => None,
    };
    let (Some(token), Some(invitation), Some(organisation)) = (token, found, organisation) else {
        let (organisation, is_default) = home(cx).await?;
        return Ok(InvitationLinkShown { organisation, is_default, status: InvitationLinkStatus::Unknown });
    };
    let status = status(&cx.app, &token, invitation)?;
    let is_default = is_default(&cx.app, &organisation).await?;
    Ok(InvitationLinkShown { organisation, is_default, status })
}

fn status(app: &AppContext, token: &Token, invitation: Invitation) -> anyhow::Result<InvitationLinkStatus> {
    let email = invitation.email;
    // If the key is no longer in the key ring, the page shows a code that is refused.
    let key = app.keys.of(invitation.secret.key_id).unwrap_or(app.keys.newest());
    let code = invitation_code_of(key, token)?;
    Ok(match invitation.milestones.state(Step::Profile, app.clock.now()) {
        InvitationState::Sent | InvitationState::CodeTried => {
            InvitationLinkStatus::Open { email, code, until: invitation.milestones.expires_at }
        }
        InvitationState::Confirmed => InvitationLinkStatus::Confirmed { email, code },
        InvitationState::SignedIn(_) | InvitationState::Joined => InvitationLinkStatus::SignedIn,
        InvitationState::Expired => InvitationLinkStatus::Expired { email },
        InvitationState::Revoked => InvitationLinkStatus::Unknown,
    })
}
