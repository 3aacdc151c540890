//! Signing in: with a code by email or text, or with a password.
//! Every step costs and answers the same whether or not anybody has the address.

mod attempt;
mod enter;
mod issue;
mod passkey;
mod password;
pub mod second_step;
mod send;
mod temporary;
pub(super) mod texts;
pub(super) mod tries;
mod verify;

pub use enter::{Entered, SignedIn};
pub use passkey::{ask_for_passkey, sign_in_with_passkey};
pub use password::{Entry, sign_in_with_password};
pub use send::{CodeSent, resend_code, send_code, send_text};
pub use tries::failures_of;
pub use verify::{Verified, verify_code};

pub(super) use attempt::{Attempt, known_device, of_account};
pub(super) use tries::prices_of_passkey;
pub(super) use verify::sound_alarm_when_many_guess;

pub(super) use enter::{Entering, enter, send_code as send_code_of_second_step};
pub(super) use send::{Request, open_challenge, send};

use super::Visitor;
use crate::{
    failure::Failure,
    house::House,
    store::{
        challenges::{self as stored, Purpose, StoredChallenge},
        organisations::{self, Organisation},
        outbox::{self, Located},
    },
};
use anyhow::Context as _;
use domain::{ChallengeId, Method, ReturnTo, Slug, sign_in::SignInError};

/// What there is to show about a challenge.
#[derive(Debug)]
pub struct CodeShown {
    pub challenge: StoredChallenge,
    pub organisation: Organisation,
    pub is_default: bool,
    /// One for each way that the code went; none: it cannot be told.
    pub whereabouts: Vec<Located>,
    /// What it is the second step of.
    pub second_step: Option<second_step::Underway>,
}

/// The organisation of a sign-in page, and whether it is the default one.
pub async fn gate(house: &House, slug: Option<&Slug>) -> Result<(Organisation, bool), Failure<SignInError>> {
    let organisation =
        organisations::find_seen(&house.store, slug.or(house.default_organisation.as_ref()), house.clock.now());
    let organisation = organisation.await?.ok_or(Failure::Refused(SignInError::NoSuchOrganisation))?;
    let is_default = is_default(house, &organisation).await?;
    Ok((organisation.as_ref().clone(), is_default))
}

/// The organisation where a browser signs in that says nothing else: whose people signed in there last, else the default one.
pub async fn home(house: &House, visitor: &Visitor) -> Result<(Organisation, bool), Failure<SignInError>> {
    match &visitor.organisation {
        Some(slug) => match gate(house, Some(slug)).await {
            Err(Failure::Refused(SignInError::NoSuchOrganisation)) => gate(house, None).await,
            found => found,
        },
        None => gate(house, None).await,
    }
}

/// The ways in that an organisation's policy has and this house can serve, in the policy's order.
pub fn methods(house: &House, organisation: &Organisation) -> Vec<Method> {
    let may_serve = |method: &Method| match method {
        Method::TextCode => house.takes_texts,
        Method::Passkey => house.passkeys.is_some(),
        Method::EmailCode | Method::Password => true,
    };
    organisation.policy.methods.iter().copied().filter(may_serve).collect()
}

/// The same without passkeys: those where something is typed, each with a form of its own.
pub fn typed_methods(house: &House, organisation: &Organisation) -> Vec<Method> {
    let mut methods = methods(house, organisation);
    methods.retain(|&method| method != Method::Passkey);
    methods
}

/// The organisation of a sign-in page that offers a method.
async fn offering(house: &House, slug: Option<&Slug>, method: Method) -> Result<Organisation, Failure<SignInError>> {
    let (organisation, _) = gate(house, slug).await?;
    if methods(house, &organisation).contains(&method) {
        Ok(organisation)
    } else {
        Err(Failure::Refused(SignInError::NotOffered))
    }
}

/// Whether an organisation's pages are the ones without a slug.
pub async fn is_default(house: &House, organisation: &Organisation) -> anyhow::Result<bool> {
    if let Some(slug) = &house.default_organisation {
        return Ok(*slug == organisation.slug);
    }
    let first = organisations::find_seen(&house.store, None, house.clock.now()).await?;
    Ok(first.is_some_and(|first| first.id == organisation.id))
}

/// Where a person wants to go afterwards, if the organisation allows it.
pub fn return_to(organisation: &Organisation, wanted: &str) -> Option<ReturnTo> {
    ReturnTo::check(wanted, &organisation.return_origins)
}

/// What the code screen shows. Changes nothing.
pub async fn show_code(house: &House, visitor: &Visitor, id: ChallengeId) -> Result<CodeShown, Failure<SignInError>> {
    let elsewhere = || Failure::Refused(SignInError::NotThisBrowser);
    let browser = visitor.browser.as_ref().ok_or_else(elsewhere)?.hash();
    let challenge = stored::read_for_browser(&house.store, id, &browser).await?.ok_or_else(elsewhere)?;
    let organisation = organisations::find_by_id(&house.store, challenge.organisation).await?;
    let organisation = organisation.context("the organisation of a challenge is gone")?;
    let is_default = is_default(house, &organisation).await?;
    let whereabouts = outbox::whereabouts(&house.store, id).await?;
    let second_step = match challenge.purpose {
        Purpose::SecondStep => {
            let shown = second_step::show(house, visitor, None).await?;
            let theirs = shown.underway.filter(|underway| Some(underway.account.id) == challenge.account);
            Some(theirs.ok_or_else(elsewhere)?)
        }
        _ => None,
    };
    Ok(CodeShown { challenge, organisation, is_default, whereabouts, second_step })
}

/// Where a code is asked for anew that another browser asked for, or this one long ago.
pub async fn start_of_code(
    house: &House,
    visitor: &Visitor,
    id: ChallengeId,
) -> Result<(Organisation, bool), Failure<SignInError>> {
    let found = match stored::organisation_of(&house.store, id).await? {
        Some(organisation) => organisations::find_by_id(&house.store, organisation).await?,
        None => None,
    };
    let Some(organisation) = found else { return home(house, visitor).await };
    let is_default = is_default(house, &organisation).await?;
    Ok((organisation, is_default))
}
