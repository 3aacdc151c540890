//! Starting a session after the last step of a sign-in: remembers the browser, and tells the user when it is new.

use crate::{
    RequestContext,
    audit::{self, AuditEntry},
    delivery::Content,
    messages::{self, NEWS_FOR},
    security::Token,
};
use domain::{AuditEventKind, LanguageTag, Method, ReturnTo, Seconds, Slug, Timestamp};
use store::{
    Transaction,
    accounts::Account,
    known_browsers, onboarding,
    organisations::Organisation,
    session_alarms,
    sessions::{self, NewSession},
};

/// How often a known browser's last sign-in is written. A day is precise enough: browsers are remembered for 180 days.
const REMEMBERED_EVERY: Seconds = Seconds::days(1);

/// A completed sign-in.
#[derive(Debug)]
pub struct SignedIn {
    /// The token of the new session.
    pub session: Token,
    /// The token that marks this browser as known.
    pub device: Token,
    /// The method of the first step.
    pub method: Method,
    pub organisation: Slug,
    /// How long the browser may keep the session's cookie.
    pub kept: Seconds,
    /// The language that the user chose. `None`: the one that the browser asks for.
    pub language: Option<LanguageTag>,
    /// Where to go next. `None`: no address was requested.
    pub return_to: Option<ReturnTo>,
    /// Whether the user was invited and has not finished the onboarding.
    pub is_welcomed: bool,
    /// Whether this sign-in created recovery codes. They are shown once, before any other page.
    pub has_fresh_codes: bool,
}

/// The account to sign in to, and how the user authenticated.
#[derive(Clone, Copy, Debug)]
pub struct Entering<'a> {
    pub account: &'a Account,
    pub organisation: &'a Organisation,
    pub method: Method,
    /// Whether no message about a new sign-in is needed: the browser is known, or the account was created just now.
    pub is_expected: bool,
    /// When this browser last signed in to the account. `None`: never, or not looked up.
    pub was_here: Option<Timestamp>,
    /// Where to go after signing in.
    pub return_to: Option<&'a ReturnTo>,
}

/// Starts a session with a new token, ends the browser's previous session, and remembers the browser. Call it only
/// after the last step.
pub async fn let_in(
    cx: &RequestContext,
    transaction: &Transaction,
    entering: Entering<'_>,
    took_second_step: bool,
    now: Timestamp,
) -> anyhow::Result<SignedIn> {
    let Entering { account, organisation, method, is_expected, was_here, return_to } = entering;
    if let Some(before) = &cx.session {
        sessions::end(transaction, &before.hash(), now).await?;
    }
    let session = Token::fresh(cx.app.random.as_ref())?;
    let device = match cx.device.clone() {
        Some(device) => device,
        None => Token::fresh(cx.app.random.as_ref())?,
    };
    let new = NewSession {
        id: cx.app.random.id()?,
        token: session.hash(),
        account: account.id,
        method: method.name(),
        client_address: cx.client.to_string(),
        user_agent: cx.user_agent.clone(),
        device: device.hash(),
        took_second_step,
    };
    let id = new.id;
    sessions::insert(transaction, new, now).await?;
    if was_here.is_none_or(|was_here| now >= was_here + REMEMBERED_EVERY) {
        known_browsers::remember(transaction, &device.hash(), account.id, now).await?;
    }
    let noted = AuditEntry { detail: Some(method.name()), ..AuditEntry::own(account, AuditEventKind::SignedIn) };
    audit::note(&cx.app, transaction, Some(cx), noted, now).await?;
    let is_welcomed = account.welcome.is_some();
    if is_welcomed {
        onboarding::begin(transaction, account.id, now).await?;
    }
    if !is_expected {
        tell(cx, transaction, account, id, now).await?;
    }
    let (kept, language) = (organisation.policy.session.absolute, account.language.clone());
    let (organisation, return_to) = (organisation.slug.clone(), return_to.cloned());
    let has_fresh_codes = false;
    Ok(SignedIn { session, device, method, organisation, kept, language, return_to, is_welcomed, has_fresh_codes })
}

/// Sends the message "New sign-in to your account", with a link that ends this session.
async fn tell(
    cx: &RequestContext,
    transaction: &Transaction,
    account: &Account,
    session: uuid::Uuid,
    now: Timestamp,
) -> anyhow::Result<()> {
    let token = Token::fresh(cx.app.random.as_ref())?;
    session_alarms::insert(transaction, &token.hash(), session, now).await?;
    let content = Content::NewSignIn {
        at: now,
        zone: account.time_zone.clone(),
        browser: cx.browser_name(),
        place: cx.client.to_string(),
        token: token.expose().to_owned(),
    };
    messages::tell(&cx.app, transaction, account, cx.language_for(Some(account)), &content, now + NEWS_FOR, now).await
}
