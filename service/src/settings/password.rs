//! Changing or setting the password of a signed-in user.

use super::change::{Changed, complete_change};
use super::reauthentication;
use crate::account::{lock_rows, recently_authenticated};
use crate::failure::both_valid;
use crate::prelude::*;
use crate::{new_passwords, onboarding};
use domain::onboarding::Outcome;
use domain::refusal::{FormField, PasswordRefusal};
use store::passwords;

/// Sets a new password, typed twice. An account that has one must give the current password; an account without one must have
/// reauthenticated recently, else `ReauthenticationRequired`. Refuses with `NotOffered` if the policy has no passwords,
/// with `InvalidField` or `PasswordRefusal::NotCurrent` for the current one, and for the new one with
/// `PasswordRefusal::Unsuitable` if the rules forbid it, and with `ConfirmationDiffers`.
pub async fn change_password(
    cx: &RequestContext,
    signed_in: &SignedIn,
    current: Password,
    typed: [Password; 2],
) -> Result<Changed, Failure> {
    if !signed_in.organisation.policy.offers(Method::Password) {
        return Err(Refusal::NotOffered.into());
    }
    let has_password = signed_in.password_changed_at.is_some();
    let is_possible = match has_password && !current.is_possible() {
        true => Err(Refusal::InvalidField(FormField::Password).into()),
        false => Ok(()),
    };
    let new = new_passwords::typed_twice(&signed_in.organisation.policy.password, typed);
    let ((), new) = both_valid(is_possible, new)?;
    if !has_password {
        recently_authenticated(&cx.app, signed_in)?;
    }
    // Before the current password is checked: a new password that the rules forbid must not cost an attempt.
    let hash = new_passwords::hash_chosen(cx, &signed_in.account, &signed_in.organisation, new).await?;
    let right = match has_password {
        true => Some(reauthentication::check(cx, signed_in, current).await?),
        false => None,
    };
    let unit = cx.begin().await?;
    let account = lock_rows(&unit, signed_in).await?;
    let activity = match right {
        Some(right) => {
            right.settle(cx, &unit, signed_in).await?;
            AuditEventKind::PasswordChanged
        }
        None if passwords::find(&unit, account.id).await?.is_some() => {
            return Err(Refusal::Password(PasswordRefusal::NotCurrent).into());
        }
        None => AuditEventKind::PasswordSet,
    };
    passwords::set(&unit, account.id, hash.expose(), unit.now).await?;
    onboarding::record(&unit, &account, Step::Password, Outcome::Done).await?;
    complete_change(unit, signed_in, &account, activity).await
}
