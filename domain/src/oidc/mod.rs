//! OpenID Connect: what an application may ask of Portico as a client, where answers go, and how long they count.

mod client;
mod device_request;
pub mod endpoints;
mod error;
mod grant_type;
mod parameters;
mod redirect_uri;
mod request;
mod scope;
mod user_code;

pub use client::{ClientAuthentication, ClientSettings, Lifetimes};
pub use device_request::DeviceRequest;
pub use error::{AuthorizationError, PageFault, SignOutFault, TokenError};
pub use grant_type::GrantType;
pub use parameters::{Parameters, Repeated};
pub use redirect_uri::{MOST_REDIRECT_URIS, NotARedirectUri, RedirectUri, RedirectUris};
pub use request::{
    AuthorizationRequest, Prompt, RedirectFault, RequestFault, ResponseMode, SavedRequest, read_request, required_level,
};
pub use scope::{Scope, Scopes};
pub use user_code::{ALPHABET as USER_CODE_ALPHABET, UserCode};

use crate::Seconds;

/// How long a code can be exchanged.
pub const CODE_VALID_FOR: Seconds = Seconds(60);
/// How long a device waits for its user.
pub const DEVICE_CODE_VALID_FOR: Seconds = Seconds::minutes(10);
/// How long a device waits at first before it asks again whether its user has signed in, and how much longer each time
/// it has not waited so long (RFC 8628 §3.5).
pub const POLL_INTERVAL: Seconds = Seconds(5);
/// How long Portico tries to tell a client that a session has ended.
pub const LOGOUT_TOLD_FOR: Seconds = Seconds::days(1);
/// How long a logout token is valid. Each attempt has its own.
pub const LOGOUT_TOKEN_VALID_FOR: Seconds = Seconds::minutes(2);
/// How long a user has to complete an authorization request.
pub const REQUEST_VALID_FOR: Seconds = Seconds::minutes(30);
/// How long an access token is valid, unless an admin sets another time for the client.
pub const ACCESS_VALID_FOR: Seconds = Seconds::minutes(15);
/// How long a refresh token is valid, unless an admin sets another time for the client. Each use makes a new one.
pub const REFRESH_VALID_FOR: Seconds = Seconds::days(30);
/// How long an ID token is valid. A signing key is published for as long.
pub const ID_TOKEN_VALID_FOR: Seconds = Seconds::hours(1);
/// How long a spent refresh token is answered again even if its successor was used: two tabs may refresh at once.
pub const SPENT_GRACE: Seconds = Seconds(10);
/// How long the earlier secrets of a client still count after a new one was made.
pub const OLD_SECRET_VALID_FOR: Seconds = Seconds::days(1);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signing_key::LONGEST_LIFE;

    #[test]
    fn no_id_token_outlives_its_key() {
        assert!(ID_TOKEN_VALID_FOR <= LONGEST_LIFE);
    }
}
