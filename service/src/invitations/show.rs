//! The page behind the link of an invitation. Opening it changes nothing.

use crate::{
    RequestContext,
    app_context::AppContext,
    failure::Failure,
    security::{Token, codes::invitation_code_of},
    sign_in::{home, is_default},
};
use domain::{EmailAddress, InvitationCode, Timestamp, invitation::InvitationState, welcome::Step};
use store::{
    invitations::{self, Invitation},
    organisations::{self, Organisation},
};

/// The state of a link.
#[derive(Clone, Debug)]
pub enum LinkStanding {
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
    Used,
    Expired {
        email: EmailAddress,
    },
    /// The invitation was revoked or the link replaced by a newer one, or there never was such a link.
    Unknown,
}

/// What the page behind a link shows.
#[derive(Debug)]
pub struct LinkShown {
    pub organisation: Organisation,
    pub is_default: bool,
    pub standing: LinkStanding,
}

/// What the page behind a link shows.
pub async fn show(cx: &RequestContext, token: &str) -> Result<LinkShown, Failure> {
    let token = Token::from_cookie(token);
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
        return Ok(LinkShown { organisation, is_default, standing: LinkStanding::Unknown });
    };
    let standing = standing(&cx.app, &token, invitation)?;
    let is_default = is_default(&cx.app, &organisation).await?;
    Ok(LinkShown { organisation, is_default, standing })
}

fn standing(app: &AppContext, token: &Token, invitation: Invitation) -> anyhow::Result<LinkStanding> {
    let email = invitation.email;
    // If the key is no longer in the key ring, the page shows a code that is refused.
    let key = app.keys.of(invitation.secret.key_id).unwrap_or(app.keys.newest());
    let code = invitation_code_of(key, token)?;
    Ok(match invitation.milestones.state(Step::Profile, app.clock.now()) {
        InvitationState::Sent | InvitationState::Opened => {
            LinkStanding::Open { email, code, until: invitation.milestones.expires_at }
        }
        InvitationState::Confirmed => LinkStanding::Confirmed { email, code },
        InvitationState::Waiting(_) | InvitationState::Joined => LinkStanding::Used,
        InvitationState::Expired => LinkStanding::Expired { email },
        InvitationState::Revoked => LinkStanding::Unknown,
    })
}
