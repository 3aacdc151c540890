//! All refusals, for tests of the screens that show them.

use super::pages::NOW;
use domain::Seconds;
use domain::invitation::InviteError;
use domain::password::PasswordProblem;
use domain::refusal::{
    ApplicationRefusal, CodeRefusal, FormField, InvitationRefusal, PasskeyRefusal, PasswordRefusal, PhoneRefusal,
    Refusal,
};
use domain::totp::ClockError;
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
        TooManyAttempts { .. }
        | InvalidField(_)
        // Each of them is refused by itself, too.
        | Several(_)
        | Code(_)
        | Password(_)
        | Phone(_)
        | Passkey(_)
        | Invitation(_)
        | Application(_) => None,
    };
    let mut all: Vec<_> = successors(Some(NoSuchOrganisation), next).collect();
    all.extend(form_fields().map(InvalidField));
    all.extend(code_refusals().map(Code));
    all.extend(password_refusals().map(Password));
    all.extend(phone_refusals().map(Phone));
    all.extend(passkey_refusals().map(Passkey));
    all.extend(invitation_refusals().map(Invitation));
    all.extend(application_refusals().map(Application));
    all
}

fn form_fields() -> impl Iterator<Item = FormField> {
    use FormField::*;
    successors(Some(Email), |field| match field {
        Email => Some(Phone),
        Phone => Some(Name),
        Name => Some(Password),
        Password => Some(PasskeyName),
        PasskeyName => Some(TimeZone),
        TimeZone => Some(Reason),
        Reason => None,
    })
}

fn code_refusals() -> impl Iterator<Item = CodeRefusal> {
    use CodeRefusal::*;
    successors(Some(Invalid), |refusal| match refusal {
        Invalid => Some(Expired),
        Expired => Some(AttemptsUsedUp),
        AttemptsUsedUp => Some(ClockIsOff(ClockError { is_ahead: true, minutes: 1 })),
        ClockIsOff(ClockError { is_ahead: true, minutes }) => {
            Some(ClockIsOff(ClockError { is_ahead: false, minutes: minutes + 2 }))
        }
        ClockIsOff(_) => Some(NoSuchDevice),
        NoSuchDevice => None,
    })
}

fn password_refusals() -> impl Iterator<Item = PasswordRefusal> {
    use PasswordRefusal::*;
    successors(Some(Wrong { attempt: 2, of: 5 }), |refusal| match refusal {
        Wrong { .. } => Some(SlowedDown { next_at: NOW + Seconds(4) }),
        SlowedDown { .. } => Some(NotCurrent),
        NotCurrent => Some(TemporaryExpired),
        TemporaryExpired => Some(Unsuitable(PasswordProblem::Rules)),
        Unsuitable(PasswordProblem::Rules) => Some(Unsuitable(PasswordProblem::Common)),
        Unsuitable(PasswordProblem::Common) => Some(Unsuitable(PasswordProblem::AboutYou)),
        Unsuitable(PasswordProblem::AboutYou) => Some(Unsuitable(PasswordProblem::Weak)),
        Unsuitable(PasswordProblem::Weak) => Some(ConfirmationDiffers),
        ConfirmationDiffers => None,
    })
}

fn phone_refusals() -> impl Iterator<Item = PhoneRefusal> {
    use PhoneRefusal::*;
    successors(Some(CountryNotServed), |refusal| match refusal {
        CountryNotServed => Some(NotVerified),
        NotVerified => Some(Taken),
        Taken => Some(TextsPaused),
        TextsPaused => None,
    })
}

fn passkey_refusals() -> impl Iterator<Item = PasskeyRefusal> {
    use PasskeyRefusal::*;
    successors(Some(Invalid), |refusal| match refusal {
        Invalid => Some(Unknown),
        Unknown => None,
    })
}

fn invitation_refusals() -> impl Iterator<Item = InvitationRefusal> {
    use InvitationRefusal::*;
    successors(Some(Expired), |refusal| match refusal {
        Expired => Some(CannotInvite(InviteError::Reserved)),
        CannotInvite(_) => None,
    })
}

fn application_refusals() -> impl Iterator<Item = ApplicationRefusal> {
    use ApplicationRefusal::*;
    successors(Some(BadName), |refusal| match refusal {
        BadName => Some(BadDescription),
        BadDescription => Some(BadStartAddress),
        BadStartAddress => Some(BadStrength),
        BadStrength => Some(BadOrigin { line: 2 }),
        BadOrigin { .. } => Some(OriginTaken),
        OriginTaken => Some(OriginIsPortico),
        OriginIsPortico => Some(TooManyOrigins),
        TooManyOrigins => Some(BadRule { line: 3 }),
        BadRule { .. } => Some(TooManyRules),
        TooManyRules => Some(NoSuchPerson { line: 4 }),
        NoSuchPerson { .. } => Some(TooManyPeople),
        TooManyPeople => Some(NoSuchGroup),
        NoSuchGroup => Some(GroupNameTaken),
        GroupNameTaken => Some(TooMany),
        TooMany => Some(BadRedirectUri { line: 2 }),
        BadRedirectUri { .. } => Some(TooManyRedirectUris),
        TooManyRedirectUris => Some(NoRedirectUri),
        NoRedirectUri => Some(BadSignOutUri { line: 3 }),
        BadSignOutUri { .. } => Some(TooManySignOutUris),
        TooManySignOutUris => Some(BadBackChannelUri),
        BadBackChannelUri => Some(PrivateBackChannelUri),
        PrivateBackChannelUri => Some(BadAccessMinutes),
        BadAccessMinutes => Some(BadRefreshDays),
        BadRefreshDays => Some(NoClient),
        NoClient => Some(PublicClient),
        PublicClient => Some(NeedsSecret),
        NeedsSecret => None,
    })
}

/// Whether a form says a refusal beside one of its fields, in the words of applications and groups.
pub fn is_about_field(function: &str, error: &ApplicationRefusal) -> bool {
    use ApplicationRefusal::*;
    match function {
        "/api/save_application_details" => {
            matches!(error, BadName | TooMany | BadStartAddress | OriginIsPortico | OriginTaken)
        }
        "/api/add_application" => {
            is_about_field("/api/save_application_details", error) || is_about_redirect_uri(error)
        }
        "/api/save_client" => {
            let is_sign_out = matches!(error, BadSignOutUri { .. } | TooManySignOutUris);
            let is_back_channel = matches!(error, BadBackChannelUri | PrivateBackChannelUri);
            let is_other = matches!(error, BadAccessMinutes | BadRefreshDays | NeedsSecret);
            is_about_redirect_uri(error) || is_sign_out || is_back_channel || is_other
        }
        "/api/save_application_access" => matches!(error, NoSuchPerson { .. } | TooManyPeople | NoSuchGroup),
        "/api/save_application_strength" => matches!(error, BadStrength),
        "/api/save_forward_auth" => {
            let is_origin = matches!(error, BadOrigin { .. } | OriginTaken | OriginIsPortico | TooManyOrigins);
            is_origin || matches!(error, BadRule { .. } | TooManyRules)
        }
        "/api/add_group" | "/api/save_group" => matches!(error, BadName | BadDescription | GroupNameTaken | TooMany),
        _ => false,
    }
}

fn is_about_redirect_uri(error: &ApplicationRefusal) -> bool {
    use ApplicationRefusal::*;
    matches!(error, BadRedirectUri { .. } | NoRedirectUri | TooManyRedirectUris)
}
