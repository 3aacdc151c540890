//! A new password, wherever one is chosen: paid for, judged, hashed.

use super::Visitor;
use crate::{
    failure::Failure,
    house::House,
    security::{
        PasswordHash, new_password,
        rate_limit::{self, Subject},
    },
};
use anyhow::Context as _;
use domain::{OrganisationId, Password, PasswordRules, limits::Limit, password::PasswordProblem, sign_in::SignInError};

/// Judging and hashing a password costs more than a request should, so each is counted before. One that nobody may have costs
/// nothing; `None`: none is asked for.
pub async fn pay(
    house: &House,
    visitor: &Visitor,
    organisation: OrganisationId,
    limit: Limit,
    chosen: Option<&Password>,
) -> Result<(), Failure<SignInError>> {
    if chosen.is_some_and(|password| !password.is_possible()) {
        return Err(Failure::Refused(SignInError::Password(PasswordProblem::Rules)));
    }
    let transaction = house.store.begin().await?;
    let price = [(limit, Subject::Client(organisation, visitor.client))];
    if let Err(too_often) = rate_limit::pay(&transaction, &house.keys, &price, house.clock.now()).await? {
        return Err(Failure::Refused(SignInError::TooManyAttempts { until: too_often.until }));
    }
    Ok(house.store.commit_apart(transaction).await?)
}

/// The hash of a password that may be had. `about` is what others know of the person: address, name, organisation.
pub async fn hash(
    house: &House,
    rules: PasswordRules,
    password: Password,
    about: [String; 3],
) -> Result<PasswordHash, Failure<SignInError>> {
    // The rules count characters: of the spelling that is kept.
    let password = password.in_nfc();
    let judged = password.clone();
    let judge = move || new_password::check(&rules, &judged, &about.each_ref().map(String::as_str));
    let verdict = tokio::task::spawn_blocking(judge).await.context("a password was not judged")?;
    verdict.map_err(|problem| Failure::Refused(SignInError::Password(problem)))?;
    Ok(house.hasher.hash(password, house.random.as_ref()).await?)
}
