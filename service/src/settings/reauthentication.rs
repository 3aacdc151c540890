//! Reauthentication with the password or with a code by email.

use super::change::{Changed, renew_token, renewed};
use crate::account::lock_rows;
use crate::codes::{self, CodeRequest, CodeSent};
use crate::password_attempts::{self, CountedAttempt};
use crate::prelude::*;
use crate::security::Verified;
use domain::refusal::PasswordRefusal;
use store::{passwords, sessions::Reauthentication};

/// The password was right. `settle` still has to give back the attempt that it cost.
pub(super) struct RightPassword(CountedAttempt);

/// Counts an attempt and compares the password. Attempts count against the limits of signing in, so that an unattended
/// browser cannot be used to guess. Refuses with `PasswordRefusal::NotCurrent`, `InvalidField` or `TooManyAttempts`.
pub(super) async fn check(
    cx: &RequestContext,
    signed_in: &SignedIn,
    typed: Password,
) -> Result<RightPassword, Failure> {
    let (organisation, email) = (&signed_in.organisation, &signed_in.account.email);
    let counted = match password_attempts::count_attempt(cx, organisation, email, &typed).await {
        Err(Failure::Refused(Refusal::Password(PasswordRefusal::SlowedDown { next_at }))) => {
            return Err(Refusal::TooManyAttempts { until: Some(next_at) }.into());
        }
        counted => counted?,
    };
    match counted.compare(cx, organisation, typed).await? {
        Verified::Yes { .. } => Ok(RightPassword(counted)),
        Verified::No => {
            let refused = AuditEventKind::ReauthenticationRefused;
            password_attempts::refuse(cx, organisation, email, &counted, refused).await?;
            Err(Refusal::Password(PasswordRefusal::NotCurrent).into())
        }
    }
}

impl RightPassword {
    /// Gives back the attempt, in the transaction of the change that the password allows. Refuses with
    /// `PasswordRefusal::NotCurrent` if the password has changed in the meantime.
    pub(super) async fn settle(
        self,
        cx: &RequestContext,
        unit: &UnitOfWork<'_>,
        signed_in: &SignedIn,
    ) -> Result<(), Failure> {
        let RightPassword(counted) = self;
        let compared = counted.owner.as_ref().and_then(|owner| owner.hash.clone());
        if passwords::find(unit, signed_in.account.id).await? != compared {
            return Err(Refusal::Password(PasswordRefusal::NotCurrent).into());
        }
        let (organisation, account) = (&signed_in.organisation, &signed_in.account);
        Ok(password_attempts::refund(cx, unit, organisation, &counted, account).await?)
    }
}

/// Reauthenticates with the password. Refuses with `PasswordRefusal::NotCurrent`, `InvalidField` or `TooManyAttempts`.
pub async fn reauthenticate(cx: &RequestContext, signed_in: &SignedIn, typed: Password) -> Result<Changed, Failure> {
    let right = check(cx, signed_in, typed).await?;
    let unit = cx.begin().await?;
    lock_rows(&unit, signed_in).await?;
    right.settle(cx, &unit, signed_in).await?;
    let session = record(&unit, signed_in, Method::Password).await?;
    unit.commit().await?;
    Ok(renewed(signed_in, session))
}

/// Records a reauthentication, and gives the session a new token.
pub(super) async fn record(unit: &UnitOfWork<'_>, signed_in: &SignedIn, method: Method) -> anyhow::Result<Token> {
    let subject = AuditSubject::own(&signed_in.account).detail(method.name());
    unit.record(AuditEventKind::Reauthenticated, subject).await?;
    let reauthentication = Reauthentication { at: unit.now, is_strong: method.is_strong() };
    renew_token(unit, signed_in, Some(reauthentication)).await
}

/// Whether a code by email is enough to reauthenticate: where it is a sign-in method, and for an
/// account without a password.
pub fn may_reauthenticate_by_code(signed_in: &SignedIn) -> bool {
    signed_in.password_changed_at.is_none() || signed_in.organisation.policy.offers(Method::EmailCode)
}

/// Sends a code for reauthentication. `next` is where the user goes after it. Refuses with `NotOffered` unless
/// `may_reauthenticate_by_code`.
pub async fn send_reauthentication_code(
    cx: &RequestContext,
    signed_in: &SignedIn,
    next: ReturnTo,
) -> Result<CodeSent, Failure> {
    if !may_reauthenticate_by_code(signed_in) {
        return Err(Refusal::NotOffered.into());
    }
    let unit = cx.begin().await?;
    let request = CodeRequest {
        organisation: &signed_in.organisation,
        purpose: Purpose::Reauthentication,
        destination: signed_in.account.email.clone().into(),
        account: Some(signed_in.account.clone()),
        return_to: Some(next),
    };
    codes::send(cx, unit, request).await
}
