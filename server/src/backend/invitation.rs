//! Invitations, between their pages and their flow.

use super::{RequestBackend, in_words, view};
use crate::{
    flows::{
        invitations::{self, LinkShown, LinkStanding},
        sign_in,
    },
    store::organisations::Organisation,
};
use app::{
    backend::Answer,
    go_to::GoTo,
    invitation::{Filled, InvitationPage, InvitationScreen},
    paths::{self, InvitationAddress},
};
use domain::{
    EmailAddress, InvitationCode, Method, Seconds, Slug, SupportContact, Timestamp, invitation::INVITATION_RULES,
};

/// How long the temporary password is good that follows a right code, where there are passwords.
fn good_for(organisation: &Organisation) -> Option<Seconds> {
    organisation.policy.offers(Method::Password).then_some(INVITATION_RULES.temporary_password)
}

fn filled(email: &EmailAddress, code: &InvitationCode, until: Option<Timestamp>) -> Filled {
    let until = until.map(|until| in_words(until, None)).unwrap_or_default();
    Filled { email: email.to_string(), code: code.grouped(), until }
}

impl RequestBackend {
    pub(super) async fn invitation_page(
        &self,
        organisation: Option<Slug>,
        address: InvitationAddress,
    ) -> Answer<InvitationScreen> {
        if let InvitationAddress::Link(token) = &address {
            return self.invitation_behind(token).await;
        }
        let (organisation, is_default) = self.answer(sign_in::gate(&self.house, organisation.as_ref()).await)?;
        let page = match address {
            InvitationAddress::Confirmed => {
                InvitationPage::Confirmed { good_for: good_for(&organisation), filled: None }
            }
            InvitationAddress::Asked => InvitationPage::Asked,
            InvitationAddress::Enter | InvitationAddress::Link(_) => InvitationPage::Enter { filled: None },
        };
        Ok(self.invitation(organisation, is_default, page))
    }

    async fn invitation_behind(&self, token: &str) -> Answer<InvitationScreen> {
        let LinkShown { organisation, is_default, standing } =
            self.answer(invitations::show(&self.house, token).await)?;
        let page = match standing {
            LinkStanding::Open { email, code, until } => {
                InvitationPage::Enter { filled: Some(filled(&email, &code, Some(until))) }
            }
            LinkStanding::Confirmed { email, code } => {
                let filled = Some(filled(&email, &code, None));
                InvitationPage::Confirmed { good_for: good_for(&organisation), filled }
            }
            LinkStanding::Used => InvitationPage::Used,
            LinkStanding::Expired { email } => {
                InvitationPage::Expired { email: email.to_string(), good_for: INVITATION_RULES.good_for }
            }
            LinkStanding::Unknown => InvitationPage::Unknown,
        };
        Ok(self.invitation(organisation, is_default, page))
    }

    fn invitation(&self, organisation: Organisation, is_default: bool, page: InvitationPage) -> InvitationScreen {
        InvitationScreen {
            page,
            support: organisation.branding.support.as_ref().map(SupportContact::href),
            organisation: view(organisation, is_default),
            typed: self.typed.clone().unwrap_or_default(),
            now: self.house.clock.now(),
            received: Default::default(),
        }
    }

    pub(super) async fn confirmed_invitation(
        &self,
        organisation: Option<Slug>,
        email: EmailAddress,
        code: Option<InvitationCode>,
    ) -> Answer<GoTo> {
        let (house, visitor, slug) = (&self.house, &self.visitor, organisation.as_ref());
        let confirmed = self.answer(invitations::confirm(house, visitor, slug, &email, code.as_ref()).await)?;
        self.forget_typed();
        let organisation = view(confirmed.organisation, confirmed.is_default);
        Ok(GoTo::path(match confirmed.is_member {
            true => paths::sign_in(&organisation),
            false => paths::invitation_confirmed(&organisation),
        }))
    }

    pub(super) async fn wanted_invitation(&self, organisation: Option<Slug>, email: EmailAddress) -> Answer<GoTo> {
        let outcome = invitations::ask(&self.house, &self.visitor, organisation.as_ref(), &email).await;
        let (organisation, is_default) = self.answer(outcome)?;
        self.forget_typed();
        Ok(GoTo::path(paths::invitation_asked(&view(organisation, is_default))))
    }
}
