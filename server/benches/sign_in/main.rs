//! What docs/benchmarks.md promises, measured: `make bench`, or only some of it with `ARGS="pages sign-ins"`.
//! Prints the table and fails when a promise is not kept.

#![expect(clippy::disallowed_methods, reason = "whoever measures looks at the clock, and waits")]

mod bare_commits;
mod bare_hashing;
mod beside_sign_ins;
mod bytes;
mod connection;
mod crowd;
mod furnished;
mod invitations;
mod pages;
mod passwords;
mod people;
mod postgres;
mod release;
mod report;
mod same_time;
mod sessions;
mod side_by_side;
mod sign_ins;
mod start;

use report::Row;
use std::process::ExitCode;

fn main() -> ExitCode {
    // Cargo adds `--bench`.
    let chosen: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    match measure(&chosen) {
        Ok(rows) => {
            report::print(&rows);
            if rows.iter().all(Row::is_kept) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(error) => {
            eprintln!("bench: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn measure(chosen: &[String]) -> anyhow::Result<Vec<Row>> {
    type Part = fn() -> anyhow::Result<Vec<Row>>;
    let parts: [(&str, Part); 7] = [
        ("release", release::measure),
        ("pages", pages::measure),
        ("sessions", sessions::measure),
        ("sign-ins", sign_ins::measure),
        ("passwords", passwords::measure),
        ("people", people::measure),
        ("invitations", invitations::measure),
    ];
    if let Some(unknown) = chosen.iter().find(|name| parts.iter().all(|(part, _)| part != name)) {
        anyhow::bail!("there is no part {unknown}: choose from {}", parts.map(|(part, _)| part).join(", "));
    }
    let mut rows = Vec::new();
    for (name, part) in parts {
        if chosen.is_empty() || chosen.iter().any(|chosen| chosen == name) {
            rows.extend(part()?);
        }
    }
    Ok(rows)
}
