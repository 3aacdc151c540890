//! Every refusal that a user can meet, from signing in to the admin console. A refusal carries no text, no address and
//! no secret, because without script it travels in the query string.

use crate::{Timestamp, invitation::InviteError, password::PasswordProblem, totp::ClockError};
use serde::{Deserialize, Serialize};

/// Why a request was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum Refusal {
    #[error("no such organisation")]
    NoSuchOrganisation,
    /// The policy or the installation does not offer this, or the item that the request names does not exist.
    #[error("not offered here")]
    NotOffered,
    #[error("not an email address")]
    NotAnEmailAddress,
    #[error("not a phone number")]
    NotAPhoneNumber,
    /// The installation sends no texts to the number's country.
    #[error("no texts to this country")]
    CountryNotServed,
    /// No account of the organisation has verified this number.
    #[error("no account has verified this number")]
    NoVerifiedPhone,
    /// No texts are sent for now: too many were sent, or too few of their codes were entered.
    #[error("texts are paused")]
    TextsPaused,
    /// The password is empty, or longer than any policy allows. No try was counted.
    #[error("no password was typed")]
    NotAPassword,
    /// Failure number `attempt`; number `of` leads to a lock.
    #[error("wrong email or password")]
    WrongPassword { attempt: u8, of: u8 },
    /// Wrong password under a slow-down: the next try is accepted at `next_at`.
    #[error("email and password do not match")]
    NoMatch { next_at: Timestamp },
    #[error("not a name")]
    NotAName,
    #[error("the password cannot be had: {0}")]
    Password(PasswordProblem),
    /// The new password and its repetition differ.
    #[error("the two passwords differ")]
    PasswordsDiffer,
    /// A signed-in user entered a wrong current password.
    #[error("not the current password")]
    WrongCurrentPassword,
    /// The change requires a reauthentication in the last ten minutes.
    #[error("no fresh proof")]
    ReauthenticationRequired,
    /// The address belongs or belonged to another account, or an admin reserved it.
    #[error("the address is reserved")]
    AddressReserved,
    /// Another account has verified the number.
    #[error("the number is taken")]
    NumberTaken,
    /// The address and its repetition differ.
    #[error("the two addresses differ")]
    AddressesDiffer,
    /// The temporary password was right, but has expired.
    #[error("the temporary password has expired")]
    TemporaryPasswordExpired,
    /// The code was right, but the invitation has expired.
    #[error("the invitation has expired")]
    InvitationExpired,
    #[error("cannot be invited: {0}")]
    CannotInvite(InviteError),
    /// Only an admin of the organisation may do this.
    #[error("not allowed")]
    NotAllowed,
    /// An admin cannot do this to their own account, and the last admin cannot close theirs.
    #[error("an admin is needed")]
    AdminNeeded,
    /// The link was used, has expired, or never existed.
    #[error("the link works no more")]
    LinkOver,
    /// The first step was too long ago or not taken in this browser, or the second was wrong too often.
    #[error("the sign-in is over")]
    SignInOver,
    /// The challenge does not exist, or this browser did not request it.
    #[error("not asked for in this browser")]
    NotThisBrowser,
    /// The browser sends no cookies, so the server cannot connect the request to an earlier step.
    #[error("no cookies were sent")]
    NoCookies,
    /// The passkey is not the account's, or its answer is not valid for this request.
    #[error("the passkey was not taken")]
    PasskeyRefused,
    /// No account has this passkey any more, so the browser may forget it.
    #[error("no such passkey")]
    PasskeyUnknown,
    /// Without this passkey the user could not sign in any more.
    #[error("the last way in")]
    LastWayIn,
    #[error("invalid code")]
    InvalidCode,
    /// The code of an authenticator app is for another time.
    #[error("the clock of the authenticator app is off")]
    ClockIsOff(ClockError),
    #[error("code expired")]
    CodeExpired,
    /// The tries of this code are used up. A new code helps.
    #[error("too many tries of this code")]
    TooManyTries,
    /// A rate limit of the address, the account or the network is reached. Requests are accepted again at `until`;
    /// `None`: waiting does not help.
    #[error("too many attempts")]
    TooManyAttempts { until: Option<Timestamp> },
}
