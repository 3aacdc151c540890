//! Authenticator apps: setting one up, and checking its codes.

use crate::{app_context::AppContext, failure::Failure, unit_of_work::UnitOfWork};
use anyhow::Context as _;
use domain::refusal::{CodeRefusal, Refusal};
use domain::totp::{ClockError, Matched};
use domain::{AccountId, OneTimeCode, Seconds, Secret, Timestamp, TotpSecret};
use store::accounts::Account;
use store::authenticators::{self, Authenticator};
use store::organisations::Organisation;

/// How long setting up an app may take, until its first code.
const MAY_WAIT: Seconds = Seconds::hours(1);

/// The result of checking a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Right,
    /// The code is right for another time, so the clock of the app's device is wrong.
    ClockIsOff(ClockError),
    /// Wrong, or used before.
    Wrong,
}

/// What a user needs to set up an app.
#[derive(Debug)]
pub struct Enrolment {
    pub secret: TotpSecret,
    /// The `otpauth:` URL in the QR code.
    pub url: Secret<String>,
}

/// Checks a code and uses it up: it and the codes of earlier time steps are refused from then on, so of parallel uses
/// only one is right. The caller has counted the attempt against the rate limits.
pub async fn accepts(unit: &UnitOfWork<'_>, account: AccountId, code: &OneTimeCode) -> anyhow::Result<Outcome> {
    let Some(own) = authenticators::find_on(unit, account).await? else { return Ok(Outcome::Wrong) };
    Ok(match secret_of(unit.app, &own)?.matched(code, unit.now) {
        Matched::Right(step) if authenticators::take(unit, own.id, step).await? => Outcome::Right,
        // A code of a future time is only called wrong: an attacker who guessed it could use it later.
        Matched::Off(error) if !error.is_ahead => Outcome::ClockIsOff(error),
        Matched::Right(_) | Matched::Off(_) | Matched::Wrong => Outcome::Wrong,
    })
}

/// Creates a secret for an app to set up. An app that is on stays on until the first code of the new one.
pub async fn begin(unit: &UnitOfWork<'_>, account: AccountId) -> anyhow::Result<()> {
    let random = unit.app.random.as_ref();
    let id = random.id()?;
    let secret: Secret<[u8; domain::totp::SECRET_LENGTH]> = Secret::new(random.bytes()?);
    let sealed = unit.app.keys.seal_row(secret.expose(), id.as_bytes(), random)?;
    authenticators::begin(unit, account, id, sealed, unit.now).await
}

/// What the user needs for the app that waits for its first code; `None`: no app waits, or setting it up took
/// too long. Changes nothing.
pub async fn waiting(
    app: &AppContext,
    account: &Account,
    organisation: &Organisation,
) -> anyhow::Result<Option<Enrolment>> {
    let Some(own) = authenticators::read_waiting(&app.store, account.id).await? else { return Ok(None) };
    if is_too_old(&own, app.clock.now()) {
        return Ok(None);
    }
    let secret = secret_of(app, &own)?;
    let url = secret.url(&organisation.name, account.email.as_str());
    Ok(Some(Enrolment { secret, url }))
}

/// Turns the waiting app on if this is its code, and the app before it off. There is no rate limit, because the secret
/// is on the screen of the user who types the code. Refuses with `CodeRefusal::Expired` if no app waits, and a wrong
/// code with `CodeRefusal::Invalid` or `CodeRefusal::ClockIsOff`.
pub async fn confirm(unit: &UnitOfWork<'_>, account: AccountId, code: &OneTimeCode) -> Result<(), Failure> {
    let waiting = authenticators::find_waiting(unit, account).await?;
    let waiting = waiting.filter(|own| !is_too_old(own, unit.now));
    let own = waiting.ok_or(Refusal::Code(CodeRefusal::Expired))?;
    let refusal = match secret_of(unit.app, &own)?.matched(code, unit.now) {
        Matched::Right(step) if authenticators::confirm(unit, account, own.id, step, unit.now).await? => return Ok(()),
        // A parallel request has confirmed the app, so it waits no longer.
        Matched::Right(_) => CodeRefusal::Expired,
        Matched::Off(error) => CodeRefusal::ClockIsOff(error),
        Matched::Wrong => CodeRefusal::Invalid,
    };
    Err(Refusal::Code(refusal).into())
}

fn is_too_old(own: &Authenticator, now: Timestamp) -> bool {
    now >= own.created_at + MAY_WAIT
}

fn secret_of(app: &AppContext, own: &Authenticator) -> anyhow::Result<TotpSecret> {
    let opened = app.keys.open_row(&own.secret, own.id.as_bytes())?;
    TotpSecret::from_slice(opened.expose()).context("authenticator.sealed")
}
