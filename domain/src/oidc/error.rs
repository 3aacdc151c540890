//! The errors of OAuth and OpenID Connect. Their names are those that clients read.

use serde::{Deserialize, Serialize};

crate::named_enum! {
    /// Why a request to the authorization endpoint failed, as the client learns it.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
    pub enum AuthorizationError {
        InvalidRequest = "invalid_request",
        AccessDenied = "access_denied",
        UnsupportedResponseType = "unsupported_response_type",
        InvalidScope = "invalid_scope",
        LoginRequired = "login_required",
        InteractionRequired = "interaction_required",
        ConsentRequired = "consent_required",
        UnmetAuthenticationRequirements = "unmet_authentication_requirements",
        RequestNotSupported = "request_not_supported",
        RequestUriNotSupported = "request_uri_not_supported",
        RegistrationNotSupported = "registration_not_supported",
    }
}

crate::named_enum! {
    /// Why the token endpoint and its neighbours refused a request of a client.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
    pub enum TokenError {
        InvalidRequest = "invalid_request",
        InvalidClient = "invalid_client",
        InvalidGrant = "invalid_grant",
        UnauthorizedClient = "unauthorized_client",
        UnsupportedGrantType = "unsupported_grant_type",
        InvalidScope = "invalid_scope",
        /// The user of the device has not answered yet.
        AuthorizationPending = "authorization_pending",
        /// The device has to wait longer before it asks again.
        SlowDown = "slow_down",
        /// The user of the device has declined.
        AccessDenied = "access_denied",
        /// The user of the device has not answered in time.
        ExpiredToken = "expired_token",
        TemporarilyUnavailable = "temporarily_unavailable",
        ServerError = "server_error",
    }
}

crate::named_enum! {
    /// Why a request to the authorization endpoint is answered with a page of Portico and never with a redirect:
    /// nothing shows that the address belongs to a client.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
    pub enum PageFault {
        UnknownClient = "unknown_client",
        NoRedirectUri = "no_redirect_uri",
        /// The client has not registered the address.
        WrongRedirectUri = "wrong_redirect_uri",
        /// `client_id` or `redirect_uri` is there twice.
        Repeated = "repeated",
        TooOften = "too_often",
    }
}

crate::named_enum! {
    /// Why a request of a client to sign its user out is not fulfilled: Portico asks the user, and leads nowhere.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
    pub enum SignOutFault {
        /// A parameter is there twice.
        Repeated = "repeated",
        /// `id_token_hint` is no ID token that a published key has signed.
        WrongHint = "wrong_hint",
        /// `client_id` is another client than that of the ID token.
        OtherClient = "other_client",
        UnknownClient = "unknown_client",
        /// There is an address, and nothing that says whose it is.
        NoClient = "no_client",
        /// The client has not registered the address.
        WrongRedirectUri = "wrong_redirect_uri",
        TooLong = "too_long",
    }
}
