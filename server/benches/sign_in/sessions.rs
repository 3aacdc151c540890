//! A request that only looks up the session of the browser, compared with one that looks up nothing, through the same
//! middleware.

use crate::connection::Question;
use crate::crowd::runtime;
use crate::furnished;
use crate::release::FOLDER;
use crate::report::{Row, Table, say};
use crate::side_by_side::compare;
use anyhow::{Context as _, ensure};
use app::server::cookies;
use axum::{Router, body::Body};
use http::{Request, header};
use std::path::Path;
use tempfile::TempDir;
use tower::ServiceExt as _;

pub fn measure(table: &mut Table) -> anyhow::Result<()> {
    table.row("session check (`GET /`), to `GET /healthz` by the same server", |what| {
        Ok(Row::ratio(what, 0.6, ratios()?))
    });
    Ok(())
}

fn ratios() -> anyhow::Result<Vec<f64>> {
    say("checking a session");
    let folder = TempDir::new_in(FOLDER)?;
    let file = folder.path().join("portico.db");
    let people = runtime()?.block_on(furnished::seed(&file, 1))?;
    let person = people.first().context("there is no person")?;
    let cookie = format!("{}={}", cookies::SESSION, person.session.expose());
    let line = format!("cookie: {cookie}\r\n");
    // `/` renders nothing: it looks up the session and redirects.
    let questions = [(app::paths::HOME, 303), ("/healthz", 200)];
    let questions = questions.map(|(path, status)| vec![Question::page(path, &line, status)]);
    Ok(compare(async move || site(&file, &cookie).await, questions)?.ratios)
}

/// The site. Fails unless the session of this cookie is valid.
async fn site(file: &Path, cookie: &str) -> anyhow::Result<Router> {
    let site = furnished::site(furnished::app(file).await?)?;
    let home = Request::get(app::paths::HOME).header(header::COOKIE, cookie).body(Body::empty())?;
    let answer = site.clone().oneshot(home).await?;
    let leads_to = answer.headers().get(header::LOCATION);
    ensure!(leads_to.is_some_and(|path| path == app::paths::ACCOUNT), "the session is not alive");
    Ok(site)
}
