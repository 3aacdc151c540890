//! Signing in and signing up: every refusal, named from the person's side.
//! They carry no text, no address and no secret: without script they travel in the query string.

use crate::{Timestamp, invitation::Unfit, password::PasswordProblem, totp::ClockError};
use serde::{Deserialize, Serialize};

/// Why a step of signing in was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum SignInError {
    #[error("no such organisation")]
    NoSuchOrganisation,
    /// The organisation's policy does not have this way in.
    #[error("not offered here")]
    NotOffered,
    #[error("not an email address")]
    NotAnEmailAddress,
    #[error("not a phone number")]
    NotAPhoneNumber,
    /// Texts do not go to the number's country.
    #[error("no texts to this country")]
    CountryNotServed,
    /// Nobody has verified this number.
    #[error("no account has verified this number")]
    NoVerifiedPhone,
    /// No texts leave for now: too many went out, or too few came to anything.
    #[error("texts are paused")]
    TextsPaused,
    /// Empty, or longer than any password may be. No try was counted.
    #[error("no password was typed")]
    NotAPassword,
    /// Failure number `attempt` of those that lead to a lock.
    #[error("wrong email or password")]
    WrongPassword { attempt: u8, of: u8 },
    /// Under slow-down: the next try is taken at `next_at`.
    #[error("email and password do not match")]
    NoMatch { next_at: Timestamp },
    #[error("not a name")]
    NotAName,
    #[error("the password cannot be had: {0}")]
    Password(PasswordProblem),
    /// The new password and its repetition.
    #[error("the two passwords differ")]
    PasswordsDiffer,
    /// Of somebody who is signed in.
    #[error("not the current password")]
    WrongCurrentPassword,
    /// What changes a way in needs a proof of who it is that is not older than ten minutes.
    #[error("no fresh proof")]
    ProofNeeded,
    /// It is, or once was, somebody else's.
    #[error("the address is reserved")]
    AddressReserved,
    /// Somebody else has verified it.
    #[error("the number is taken")]
    NumberTaken,
    /// The address and its repetition.
    #[error("the two addresses differ")]
    AddressesDiffer,
    /// It was the right one, too late.
    #[error("the temporary password has expired")]
    TemporaryPasswordExpired,
    /// The code was right, too late.
    #[error("the invitation has expired")]
    InvitationExpired,
    #[error("cannot be invited: {0}")]
    CannotInvite(Unfit),
    /// It takes an admin of the organisation.
    #[error("not allowed")]
    NotAllowed,
    /// Nobody does this to themselves, or to the last admin.
    #[error("an admin is needed")]
    AdminNeeded,
    /// It was used, or is too old, or there never was one.
    #[error("the link works no more")]
    LinkOver,
    /// The first step was too long ago, its second was wrong too often, or it never was taken in this browser.
    #[error("the sign-in is over")]
    SignInOver,
    /// The challenge was not asked for in this browser, or there is none.
    #[error("not asked for in this browser")]
    NotThisBrowser,
    /// The browser sends none, so nothing of an earlier step is known.
    #[error("no cookies were sent")]
    NoCookies,
    /// Not one of ours, or not made for this request.
    #[error("the passkey was not taken")]
    PasskeyRefused,
    /// There is no such passkey any more, for nobody.
    #[error("no such passkey")]
    PasskeyUnknown,
    /// Without it nobody would get in any more.
    #[error("the last way in")]
    LastWayIn,
    #[error("invalid code")]
    InvalidCode,
    /// An authenticator app's code of another time.
    #[error("the clock of the authenticator app is off")]
    ClockIsOff(ClockError),
    #[error("code expired")]
    CodeExpired,
    /// Of this code: a fresh one helps.
    #[error("too many tries of this code")]
    TooManyTries,
    /// Of this address or from this network: only time helps (`None`: not even that).
    #[error("too many attempts")]
    TooManyAttempts { until: Option<Timestamp> },
}
