//! What Portico says of itself to clients (OpenID Connect Discovery, RFC 8414). It names only what is built.

use domain::application::StrengthLevel;
use domain::oidc::{ClientAuthentication, GrantType, ResponseMode, Scope, endpoints};
use domain::signing_key::SigningAlgorithm;
use serde_json::{Value, json};

/// The claims of ID tokens and of userinfo.
const CLAIMS: [&str; 24] = [
    "iss",
    "sub",
    "aud",
    "azp",
    "iat",
    "exp",
    "auth_time",
    "nonce",
    "amr",
    "acr",
    "sid",
    "at_hash",
    "name",
    "preferred_username",
    "zoneinfo",
    "locale",
    "email",
    "email_verified",
    "phone_number",
    "phone_number_verified",
    "groups",
    "org_id",
    "org",
    "org_name",
];

/// The metadata document. `issuer` is the public origin. The languages of the pages are added where they are known.
pub fn metadata(issuer: &str) -> Value {
    let with_secret = [ClientAuthentication::Basic.name(), ClientAuthentication::Post.name()];
    let at = |path: &str| format!("{issuer}{path}");
    json!({
        "issuer": issuer,
        "authorization_endpoint": at(endpoints::AUTHORIZE),
        "token_endpoint": at(endpoints::TOKEN),
        "userinfo_endpoint": at(endpoints::USERINFO),
        "jwks_uri": at(endpoints::JWKS),
        "revocation_endpoint": at(endpoints::REVOKE),
        "introspection_endpoint": at(endpoints::INTROSPECT),
        "device_authorization_endpoint": at(endpoints::DEVICE),
        "end_session_endpoint": at(endpoints::SIGN_OUT),
        "scopes_supported": Scope::NAMES,
        "response_types_supported": ["code"],
        "response_modes_supported": ResponseMode::NAMES,
        "grant_types_supported": GrantType::NAMES,
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": SigningAlgorithm::NAMES,
        "token_endpoint_auth_methods_supported": ClientAuthentication::NAMES,
        "revocation_endpoint_auth_methods_supported": ClientAuthentication::NAMES,
        "introspection_endpoint_auth_methods_supported": with_secret,
        "claims_supported": CLAIMS,
        "acr_values_supported": StrengthLevel::ALL.map(StrengthLevel::acr),
        "code_challenge_methods_supported": ["S256"],
        "prompt_values_supported": ["none", "login", "consent", "select_account"],
        "claims_parameter_supported": false,
        "request_parameter_supported": false,
        "request_uri_parameter_supported": false,
        "authorization_response_iss_parameter_supported": true,
        "backchannel_logout_supported": true,
        "backchannel_logout_session_supported": true,
    })
}
