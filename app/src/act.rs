//! What a signed-in person does to their account: one thing at a time, handed over whole.

use crate::{
    answer,
    api_error::ApiError,
    backend::{Answer, backend},
    go_to::GoTo,
    passkeys::PasskeyAnswer,
    paths::{InvitationAct, PersonAct},
    typed::Typed,
};
use domain::{
    AccountId, EmailAddress, Fields, InvitationId, PasskeyId, Password, ReservationId, one_time_code::TypedCode,
    sign_in::SignInError, welcome::Step,
};

/// Something that a signed-in person does to their account.
#[derive(Debug)]
pub enum Act {
    Prove {
        password: Password,
        next: String,
    },
    SendProofCode {
        next: String,
    },
    ProveWithPasskey {
        answered: PasskeyAnswer,
        next: String,
    },
    /// Without an answer it leads to a proof, where one is due.
    AddPasskey {
        answered: Answer<PasskeyAnswer>,
        name: String,
        /// Where the person came from, here and below; unchecked.
        return_to: String,
    },
    RenamePasskey {
        passkey: PasskeyId,
        name: String,
    },
    RemovePasskey {
        passkey: PasskeyId,
    },
    ChangeEmail {
        email: EmailAddress,
    },
    CancelEmailChange,
    SetPhone {
        phone: String,
        country: String,
    },
    RemovePhone,
    SaveProfile {
        name: String,
        time_zone: String,
        language: String,
    },
    /// `current` is not looked at where there is none.
    ChangePassword {
        current: Password,
        password: Password,
    },
    /// Makes a secret for an app.
    BeginAuthenticator {
        return_to: String,
    },
    TurnOnAuthenticator {
        code: TypedCode,
        return_to: String,
    },
    TurnOffAuthenticator,
    RenewRecoveryCodes,
    PutRecoveryCodesAway {
        return_to: String,
    },
    EndSession {
        session: String,
    },
    EndOtherSessions,
    CloseAccount,
    /// As an admin.
    OnPerson {
        person: AccountId,
        act: PersonAct,
    },
    /// As an admin.
    Invite {
        name: String,
        email: String,
        phone: String,
        country: String,
        role: String,
    },
    /// As an admin.
    OnInvitation {
        invitation: InvitationId,
        act: InvitationAct,
    },
    /// As an admin.
    ReserveAddress {
        email: EmailAddress,
        reason: String,
    },
    /// As an admin.
    ReleaseAddress {
        reservation: ReservationId,
        reason: String,
    },
    /// As an admin, like the next three. Fields are as typed.
    SaveBranding(Fields),
    RemoveLogo,
    SavePolicy(Fields),
    SaveOrigins {
        origins: String,
    },
    /// A step of the first visit.
    Welcome {
        act: WelcomeAct,
        /// Where the person wants to go afterwards; unchecked.
        return_to: String,
    },
}

/// What somebody does in their first visit.
#[derive(Debug)]
pub enum WelcomeAct {
    SaveProfile {
        name: String,
        time_zone: String,
    },
    SetPhone {
        phone: String,
        country: String,
    },
    ChoosePassword {
        password: Password,
    },
    /// Done already, or not now.
    GoPast {
        step: Step,
    },
    Finish,
}

/// Does it.
pub(crate) async fn done(act: Act) -> Answer<GoTo> {
    answer::gone(backend()?.act(act).await)
}

/// The same; a refused plain form finds again what was typed.
pub(crate) async fn done_or_kept(act: Act, typed: Typed) -> Answer<GoTo> {
    match backend()?.act(act).await {
        Err(error) => refused(error, typed),
        done => answer::gone(done),
    }
}

/// Does something with an invitation, named as a form does.
pub(crate) async fn on_invitation(invitation: &str, act: InvitationAct) -> Answer<GoTo> {
    match invitation.parse() {
        Ok(invitation) => done(Act::OnInvitation { invitation, act }).await,
        Err(_) => answer::gone(Err(ApiError::Refused(SignInError::NotOffered))),
    }
}

pub(crate) fn refused(error: ApiError<SignInError>, typed: Typed) -> Answer<GoTo> {
    backend()?.keep_typed(typed);
    answer::gone(Err(error))
}
