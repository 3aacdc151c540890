//! What is copied into an application that speaks OpenID Connect.

use super::proxies::Value;
use crate::prelude::*;
use crate::words::admin::applications;
#[cfg(feature = "ssr")]
use domain::{ClientId, application::ProtectedOrigin, oidc::endpoints};

/// The values of a client. All but the id are those of Portico.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClientValues {
    pub client_id: String,
    pub issuer: String,
    /// Where programs find everything else.
    pub discovery: String,
    pub authorization: String,
    pub token: String,
    pub userinfo: String,
    pub keys: String,
}

#[cfg(feature = "ssr")]
impl ClientValues {
    pub fn of(id: ClientId, own: &ProtectedOrigin) -> Self {
        let issuer = own.to_string();
        let metadata = service::oidc::metadata(&issuer);
        let address = |name: &str| metadata[name].as_str().unwrap_or_default().to_owned();
        ClientValues {
            client_id: id.to_string(),
            discovery: format!("{issuer}{}", endpoints::OPENID_CONFIGURATION),
            authorization: address("authorization_endpoint"),
            token: address("token_endpoint"),
            userinfo: address("userinfo_endpoint"),
            keys: address("jwks_uri"),
            issuer,
        }
    }
}

/// The values, each under its name. Most programs need only the first three, and find the others themselves.
#[component]
pub fn Values(values: ClientValues) -> impl IntoView {
    let ClientValues { client_id, issuer, discovery, authorization, token, userinfo, keys } = values;
    let line = |id: &str, label: Word, value: String| {
        let id = id.to_owned();
        static_view(view! { <Value id label value/> })
    };
    let others = [
        line("copy-authorization", applications::AUTHORIZATION_ENDPOINT, authorization),
        line("copy-token", applications::TOKEN_ENDPOINT, token),
        line("copy-userinfo", applications::USERINFO_ENDPOINT, userinfo),
        line("copy-keys", applications::KEYS, keys),
    ];
    view! {
        <Section id="client" title=applications::CLIENT about=applications::ABOUT_CLIENT>
            <div class="panel__body stack">
                {line("copy-client", applications::CLIENT_ID, client_id)}
                {line("copy-issuer", applications::ISSUER, issuer)}
                {line("copy-discovery", applications::DISCOVERY, discovery)}
                <details class="snippet">
                    <summary>{applications::ENDPOINTS}</summary>
                    <div class="stack">{others.into_iter().collect::<Vec<_>>()}</div>
                </details>
            </div>
        </Section>
    }
}
