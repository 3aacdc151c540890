//! The database, its clock, and the room on its disk.

use super::report::Report;
use crate::causes;
use crate::settings::{RawSettings, Settings};
use crate::startup;
use std::path::Path;
use store::engine::{self, Engine, PostgresEngine};

const ABOUT: &str = "database";
const DISK: &str = "disk";
const GIB: u64 = 1 << 30;
/// Connections of PostgreSQL that should be left for administrators and backups.
const LEFT: i64 = 10;
/// The connections of a server, if the setting does not say otherwise.
const CONNECTIONS: u32 = 16;

pub async fn look(raw: &RawSettings, settings: &Settings, report: &mut Report) {
    match described(raw).await {
        Ok(engine) => {
            if let Some(postgres) = engine.postgres {
                let own = settings.database.connections.map_or(CONNECTIONS, std::num::NonZero::get);
                judge_connections(postgres, own, report);
                report.clock(postgres.clock, "the database");
            }
            judge_durability(&engine, report);
        }
        Err(error) => {
            report.wrong(
                ABOUT,
                causes::told(&error),
                "Set this right first. portico check says more about the database",
            );
        }
    }
    if let Some(file) = settings.database.file() {
        look_at_disk(&file, report);
    }
}

/// Fails if the database cannot be used: it does not answer, is not up to date, or is behind a pooler that mixes
/// statements.
async fn described(raw: &RawSettings) -> anyhow::Result<Engine> {
    let store = startup::current_store(raw).await?;
    let engine = engine::describe(&store).await;
    store.close().await;
    engine
}

fn judge_connections(PostgresEngine { most_connections, .. }: PostgresEngine, own: u32, report: &mut Report) {
    let servers = (most_connections - LEFT) / i64::from(own);
    let says = format!("PostgreSQL accepts {most_connections} connections, and each server opens up to {own}");
    if servers > 0 {
        report.fine(ABOUT, format!("{says}: enough for {servers} servers"));
    } else {
        report.wrong(ABOUT, says, "Raise max_connections of PostgreSQL, or lower PORTICO_DATABASE_CONNECTIONS");
    }
}

fn judge_durability(engine: &Engine, report: &mut Report) {
    if engine.is_durable {
        report.fine(ABOUT, format!("{} answers, and its tables are up to date", engine.name));
    } else {
        report.wrong(
            ABOUT,
            format!(
                "{} does not wait for the disk: what it has acknowledged is lost if its machine fails",
                engine.name
            ),
            "Set fsync = on and synchronous_commit = on in postgresql.conf",
        );
    }
}

/// There should be room for a copy of the database.
fn look_at_disk(file: &Path, report: &mut Report) {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let found = match rustix::fs::statvfs(folder) {
        Ok(found) => found,
        Err(error) => {
            let advice = "Look at PORTICO_DATABASE_URL, and at the rights of this folder";
            return report.wrong(DISK, format!("{} cannot be looked at: {error}", folder.display()), advice);
        }
    };
    let free = found.f_bavail.saturating_mul(found.f_frsize);
    let size = file.metadata().map_or(0, |metadata| metadata.len());
    judge_room(free, size, report);
}

fn judge_room(free: u64, size: u64, report: &mut Report) {
    let gib = |bytes: u64| format!("{:.1} GiB", bytes as f64 / GIB as f64);
    let says = format!("{} are free on the disk of the database, which has {}", gib(free), gib(size));
    if free >= size.max(GIB) {
        report.fine(DISK, says);
    } else {
        report.wrong(DISK, says, "Make room: nobody can sign in when the disk is full");
    }
}

#[cfg(test)]
mod tests {
    use super::super::report::Verdict;
    use super::*;
    use domain::Timestamp;
    use rstest::rstest;

    #[rstest]
    #[case(3 * GIB, 2 * GIB, Verdict::Fine)]
    #[case(GIB / 2, 0, Verdict::Wrong)]
    #[case(3 * GIB, 4 * GIB, Verdict::Wrong)]
    fn there_should_be_room_for_a_copy(#[case] free: u64, #[case] size: u64, #[case] verdict: Verdict) {
        let mut report = Report::default();
        judge_room(free, size, &mut report);
        assert_eq!(report.0[0].verdict, verdict);
    }

    #[rstest]
    #[case(100, 16, Verdict::Fine)]
    #[case(20, 16, Verdict::Wrong)]
    fn postgresql_should_accept_a_whole_server(#[case] most: i64, #[case] own: u32, #[case] verdict: Verdict) {
        let mut report = Report::default();
        let postgres = PostgresEngine { clock: Timestamp(0), most_connections: most };
        judge_connections(postgres, own, &mut report);
        assert_eq!(report.0[0].verdict, verdict);
    }
}
