//! A client of OpenID Connect, whose requests go through the whole router in this process or to a server.

use crate::furnished::{self, Person};
use crate::target::Target;
use anyhow::{Context as _, ensure};
use app::server::cookies;
use axum::body::{Body, to_bytes};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use domain::application::{Access, StartAddress};
use domain::oidc::{ClientSettings, RedirectUris};
use domain::{ApplicationId, ClientId, OrganisationId, Timestamp};
use http::request::Builder;
use http::{Request, Response, StatusCode, header};
use serde_json::Value;
use service::app_context::AppContext;
use service::clock::{Clock as _, SystemClock};
use service::oidc::{TokenKind, fresh_secret};
use service::random::{Random, SystemRandom};
use std::net::SocketAddr;
use std::sync::Arc;
use store::applications::{self, Application};
use store::oauth_clients::{self, NewSecret};
use store::{Store, Transaction, organisations};

const CALLBACK: &str = "https://wiki.example/callback";
/// A code verifier and its challenge (the example of RFC 7636, appendix B).
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

pub struct RelyingParty {
    client: ClientId,
    secret: String,
    app: Arc<AppContext>,
    target: Target,
}

/// A person, and the tokens that the client has of their session.
pub struct Holder {
    pub person: Person,
    pub access: String,
    pub refresh: String,
}

impl RelyingParty {
    /// Makes people, and a client that has tokens of each of them. The database is empty.
    pub async fn open(url: &str, many: usize) -> anyhow::Result<(Self, Vec<Holder>)> {
        let people = furnished::seed_at(url, many).await?;
        let (client, secret) = register(url).await?;
        let app = furnished::app_on(url).await?;
        let target = Target::Router(furnished::site(app.clone())?);
        let party = RelyingParty { client, secret, app, target };
        let mut holders = Vec::with_capacity(many);
        for person in people {
            let mut holder = Holder { person, access: String::new(), refresh: String::new() };
            party.code_flow(&mut holder).await?;
            holders.push(holder);
        }
        Ok((party, holders))
    }

    /// Gets tokens for a person who has a session and is asked nothing.
    pub async fn code_flow(&self, holder: &mut Holder) -> anyhow::Result<()> {
        let client = self.client.to_string();
        let query = form(&[
            ("response_type", "code"),
            ("client_id", &client),
            ("redirect_uri", CALLBACK),
            ("scope", "openid profile email"),
            ("state", "af0ifjsldkj"),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
        ]);
        let cookie = format!("{}={}", cookies::SESSION, holder.person.session.expose());
        let request = Request::get(format!("/oauth/authorize?{query}")).header(header::COOKIE, cookie);
        let answer = self.send(holder, request, Body::empty()).await?;
        let location = answer.headers().get(header::LOCATION).context("there is no redirect")?.to_str()?;
        let query = location.strip_prefix(CALLBACK).and_then(|rest| rest.strip_prefix('?'));
        let query = query.with_context(|| format!("it does not lead to the client: {location}"))?;
        let code = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "code");
        let (_, code) = code.context("there is no code")?;
        let fields = [
            ("grant_type", "authorization_code"),
            ("code", &*code),
            ("redirect_uri", CALLBACK),
            ("code_verifier", VERIFIER),
        ];
        self.exchange(holder, &fields).await
    }

    /// Exchanges the refresh token for the next one.
    pub async fn refresh(&self, holder: &mut Holder) -> anyhow::Result<()> {
        let token = holder.refresh.clone();
        self.exchange(holder, &[("grant_type", "refresh_token"), ("refresh_token", &token)]).await
    }

    async fn exchange(&self, holder: &mut Holder, fields: &[(&str, &str)]) -> anyhow::Result<()> {
        let request = Request::post("/oauth/token")
            .header(header::AUTHORIZATION, self.basic())
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        let answer = self.send(holder, request, Body::from(form(fields))).await?;
        ensure!(answer.status() == StatusCode::OK, "the token endpoint answered {}", answer.status());
        let body: Value = serde_json::from_slice(&to_bytes(answer.into_body(), 1 << 16).await?)?;
        let token = |name: &str| anyhow::Ok(body[name].as_str().context("a token is missing")?.to_owned());
        (holder.access, holder.refresh) = (token("access_token")?, token("refresh_token")?);
        Ok(())
    }

    async fn send(&self, holder: &Holder, request: Builder, body: Body) -> anyhow::Result<Response<Body>> {
        self.target.send(holder.person.client, request, body).await
    }

    /// From now on the requests go to a server on the same database. The database has no other user then.
    pub async fn ask_at(&mut self, address: SocketAddr) {
        self.app.store.clone().close().await;
        self.target = Target::server(address);
    }

    /// The value of an `Authorization` header with the credentials.
    pub fn basic(&self) -> String {
        format!("Basic {}", BASE64_STANDARD.encode(format!("{}:{}", self.client, self.secret)))
    }

    pub async fn close(self) {
        self.app.store.clone().close().await;
    }
}

fn form(fields: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}

/// Registers a client of an application that everyone may enter. Returns its secret.
async fn register(url: &str) -> anyhow::Result<(ClientId, String)> {
    let store = Store::connect(url).await?;
    let organisation = organisations::find_first(&store).await?.context("no organisation")?.id;
    let transaction = store.begin().await?;
    let registered = insert(&transaction, organisation, SystemClock.now()).await?;
    store.commit(transaction).await?;
    store.close().await;
    Ok(registered)
}

async fn insert(
    transaction: &Transaction,
    organisation: OrganisationId,
    now: Timestamp,
) -> anyhow::Result<(ClientId, String)> {
    let random: &dyn Random = &SystemRandom;
    let start = StartAddress::parse("https://wiki.example/", false)?;
    let application = Application::new(ApplicationId(random.id()?), organisation, "Wiki".parse()?, start, now);
    applications::insert(transaction, &application).await?;
    let everyone = Access { everyone: true, ..Access::default() };
    applications::set_access(transaction, application.id, &everyone, now).await?;
    let client = ClientId(random.id()?);
    let settings = ClientSettings { redirect_uris: RedirectUris::from_store(CALLBACK), ..ClientSettings::default() };
    oauth_clients::insert(transaction, client, application.id, &settings, now).await?;
    let (token, hint) = fresh_secret(random)?;
    let new = NewSecret { hash: token.hash(), hint, shown: None };
    oauth_clients::add_secret(transaction, client, new, now, now).await?;
    Ok((client, TokenKind::Secret.write(&token).expose().clone()))
}
