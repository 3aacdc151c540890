//! Sign-ins with a password to the release build: compared with argon2 alone, with many at once, and how much memory
//! they need.

use crate::bare_hashing::BareHashing;
use crate::crowd::{Crowd, runtime};
use crate::release::{FOLDER, Portico};
use crate::report::{Row, Table, say, spread};
use crate::{beside_sign_ins, furnished, same_time};
use anyhow::Context as _;
use service::security::HashParameters;
use tempfile::TempDir;

/// How many people sign in at once when there are many.
pub const MANY: usize = 64;
/// As many as in the benchmark of code sign-ins: enough that the cores always have something to hash, and too few to
/// queue.
const SOME: usize = 8;
/// An odd number, so that the median is one of the rounds.
const ROUNDS: usize = 11;
/// The first round only warms up.
const WARM_UP: usize = 1;
/// Enough that the end of a round, when cores become idle, does not matter.
const SIGN_INS_A_ROUND: usize = 512;
const PEOPLE: usize = 512;

pub fn measure(table: &mut Table) -> anyhow::Result<()> {
    let cores = std::thread::available_parallelism()?.get();
    let folder = TempDir::new_in(FOLDER)?;
    let file = folder.path().join("portico.db");
    let people = runtime()?.block_on(furnished::seed(&file, PEOPLE))?;
    let mut portico = Portico::start_furnished(folder, &file)?;
    portico.first_answer(app::paths::SIGN_IN)?;
    let crowd = Crowd::new(portico.address, people);
    // Comes first, because it needs a process that has not hashed anything yet.
    table.row("memory that 64 password sign-ins at once add (1.15 × cores × argon2's m)", |what| {
        memory(what, &portico, &crowd, cores)
    });
    table.attempt("password sign-ins per second", |table| throughput(table, &crowd, cores));
    table.row(
        "`GET /account` with a session beside 64 password sign-ins at once, p99, to p99 of the same request alone",
        |what| {
            let person = crowd.people().first().context("there is no person")?;
            beside_sign_ins::measure(what, &crowd, &Crowd::account_page(person))
        },
    );
    same_time::measure(table, &crowd);
    Ok(())
}

/// By how much the peak memory of the process, during many sign-ins at once, exceeds its memory before.
fn memory(what: &'static str, portico: &Portico, crowd: &Crowd, cores: usize) -> anyhow::Result<Row> {
    say("signing in with passwords: memory");
    crowd.look(MANY)?;
    let before = portico.memory()?;
    crowd.sign_in(4 * MANY, MANY)?;
    let after = portico.most_memory()?;
    let hashing = cores * usize::try_from(HashParameters::default().memory_kib)?;
    Ok(Row::at_most(
        what,
        hashing * 115 / 100,
        "KiB",
        after.saturating_sub(before) / 1024,
        &format!("VmHWM {:.1} MB, VmRSS before {:.1} MB", after as f64 / 1e6, before as f64 / 1e6),
    ))
}

/// Alternates five kinds of rounds; which of them comes first changes.
fn throughput(table: &mut Table, crowd: &Crowd, cores: usize) -> anyhow::Result<()> {
    say("signing in with passwords: throughput");
    let (mut bare, mut in_large_pages) = (BareHashing::plain(cores)?, BareHashing::in_large_pages(cores)?);
    let crowds = [cores, SOME, MANY];
    let mut to_bare: [Vec<f64>; 3] = Default::default();
    let (mut to_large_pages, mut many_to_few, mut bare_a_second) = (vec![], vec![], vec![]);
    for round in 0..WARM_UP + ROUNDS {
        let mut seconds = [0.0; 5];
        for turn in 0..seconds.len() {
            let kind = (round + turn) % seconds.len();
            seconds[kind] = match kind {
                3 => bare.hash(SIGN_INS_A_ROUND)?,
                4 => in_large_pages.hash(SIGN_INS_A_ROUND)?,
                crowd_of => crowd.sign_in(SIGN_INS_A_ROUND, crowds[crowd_of])?,
            };
        }
        let [of_few, of_some, of_many, of_bare, of_large_pages] = seconds;
        if round >= WARM_UP {
            for (ratios, of_crowd) in to_bare.iter_mut().zip(&seconds) {
                ratios.push(of_bare / of_crowd);
            }
            to_large_pages.push(of_large_pages / of_some);
            many_to_few.push(of_few / of_many);
            bare_a_second.push(SIGN_INS_A_ROUND as f64 / of_bare);
        }
    }
    let [few_to_bare, some_to_bare, many_to_bare] = to_bare;
    let bare_a_second = format!("bare argon2: {:.0} a second", spread(bare_a_second).median);
    let rows = [
        Row::ratio(
            "password sign-ins per second over HTTP (8 people at once), to bare argon2 on all cores",
            0.9,
            some_to_bare,
        )
        .with(&bare_a_second),
        Row::to_know(
            "the same, to bare argon2 in large pages as the server's",
            format!("{:.2}", spread(to_large_pages).median),
        ),
        Row::to_know("the same with 64 people at once", format!("{:.2}", spread(many_to_bare).median)),
        Row::to_know("the same with as many people as cores", format!("{:.2}", spread(few_to_bare).median)),
        Row::ratio("password sign-ins per second with 64 people at once, to as many as cores", 0.95, many_to_few),
    ];
    rows.into_iter().for_each(|row| table.add(row));
    Ok(())
}
