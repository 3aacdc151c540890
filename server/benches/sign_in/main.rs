//! Measures what docs/benchmarks.md promises: `make bench`, or only some parts of it with `ARGS="pages sign-ins"`.
//! Prints the table in any case, and fails if a promise is not kept or something could not be measured.

#![expect(clippy::disallowed_methods, reason = "a benchmark reads the clock, and sleeps")]

mod bare_commits;
mod bare_hashing;
mod bare_tokens;
mod beside_sign_ins;
mod bytes;
mod checks;
mod connection;
mod costs;
mod counted;
mod crowd;
mod device;
mod furnished;
mod hashes;
mod invitations;
mod mailbox;
mod many_people;
mod oauth;
mod old_events;
mod pages;
mod passwords;
mod people;
mod postgres;
mod release;
mod relying_party;
mod report;
mod same_time;
mod scale;
mod sessions;
mod side_by_side;
mod sign_ins;
mod start;
mod target;
mod what_stays;

use report::Table;
use std::process::ExitCode;

/// The parts that take so long that they have to be named.
const ONLY_NAMED: [&str; 2] = ["costs", "scale"];

fn main() -> ExitCode {
    // Skips `--bench`, which Cargo adds.
    let chosen: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    match measure(&chosen) {
        Ok(table) => {
            print!("{table}");
            if table.is_kept() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(error) => {
            eprintln!("bench: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn measure(chosen: &[String]) -> anyhow::Result<Table> {
    type Part = fn(&mut Table) -> anyhow::Result<()>;
    let parts: [(&'static str, Part); 12] = [
        ("release", release::measure),
        ("pages", pages::measure),
        ("sessions", sessions::measure),
        ("checks", checks::measure),
        ("oauth", oauth::measure),
        ("sign-ins", sign_ins::measure),
        ("passwords", passwords::measure),
        ("hashes", hashes::measure),
        ("people", people::measure),
        ("invitations", invitations::measure),
        ("costs", costs::measure),
        ("scale", scale::measure),
    ];
    if let Some(unknown) = chosen.iter().find(|name| parts.iter().all(|(part, _)| part != name)) {
        anyhow::bail!("there is no part {unknown}: choose from {}", parts.map(|(part, _)| part).join(", "));
    }
    let mut table = Table::default();
    for (name, part) in parts {
        if (chosen.is_empty() && !ONLY_NAMED.contains(&name)) || chosen.iter().any(|chosen| chosen == name) {
            table.attempt(name, part);
        }
    }
    Ok(table)
}
