//! New passwords, wherever one is chosen: their rate limit, the check against the policy, and the hash.

use crate::failure::both_valid;
use crate::prelude::*;
use crate::security::rate_limit::Receipt;
use crate::security::{HashError, PasswordHash, new_password};
use domain::{PasswordRules, limits::Limit, password::PasswordProblem, refusal::PasswordRefusal};

/// A new password that was counted against a rate limit of the client address.
#[derive(Debug)]
pub struct CountedPassword {
    cost: [(Limit, Subject<'static>); 1],
    receipt: Receipt,
}

impl CountedPassword {
    /// Passes on what the hasher answered. If it hashed nothing, for example because its queue is full, the password is
    /// refunded.
    pub async fn settle<T>(self, cx: &RequestContext, outcome: Result<T, HashError>) -> Result<T, Failure> {
        if outcome.is_err() {
            let unit = cx.begin().await?;
            unit.refund_earlier(&self.cost, &self.receipt).await?;
            unit.commit().await?;
        }
        Ok(outcome?)
    }
}

/// Refuses a password that does not meet the rules of the checklist. Costs nothing, so a form can say it together with
/// the errors of its other fields.
pub fn meets_rules(rules: &PasswordRules, password: &Password) -> Result<(), Failure> {
    match rules.unmet(password.in_nfc().expose()).is_empty() {
        true => Ok(()),
        false => Err(Refusal::Password(PasswordRefusal::Unsuitable(PasswordProblem::Rules)).into()),
    }
}

/// A new password that was typed twice. Refuses one that was not typed the same way again, and one that does not meet
/// the rules of the checklist; with both refusals, if both are true.
pub fn typed_twice(rules: &PasswordRules, [password, again]: [Password; 2]) -> Result<Password, Failure> {
    let is_same = match password.is_same(&again) {
        true => Ok(()),
        false => Err(Refusal::Password(PasswordRefusal::ConfirmationDiffers).into()),
    };
    both_valid(meets_rules(rules, &password), is_same)?;
    Ok(password)
}

/// Counts a new password against a rate limit of the client address, because checking and hashing it costs more than a
/// request should. `chosen` is `None` where no password is asked for. A password that no policy allows is refused and
/// not counted. Refuses with `TooManyAttempts` above the limit.
pub async fn consume(
    cx: &RequestContext,
    organisation: OrganisationId,
    limit: Limit,
    chosen: Option<&Password>,
) -> Result<CountedPassword, Failure> {
    if chosen.is_some_and(|password| !password.is_possible()) {
        return Err(Refusal::Password(PasswordRefusal::Unsuitable(PasswordProblem::Rules)).into());
    }
    let unit = cx.begin().await?;
    let cost = [(limit, Subject::Client(organisation, cx.client))];
    let receipt = unit.consume(&cost).await??;
    unit.commit().await?;
    Ok(CountedPassword { cost, receipt })
}

/// Checks and hashes a new password of an account. Counts against a rate limit of the client address. Refuses with
/// `PasswordRefusal::Unsuitable` or `TooManyAttempts`.
pub async fn hash_chosen(
    cx: &RequestContext,
    account: &Account,
    organisation: &Organisation,
    password: Password,
) -> Result<PasswordHash, Failure> {
    let limit = limits::NEW_PASSWORDS_PER_CLIENT_AND_HOUR;
    let counted = consume(cx, organisation.id, limit, Some(&password)).await?;
    let about = [account.email.to_string(), account.name.clone().unwrap_or_default(), organisation.name.clone()];
    hash(cx, counted, organisation.policy.password, password, about).await
}

/// Hashes a password that was counted. Refuses one that the rules forbid. `about` is what others know about the user:
/// address, name, organisation.
pub async fn hash(
    cx: &RequestContext,
    counted: CountedPassword,
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
    counted.settle(cx, cx.app.hasher.hash(password, cx.app.random.as_ref()).await).await
}
