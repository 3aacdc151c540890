//! What a client can exchange for tokens.

crate::named_enum! {
    /// What a client exchanges for tokens. The names are those of OAuth 2.0.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum GrantType {
        AuthorizationCode = "authorization_code",
        RefreshToken = "refresh_token",
        /// Nothing: it asks for itself.
        ClientCredentials = "client_credentials",
        /// The code of a device (RFC 8628 §3.4).
        DeviceCode = "urn:ietf:params:oauth:grant-type:device_code",
    }
}
