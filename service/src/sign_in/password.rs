//! Signing in with a password. The attempt is counted and committed first; then follows one argon2 run, whether or not
//! there is an account; a second transaction writes the outcome, because no lock may be kept while hashing.

use super::complete::{SignInOutcome, complete_sign_in};
use super::page::{offering, return_to};
use super::session::Authentication;
use super::temporary;
use crate::attempts::find_known_browser;
use crate::password_attempts::{CountedAttempt, count_attempt, refund, refuse};
use crate::prelude::*;
use crate::security::{HashError, PasswordHash, Verified};
use domain::refusal::PasswordRefusal;
use store::passwords;
use store::temporary_passwords::{self, StoredTemporary};

/// What a correct password led to.
#[derive(Debug)]
pub enum PasswordOutcome {
    /// Signed in, or the second step is still to come.
    SignIn(SignInOutcome),
    /// The password was a temporary one: the browser with this token may choose a new password.
    ChoosePassword(Token),
}

/// Signs in when the password is right. A temporary password starts no session, except the first password sent after an
/// invitation. Refuses a wrong password, an expired temporary one with `PasswordRefusal::TemporaryExpired`, attempts
/// over a limit, and with `NotOffered` when the organisation has no passwords. Fails with `Busy` when the hashing queue
/// is full; the attempt then does not count.
pub async fn sign_in_with_password(
    cx: &RequestContext,
    slug: Option<&Slug>,
    email: &EmailAddress,
    password: Password,
    wanted: &str,
) -> Result<PasswordOutcome, Failure> {
    let organisation = offering(&cx.app, slug, Method::Password).await?;
    let counted = count_attempt(cx, &organisation, email, &password).await?;
    let verified = counted.compare(cx, &organisation, password.clone()).await?;
    let temporary = temporary::matching(&cx.app, &counted, &password)?;
    if let Verified::Yes { is_outdated } = verified {
        let renewed = if is_outdated { renew(&cx.app, password).await? } else { None };
        if let Some(outcome) = accept(cx, &organisation, &counted, wanted, By::Own { renewed }).await? {
            return Ok(PasswordOutcome::SignIn(outcome));
        }
    }
    if let Some(first) = temporary.filter(|temporary| temporary.signs_in)
        && let Some(outcome) = accept(cx, &organisation, &counted, wanted, By::First(first)).await?
    {
        return Ok(PasswordOutcome::SignIn(outcome));
    }
    if let Some(temporary) = temporary.filter(|temporary| !temporary.signs_in)
        && let Some(grant) = temporary::grant_reset(cx, &organisation, &counted, temporary, wanted).await?
    {
        return Ok(PasswordOutcome::ChoosePassword(grant));
    }
    let refused = refuse(cx, &organisation, email, &counted, AuditEventKind::SignInRefused).await?;
    // Only a caller who typed the exact temporary password learns that it has expired.
    Err(if temporary.is_some() { Refusal::Password(PasswordRefusal::TemporaryExpired) } else { refused }.into())
}

/// Hashes the password with the current parameters. `None`: the hashing queue is full; the next sign-in tries again.
async fn renew(app: &AppContext, password: Password) -> anyhow::Result<Option<PasswordHash>> {
    match app.hasher.hash(password, app.random.as_ref()).await {
        Ok(renewed) => Ok(Some(renewed)),
        Err(HashError::Busy) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Which password was right.
enum By<'a> {
    /// The user's own password, with a new hash if the stored one is outdated.
    Own { renewed: Option<PasswordHash> },
    /// The first password, made by the system and sent after an invitation.
    First(&'a StoredTemporary),
}

/// `None`: the account was deactivated, or its password changed, while the hash was computed.
async fn accept(
    cx: &RequestContext,
    organisation: &Organisation,
    counted: &CountedAttempt,
    wanted: &str,
    by: By<'_>,
) -> anyhow::Result<Option<SignInOutcome>> {
    let unit = cx.begin().await?;
    let Some(owner) = &counted.owner else { return Ok(None) };
    let Some(account) = accounts::find_for_share(&unit, owner.account.id).await? else { return Ok(None) };
    let still_holds = match &by {
        By::Own { .. } => passwords::find(&unit, account.id).await? == owner.hash,
        By::First(first) => temporary_passwords::is_good(&unit, &first.digest, unit.now).await?,
    };
    if !still_holds {
        return Ok(None);
    }
    // "This wasn't me" may have made the browser unknown while the hash was computed.
    let is_expected =
        counted.known_browser.is_some() && find_known_browser(cx, &unit, Some(account.id)).await?.is_some();
    refund(cx, &unit, organisation, counted, &account).await?;
    if let By::Own { renewed: Some(renewed) } = by {
        passwords::renew(&unit, account.id, renewed.expose()).await?;
    }
    let (method, was_here) = (Method::Password, owner.was_here);
    let wanted = return_to(organisation, wanted);
    let return_to = wanted.as_ref();
    let authentication = Authentication { account: &account, organisation, method, is_expected, was_here, return_to };
    let outcome = complete_sign_in(cx, unit, authentication).await?;
    metrics::counter!("portico_passwords_total", "outcome" => "accepted").increment(1);
    Ok(Some(outcome))
}
