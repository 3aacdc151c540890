//! The error type of all server functions. It never carries text, an address or a secret: without JavaScript it travels
//! in the query string, where it can be forged.

use domain::refusal::{CodeRefusal, InvitationRefusal, PasswordRefusal, PhoneRefusal, Refusal};
use leptos::server_fn::codec::PostcardEncoding;
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use serde::{Deserialize, Serialize};

/// Every way a server function can fail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ApiError {
    Refused(Refusal),
    /// The session has ended. The user must sign in again.
    SignedOut,
    /// The server could not be reached.
    Offline,
    /// Client and server have different releases, or the request was not made by this client.
    Outdated,
    /// The server has too many requests in progress. Nothing was done.
    Busy {
        /// Seconds until a retry may succeed.
        seconds: u16,
    },
    /// A failure of the server. The incident id is in the server's log.
    Unexpected {
        incident: String,
    },
    /// The server cannot reach a service that it depends on, such as the database. The incident id is in the server's
    /// log.
    Unavailable {
        incident: String,
        /// Seconds until a retry may succeed.
        seconds: u16,
    },
}

impl From<Refusal> for ApiError {
    fn from(refusal: Refusal) -> Self {
        ApiError::Refused(refusal)
    }
}

impl ApiError {
    /// The HTTP status.
    pub fn status(&self) -> u16 {
        match self {
            ApiError::Refused(refusal) => status_of(refusal),
            ApiError::SignedOut => 401,
            ApiError::Outdated => 400,
            ApiError::Offline | ApiError::Busy { .. } | ApiError::Unavailable { .. } => 503,
            ApiError::Unexpected { .. } => 500,
        }
    }

    /// Seconds until a retry may succeed.
    pub fn retry_after(&self) -> Option<u16> {
        match self {
            ApiError::Busy { seconds } | ApiError::Unavailable { seconds, .. } => Some(*seconds),
            _ => None,
        }
    }

    /// The id under which the server logged the failure.
    pub fn incident(&self) -> Option<&str> {
        match self {
            ApiError::Unexpected { incident } | ApiError::Unavailable { incident, .. } => Some(incident),
            _ => None,
        }
    }
}

const fn status_of(refusal: &Refusal) -> u16 {
    match refusal {
        Refusal::Passkey(_) | Refusal::Password(PasswordRefusal::Wrong { .. } | PasswordRefusal::TemporaryExpired) => {
            401
        }
        Refusal::ReauthenticationRequired | Refusal::NotAllowed | Refusal::AdminNeeded | Refusal::NoCookies => 403,
        Refusal::NoSuchOrganisation | Refusal::NotFound | Refusal::NotOffered | Refusal::NotThisBrowser => 404,
        Refusal::LinkOver | Refusal::SignInOver | Refusal::Invitation(InvitationRefusal::Expired) => 410,
        Refusal::TooManyAttempts { .. }
        | Refusal::Code(CodeRefusal::AttemptsUsedUp)
        | Refusal::Password(PasswordRefusal::SlowedDown { .. }) => 429,
        Refusal::Phone(PhoneRefusal::TextsPaused) => 503,
        Refusal::InvalidField(_)
        | Refusal::Several(_)
        | Refusal::InvalidForm
        | Refusal::AddressReserved
        | Refusal::AddressesDiffer
        | Refusal::LastWayIn
        | Refusal::Code(_)
        | Refusal::Password(_)
        | Refusal::Phone(_)
        | Refusal::Invitation(InvitationRefusal::CannotInvite(_))
        | Refusal::Application(_) => 422,
    }
}

impl FromServerFnError for ApiError {
    type Encoder = PostcardEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Request(_) => ApiError::Offline,
            ServerFnErrorErr::ServerError(_) | ServerFnErrorErr::MiddlewareError(_) | ServerFnErrorErr::Response(_) => {
                ApiError::Unexpected { incident: String::new() }
            }
            ServerFnErrorErr::Registration(_)
            | ServerFnErrorErr::UnsupportedRequestMethod(_)
            | ServerFnErrorErr::Deserialization(_)
            | ServerFnErrorErr::Serialization(_)
            | ServerFnErrorErr::Args(_)
            | ServerFnErrorErr::MissingArg(_) => ApiError::Outdated,
        }
    }
}
