//! Reauthentication with the password or with a code by email.

use super::change::{Changed, renew_token, renewed};
use crate::{
    RequestContext,
    account::{SignedIn, lock, note_own_by},
    codes::{self, CodeRequest, CodeSent},
    failure::Failure,
    password_tries::{self as tries, Paid},
    security::{PasswordHash, Token, Verified},
};
use domain::{
    AuditEventKind, Method, Password, ReturnTo, Timestamp,
    refusal::{PasswordRefusal, Refusal},
};
use store::{Transaction, challenges::Purpose, passwords, sessions::Proof};

/// The password was right. `settle` still has to give back the try that it cost.
pub(super) struct RightPassword(Paid);

/// Counts a try and compares the password. Tries count against the limits of signing in, so that an unattended browser
/// cannot be used to guess. Refuses with `PasswordRefusal::NotCurrent`, `InvalidField` or `TooManyAttempts`.
pub(super) async fn check(
    cx: &RequestContext,
    signed_in: &SignedIn,
    typed: Password,
) -> Result<RightPassword, Failure> {
    let (organisation, email) = (&signed_in.organisation, &signed_in.account.email);
    let paid = match tries::pay(cx, organisation, email, &typed).await {
        Err(Failure::Refused(Refusal::Password(PasswordRefusal::NoMatch { next_at }))) => {
            return Err(Refusal::TooManyAttempts { until: Some(next_at) }.into());
        }
        paid => paid?,
    };
    let stored = paid.holder.as_ref().and_then(|holder| holder.hash.clone()).map(PasswordHash::from);
    match cx.app.hasher.verify(typed, stored).await {
        Ok(Verified::Yes { .. }) => Ok(RightPassword(paid)),
        Ok(Verified::No) => {
            tries::refuse(cx, organisation, email, &paid, AuditEventKind::ProofRefused).await?;
            Err(Refusal::Password(PasswordRefusal::NotCurrent).into())
        }
        Err(error) => {
            tries::give_back(cx, organisation, &paid).await?;
            Err(error.into())
        }
    }
}

impl RightPassword {
    /// Gives back the try, in the transaction of the change that the password allows. Refuses with
    /// `PasswordRefusal::NotCurrent` if the password has changed in the meantime.
    pub(super) async fn settle(
        self,
        cx: &RequestContext,
        transaction: &Transaction,
        signed_in: &SignedIn,
    ) -> Result<(), Failure> {
        let RightPassword(paid) = self;
        let compared = paid.holder.as_ref().and_then(|holder| holder.hash.clone());
        if passwords::find(transaction, signed_in.account.id).await? != compared {
            return Err(Refusal::Password(PasswordRefusal::NotCurrent).into());
        }
        let (organisation, account) = (&signed_in.organisation, &signed_in.account);
        Ok(tries::take_back(cx, transaction, organisation, &paid, account).await?)
    }
}

/// Reauthenticates with the password. Refuses with `PasswordRefusal::NotCurrent`, `InvalidField` or `TooManyAttempts`.
pub async fn prove(cx: &RequestContext, signed_in: &SignedIn, typed: Password) -> Result<Changed, Failure> {
    let right = check(cx, signed_in, typed).await?;
    let now = cx.app.clock.now();
    let transaction = cx.app.store.begin().await?;
    lock(&transaction, signed_in).await?;
    right.settle(cx, &transaction, signed_in).await?;
    let session = note(cx, &transaction, signed_in, Method::Password, now).await?;
    cx.app.store.commit(transaction).await?;
    Ok(renewed(signed_in, session))
}

/// Records a reauthentication, and gives the session a new token.
pub(super) async fn note(
    cx: &RequestContext,
    transaction: &Transaction,
    signed_in: &SignedIn,
    method: Method,
    now: Timestamp,
) -> anyhow::Result<Token> {
    note_own_by(cx, transaction, signed_in, AuditEventKind::Proven, Some(method), now).await?;
    let proof = Proof { at: now, is_strong: method.is_strong() };
    renew_token(&cx.app, transaction, signed_in, Some(proof)).await
}

/// Whether a code by email is enough to reauthenticate: where it is a sign-in method, and for an
/// account without a password.
pub fn may_prove_by_code(signed_in: &SignedIn) -> bool {
    signed_in.password_changed_at.is_none() || signed_in.organisation.policy.offers(Method::EmailCode)
}

/// Sends a code for reauthentication. `next` is where the user goes after it. Refuses with `NotOffered` unless
/// `may_prove_by_code`.
pub async fn send_proof_code(cx: &RequestContext, signed_in: &SignedIn, next: ReturnTo) -> Result<CodeSent, Failure> {
    if !may_prove_by_code(signed_in) {
        return Err(Refusal::NotOffered.into());
    }
    let transaction = cx.app.store.begin().await?;
    let request = CodeRequest {
        organisation: &signed_in.organisation,
        purpose: Purpose::Proof,
        destination: signed_in.account.email.clone().into(),
        account: Some(signed_in.account.clone()),
        return_to: Some(next),
    };
    codes::send(cx, transaction, request).await
}
