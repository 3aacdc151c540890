//! What a server function answers when it cannot do what was asked. It never carries text, an address or a secret:
//! without script it travels in the query string, where anybody may forge it.

use leptos::server_fn::{
    codec::PostcardEncoding,
    error::{FromServerFnError, ServerFnErrorErr},
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::fmt::Debug;

/// Every way a server function can fail. `E` is the flow's own closed list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ApiError<E> {
    Refused(E),
    /// The session ended; signing in again helps.
    SignedOut,
    /// The server could not be reached.
    Offline,
    /// Client and server are of different releases, or the request was not made by this client.
    Outdated,
    /// More is under way than the server can do at once. Nothing was done.
    Busy {
        /// When to try again.
        seconds: u16,
    },
    /// Our fault. The incident is in the server's log.
    Unexpected {
        incident: String,
    },
    /// The same, while something that we need cannot be reached.
    Unavailable {
        incident: String,
        /// When to try again.
        seconds: u16,
    },
}

/// A flow's refusal knows the HTTP status that says the same.
pub trait Refusal: Clone + Debug + Send + Sync + Serialize + DeserializeOwned + 'static {
    fn status(&self) -> u16;
}

impl<E: Refusal> ApiError<E> {
    pub fn status(&self) -> u16 {
        match self {
            ApiError::Refused(refusal) => refusal.status(),
            ApiError::SignedOut => 401,
            ApiError::Outdated => 400,
            ApiError::Offline | ApiError::Busy { .. } | ApiError::Unavailable { .. } => 503,
            ApiError::Unexpected { .. } => 500,
        }
    }

    /// In how many seconds asking again may help.
    pub fn retry_after(&self) -> Option<u16> {
        match self {
            ApiError::Busy { seconds } | ApiError::Unavailable { seconds, .. } => Some(*seconds),
            _ => None,
        }
    }
}

impl<E> ApiError<E> {
    /// The incident that is in the server's log.
    pub fn incident(&self) -> Option<&str> {
        match self {
            ApiError::Unexpected { incident } | ApiError::Unavailable { incident, .. } => Some(incident),
            _ => None,
        }
    }
}

impl<E: Refusal> FromServerFnError for ApiError<E> {
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
