//! The documented roles of PostgreSQL: one migrates, the other one only reads and writes rows.

use super::becomes;
use crate::support::prelude::*;
use sea_orm::ConnectionTrait as _;
use std::path::Path;
use std::process::{Command, Stdio};
use store::{Schema, Store, purge};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::UnixStream;

const FILE: &str = "../docs/operations/postgresql/roles.sql";

/// The URL of a database for another role.
fn as_role(database: &TestDatabase, role: &str) -> String {
    let url = database.url.replace("postgres://postgres@", &format!("postgres://{role}@"));
    assert_ne!(url, database.url);
    url
}

async fn is_ready(socket: &Path) -> bool {
    let asked = async {
        let mut stream = UnixStream::connect(socket).await?;
        stream.write_all(b"GET /readyz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n").await?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await?;
        std::io::Result::Ok(answer)
    };
    asked.await.is_ok_and(|answer| answer.contains(" 200 "))
}

#[tokio::test]
async fn a_server_only_needs_to_read_and_write_rows() {
    let world = World::unfurnished(Postgres, false).await;
    let (before, _) = world.database.url.split_once('?').unwrap();
    let name = before.rsplit('/').next().unwrap();
    // Roles belong to all databases of the server.
    let roles = ["migrate", "serve"].map(|what| format!("{name}_{what}"));
    for role in &roles {
        world.database.execute(&format!("DROP ROLE IF EXISTS {role}")).await;
    }
    let [migrates, serves] = &roles;
    let sql = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(FILE)).unwrap();
    let sql = sql.replace("portico_migrate", migrates).replace("portico_serve", serves);
    let sql = sql.replace("DATABASE portico ", &format!("DATABASE {name} "));
    for _ in 0..2 {
        world.database.execute(&sql).await;
    }
    let (is_done, _, told) = portico_on(&as_role(&world.database, serves), &["migrate"], "");
    assert!(!is_done && told.contains("permission denied"), "{told}");
    let (is_done, _, told) = portico_on(&as_role(&world.database, migrates), &["migrate"], "");
    assert!(is_done, "{told}");
    world.found("codes", "Alderway", Preset::Codes).await;
    world.settle("codes", OWNER, Some("Jo"), Role::Member).await;

    let store = Store::connect(&as_role(&world.database, serves)).await.unwrap();
    assert_eq!(store.schema().await.unwrap(), Schema::Current);
    let transaction = store.begin().await.unwrap();
    for forbidden in ["CREATE TABLE added (id INT)", "TRUNCATE rate_limit", "DROP TABLE rate_limit"] {
        transaction.execute_unprepared("SAVEPOINT before").await.unwrap();
        transaction.execute_unprepared(forbidden).await.unwrap_err();
        transaction.execute_unprepared("ROLLBACK TO SAVEPOINT before").await.unwrap();
    }
    transaction.rollback().await.unwrap();
    purge::purge_expired(&store, world.now()).await.unwrap();
    let app = world.other_server(|app| app.store = store).await;
    let mut browser = world.browser_in(&app);
    let (challenge, code) = world.send_code(&mut browser, OWNER).await;
    browser.verify(challenge, &code).await.unwrap();

    let folder = TempDir::new().unwrap();
    let mut server = Command::new(env!("CARGO_BIN_EXE_portico"))
        .args(["serve", "--no-migrate"])
        .current_dir(folder.path())
        .env("PORTICO_DATABASE_URL", as_role(&world.database, serves))
        .env("PORTICO_SECRET_KEY", "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=")
        .env("PORTICO_MAIL_FROM", "no-reply@portico.example")
        .env("PORTICO_SMTP_URL", "smtp://127.0.0.1:9")
        .env("PORTICO_ADMIN_ADDR", "127.0.0.1:0")
        .env("PORTICO_SITE_ADDR", "unix:portico.sock")
        .env("PORTICO_LOG", "error")
        .stdin(Stdio::null())
        .spawn()
        .unwrap();
    let socket = folder.path().join("portico.sock");
    becomes("it serves", async || is_ready(&socket).await).await;
    server.kill().unwrap();
    server.wait().unwrap();
}
