//! The users of a running server, each behind a trusted proxy and with a separate client address.

use crate::connection::{Connection, Question, leads_to};
use crate::furnished::{self, Person};
use anyhow::ensure;
use app::server::cookies;
use axum::body::Bytes;
use futures_util::future::try_join_all;
use service::security::Token;
use std::cell::Cell;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::Sender;
use std::time::Instant;
use tokio::runtime::{Builder, Runtime};

pub struct Crowd {
    address: SocketAddr,
    people: Vec<Person>,
    /// Counts the sign-ins, to choose the next person. They take turns, so that none of them has two sign-ins in
    /// progress.
    next: AtomicUsize,
}

/// A runtime on the current thread.
pub fn runtime() -> anyhow::Result<Runtime> {
    Ok(Builder::new_current_thread().enable_all().build()?)
}

/// A sign-in with a password, from a known browser or, without `browser`, from a new one.
pub fn password(email: &str, password: &str, client: Ipv4Addr, browser: Option<&Token>, status: u16) -> Question {
    let cookie = browser.map(|token| format!("cookie: {}={}\r\n", cookies::KNOWN_BROWSER, token.expose()));
    let more = format!("x-forwarded-for: {client}\r\n{}", cookie.unwrap_or_default());
    let fields = [("organisation", ""), ("email", email), ("password", password)];
    Question::call("sign_in_with_password", &fields, &more, status)
}

impl Crowd {
    pub fn new(address: SocketAddr, people: Vec<Person>) -> Self {
        Crowd { address, people, next: AtomicUsize::new(0) }
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    pub fn people(&self) -> &[Person] {
        &self.people
    }

    /// A request for the account page of a signed-in person.
    pub fn account_page(person: &Person) -> Question {
        let cookie = format!("cookie: {}={}\r\n", cookies::SESSION, person.session.expose());
        Question::page(app::paths::ACCOUNT, &cookie, 200)
    }

    /// Requests the account pages of `at_once` people, all at once.
    pub fn look(&self, at_once: usize) -> anyhow::Result<()> {
        runtime()?.block_on(async {
            let mut connections = self.connect(at_once).await?;
            let all = connections
                .iter_mut()
                .zip(&self.people)
                .map(async |(connection, person)| connection.ask(&Crowd::account_page(person)).await.map(|_| ()));
            try_join_all(all).await.map(|_| ())
        })
    }

    /// Returns how many seconds `many` sign-ins take, with `at_once` of them in progress all the time.
    pub fn sign_in(&self, many: usize, at_once: usize) -> anyhow::Result<f64> {
        let left = Cell::new(many);
        self.sign_in_while(at_once, || {
            let is_left = left.get() > 0;
            left.set(left.get().saturating_sub(1));
            is_left
        })
    }

    /// Signs in until `is_over`. Sends to `told` when the first sign-in is complete: from then on `at_once` are in
    /// progress.
    pub fn keep_signing_in(&self, at_once: usize, is_over: &AtomicBool, told: &Sender<()>) -> anyhow::Result<()> {
        let begun = Cell::new(0);
        self.sign_in_while(at_once, || {
            if begun.replace(begun.get() + 1) == at_once {
                // The receiver may have given up.
                let _ = told.send(());
            }
            !is_over.load(Ordering::Relaxed)
        })
        .map(|_| ())
    }

    fn sign_in_while(&self, at_once: usize, is_another: impl Fn() -> bool) -> anyhow::Result<f64> {
        ensure!(at_once < self.people.len(), "too few people");
        runtime()?.block_on(async {
            let mut connections = self.connect(at_once).await?;
            let is_another = &is_another;
            let began = Instant::now();
            let all = connections.iter_mut().map(async |connection| {
                while is_another() {
                    self.sign_in_next(connection).await?;
                }
                anyhow::Ok(())
            });
            try_join_all(all).await?;
            Ok(began.elapsed().as_secs_f64())
        })
    }

    async fn sign_in_next(&self, connection: &mut Connection) -> anyhow::Result<()> {
        let number = self.next.fetch_add(1, Ordering::Relaxed) % self.people.len();
        let person = &self.people[number];
        let question = password(&person.email, furnished::PASSWORD, person.client, Some(&person.known_browser), 200);
        let answer = connection.ask(&question).await?;
        let leads_to = leads_to(Bytes::copy_from_slice(answer.body))?;
        ensure!(leads_to.path == app::paths::ACCOUNT, "{} did not get in", person.email);
        Ok(())
    }

    async fn connect(&self, many: usize) -> anyhow::Result<Vec<Connection>> {
        let mut connections = Vec::with_capacity(many);
        for _ in 0..many {
            connections.push(Connection::open(self.address).await?);
        }
        Ok(connections)
    }
}
