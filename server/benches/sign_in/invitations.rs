//! How long a sign-in with a code takes while an admin imports ten thousand people, compared with a server that is idle
//! otherwise.

use crate::furnished::Person;
use crate::people::admin_at;
use crate::release::FOLDER;
use crate::report::{Row, Table, p99, say};
use crate::sign_ins::Door;
use anyhow::Context as _;
use service::account::as_admin;
use service::admin::proven;
use service::app_context::AppContext;
use service::invitations::{self, go_on, preview, start_import};
use std::{sync::Arc, time::Instant};
use tempfile::TempDir;

const INVITED: usize = 10_000;
/// Sign-ins without the import, and at most as many during it.
const SIGN_INS: usize = 400;

pub fn measure(table: &mut Table) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    table.row(
        "a code sign-in beside the import of 10,000 people, p99, to p99 of the same sign-in alone (SQLite)",
        |what| runtime.block_on(beside_an_import(what)),
    );
    Ok(())
}

async fn beside_an_import(what: &'static str) -> anyhow::Result<Row> {
    let folder = TempDir::new_in(FOLDER)?;
    say("making people, and a file of others");
    let door = Door::open(&folder, 2 * SIGN_INS).await?;
    let (first, others) = door.people.split_at(SIGN_INS);
    let alone = p99(milliseconds(&door, first, || false).await?);
    say("importing while others sign in");
    let began = Instant::now();
    let importing = tokio::spawn(import(door.app.clone()));
    let beside = p99(milliseconds(&door, others, || importing.is_finished()).await?);
    let invited = importing.await??;
    let took = began.elapsed().as_secs_f64();
    door.close().await?;
    let detail = format!("{beside:.0} ms to {alone:.0} ms; {invited} invitations in {took:.0} s");
    Ok(Row::ratio_at_most(what, 2.0, vec![beside / alone]).with(&detail))
}

/// The milliseconds of each sign-in, one after the other, until `is_over`.
async fn milliseconds(door: &Door, people: &[Person], is_over: impl Fn() -> bool) -> anyhow::Result<Vec<f64>> {
    let mut milliseconds = Vec::with_capacity(people.len());
    for person in people {
        if is_over() {
            break;
        }
        let began = Instant::now();
        door.sign_in(person).await?;
        milliseconds.push(began.elapsed().as_secs_f64() * 1e3);
    }
    Ok(milliseconds)
}

async fn import(app: Arc<AppContext>) -> anyhow::Result<u32> {
    let (cx, signed_in) = admin_at(&app).await?;
    let admin = as_admin(&signed_in).ok().context("no admin")?;
    let lines: String = (0..INVITED).map(|number| format!("Person {number},new-{number}@codes.example,,\n")).collect();
    let refused = |_| anyhow::anyhow!("the import was refused");
    let file = preview(&app, admin, &format!("name,email,phone,role\n{lines}")).await.map_err(refused)?;
    let proven = proven(&app, admin).map_err(refused)?;
    let id = start_import(&cx, proven, &file.good, &[]).await.map_err(refused)?;
    while go_on(&app, || false).await? {}
    Ok(invitations::import(&app, admin, id).await.map_err(refused)?.import.invited)
}
