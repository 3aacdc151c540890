//! `GET /sign-in`, compared with equal bytes and headers from memory, sent by the same server in the same process.

use crate::connection::Question;
use crate::furnished;
use crate::release::FOLDER;
use crate::report::{Row, Table, say};
use crate::side_by_side::{Compared, compare};
use anyhow::ensure;
use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::response::Response;
use axum::routing::get;
use http::{Request, header};
use std::path::Path;
use tempfile::TempDir;
use tower::ServiceExt as _;

const FROM_MEMORY: &str = "/from-memory";

pub fn measure(table: &mut Table) -> anyhow::Result<()> {
    table.row("`GET /sign-in`, to the same bytes from memory by the same server", |what| {
        Ok(Row::ratio(what, 0.5, ratios()?))
    });
    Ok(())
}

fn ratios() -> anyhow::Result<Vec<f64>> {
    say("asking for pages");
    let folder = TempDir::new_in(FOLDER)?;
    let file = folder.path().join("portico.db");
    let questions = [app::paths::SIGN_IN, FROM_MEMORY].map(|path| vec![Question::page(path, "", 200)]);
    let Compared { ratios, lengths } = compare(async move || with_route_from_memory(&file).await, questions)?;
    ensure!(lengths[0] == lengths[1], "not the same bytes: {lengths:?}");
    Ok(ratios)
}

async fn with_route_from_memory(file: &Path) -> anyhow::Result<Router> {
    furnished::seed(file, 0).await?;
    let site = furnished::site(furnished::app(file).await?)?;
    let asked = Request::get(app::paths::SIGN_IN).header(header::ACCEPT_ENCODING, "gzip").body(Body::empty())?;
    let page = site.clone().oneshot(asked).await?;
    let (parts, body) = page.into_parts();
    let html: Bytes = to_bytes(body, 1 << 20).await?;
    let headers = parts.headers;
    let from_memory = move || {
        let mut response = Response::new(Body::from(html.clone()));
        *response.headers_mut() = headers.clone();
        async move { response }
    };
    // Outside the middleware of the site: only axum and hyper.
    Ok(Router::new().route(FROM_MEMORY, get(from_memory)).merge(site))
}
