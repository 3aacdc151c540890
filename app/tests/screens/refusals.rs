//! All refusals, for tests of the screens that show them.

use super::pages::NOW;
use domain::{Refusal, Seconds, invitation::InviteError, password::PasswordProblem, totp::ClockError};

/// Every refusal. A new variant does not compile until it is added here.
pub fn all_refusals() -> Vec<Refusal> {
    use Refusal::*;
    let next = |error: Option<Refusal>| match error {
        None => Some(NoSuchOrganisation),
        Some(NoSuchOrganisation) => Some(NotOffered),
        Some(NotOffered) => Some(NotAnEmailAddress),
        Some(NotAnEmailAddress) => Some(NotAPhoneNumber),
        Some(NotAPhoneNumber) => Some(CountryNotServed),
        Some(CountryNotServed) => Some(NoVerifiedPhone),
        Some(NoVerifiedPhone) => Some(TextsPaused),
        Some(TextsPaused) => Some(WrongPassword { attempt: 2, of: 5 }),
        Some(WrongPassword { .. }) => Some(NoMatch { next_at: NOW + Seconds(4) }),
        Some(NoMatch { .. }) => Some(NotAName),
        Some(NotAName) => Some(NotAPassword),
        Some(NotAPassword) => Some(Password(PasswordProblem::Rules)),
        Some(Password(PasswordProblem::Rules)) => Some(Password(PasswordProblem::Common)),
        Some(Password(PasswordProblem::Common)) => Some(Password(PasswordProblem::AboutYou)),
        Some(Password(PasswordProblem::AboutYou)) => Some(Password(PasswordProblem::Weak)),
        Some(Password(PasswordProblem::Weak)) => Some(PasswordsDiffer),
        Some(PasswordsDiffer) => Some(WrongCurrentPassword),
        Some(WrongCurrentPassword) => Some(ReauthenticationRequired),
        Some(ReauthenticationRequired) => Some(AddressReserved),
        Some(AddressReserved) => Some(NumberTaken),
        Some(NumberTaken) => Some(AddressesDiffer),
        Some(AddressesDiffer) => Some(TemporaryPasswordExpired),
        Some(TemporaryPasswordExpired) => Some(NotAllowed),
        Some(NotAllowed) => Some(AdminNeeded),
        Some(AdminNeeded) => Some(InvitationExpired),
        Some(InvitationExpired) => Some(CannotInvite(InviteError::Reserved)),
        Some(CannotInvite(_)) => Some(LinkOver),
        Some(LinkOver) => Some(SignInOver),
        Some(SignInOver) => Some(PasskeyRefused),
        Some(PasskeyRefused) => Some(PasskeyUnknown),
        Some(PasskeyUnknown) => Some(LastWayIn),
        Some(LastWayIn) => Some(NotThisBrowser),
        Some(NotThisBrowser) => Some(NoCookies),
        Some(NoCookies) => Some(InvalidCode),
        Some(InvalidCode) => Some(ClockIsOff(ClockError { is_ahead: true, minutes: 1 })),
        Some(ClockIsOff(ClockError { is_ahead: true, minutes })) => {
            Some(ClockIsOff(ClockError { is_ahead: false, minutes: minutes + 2 }))
        }
        Some(ClockIsOff(_)) => Some(CodeExpired),
        Some(CodeExpired) => Some(TooManyTries),
        Some(TooManyTries) => Some(TooManyAttempts { until: Some(NOW + Seconds(60)) }),
        Some(TooManyAttempts { .. }) => None,
    };
    std::iter::successors(next(None), |error| next(Some(*error))).collect()
}
