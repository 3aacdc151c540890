//! New passwords, wherever one is chosen: their rate limit, the check against the policy, and the hash.

use super::RequestContext;
use crate::{
    app_context::AppContext,
    failure::Failure,
    security::{PasswordHash, new_password, rate_limit::Subject},
};
use anyhow::Context as _;
use domain::{
    OrganisationId, Password, PasswordRules,
    limits::{self, Limit},
    password::PasswordProblem,
    refusal::{PasswordRefusal, Refusal},
};
use store::{accounts::Account, organisations::Organisation};

/// Counts a new password against a rate limit of the client address, because checking and hashing it costs more than a
/// request should. `chosen` is `None` where no password is asked for. A password that no policy allows is refused and
/// not counted. Refuses with `TooManyAttempts` above the limit.
pub async fn consume(
    cx: &RequestContext,
    organisation: OrganisationId,
    limit: Limit,
    chosen: Option<&Password>,
) -> Result<(), Failure> {
    if chosen.is_some_and(|password| !password.is_possible()) {
        return Err(Refusal::Password(PasswordRefusal::Unsuitable(PasswordProblem::Rules)).into());
    }
    let unit = cx.begin().await?;
    let cost = [(limit, Subject::Client(organisation, cx.client))];
    unit.consume(&cost).await??;
    Ok(unit.commit().await?)
}

/// Checks and hashes a new password of an account. Counts against a rate limit of the client address. Refuses with
/// `PasswordRefusal::Unsuitable` or `TooManyAttempts`.
pub async fn hash_chosen(
    cx: &RequestContext,
    account: &Account,
    organisation: &Organisation,
    password: Password,
) -> Result<PasswordHash, Failure> {
    consume(cx, organisation.id, limits::NEW_PASSWORDS_PER_CLIENT_AND_HOUR, Some(&password)).await?;
    let about = [account.email.to_string(), account.name.clone().unwrap_or_default(), organisation.name.clone()];
    hash(&cx.app, organisation.policy.password, password, about).await
}

/// Hashes a password. Refuses one that the rules forbid. `about` is what others know about the user: address, name,
/// organisation.
pub async fn hash(
    app: &AppContext,
    rules: PasswordRules,
    password: Password,
    about: [String; 3],
) -> Result<PasswordHash, Failure> {
    // The rules count characters, so they check the normalised spelling, which is the one that is hashed.
    let password = password.in_nfc();
    let judged = password.clone();
    let judge = move || new_password::check(&rules, &judged, &about.each_ref().map(String::as_str));
    let verdict = tokio::task::spawn_blocking(judge).await.context("a password was not judged")?;
    verdict.map_err(|problem| Refusal::Password(PasswordRefusal::Unsuitable(problem)))?;
    Ok(app.hasher.hash(password, app.random.as_ref()).await?)
}
