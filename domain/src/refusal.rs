//! Every refusal that a user can meet, from signing in to the admin console. A refusal carries no text, no address and
//! no secret, because without script it travels in the query string.

use crate::{Timestamp, invitation::InviteError, password::PasswordProblem, totp::ClockError};
use serde::{Deserialize, Serialize};

/// Why a request was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    NoSuchOrganisation,
    /// The request names something that does not exist, or that this user must not know of.
    NotFound,
    /// The policy, the installation or the state of the account does not offer this.
    NotOffered,
    /// The value of this field cannot be used.
    InvalidField(FormField),
    /// Several fields of a form are refused.
    Several(FieldRefusals),
    /// The values of a form cannot be used. Its page finds the invalid field by parsing the same values.
    InvalidForm,
    /// The address belongs or belonged to another account, or an admin reserved it.
    AddressReserved,
    /// The address and its repetition differ.
    AddressesDiffer,
    /// The change requires a reauthentication in the last ten minutes.
    ReauthenticationRequired,
    /// Only an admin of the organisation may do this.
    NotAllowed,
    /// An admin cannot do this to their own account, and the last admin cannot close theirs.
    AdminNeeded,
    /// The link was used, has expired, or never existed.
    LinkOver,
    /// The first step was too long ago or not taken in this browser, or the second was wrong too often.
    SignInOver,
    /// The challenge does not exist, or this browser did not request it.
    NotThisBrowser,
    /// The browser sends no cookies, so the server cannot connect the request to an earlier step.
    NoCookies,
    /// Without this passkey or number the user could not sign in any more.
    LastWayIn,
    /// A rate limit of the address, the account or the network is reached, or the password is locked out until then.
    /// Requests are accepted again at `until`; `None`: waiting does not help.
    TooManyAttempts {
        until: Option<Timestamp>,
    },
    Code(CodeRefusal),
    Password(PasswordRefusal),
    Phone(PhoneRefusal),
    Passkey(PasskeyRefusal),
    Invitation(InvitationRefusal),
    Application(ApplicationRefusal),
}

/// As many fields as a form with several refusals has.
const MOST_FIELDS: usize = 5;

/// The refusals of several fields of a form, in the order of the fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldRefusals([Option<FieldRefusal>; MOST_FIELDS]);

/// The refusal of one of several fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum FieldRefusal {
    Invalid(FormField),
    AddressesDiffer,
    InvalidCode,
    Password(PasswordRefusal),
    Phone(PhoneRefusal),
}

impl Refusal {
    /// The refusals of single fields. Any refusal but `Several` is its only one.
    pub fn each(self) -> impl Iterator<Item = Refusal> {
        let all = match self {
            Refusal::Several(FieldRefusals(all)) => all.map(|one| one.map(Refusal::from)),
            one => std::array::from_fn(|place| (place == 0).then_some(one)),
        };
        all.into_iter().flatten()
    }

    /// This refusal and another one of the same form. The first one alone, unless both are about fields.
    pub fn and(self, other: Refusal) -> Refusal {
        let mut all = [None; MOST_FIELDS];
        for (place, refusal) in all.iter_mut().zip(self.each().chain(other.each())) {
            let Some(field) = FieldRefusal::of(refusal) else { return self };
            *place = Some(field);
        }
        Refusal::Several(FieldRefusals(all))
    }
}

impl FieldRefusal {
    /// `None`: the refusal is not about a field.
    const fn of(refusal: Refusal) -> Option<Self> {
        match refusal {
            Refusal::InvalidField(field) => Some(FieldRefusal::Invalid(field)),
            Refusal::AddressesDiffer => Some(FieldRefusal::AddressesDiffer),
            Refusal::Code(CodeRefusal::Invalid) => Some(FieldRefusal::InvalidCode),
            Refusal::Password(refusal) => Some(FieldRefusal::Password(refusal)),
            Refusal::Phone(refusal) => Some(FieldRefusal::Phone(refusal)),
            _ => None,
        }
    }
}

impl From<FieldRefusal> for Refusal {
    fn from(refusal: FieldRefusal) -> Self {
        match refusal {
            FieldRefusal::Invalid(field) => Refusal::InvalidField(field),
            FieldRefusal::AddressesDiffer => Refusal::AddressesDiffer,
            FieldRefusal::InvalidCode => Refusal::Code(CodeRefusal::Invalid),
            FieldRefusal::Password(refusal) => Refusal::Password(refusal),
            FieldRefusal::Phone(refusal) => Refusal::Phone(refusal),
        }
    }
}

/// A field of a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FormField {
    Email,
    Phone,
    /// The user's name.
    Name,
    /// The password is empty, or longer than any policy allows. No attempt was counted.
    Password,
    PasskeyName,
    /// The text names no time zone.
    TimeZone,
    /// An admin's reason.
    Reason,
}

/// Why a one-time code was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CodeRefusal {
    Invalid,
    Expired,
    /// The attempts at this code are used up. A new code helps.
    AttemptsUsedUp,
    /// The code of an authenticator app is for another time.
    ClockIsOff(ClockError),
    /// No device that waits for its user shows this code.
    NoSuchDevice,
}

/// Why a password was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PasswordRefusal {
    /// Failure number `attempt`; number `of` leads to a lockout.
    Wrong { attempt: u8, of: u8 },
    /// Under a slow-down: the password was wrong, or came too early to be compared. The next one is compared at
    /// `next_at`.
    SlowedDown { next_at: Timestamp },
    /// A signed-in user entered a wrong current password.
    NotCurrent,
    /// The temporary password was right, but has expired.
    TemporaryExpired,
    /// The new password cannot be used.
    Unsuitable(PasswordProblem),
    /// The new password and its repetition differ.
    ConfirmationDiffers,
}

/// Why a phone number was refused, or a text to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PhoneRefusal {
    /// The installation sends no texts to the number's country.
    CountryNotServed,
    /// No account of the organisation has verified this number.
    NotVerified,
    /// Another account has verified the number.
    Taken,
    /// No texts are sent for now: too many were sent, or too few of their codes were entered.
    TextsPaused,
}

/// Why a passkey was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PasskeyRefusal {
    /// The passkey is not the account's, or its answer is not valid for this request.
    Invalid,
    /// No account has this passkey any more, so the browser may forget it.
    Unknown,
}

/// Why an invitation was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum InvitationRefusal {
    /// The code was right, but the invitation has expired.
    Expired,
    CannotInvite(InviteError),
}

/// Why an application or a group was refused. Lines are counted from 1. The messages are the operator's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum ApplicationRefusal {
    /// The name of the application or the group is empty, too long, or not one line.
    #[error("a name has 1 to 100 characters on one line")]
    BadName,
    /// The description of the group is too long, or not one line.
    #[error("a description has at most 200 characters on one line")]
    BadDescription,
    #[error("not an address like https://app.example/start")]
    BadStartAddress,
    /// The time since the last authentication is not in the range of an application.
    #[error("not a number of minutes from 1 to 43200")]
    BadStrength,
    /// This line is no origin, or no origin that may be protected.
    #[error("line {line} is not an origin like https://app.example")]
    BadOrigin { line: usize },
    /// Another application has one of the origins.
    #[error("another application has one of the origins")]
    OriginTaken,
    /// The start address or one of the origins is that of Portico itself.
    #[error("the address is that of Portico itself")]
    OriginIsPortico,
    #[error("more than 20 origins")]
    TooManyOrigins,
    /// This line is no path rule.
    #[error("line {line} is not a rule like GET,HEAD /assets/* public")]
    BadRule { line: usize },
    #[error("more than 50 rules")]
    TooManyRules,
    /// This line is no email address of a person of the organisation.
    #[error("line {line} is not the email address of an account of the organisation")]
    NoSuchPerson { line: usize },
    #[error("more than 1000 people; use a group for them")]
    TooManyPeople,
    /// The organisation does not have one of the groups any more.
    #[error("there is no such group in the organisation")]
    NoSuchGroup,
    /// Another group of the organisation has the name.
    #[error("another group of the organisation has this name")]
    GroupNameTaken,
    /// The organisation has as many applications or groups as it may have.
    #[error("the organisation has as many of them as it may have")]
    TooMany,
    /// This line is no redirect address, or none that the kind of client may have.
    #[error("line {line} is not a redirect address like https://app.example/callback")]
    BadRedirectUri { line: usize },
    #[error("more than 20 redirect addresses")]
    TooManyRedirectUris,
    /// A client without a redirect address gets no answers, so it can only sign in devices or act for itself.
    #[error("a client needs at least one redirect address, unless it signs in devices or gets tokens of its own")]
    NoRedirectUri,
    /// This line is no address that a browser may be led to after it has signed out.
    #[error("line {line} is not an address like https://app.example/signed-out")]
    BadSignOutUri { line: usize },
    #[error("more than 20 addresses for people who have signed out")]
    TooManySignOutUris,
    /// It is no address that Portico can post to.
    #[error("the address for back-channel logout is not one like https://app.example/backchannel-logout")]
    BadBackChannelUri,
    /// Portico may not connect to the address: it is in a private network, or not encrypted.
    #[error(
        "Portico does not connect to the address for back-channel logout: it is in a private network, or begins with \
         http://. Name its host or network in PORTICO_OUTBOUND_ALLOW"
    )]
    PrivateBackChannelUri,
    /// The time that access tokens are valid is not in the range of a client.
    #[error("access tokens are valid for a number of minutes from 1 to 60")]
    BadAccessMinutes,
    /// The time that refresh tokens are valid is not in the range of a client.
    #[error("refresh tokens are valid for a number of days from 1 to 365")]
    BadRefreshDays,
    /// The application does not use OpenID Connect.
    #[error("the application has no OpenID Connect client")]
    NoClient,
    /// The client cannot keep a secret, so it has none.
    #[error("a public client has no secret")]
    PublicClient,
    /// Only a client that keeps a secret can prove that it is itself, and get tokens of its own.
    #[error("a client without a secret cannot get tokens of its own")]
    NeedsSecret,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_refusals_of_several_fields_are_told_in_their_order() {
        let (email, password) = (Refusal::InvalidField(FormField::Email), Refusal::InvalidField(FormField::Password));
        let differs = Refusal::Password(PasswordRefusal::ConfirmationDiffers);
        let all = email.and(password).and(differs);
        assert_eq!(all.each().collect::<Vec<_>>(), [email, password, differs]);
        assert_eq!(email.each().collect::<Vec<_>>(), [email]);
    }

    #[test]
    fn a_refusal_of_the_whole_form_stays_alone() {
        let email = Refusal::InvalidField(FormField::Email);
        assert_eq!(Refusal::NotOffered.and(email), Refusal::NotOffered);
        assert_eq!(email.and(Refusal::NotOffered), email);
    }
}
