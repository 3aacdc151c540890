//! Compares the tables with those that this release knows. During an upgrade, servers of two releases use one database.

use super::migration::{Migrator, RUNS_BESIDE};
use sea_orm::{ConnectionTrait, DbErr, RuntimeErr, Statement};
use sea_orm_migration::MigratorTrait as _;

/// The error for `Schema::Newer`.
pub const NEWER: &str = "the database is newer than this version of Portico. Run the version that migrated it";

/// The tables of the database, compared with this release.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Schema {
    /// All migrations of this release were applied, possibly with newer ones that allow it to keep running.
    Current,
    /// Migrations are missing.
    Older,
    /// A newer release has changed tables that this one relies on.
    Newer,
}

/// One statement, which only reads.
pub(super) async fn read(connection: &impl ConnectionTrait) -> Result<Schema, DbErr> {
    const SQL: &str = "SELECT m.version, c.oldest FROM seaql_migrations m
        LEFT JOIN schema_compatibility c ON c.version = m.version";
    let statement = Statement::from_string(connection.get_database_backend(), SQL);
    let rows = match connection.query_all_raw(statement).await {
        Ok(rows) => rows,
        Err(error) if is_missing_table(&error) => return Ok(Schema::Older),
        Err(error) => return Err(error),
    };
    let there = rows.iter().map(|row| Ok((row.try_get("", "version")?, row.try_get("", "oldest")?)));
    let known: Vec<String> = Migrator::migrations().iter().map(|migration| migration.name().to_owned()).collect();
    Ok(judge(&known, &there.collect::<Result<Vec<_>, DbErr>>()?))
}

/// The migrations of this release that were not applied. One statement, which only reads.
pub(super) async fn missing(connection: &impl ConnectionTrait) -> Result<Vec<String>, DbErr> {
    let statement = Statement::from_string(connection.get_database_backend(), "SELECT version FROM seaql_migrations");
    let rows = match connection.query_all_raw(statement).await {
        Ok(rows) => rows,
        Err(error) if is_missing_table(&error) => Vec::new(),
        Err(error) => return Err(error),
    };
    let there = rows.iter().map(|row| row.try_get("", "version")).collect::<Result<Vec<String>, DbErr>>()?;
    let known = Migrator::migrations().iter().map(|migration| migration.name().to_owned()).collect::<Vec<_>>();
    Ok(known.into_iter().filter(|name| !there.contains(name)).collect())
}

/// `there`: each applied migration, and the oldest migration whose release may keep running with it.
fn judge(known: &[String], there: &[(String, Option<String>)]) -> Schema {
    let newest = known.last();
    let goes_on = |oldest: &Option<String>| oldest.as_ref().is_some_and(|oldest| newest >= Some(oldest));
    let is_newer = there.iter().any(|(version, oldest)| !known.contains(version) && !goes_on(oldest));
    let is_older = known.iter().any(|version| there.iter().all(|(there, _)| there != version));
    match (is_newer, is_older) {
        (true, _) => Schema::Newer,
        (false, true) => Schema::Older,
        (false, false) => Schema::Current,
    }
}

/// Stores, for releases that do not know a migration, whether they may keep running with it.
pub(super) async fn note_compatibility(connection: &impl ConnectionTrait) -> Result<(), DbErr> {
    const SQL: &str = "INSERT INTO schema_compatibility (version, oldest) VALUES ($1, $2)
        ON CONFLICT (version) DO UPDATE SET oldest = excluded.oldest";
    for (version, oldest) in RUNS_BESIDE {
        let values = [(*version).into(), (*oldest).into()];
        let statement = Statement::from_sql_and_values(connection.get_database_backend(), SQL, values);
        connection.execute_raw(statement).await?;
    }
    Ok(())
}

fn is_missing_table(error: &DbErr) -> bool {
    /// PostgreSQL's `undefined_table`, and SQLite's general code for a statement that it cannot prepare.
    const CODES: [&str; 2] = ["42P01", "1"];
    let DbErr::Query(RuntimeErr::SqlxError(error)) = error else { return false };
    error.as_database_error().and_then(|error| error.code()).is_some_and(|code| CODES.contains(&code.as_ref()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(&[("m1", None), ("m2", None)], Schema::Current)]
    #[case(&[("m1", None)], Schema::Older)]
    #[case(&[], Schema::Older)]
    #[case(&[("m1", None), ("m2", None), ("m3", Some("m2"))], Schema::Current)]
    #[case(&[("m1", None), ("m2", None), ("m3", Some("m1")), ("m4", Some("m2"))], Schema::Current)]
    #[case(&[("m1", None), ("m2", None), ("m3", Some("m2")), ("m4", Some("m3"))], Schema::Newer)]
    #[case(&[("m1", None), ("m2", None), ("m3", None)], Schema::Newer)]
    #[case(&[("m1", None), ("m3", Some("m1"))], Schema::Older)]
    #[case(&[("m1", None), ("m3", None)], Schema::Newer)]
    fn a_newer_schema_says_who_may_go_on(#[case] there: &[(&str, Option<&str>)], #[case] schema: Schema) {
        let there: Vec<_> =
            there.iter().map(|(version, oldest)| ((*version).to_owned(), oldest.map(str::to_owned))).collect();
        assert_eq!(judge(&["m1".to_owned(), "m2".to_owned()], &there), schema);
    }

    #[test]
    fn what_migrations_say_of_older_releases_names_migrations() {
        let known: Vec<String> = Migrator::migrations().iter().map(|migration| migration.name().to_owned()).collect();
        assert!(known.is_sorted());
        for (version, oldest) in RUNS_BESIDE {
            assert!(known.iter().any(|name| name == version) && known.iter().any(|name| name == oldest), "{version}");
            assert!(oldest < version, "{version}");
        }
    }
}
