//! A client application as it talks to Portico: through the user's browser, and from its own server.

use super::prelude::*;
use axum::body::Body;
use base64::{
    Engine as _,
    prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD},
};
use domain::application::Access;
use domain::oidc::{ClientAuthentication, ClientSettings, RedirectUris};
use domain::{ApplicationId, ClientId};
use p256::ecdsa::{Signature, VerifyingKey, signature::Verifier as _};
use ring::signature::{ED25519, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents, UnparsedPublicKey};
use serde_json::{Value, json};
use service::oidc::{TokenKind, fresh_secret};
use std::collections::BTreeMap;
use store::Transaction;
use store::oauth_clients::{self, NewSecret};
use uuid::Uuid;

/// The code verifier of every request, and its challenge (the example of RFC 7636, appendix B).
pub const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
pub const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

/// A registered client, with what it knows about itself.
#[derive(Clone, Debug)]
pub struct RelyingParty {
    pub application: ApplicationId,
    pub client: ClientId,
    /// `None`: it is a public client.
    pub secret: Option<String>,
    pub authentication: ClientAuthentication,
    pub redirect_uri: String,
}

/// What the token endpoint has answered. A token that is missing is empty.
#[derive(Clone, Debug)]
pub struct Tokens {
    pub access: String,
    pub refresh: String,
    pub id_token: String,
    pub scope: String,
}

impl World {
    /// Registers a client and its application "Wiki", which everyone of the first organisation may enter. The first
    /// one is at `https://wiki.example`; each further one has an origin of its own.
    pub async fn relying_party(&self, change: impl FnOnce(&mut ClientSettings)) -> RelyingParty {
        let (store, now, home) = (&self.app.store, self.now(), self.organisation("codes").await);
        let number = self.database.number("SELECT COUNT(*) FROM oauth_client").await;
        let host = if number == 0 { "wiki".to_owned() } else { format!("wiki{}", number + 1) };
        let number = u128::try_from(number).unwrap();
        let (application, client) =
            (ApplicationId(Uuid::from_u128(0x1000 + number)), ClientId(Uuid::from_u128(0x2000 + number)));
        let redirect_uris = RedirectUris::from_store(&format!("https://{host}.example/callback"));
        let mut settings = ClientSettings { redirect_uris, ..ClientSettings::default() };
        change(&mut settings);
        let wiki = new_application(application, home, &format!("https://{host}.example/start"), now);
        self.insert_application(&wiki, &Access { everyone: true, ..Access::default() }).await;
        let transaction = store.begin().await.unwrap();
        oauth_clients::insert(&transaction, client, application, &settings, now).await.unwrap();
        let secret = match settings.is_public() {
            true => None,
            false => Some(self.add_secret(&transaction, client).await),
        };
        store.commit(transaction).await.unwrap();
        let redirect_uri = settings.redirect_uris.iter().next().unwrap().as_str().to_owned();
        RelyingParty { application, client, secret, authentication: settings.authentication, redirect_uri }
    }

    /// Gives a client its only valid secret.
    async fn add_secret(&self, transaction: &Transaction, client: ClientId) -> String {
        let (token, hint) = fresh_secret(self.app.random.as_ref()).unwrap();
        let new = NewSecret { hash: token.hash(), hint, shown: None };
        oauth_clients::add_secret(transaction, client, new, self.now(), self.now()).await.unwrap();
        TokenKind::Secret.write(&token).expose().clone()
    }

    /// The published keys.
    pub async fn jwks(&self) -> Value {
        self.browser(Client).get("/oauth/jwks").await.json()
    }
}

impl Answer {
    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(self.bytes()).unwrap_or_else(|_| panic!("no JSON: {} {}", self.status, self.body))
    }

    /// The status, and the name of the error in the body.
    pub fn oauth_error(&self) -> (u16, String) {
        (self.status.as_u16(), self.json()["error"].as_str().unwrap_or_default().to_owned())
    }
}

impl Tokens {
    pub fn read(answer: &Answer) -> Self {
        assert_eq!(answer.status, 200, "{}", answer.body);
        let body = answer.json();
        let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
        Tokens {
            access: text("access_token"),
            refresh: text("refresh_token"),
            id_token: text("id_token"),
            scope: text("scope"),
        }
    }
}

/// Fields as a form encodes them.
pub fn form(fields: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}

/// The parameters in the query of an address.
pub fn parameters_of(address: &str) -> BTreeMap<String, String> {
    let query = address.split_once('?').map(|(_, query)| query).unwrap_or_default();
    form_urlencoded::parse(query.as_bytes()).into_owned().collect()
}

impl RelyingParty {
    /// The value of an `Authorization` header with the credentials.
    pub fn basic(&self) -> String {
        let secret = self.secret.as_deref().unwrap_or_default();
        format!("Basic {}", BASE64_STANDARD.encode(format!("{}:{secret}", self.client)))
    }

    /// A request to the authorization endpoint, form-encoded. `changed` replaces parameters and adds others; an empty
    /// value removes one.
    pub fn request(&self, changed: &[(&str, &str)]) -> String {
        let client = self.client.to_string();
        let own = [
            ("response_type", "code"),
            ("client_id", client.as_str()),
            ("redirect_uri", self.redirect_uri.as_str()),
            ("scope", "openid"),
            ("state", "the-state"),
            ("nonce", "the-nonce"),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
        ];
        let is_changed = |name: &str| changed.iter().any(|(other, _)| *other == name);
        let kept = own.iter().filter(|(name, _)| !is_changed(name));
        let added = changed.iter().filter(|(_, value)| !value.is_empty());
        form(&kept.chain(added).copied().collect::<Vec<_>>())
    }

    /// Opens the authorization endpoint in a browser. `changed` is as for `request`.
    pub async fn authorize(&self, browser: &mut Browser, changed: &[(&str, &str)]) -> Answer {
        browser.get(&format!("/oauth/authorize?{}", self.request(changed))).await
    }

    /// The code that a browser brings back. The user has to be signed in, and is asked nothing.
    pub async fn code(&self, browser: &mut Browser, changed: &[(&str, &str)]) -> String {
        let mut answer = self.authorize(browser, changed).await;
        while answer.header("location").starts_with('/') {
            answer = browser.follow().await;
        }
        let location = answer.header("location");
        let code = parameters_of(location).remove("code");
        code.unwrap_or_else(|| panic!("no code: {} {location:?} {}", answer.status, answer.body))
    }

    /// Posts a form from the server of the application, with its credentials.
    pub async fn post(&self, backend: &mut Browser, path: &str, fields: &[(&str, &str)]) -> Answer {
        let (client, basic) = (self.client.to_string(), self.basic());
        let (mut headers, mut fields) = (vec![FORM], fields.to_vec());
        match (self.authentication, self.secret.as_deref()) {
            (ClientAuthentication::Basic, Some(_)) => headers.push(("authorization", basic.as_str())),
            (_, secret) => {
                fields.push(("client_id", client.as_str()));
                fields.extend(secret.map(|secret| ("client_secret", secret)));
            }
        }
        backend.request("POST", path, &headers, form(&fields)).await
    }

    /// Posts to the token endpoint.
    pub async fn token(&self, world: &World, fields: &[(&str, &str)]) -> Answer {
        self.post(&mut world.browser(Client), "/oauth/token", fields).await
    }

    /// Exchanges a code at the server that `backend` talks to.
    pub async fn exchange_at(&self, backend: &mut Browser, code: &str) -> Answer {
        let fields = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", self.redirect_uri.as_str()),
            ("code_verifier", VERIFIER),
        ];
        self.post(backend, "/oauth/token", &fields).await
    }

    /// Exchanges a code. It must succeed.
    pub async fn exchange(&self, world: &World, code: &str) -> Tokens {
        Tokens::read(&self.exchange_at(&mut world.browser(Client), code).await)
    }

    /// Uses a refresh token at the server that `backend` talks to.
    pub async fn refresh_at(&self, backend: &mut Browser, token: &str) -> Answer {
        self.post(backend, "/oauth/token", &[("grant_type", "refresh_token"), ("refresh_token", token)]).await
    }

    /// Uses a refresh token. It must succeed.
    pub async fn refresh(&self, world: &World, token: &str) -> Tokens {
        Tokens::read(&self.refresh_at(&mut world.browser(Client), token).await)
    }

    /// Asks at userinfo with an access token.
    pub async fn userinfo(&self, world: &World, access: &str) -> Answer {
        let bearer = format!("Bearer {access}");
        let headers = [("authorization", bearer.as_str())];
        world.browser(Client).request("GET", "/oauth/userinfo", &headers, Body::empty()).await
    }

    /// What introspection says about a token. It must answer.
    pub async fn introspect(&self, world: &World, token: &str) -> Value {
        let answer = self.post(&mut world.browser(Client), "/oauth/introspect", &[("token", token)]).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.json()
    }
}

/// The claims of a token of this type, verified with the published keys as an application does it.
pub fn verified_token(jwks: &Value, typ: &str, token: &str) -> Option<Value> {
    let bytes = |text: &str| BASE64_URL_SAFE_NO_PAD.decode(text).unwrap();
    let (signed, signature) = token.rsplit_once('.')?;
    let (header, claims) = signed.split_once('.')?;
    let header: Value = serde_json::from_slice(&bytes(header)).unwrap();
    let key = jwks["keys"].as_array()?.iter().find(|key| key["kid"] == header["kid"])?;
    assert_eq!((&header["alg"], &header["typ"]), (&key["alg"], &json!(typ)));
    verify(key, signed.as_bytes(), &bytes(signature))?;
    serde_json::from_slice(&bytes(claims)).ok()
}

/// `None`: the private half of the key has not signed the message.
fn verify(key: &Value, message: &[u8], signature: &[u8]) -> Option<()> {
    let member = |name: &str| BASE64_URL_SAFE_NO_PAD.decode(key[name].as_str().unwrap()).unwrap();
    match key["alg"].as_str().unwrap() {
        "ES256" => {
            let point = [vec![4], member("x"), member("y")].concat();
            let key = VerifyingKey::from_sec1_bytes(&point).ok()?;
            key.verify(message, &Signature::from_slice(signature).ok()?).ok()
        }
        "RS256" => {
            let key = RsaPublicKeyComponents { n: member("n"), e: member("e") };
            key.verify(&RSA_PKCS1_2048_8192_SHA256, message, signature).ok()
        }
        "EdDSA" => UnparsedPublicKey::new(&ED25519, member("x")).verify(message, signature).ok(),
        other => panic!("a key for {other}"),
    }
}

/// The claims of an ID token. It must be signed by a published key.
pub fn verify_id_token(jwks: &Value, token: &str) -> Value {
    verified_token(jwks, "JWT", token).unwrap_or_else(|| panic!("no published key has signed {token}"))
}
