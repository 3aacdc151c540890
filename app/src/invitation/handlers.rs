//! The invitation pages: turns their requests into calls of `service::invitations`, and the results into screens and
//! redirects.

use crate::{
    invitation::{Filled, InvitationPage, InvitationScreen},
    paths::{self, InvitationAddress},
    redirect::Redirect,
    server::{Answer, WebRequest, in_words, view},
};
use domain::{
    EmailAddress, InvitationCode, Method, Password, Seconds, Slug, SupportContact, Timestamp,
    invitation::INVITATION_RULES,
};
use service::{
    invitations::{self, LinkShown, LinkStanding, Tried},
    security::Token,
    sign_in,
};
use store::organisations::Organisation;

/// How long the temporary password is valid that is sent after a right invitation code. `None` if the organisation does
/// not offer passwords.
fn good_for(organisation: &Organisation) -> Option<Seconds> {
    organisation.policy.offers(Method::Password).then_some(INVITATION_RULES.temporary_password)
}

fn filled(token: &str, email: &EmailAddress, code: &InvitationCode, until: Option<Timestamp>) -> Filled {
    let until = until.map(|until| in_words(until, None)).unwrap_or_default();
    Filled { email: email.to_string(), code: code.grouped(), link: token.to_owned(), until }
}

impl WebRequest {
    pub(crate) async fn invitation_screen(
        &self,
        organisation: Option<Slug>,
        address: InvitationAddress,
        wanted: Option<String>,
    ) -> Answer<InvitationScreen> {
        if let InvitationAddress::Link(token) = &address {
            return self.invitation_behind(token).await;
        }
        let (organisation, is_default) =
            self.answer(sign_in::find_organisation(&self.cx.app, organisation.as_ref()).await)?;
        let page = match address {
            InvitationAddress::Confirmed => {
                InvitationPage::Confirmed { good_for: good_for(&organisation), filled: None }
            }
            InvitationAddress::Asked => InvitationPage::Asked,
            InvitationAddress::Enter | InvitationAddress::Link(_) => InvitationPage::Enter { filled: None },
        };
        let return_to = wanted.and_then(|wanted| sign_in::return_to(&organisation, &wanted));
        let return_to = return_to.map(|return_to| return_to.to_string());
        Ok(InvitationScreen { return_to, ..self.invitation(organisation, is_default, page) })
    }

    async fn invitation_behind(&self, token: &str) -> Answer<InvitationScreen> {
        let LinkShown { organisation, is_default, standing } = self.answer(invitations::show(&self.cx, token).await)?;
        let page = match standing {
            LinkStanding::Open { email, code, until } => {
                InvitationPage::Enter { filled: Some(filled(token, &email, &code, Some(until))) }
            }
            LinkStanding::Confirmed { email, code } => {
                let filled = Some(filled(token, &email, &code, None));
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
            return_to: None,
            now: self.cx.app.clock.now(),
            received: Default::default(),
        }
    }

    pub(crate) async fn confirm_invitation(
        &self,
        organisation: Option<Slug>,
        (email, code, link): (EmailAddress, InvitationCode, Password),
        wanted: &str,
    ) -> Answer<Redirect> {
        let (cx, slug) = (&self.cx, organisation.as_ref());
        let tried = Tried { email: &email, code: &code, link: Token::from_cookie(link.expose()) };
        let confirmed = self.answer(invitations::confirm(cx, slug, tried).await)?;
        self.forget_typed();
        let return_to = sign_in::return_to(&confirmed.organisation, wanted).map(|wanted| wanted.to_string());
        let organisation = view(confirmed.organisation, confirmed.is_default);
        let path = match confirmed.is_member {
            true => paths::sign_in(&organisation),
            false => paths::invitation_confirmed(&organisation),
        };
        Ok(Redirect::path(paths::with_return_to(path, return_to.as_deref())))
    }

    pub(crate) async fn ask_for_invitation(
        &self,
        organisation: Option<Slug>,
        email: EmailAddress,
        wanted: &str,
    ) -> Answer<Redirect> {
        let outcome = invitations::ask(&self.cx, organisation.as_ref(), &email).await;
        let (organisation, is_default) = self.answer(outcome)?;
        self.forget_typed();
        let return_to = sign_in::return_to(&organisation, wanted).map(|wanted| wanted.to_string());
        let path = paths::invitation_asked(&view(organisation, is_default));
        Ok(Redirect::path(paths::with_return_to(path, return_to.as_deref())))
    }
}
