//! All refusals, for tests of the screens that show them.

use super::pages::NOW;
use domain::{
    Seconds,
    invitation::InviteError,
    password::PasswordProblem,
    refusal::{CodeRefusal, FormField, InvitationRefusal, PasskeyRefusal, PasswordRefusal, PhoneRefusal, Refusal},
    totp::ClockError,
};
use std::iter::successors;

/// Every refusal. A new variant does not compile until it is added here.
pub fn all_refusals() -> Vec<Refusal> {
    use Refusal::*;
    let next = |refusal: &Refusal| match refusal {
        NoSuchOrganisation => Some(NotFound),
        NotFound => Some(NotOffered),
        NotOffered => Some(InvalidForm),
        InvalidForm => Some(AddressReserved),
        AddressReserved => Some(AddressesDiffer),
        AddressesDiffer => Some(ReauthenticationRequired),
        ReauthenticationRequired => Some(NotAllowed),
        NotAllowed => Some(AdminNeeded),
        AdminNeeded => Some(LinkOver),
        LinkOver => Some(SignInOver),
        SignInOver => Some(NotThisBrowser),
        NotThisBrowser => Some(NoCookies),
        NoCookies => Some(LastWayIn),
        LastWayIn => Some(TooManyAttempts { until: Some(NOW + Seconds(60)) }),
        TooManyAttempts { .. } | InvalidField(_) | Code(_) | Password(_) | Phone(_) | Passkey(_) | Invitation(_) => {
            None
        }
    };
    let mut all: Vec<_> = successors(Some(NoSuchOrganisation), next).collect();
    all.extend(fields().map(InvalidField));
    all.extend(of_codes().map(Code));
    all.extend(of_passwords().map(Password));
    all.extend(of_phones().map(Phone));
    all.extend([PasskeyRefusal::Invalid, PasskeyRefusal::Unknown].map(Passkey));
    all.extend([InvitationRefusal::Expired, InvitationRefusal::CannotInvite(InviteError::Reserved)].map(Invitation));
    all
}

fn fields() -> impl Iterator<Item = FormField> {
    use FormField::*;
    successors(Some(Email), |field| match field {
        Email => Some(Phone),
        Phone => Some(Name),
        Name => Some(Password),
        Password => Some(PasskeyName),
        PasskeyName => Some(Reason),
        Reason => None,
    })
}

fn of_codes() -> impl Iterator<Item = CodeRefusal> {
    use CodeRefusal::*;
    successors(Some(Invalid), |refusal| match refusal {
        Invalid => Some(Expired),
        Expired => Some(TooManyTries),
        TooManyTries => Some(ClockIsOff(ClockError { is_ahead: true, minutes: 1 })),
        ClockIsOff(ClockError { is_ahead: true, minutes }) => {
            Some(ClockIsOff(ClockError { is_ahead: false, minutes: minutes + 2 }))
        }
        ClockIsOff(_) => None,
    })
}

fn of_passwords() -> impl Iterator<Item = PasswordRefusal> {
    use PasswordRefusal::*;
    successors(Some(Wrong { attempt: 2, of: 5 }), |refusal| match refusal {
        Wrong { .. } => Some(NoMatch { next_at: NOW + Seconds(4) }),
        NoMatch { .. } => Some(NotCurrent),
        NotCurrent => Some(TemporaryExpired),
        TemporaryExpired => Some(Unsuitable(PasswordProblem::Rules)),
        Unsuitable(PasswordProblem::Rules) => Some(Unsuitable(PasswordProblem::Common)),
        Unsuitable(PasswordProblem::Common) => Some(Unsuitable(PasswordProblem::AboutYou)),
        Unsuitable(PasswordProblem::AboutYou) => Some(Unsuitable(PasswordProblem::Weak)),
        Unsuitable(PasswordProblem::Weak) => Some(ConfirmationDiffers),
        ConfirmationDiffers => None,
    })
}

fn of_phones() -> impl Iterator<Item = PhoneRefusal> {
    use PhoneRefusal::*;
    successors(Some(CountryNotServed), |refusal| match refusal {
        CountryNotServed => Some(NotVerified),
        NotVerified => Some(Taken),
        Taken => Some(TextsPaused),
        TextsPaused => None,
    })
}
