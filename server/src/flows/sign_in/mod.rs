//! Signing in with a code by email: send, show, send again, verify.
//! Every step costs and answers the same whether or not anybody has the address.

mod send;
mod verify;

pub use send::{resend_code, send_code};
pub use verify::verify_code;

use super::Visitor;
use crate::{
    failure::Failure,
    house::House,
    security::{Token, rate_limit::Subject},
    store::{
        TokenHash, Transaction,
        challenges::{self as stored, StoredChallenge},
        known_browsers,
        organisations::{self, Organisation},
        outbox::{self, Whereabouts},
    },
};
use anyhow::Context as _;
use domain::{AccountId, ChallengeId, EmailAddress, Slug, Timestamp, sign_in::SignInError};

/// The method that a session remembers.
const METHOD: &str = "email_code";

/// A code is on its way.
#[derive(Debug)]
pub struct CodeSent {
    pub challenge: ChallengeId,
    /// What the browser keeps to answer it.
    pub browser: Token,
}

/// The person is in.
#[derive(Debug)]
pub struct SignedIn {
    pub session: Token,
    pub device: Token,
}

/// What there is to show about a challenge.
#[derive(Debug)]
pub struct CodeShown {
    pub challenge: StoredChallenge,
    pub organisation: Organisation,
    pub is_default: bool,
    pub whereabouts: Whereabouts,
}

/// The organisation of a sign-in page, and whether it is the default one.
pub async fn gate(house: &House, slug: Option<&Slug>) -> Result<(Organisation, bool), Failure<SignInError>> {
    let default = default_organisation(house).await?;
    let organisation = match slug {
        None => default.clone(),
        Some(slug) => organisations::find_by_slug(&house.store, slug).await?,
    };
    let organisation = organisation.ok_or(Failure::Refused(SignInError::NoSuchOrganisation))?;
    let is_default = default.is_some_and(|default| default.id == organisation.id);
    Ok((organisation, is_default))
}

/// Whether an organisation's pages are the ones without a slug.
pub async fn is_default(house: &House, organisation: &Organisation) -> anyhow::Result<bool> {
    Ok(default_organisation(house).await?.is_some_and(|default| default.id == organisation.id))
}

async fn default_organisation(house: &House) -> anyhow::Result<Option<Organisation>> {
    match &house.default_organisation {
        Some(slug) => organisations::find_by_slug(&house.store, slug).await,
        None => organisations::find_first(&house.store).await,
    }
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
    Ok(CodeShown { challenge, organisation, is_default, whereabouts })
}

/// Strangers share one bucket per address; a browser that signed in there before has its own.
fn whose<'a>(email: &'a EmailAddress, device: Option<&'a TokenHash>) -> Subject<'a> {
    match device {
        Some(device) => Subject::KnownBrowser(email, &device.0),
        None => Subject::Address(email),
    }
}

/// The device of the visitor, if it signed in to this account before.
async fn known_device(
    transaction: &Transaction,
    visitor: &Visitor,
    account: Option<AccountId>,
    now: Timestamp,
) -> anyhow::Result<Option<TokenHash>> {
    let Some(device) = &visitor.device else { return Ok(None) };
    // Looked up also when nobody has the address, so that both take as long.
    let account = account.unwrap_or(AccountId(uuid::Uuid::nil()));
    let device = device.hash();
    Ok(known_browsers::is_known(transaction, &device, account, now).await?.then_some(device))
}

async fn commit(transaction: Transaction) -> anyhow::Result<()> {
    transaction.commit().await.context("the transaction did not commit")
}
