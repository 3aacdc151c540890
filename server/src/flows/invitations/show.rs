//! The page behind the link of an invitation. Opening it changes nothing.

use crate::{
    failure::Failure,
    flows::{
        Visitor,
        sign_in::{home, is_default},
    },
    house::House,
    security::{Token, invitations::code_of},
    store::{
        invitations::{self, Invitation},
        organisations::{self, Organisation},
    },
};
use domain::{
    EmailAddress, InvitationCode, Timestamp, invitation::InvitationState, sign_in::SignInError, welcome::Step,
};

/// How a link stands.
#[derive(Clone, Debug)]
pub enum LinkStanding {
    Open {
        email: EmailAddress,
        code: InvitationCode,
        until: Timestamp,
    },
    /// The address is confirmed; nobody has signed in yet.
    Confirmed {
        email: EmailAddress,
        code: InvitationCode,
    },
    /// Somebody has.
    Used,
    Expired {
        email: EmailAddress,
    },
    /// Taken back, replaced by a newer one, or there never was one.
    Unknown,
}

#[derive(Debug)]
pub struct LinkShown {
    pub organisation: Organisation,
    pub is_default: bool,
    pub standing: LinkStanding,
}

/// What the page shows.
pub async fn show(house: &House, visitor: &Visitor, token: &str) -> Result<LinkShown, Failure<SignInError>> {
    let token = Token::from_cookie(token);
    let found = match &token {
        Some(token) => invitations::read_by_token(&house.store, &token.hash()).await?,
        None => None,
    };
    let organisation = match &found {
        Some(invitation) => organisations::find_by_id(&house.store, invitation.organisation).await?,
        None => None,
    };
    let (Some(token), Some(invitation), Some(organisation)) = (token, found, organisation) else {
        let (organisation, is_default) = home(house, visitor).await?;
        return Ok(LinkShown { organisation, is_default, standing: LinkStanding::Unknown });
    };
    let standing = standing(house, &token, invitation)?;
    let is_default = is_default(house, &organisation).await?;
    Ok(LinkShown { organisation, is_default, standing })
}

fn standing(house: &House, token: &Token, invitation: Invitation) -> anyhow::Result<LinkStanding> {
    let email = invitation.email;
    // One whose key is gone shows a code that is refused.
    let key = house.keys.of(invitation.secret.key_id).unwrap_or(house.keys.newest());
    let code = code_of(key, token)?;
    Ok(match invitation.milestones.state(Step::Profile, house.clock.now()) {
        InvitationState::Sent | InvitationState::Opened => {
            LinkStanding::Open { email, code, until: invitation.milestones.expires_at }
        }
        InvitationState::Confirmed => LinkStanding::Confirmed { email, code },
        InvitationState::Waiting(_) | InvitationState::Joined => LinkStanding::Used,
        InvitationState::Expired => LinkStanding::Expired { email },
        InvitationState::Revoked => LinkStanding::Unknown,
    })
}
