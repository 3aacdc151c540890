//! Starting a session after the last step of a sign-in: remembers the browser, and tells the user when it is new.

use super::passkey_offer;
use super::remembered::RememberedAccount;
use crate::{account::has_current_session, attempts::find_known_browser, messages::NEWS_FOR, prelude::*};
use store::sessions::{self, NewSession};
use store::{known_browsers, onboarding};

/// How often a known browser's last sign-in is written. A day is precise enough: browsers are remembered for 180 days.
const REMEMBERED_EVERY: Seconds = Seconds::days(1);

/// A completed sign-in.
#[derive(Debug)]
pub struct StartedSession {
    /// The token of the new session.
    pub session: Token,
    /// The token by which the account knows this browser.
    pub known_browser: Token,
    /// The method of the first step.
    pub method: Method,
    /// The account, as the browser remembers it if the user asks for that.
    pub account: Box<RememberedAccount>,
    /// Whether the user has just signed up.
    pub is_new: bool,
    pub organisation: Slug,
    /// How long the browser may keep the session's cookie.
    pub kept: Seconds,
    /// The language that the user chose. `None`: the one that the browser asks for.
    pub language: Option<LanguageTag>,
    /// Where to go next. `None`: no address was requested.
    pub return_to: Option<ReturnTo>,
    /// Whether the user was invited and has not finished the onboarding.
    pub is_onboarding: bool,
    /// Whether this sign-in created recovery codes. They are shown once, before any other page.
    pub has_fresh_codes: bool,
    /// Whether the user is offered to add a passkey, if the browser can make one.
    pub offers_passkey: bool,
}

/// The account to sign in to, and how the user authenticated.
#[derive(Clone, Copy, Debug)]
pub struct Authentication<'a> {
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
pub async fn start_session(
    cx: &RequestContext,
    unit: &UnitOfWork<'_>,
    authentication: Authentication<'_>,
    took_second_step: bool,
) -> anyhow::Result<StartedSession> {
    let Authentication { account, organisation, method, is_expected, was_here, return_to } = authentication;
    let account = &in_zone_of_browser(cx, unit, account).await?;
    let session = Token::fresh(unit.app.random.as_ref())?;
    // A token that this account does not know was made for another account, or by an attacker. If it became the one of
    // this account, a copy of it would pass for this browser.
    let known = find_known_browser(cx, unit, Some(account.id)).await?;
    let known_browser = match cx.known_browsers.iter().find(|token| Some(token.hash()) == known) {
        Some(token) => token.clone(),
        None => Token::fresh(unit.app.random.as_ref())?,
    };
    let new = NewSession {
        id: unit.app.random.id()?,
        token: session.hash(),
        account: account.id,
        method: method.name(),
        client_address: unit.client_address(),
        user_agent: cx.user_agent.clone(),
        known_browser: known_browser.hash(),
        took_second_step,
    };
    let id = new.id;
    sessions::insert(unit, new, unit.now).await?;
    end_previous(cx, unit, account.id, id).await?;
    if known.is_none() || was_here.is_none_or(|was_here| unit.now >= was_here + REMEMBERED_EVERY) {
        known_browsers::remember(unit, &known_browser.hash(), account.id, unit.now).await?;
    }
    unit.record(AuditEventKind::SignedIn, AuditSubject::own(account).detail(method.name())).await?;
    let is_onboarding = account.onboarding.is_some();
    if is_onboarding {
        onboarding::begin(unit, account.id, unit.now).await?;
    }
    if !is_expected {
        tell(unit, account).await?;
    }
    let offers_passkey =
        return_to.is_none() && passkey_offer::is_due(unit, account, &organisation.policy, method).await?;
    let (kept, language) = (organisation.policy.session.absolute, account.language.clone());
    let (organisation, return_to) = (organisation.slug.clone(), return_to.cloned());
    Ok(StartedSession {
        session,
        known_browser,
        method,
        account: Box::new(RememberedAccount::of(account, method)),
        is_new: false,
        organisation,
        kept,
        language,
        return_to,
        is_onboarding,
        has_fresh_codes: false,
        offers_passkey,
    })
}

/// The account with the time zone of this browser, which is stored if it is another one than at the last sign-in.
async fn in_zone_of_browser(cx: &RequestContext, unit: &UnitOfWork<'_>, account: &Account) -> anyhow::Result<Account> {
    let mut account = account.clone();
    if let Some(zone) = cx.time_zone.as_ref().filter(|zone| account.browser_time_zone.as_ref() != Some(*zone)) {
        accounts::set_browser_time_zone(unit, account.id, zone).await?;
        account.browser_time_zone = Some(zone.clone());
    }
    Ok(account)
}

/// Ends the session that the browser had. If it was this account's and still counted, the session `by` replaces it.
async fn end_previous(
    cx: &RequestContext,
    unit: &UnitOfWork<'_>,
    account: AccountId,
    by: uuid::Uuid,
) -> anyhow::Result<()> {
    let Some(before) = cx.session.as_ref().map(Token::hash) else { return Ok(()) };
    match has_current_session(unit, account, &before).await? {
        true => sessions::replace(unit, &before, by, unit.now).await,
        false => sessions::end(unit, &before, unit.now).await,
    }
}

/// Sends the message "New sign-in to your account", with the link "This wasn't me".
async fn tell(unit: &UnitOfWork<'_>, account: &Account) -> anyhow::Result<()> {
    let content = Content::NewSignIn {
        at: unit.now,
        zone: account.zone().map(str::to_owned),
        browser: unit.browser_name(),
        ip_address: unit.client_address(),
        token: unit.alert(Some(account.id), AuditEventKind::SignedIn).await?,
    };
    unit.tell(account, unit.language_for(Some(account)), &content, unit.now + NEWS_FOR).await
}
