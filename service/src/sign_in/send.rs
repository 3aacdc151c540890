//! Sending a sign-in code.

use super::page::{offering, return_to};
use crate::codes::{self, CodeRequest, CodeSent};
use crate::prelude::*;
use domain::refusal::PhoneRefusal;

/// Sends a sign-in code by email. When this browser asks again within a minute, nothing is sent and the open challenge
/// is returned. Refuses with `NotOffered` when the organisation does not offer this method, and with `TooManyAttempts`.
pub async fn send_code(
    cx: &RequestContext,
    slug: Option<&Slug>,
    email: EmailAddress,
    wanted: &str,
) -> Result<CodeSent, Failure> {
    let organisation = offering(&cx.app, slug, Method::EmailCode).await?;
    let unit = cx.begin().await?;
    let account = accounts::find_by_email(&unit, organisation.id, &email).await?;
    let request = CodeRequest {
        organisation: &organisation,
        purpose: Purpose::SignIn,
        destination: email.into(),
        account,
        return_to: return_to(&organisation, wanted),
    };
    codes::send(cx, unit, request).await
}

/// Sends a sign-in code by text. `country` is the ISO 3166-1 alpha-2 code for numbers in national format. Refuses with
/// `PhoneRefusal::NotVerified` when no account has verified the number, with `NotOffered`, `InvalidField` or
/// `PhoneRefusal::CountryNotServed`, and with `TooManyAttempts` or `PhoneRefusal::TextsPaused` at a limit.
pub async fn send_text(
    cx: &RequestContext,
    slug: Option<&Slug>,
    typed: &str,
    country: &str,
    wanted: &str,
) -> Result<CodeSent, Failure> {
    let organisation = offering(&cx.app, slug, Method::TextCode).await?;
    let number = codes::read_phone(&cx.app, typed, country)?;
    let unit = cx.begin().await?;
    let account = accounts::find_by_phone(&unit, organisation.id, &number).await?;
    let is_anybodys = account.is_some();
    let request = CodeRequest {
        organisation: &organisation,
        purpose: Purpose::SignIn,
        destination: number.into(),
        account,
        return_to: return_to(&organisation, wanted),
    };
    if !is_anybodys {
        // An unknown number counts against the same limits as a known one, so that numbers cannot be probed freely.
        let asked_for = (organisation.id, &request.destination);
        codes::consume_request(cx, &unit, asked_for, None).await?;
        let subject = AuditSubject::of(organisation.id, None).detail(Method::TextCode.name());
        unit.record(AuditEventKind::SignInRefused, subject).await?;
        unit.commit().await?;
        return Err(Refusal::Phone(PhoneRefusal::NotVerified).into());
    }
    codes::send(cx, unit, request).await
}
