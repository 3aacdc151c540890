//! Sign-ins with a code, compared with plain loops of the same commits. Both do several at once, each on a separate
//! database file.

use crate::bare_commits::BareCommits;
use crate::connection;
use crate::furnished::{self, Person};
use crate::release::FOLDER;
use crate::report::{Row, Table, say};
use anyhow::{Context as _, ensure};
use app::{redirect::Redirect, server::cookies};
use async_trait::async_trait;
use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::ConnectInfo;
use axum_extra::extract::cookie::Cookie;
use domain::OneTimeCode;
use futures_util::{TryStreamExt as _, stream};
use http::{HeaderMap, Request, header};
use server::jobs::Delivery;
use service::app_context::AppContext;
use service::delivery::{Email, MailTransport, NotTaken, Templates};
use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;
use tempfile::TempDir;
use tokio::sync::{oneshot, watch};
use tokio::task::JoinHandle;
use tower::ServiceExt as _;

/// Many short rounds: the speed of the disk changes from one second to the next, for both alike.
const ROUNDS: usize = 61;
const SIGN_INS_A_ROUND: usize = 32;
/// How many people sign in at once, as the server sees them.
const AT_ONCE: usize = 8;
/// The first rounds only warm up.
const WARM_UP: usize = 5;
/// Each person signs in once.
const PEOPLE: usize = SIGN_INS_A_ROUND * (WARM_UP + ROUNDS);

pub fn measure(table: &mut Table) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    table.row(
        "code sign-ins per second (send and verify, SQLite, 8 people at once), to bare loops of the same commits",
        |what| Ok(Row::ratio(what, 0.5, runtime.block_on(ratios())?)),
    );
    Ok(())
}

async fn ratios() -> anyhow::Result<Vec<f64>> {
    let folder = TempDir::new_in(FOLDER)?;
    say("making two databases with the same people");
    let door = Door::open(&folder, PEOPLE).await?;
    let bare = BareCommits::open(&folder.path().join("bare.db"), PEOPLE).await?;
    say("signing in");
    let mut ratios = Vec::new();
    for round in 0..WARM_UP + ROUNDS {
        let people = round * SIGN_INS_A_ROUND..(round + 1) * SIGN_INS_A_ROUND;
        let rows = bare.rows(people.clone())?;
        let mut seconds = [0.0; 2];
        for turn in [round % 2, 1 - round % 2] {
            let began = Instant::now();
            if turn == 0 {
                let people = stream::iter(door.people[people.clone()].iter().map(Ok));
                people.try_for_each_concurrent(AT_ONCE, |person| door.sign_in(person)).await?;
            } else {
                let rows = stream::iter(rows.iter().map(Ok));
                rows.try_for_each_concurrent(AT_ONCE, |rows| bare.commit(rows)).await?;
            }
            seconds[turn] = began.elapsed().as_secs_f64();
        }
        if round >= WARM_UP {
            ratios.push(seconds[1] / seconds[0]);
        }
    }
    door.close().await?;
    Ok(ratios)
}

/// The whole sign-in including mail: messages that are sent come back here.
pub struct Door {
    pub people: Vec<Person>,
    pub app: Arc<AppContext>,
    router: Router,
    mail: Arc<Mail>,
    stop: watch::Sender<bool>,
    delivery: JoinHandle<()>,
}

impl Door {
    pub async fn open(folder: &TempDir, many: usize) -> anyhow::Result<Self> {
        let file = folder.path().join("portico.db");
        let people = furnished::seed(&file, many).await?;
        let app = furnished::app(&file).await?;
        let router = furnished::site(app.clone())?;
        let mail = Arc::new(Mail::default());
        let templates = Arc::new(Templates::load(
            furnished::PUBLIC_URL.to_owned(),
            "localhost:3000".to_owned(),
            app::server::locale::wordings(),
        )?);
        let delivery = Delivery { app: app.clone(), templates, transports: vec![mail.clone()], texts: Vec::new() };
        let (stop, stopping) = watch::channel(false);
        Ok(Door { people, app, router, mail, stop, delivery: tokio::spawn(delivery.run(stopping)) })
    }

    /// Signs in as the client does, from a browser that signed in before.
    pub async fn sign_in(&self, person: &Person) -> anyhow::Result<()> {
        let email = &person.email;
        let (sender, message) = oneshot::channel();
        self.mail.0.lock().unwrap_or_else(PoisonError::into_inner).insert(email.clone(), sender);
        let (leads_to, cookie) = self.call(person, "send_code", &[("organisation", ""), ("email", email)], "").await?;
        let challenge = leads_to.path.rsplit('/').next().unwrap_or_default();
        let code: OneTimeCode = message.await.context("no message came")?.subject.parse()?;
        let fields = [("challenge", challenge), ("code", code.expose())];
        let (leads_to, _) = self.call(person, "verify_code", &fields, &cookie).await?;
        ensure!(leads_to.path == app::paths::ACCOUNT, "{email} did not get in");
        Ok(())
    }

    /// Calls a server function. Returns its redirect, and the cookie that binds the following calls to this browser.
    async fn call(
        &self,
        person: &Person,
        function: &str,
        fields: &[(&str, &str)],
        cookie: &str,
    ) -> anyhow::Result<(Redirect, String)> {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let browser = format!("{}={}", cookies::KNOWN_BROWSER, person.known_browser.expose());
        let mut request = Request::post(format!("/api/{function}"))
            .header(header::ACCEPT, "application/octet-stream")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::ORIGIN, furnished::PUBLIC_URL)
            .header("sec-fetch-site", "same-origin")
            .header(header::USER_AGENT, furnished::USER_AGENT)
            .header(header::COOKIE, if cookie.is_empty() { browser } else { format!("{browser}; {cookie}") })
            .body(Body::from(body))?;
        request.extensions_mut().insert(ConnectInfo(SocketAddr::new(person.client.into(), 40_000)));
        let response = self.router.clone().oneshot(request).await?;
        let (parts, body) = response.into_parts();
        let body: Bytes = to_bytes(body, 1 << 16).await?;
        ensure!(parts.status.is_success(), "{function} answered {} for {}", parts.status, person.email);
        Ok((connection::leads_to(body)?, browser_cookie(&parts.headers)))
    }

    pub async fn close(self) -> anyhow::Result<()> {
        self.stop.send_replace(true);
        self.delivery.await?;
        self.app.store.clone().close().await;
        Ok(())
    }
}

fn browser_cookie(headers: &HeaderMap) -> String {
    let values = headers.get_all(header::SET_COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut cookies = values.filter_map(|value| Cookie::parse(value).ok());
    let browser = cookies.find(|cookie| cookie.name() == cookies::BROWSER);
    browser.map(|cookie| format!("{}={}", cookie.name(), cookie.value())).unwrap_or_default()
}

/// A mail transport that accepts everything at once, and the sign-ins that wait for a message, by email address.
#[derive(Default)]
struct Mail(Mutex<HashMap<String, oneshot::Sender<Email>>>);

#[async_trait]
impl MailTransport for Mail {
    async fn send(&self, email: &Email) -> Result<(), NotTaken> {
        let waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(email.to.as_str());
        // No sign-in waits for an invitation.
        let Some(waiting) = waiting else { return Ok(()) };
        let gone = |_| NotTaken::NotNow("its sign-in does not wait for it any more".to_owned());
        waiting.send(email.clone()).map_err(gone)
    }

    async fn probe(&self) -> Result<(), NotTaken> {
        Ok(())
    }
}
