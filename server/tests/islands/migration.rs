//! The migration `m0017_islands` on a database with data: nothing is lost, and afterwards two organisations can have
//! accounts with one address.

use crate::support::prelude::*;
use sea_orm::ConnectionTrait as _;
use sea_orm_migration::MigratorTrait as _;
use store::Migrator;

/// Opens a world whose database has the tables from before `m0017_islands`.
async fn older(kind: Database) -> World {
    let world = World::unfurnished(kind, false).await;
    let steps = Migrator::migrations().iter().position(|step| step.name() == "m0017_islands").unwrap();
    Migrator::up(&world.database.raw, Some(steps.try_into().unwrap())).await.unwrap();
    world
}

fn id(kind: Database, number: u32) -> String {
    match kind {
        Sqlite => format!("X'{number:032x}'"),
        Postgres => format!("'{}'", uuid::Uuid::from_u128(number.into())),
    }
}

fn bytes(kind: Database, number: u32) -> String {
    match kind {
        Sqlite => format!("X'{number:08x}'"),
        Postgres => format!("'\\x{number:08x}'"),
    }
}

/// Adds two accounts, and rows of every kind that refer to one of them.
async fn seed(world: &World, kind: Database) {
    let (here, there, jo, sam) = (id(kind, 1), id(kind, 2), id(kind, 11), id(kind, 12));
    let token = bytes(kind, 7);
    let rows = [
        format!(
            "organisation (id, slug, name, preset, created_at) VALUES ({here}, 'here', 'Here', 'codes', 1), ({there}, 'there', 'There', 'codes', 2)"
        ),
        format!(
            "account (id, organisation_id, email, name, role, created_at, phone, phone_verified_at) VALUES
             ({jo}, {here}, 'jo@example.com', 'Jo', 'admin', 3, '+12015550142', 4),
             ({sam}, {there}, 'sam@north.example', NULL, 'member', 5, NULL, NULL)"
        ),
        format!("password (account_id, hash, changed_at) VALUES ({jo}, 'phc', 6)"),
        format!(
            "session (id, token_hash, account_id, method, client_address, user_agent, created_at, last_seen_at) VALUES ({}, {token}, {jo}, 'password', '', '', 7, 8)",
            id(kind, 21)
        ),
        format!("known_browser (token_hash, account_id, created_at, last_seen_at) VALUES ({token}, {jo}, 9, 10)"),
        format!(
            "reserved_address (id, email, organisation_id, account_id, why, reserved_at) VALUES ({}, 'old@example.com', {here}, {jo}, 'changed', 11)",
            id(kind, 31)
        ),
        format!(
            "account_word (organisation_id, word, email, account_id) VALUES ({here}, 'jo', 'jo@example.com', {jo})"
        ),
        format!(
            "challenge (id, organisation_id, account_id, purpose, browser_hash, destination, tries, sent_at, expires_at, created_at) VALUES ({}, {here}, {jo}, 'sign_in', {token}, 'jo@example.com', 0, 1, 2, 1)",
            id(kind, 41)
        ),
        format!("rate_limit (bucket, used, window_ends_at) VALUES ({token}, 3, 4)"),
        format!(
            "password_failure (bucket, failures, forgotten_at, closed_until, over_at) VALUES ({token}, 3, 4, 5, 5)"
        ),
    ];
    for row in rows {
        world.database.execute(&format!("INSERT INTO {row}")).await;
    }
}

#[apply(matrix)]
async fn what_was_there_stays_and_an_address_may_be_had_in_each_organisation(database: Database) {
    let world = older(database).await;
    seed(&world, database).await;
    let is_kept = |(place, _, _): &(String, _, String)| {
        // Counts are deleted because no new request would find them. The table of migrations has one more row.
        !["rate_limit", "password_failure", "seaql_migrations"].iter().any(|table| place.starts_with(table))
    };
    let indexes = match database {
        Sqlite => "SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = 'account' AND sql IS NOT NULL",
        Postgres => "SELECT indexname::text FROM pg_indexes WHERE tablename = 'account' AND indexname NOT LIKE '%_key'",
    };
    let indexes_before = world.database.texts(indexes).await;
    let mut before = world.database.cells().await;
    before.retain(is_kept);
    world.app.store.migrate().await.unwrap();
    let indexes_after = world.database.texts(indexes).await;
    assert!(indexes_before.iter().all(|index| indexes_after.contains(index)), "{indexes_before:?}, {indexes_after:?}");
    let after = world.database.cells().await;
    for cell in &before {
        assert!(after.contains(cell), "{cell:?} is gone");
    }
    assert!(after.iter().all(|(place, ..)| !place.starts_with("rate_limit") && !place.starts_with("password_failure")));

    let account = |number, organisation, email| {
        let (id, organisation) = (id(database, number), id(database, organisation));
        format!(
            "INSERT INTO account (id, organisation_id, email, role, created_at) VALUES ({id}, {organisation}, '{email}', 'member', 1)"
        )
    };
    world.database.execute(&account(13, 2, "jo@example.com")).await;
    let raw = &world.database.raw;
    let refused = |sql: String| async move { raw.execute_unprepared(&sql).await.is_err() };
    assert!(refused(account(14, 1, "jo@example.com")).await, "twice in one organisation");
    assert!(refused(account(15, 9, "new@example.com")).await, "in no organisation");
    // Rows that refer to an account still do, and are deleted with it.
    let jo = id(database, 11);
    assert!(refused(format!("UPDATE session SET account_id = {}", id(database, 99))).await);
    world.database.execute(&format!("DELETE FROM account WHERE id = {jo}")).await;
    for table in ["session", "password", "known_browser", "account_word", "challenge"] {
        assert_eq!(world.database.number(&format!("SELECT COUNT(*) FROM {table}")).await, 0, "{table}");
    }
    // Migrating again changes nothing.
    let before = world.database.cells().await;
    world.app.store.migrate().await.unwrap();
    assert_eq!(world.database.cells().await, before);
}
