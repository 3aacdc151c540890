//! The one door: behind it a session, a remembered browser, and a message when the browser is new; before it the second step,
//! where one is asked for.

use super::second_step::{self, Half};
use crate::{
    delivery::Content,
    flows::{
        Visitor,
        audit::{self, Noted},
        messages::{self, NEWS_FOR},
    },
    house::House,
    security::Token,
    store::{
        Transaction,
        accounts::Account,
        known_browsers,
        organisations::Organisation,
        session_alarms,
        sessions::{self, NewSession},
        welcomes,
    },
};
use domain::{Activity, LanguageTag, Method, ReturnTo, Seconds, Slug, Timestamp, policy::StillNeeded};

/// How stale it may be when a browser was here last: it is forgotten after half a year.
const REMEMBERED_EVERY: Seconds = Seconds::days(1);

/// The person is in.
#[derive(Debug)]
pub struct SignedIn {
    pub session: Token,
    pub device: Token,
    pub method: Method,
    pub organisation: Slug,
    /// How long the browser may keep the session's cookie.
    pub kept: Seconds,
    /// What the person reads; `None`: what the browser asks for.
    pub language: Option<LanguageTag>,
    /// Where the person wanted to go.
    pub return_to: Option<ReturnTo>,
    /// They were invited, and are not through the welcome.
    pub is_welcomed: bool,
    /// Recovery codes were made on the way in: they are shown once, before anything else.
    pub has_fresh_codes: bool,
}

/// What taking the first step led to.
#[derive(Debug)]
pub enum Entered {
    In(SignedIn),
    /// No session yet.
    Half(Box<Half>),
}

/// Whom to let in, and how they proved who they are.
#[derive(Clone, Copy, Debug)]
pub struct Entering<'a> {
    pub account: &'a Account,
    pub organisation: &'a Organisation,
    pub method: Method,
    /// Nothing new to tell: the browser was here before, or the account was made a moment ago.
    pub is_expected: bool,
    /// When this browser was here last, as far as that is known.
    pub was_here: Option<Timestamp>,
    /// Where the person wants to go.
    pub return_to: Option<&'a ReturnTo>,
}

/// Lets in, or asks for the second step.
pub async fn enter(
    house: &House,
    transaction: &Transaction,
    visitor: &Visitor,
    entering: Entering<'_>,
    now: Timestamp,
) -> anyhow::Result<Entered> {
    let needed = second_step::needed(transaction, entering).await?;
    let is_spared = second_step::is_spared(transaction, visitor, entering, &needed, now).await?;
    Ok(match needed {
        needed if is_spared || needed == StillNeeded::Nothing => {
            Entered::In(let_in(house, transaction, visitor, entering, is_spared, now).await?)
        }
        needed => Entered::Half(Box::new(second_step::begin(house, transaction, entering, needed, now).await?)),
    })
}

/// Opens a session with a token of its own, ends the one that this browser had, and remembers the browser. Only after the
/// last step.
pub(super) async fn let_in(
    house: &House,
    transaction: &Transaction,
    visitor: &Visitor,
    entering: Entering<'_>,
    took_second_step: bool,
    now: Timestamp,
) -> anyhow::Result<SignedIn> {
    let Entering { account, organisation, method, is_expected, was_here, return_to } = entering;
    if let Some(before) = &visitor.session {
        sessions::end(transaction, &before.hash(), now).await?;
    }
    let session = Token::fresh(house.random.as_ref())?;
    let device = match visitor.device.clone() {
        Some(device) => device,
        None => Token::fresh(house.random.as_ref())?,
    };
    let new = NewSession {
        id: house.random.id()?,
        token: session.hash(),
        account: account.id,
        method: method.name(),
        client_address: visitor.client.to_string(),
        user_agent: visitor.user_agent.clone(),
        device: device.hash(),
        took_second_step,
    };
    let id = new.id;
    sessions::insert(transaction, new, now).await?;
    if was_here.is_none_or(|was_here| now >= was_here + REMEMBERED_EVERY) {
        known_browsers::remember(transaction, &device.hash(), account.id, now).await?;
    }
    let noted = Noted { detail: Some(method.name()), ..Noted::own(account, Activity::SignedIn) };
    audit::note(house, transaction, Some(visitor), noted, now).await?;
    let is_welcomed = account.welcome.is_some();
    if is_welcomed {
        welcomes::begin(transaction, account.id, now).await?;
    }
    if !is_expected {
        tell(house, transaction, visitor, account, id, now).await?;
    }
    let (kept, language) = (organisation.policy.session.absolute, account.language.clone());
    let (organisation, return_to) = (organisation.slug.clone(), return_to.cloned());
    let has_fresh_codes = false;
    Ok(SignedIn { session, device, method, organisation, kept, language, return_to, is_welcomed, has_fresh_codes })
}

/// Keeps what `enter` wrote. Where the second step begins with a code, that goes out.
pub async fn commit(
    house: &House,
    visitor: &Visitor,
    transaction: Transaction,
    entered: Entered,
) -> anyhow::Result<Entered> {
    match (visitor.session.as_ref(), &entered) {
        (Some(_), Entered::In(_)) => house.store.commit(transaction).await?,
        // No session that was there has ended.
        _ => house.store.commit_apart(transaction).await?,
    }
    send_code(house, visitor, entered).await
}

/// Sends the code of a second step that begins with one, after the first was kept.
pub async fn send_code(house: &House, visitor: &Visitor, entered: Entered) -> anyhow::Result<Entered> {
    match entered {
        Entered::In(_) => Ok(entered),
        Entered::Half(half) => Ok(Entered::Half(Box::new(second_step::with_code(house, visitor, *half).await?))),
    }
}

/// "New sign-in to your account", with a link that ends this session.
async fn tell(
    house: &House,
    transaction: &Transaction,
    visitor: &Visitor,
    account: &Account,
    session: uuid::Uuid,
    now: Timestamp,
) -> anyhow::Result<()> {
    let token = Token::fresh(house.random.as_ref())?;
    session_alarms::insert(transaction, &token.hash(), session, now).await?;
    let content = Content::NewSignIn {
        at: now,
        zone: account.time_zone.clone(),
        browser: visitor.browser_name(),
        place: visitor.client.to_string(),
        token: token.expose().to_owned(),
    };
    messages::tell(house, transaction, account, visitor.language_for(Some(account)), &content, now + NEWS_FOR, now)
        .await
}
