//! What docs/benchmarks.md promises, measured: `make bench`, or only some of it with `ARGS="release pages sign-ins"`.
//! Prints the table and fails when a promise is not kept.

#![expect(clippy::disallowed_methods, reason = "whoever measures looks at the clock, and waits")]

mod bare_commits;
mod bytes;
mod connection;
mod furnished;
mod pages;
mod release;
mod report;
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
    let parts: [(&str, Part); 3] =
        [("release", release::measure), ("pages", pages::measure), ("sign-ins", sign_ins::measure)];
    if let Some(unknown) = chosen.iter().find(|name| parts.iter().all(|(part, _)| part != name)) {
        anyhow::bail!("there is no part {unknown}: choose from release, pages, sign-ins");
    }
    let mut rows = Vec::new();
    for (name, part) in parts {
        if chosen.is_empty() || chosen.iter().any(|chosen| chosen == name) {
            rows.extend(part()?);
        }
    }
    Ok(rows)
}
