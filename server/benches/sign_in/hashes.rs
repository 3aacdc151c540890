//! Hashes of passwords from other systems: whether an attempt takes as long with each kind as for an unknown address,
//! and how long an import takes.

use crate::crowd::{self, Crowd, runtime};
use crate::furnished;
use crate::release::{FOLDER, Portico};
use crate::report::{Row, Table, say, spread};
use crate::same_time::{ATTEMPTS, WARM_UP, WRONG, alternated};
use anyhow::{Context as _, ensure};
use service::clock::SystemClock;
use service::operator::Operator;
use service::random::SystemRandom;
use service::security::{CostBudget, MOST_TIMES, PasswordHash};
use service::transfer::{Existing, Import, ImportOptions, LINES_AT_ONCE, NumberedLine};
use std::net::Ipv4Addr;
use std::path::Path;
use std::time::Instant;
use store::passwords::{self, ImportedPassword};
use store::{Store, organisations};
use tempfile::TempDir;

/// A hash of each kind, which no password of the benchmark has. They cost little, because every attempt computes all.
const KINDS: [(&str, Option<&str>); 4] = [
    ("median time of an unknown email address, to an own hash's beside foreign ones", None),
    ("the same, to a bcrypt hash's", Some("$2b$08$abcdefghijklmnopqrstuu9bm0BAgiqtq4VQmdTg9qvaFFICiU4jG")),
    (
        "the same, to a PBKDF2 hash's",
        Some("$pbkdf2-sha256$i=20000$c2FsdHNhbHQ$4XhNagvZIQT+ZLr3q9vhK2F7A8vCxz56U50N/jlNOpo"),
    ),
    (
        "the same, to a scrypt hash's",
        Some("$scrypt$ln=12,r=8,p=1$c2FsdHNhbHQ$mUdmcVrVtFtWhzXhizwB800jeJ7/fRar0srVm2ziBMc"),
    ),
];
const IMPORTED: u64 = 100_000;
/// Where the client addresses begin, beyond those of the people.
const CLIENTS: usize = 1 << 16;

pub fn measure(table: &mut Table) -> anyhow::Result<()> {
    let folder = TempDir::new_in(FOLDER)?;
    let file = folder.path().join("portico.db");
    let each = WARM_UP + ATTEMPTS;
    let mut people = runtime()?.block_on(furnished::seed(&file, KINDS.len() * each))?;
    for (number, (_, hash)) in KINDS.iter().enumerate() {
        if let Some(hash) = hash {
            runtime()?.block_on(give(&file, &people[number * each..][..each], hash))?;
        }
    }
    let mut portico = Portico::start_furnished(folder, &file)?;
    portico.first_answer(app::paths::SIGN_IN)?;
    say("trying wrong passwords where people have foreign hashes");
    let tried = |email: &str, client: Ipv4Addr| crowd::password(email, WRONG, client, None, 401);
    for (number, (what, _)) in KINDS.into_iter().enumerate() {
        let crowd = Crowd::new(portico.address, people.drain(..each).collect());
        let clients = [0, 1].map(|turn| CLIENTS + (2 * number + turn) * each);
        table.row(what, |what| {
            let [unknown, known] = alternated(&crowd, clients, tried)?.map(|times| spread(times).median);
            let detail = format!("{unknown:.1} ms to {known:.1} ms, {ATTEMPTS} of each");
            Ok(Row::between(what, [0.95, 1.05], unknown / known, &detail))
        });
    }
    table.row("seconds to import 100,000 people with foreign hashes", |what| {
        say("importing people");
        let seconds = runtime()?.block_on(import())?;
        Ok(Row::below(what, 60.0, "s", seconds, "SQLite"))
    });
    Ok(())
}

/// Replaces the hashes of people by a foreign one.
async fn give(file: &Path, people: &[furnished::Person], hash: &str) -> anyhow::Result<()> {
    let store = Store::connect(&furnished::database_url(file)).await?;
    let organisation = organisations::find_first(&store).await?.context("there is no organisation")?.id;
    let mut budget = CostBudget::new(MOST_TIMES, Vec::new());
    let imported = PasswordHash::import(hash, &furnished::keys()?.peppers(), &mut budget)?;
    let row = |person: &furnished::Person| ImportedPassword {
        account: person.account,
        hash: imported.hash.expose().to_owned(),
        foreign_kind: imported.foreign_kind.clone(),
    };
    let transaction = store.begin().await?;
    let rows = people.iter().map(row).collect();
    passwords::set_imported(&transaction, organisation, rows, service::clock::Clock::now(&SystemClock)).await?;
    store.commit(transaction).await?;
    store.close().await;
    Ok(())
}

/// Returns how many seconds an import takes.
async fn import() -> anyhow::Result<f64> {
    let folder = TempDir::new_in(FOLDER)?;
    let file = folder.path().join("portico.db");
    furnished::seed(&file, 1).await?;
    let store = Store::connect(&furnished::database_url(&file)).await?;
    let operator = Operator { store: &store, clock: &SystemClock, random: &SystemRandom, name: None };
    let options = ImportOptions { existing: Existing::Refuse, is_dry_run: false, max_cost: 4 };
    let began = Instant::now();
    let peppers = furnished::keys()?.peppers();
    let mut import = Import::open(operator, &"codes".parse()?, peppers, options).await?;
    let numbers: Vec<u64> = (1..=IMPORTED).collect();
    for some in numbers.chunks(LINES_AT_ONCE) {
        let line = |number: &u64| NumberedLine {
            number: *number,
            bytes: format!(
                r#"{{"email":"imported-{number}@codes.example","name":"Jo Imported","password_hash":"{}"}}"#,
                "$2b$10$abcdefghijklmnopqrstuu9bm0BAgiqtq4VQmdTg9qvaFFICiU4jG"
            )
            .into_bytes(),
        };
        import.import(some.iter().map(line).collect(), &mut |_, _| ()).await?;
    }
    ensure!(import.counts.imported == IMPORTED, "{:?}", import.counts);
    let seconds = began.elapsed().as_secs_f64();
    store.close().await;
    Ok(seconds)
}
