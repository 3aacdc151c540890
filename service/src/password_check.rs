//! Judges a new password while it is typed, by the rule of saving it. It hashes nothing, stores nothing, and looks at no
//! account: the answer depends only on what was asked and on the organisation's policy.

use crate::new_passwords;
use crate::prelude::*;
use crate::security::new_password;
use crate::sign_in::find_organisation;
use domain::password::PasswordProblem;

/// How many characters of an email address and of a name are looked at. Both are shorter.
const LONGEST: usize = 254;

/// The first problem with a new password, if any. `about` is the email address and the name, as typed. Counts against a
/// rate limit of the client address, which is not the one of saving. Refuses with `TooManyAttempts`.
pub async fn check(
    cx: &RequestContext,
    slug: Option<&Slug>,
    password: &Password,
    about: [&str; 2],
) -> Result<Option<PasswordProblem>, Failure> {
    let (organisation, _) = find_organisation(&cx.app, slug).await?;
    let limit = limits::PASSWORD_CHECKS_PER_CLIENT_AND_HOUR;
    new_passwords::consume(cx, organisation.id, limit, Some(password)).await?;
    let [email, name] = about.map(|text| text.chars().take(LONGEST).collect::<String>());
    let (rules, password) = (organisation.policy.password, password.in_nfc());
    let judge = move || new_password::check(&rules, &password, &[&email, &name, &organisation.name]);
    Ok(tokio::task::spawn_blocking(judge).await.context("a password was not judged")?.err())
}
