//! Export and import of people with `portico account`, and signing in with hashes that other systems made.

use crate::support::prelude::*;
use service::app_context::AppContext;
use service::groups::NewGroup;
use service::security::Verified;
use store::passwords;
use tempfile::TempDir;

/// The example of docs/operations/migrating.md.
const PEOPLE: &str = include_str!("../../../docs/operations/migrating/people.jsonl");
/// The password of the first two people in it.
const OLD: &str = "Hunter2!";
const BCRYPT: &str = "$2b$04$abcdefghijklmnopqrstuu9bm0BAgiqtq4VQmdTg9qvaFFICiU4jG";

/// The key of the world: 32 bytes of 7.
const KEY: (&str, &str) = ("PORTICO_SECRET_KEY", "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=");

/// What the program answered: whether it succeeded, its output, its errors.
type Said = (bool, String, String);

fn account(world: &World, arguments: &[&str], input: &str) -> Said {
    portico_with(&world.database.url, &[KEY], &[["account"].as_slice(), arguments].concat(), input)
}

fn import(world: &World, more: &[&str], lines: &str) -> Said {
    account(world, &[["import", "-"].as_slice(), more].concat(), lines)
}

async fn add_group(world: &World, at: &str, name: &str) {
    let new = NewGroup { name, description: "" };
    world.operator().create_group(&at.parse().unwrap(), new).await.unwrap();
}

async fn open(database: Database) -> World {
    let world = World::open(database).await;
    world.spare_second_step("codes", Preset::Codes).await;
    add_group(&world, "codes", "Staff").await;
    world
}

async fn stored(world: &World, email: &str) -> Option<String> {
    let transaction = world.app.store.begin().await.unwrap();
    let found = passwords::find(&transaction, world.id_of(email).await).await.unwrap();
    transaction.rollback().await.unwrap();
    found
}

#[apply(matrix)]
async fn imported_people_sign_in_with_their_old_passwords(database: Database, style: Style) {
    let world = open(database).await;
    let (is_done, said, wrong) = import(&world, &[], PEOPLE);
    assert!(is_done && said.contains("4 imported, 0 updated, 0 skipped, 0 refused."), "{said} {wrong}");
    let in_group = "SELECT COUNT(*) FROM group_member";
    assert_eq!(world.database.number(in_group).await, 1);
    let key = "SELECT COUNT(*) FROM password WHERE hash LIKE '%jxspr8Ki%'";
    assert_eq!(world.database.number(key).await, 0, "the key of the Firebase project is not stored");
    for (email, password) in [("ada@example.com", OLD), ("ben@example.com", OLD), ("cy@example.com", "user1password")] {
        let mut browser = world.browser(style);
        assert!(browser.password(email, "hunter2!").await.is_err(), "{email}");
        assert!(stored(&world, email).await.unwrap().starts_with("foreign:"));
        browser.password(email, password).await.unwrap();
        assert!(stored(&world, email).await.unwrap().starts_with("$argon2id$"), "{email}: replaced at once");
        world.browser(style).password(email, password).await.unwrap();
    }
    let foreign = "SELECT COUNT(*) FROM password WHERE foreign_kind IS NOT NULL OR foreign_organisation_id IS NOT NULL";
    assert_eq!(world.database.number(foreign).await, 0);
    assert!(world.browser(style).password("di@example.com", OLD).await.is_err(), "deactivated");
}

#[apply(matrix)]
async fn every_attempt_runs_the_kinds_of_its_own_organisation_only(database: Database) {
    let world = open(database).await;
    import(&world, &[], PEOPLE);
    let kinds = async |at: &str| {
        let transaction = world.app.store.begin().await.unwrap();
        let found = passwords::foreign_kinds(&transaction, world.organisation(at).await).await.unwrap();
        transaction.rollback().await.unwrap();
        found
    };
    assert_eq!(kinds("codes").await, ["bcrypt:4", "firebase:14:8:64", "pbkdf2:sha256:1000:32"]);
    assert_eq!(kinds("north-star").await, Vec::<String>::new());
    // Beside them, a missing hash and one of ours are still what they are.
    let AppContext { hasher, random, .. } = world.app.as_ref();
    let password = || domain::Password::new(PASSWORD.to_owned());
    let own = hasher.hash(password(), random.as_ref()).await.unwrap();
    let kinds = kinds("codes").await;
    let verified = hasher.verify_among(password(), Some(own), &kinds).await.unwrap();
    assert_eq!(verified, Verified::Yes { is_outdated: false });
    assert_eq!(hasher.verify_among(password(), None, &kinds).await.unwrap(), Verified::No);
}

#[apply(matrix)]
async fn what_is_exported_is_imported_elsewhere_with_the_same_passwords(database: Database) {
    let world = World::with_password(database).await;
    add_group(&world, "codes", "Staff").await;
    import(&world, &[], PEOPLE);
    // The world's clock may be ahead of the program's.
    world.database.execute("UPDATE account SET created_at = created_at - 31536000000").await;
    let (is_done, lines, wrong) = account(&world, &["export"], "");
    assert!(is_done && wrong.contains("6 accounts of codes exported, 4 of them with the hash"), "{wrong}");
    let recorded = "SELECT COUNT(*) FROM audit_event WHERE activity = 'people_exported' AND operator IS NOT NULL";
    assert_eq!(world.database.number(recorded).await, 1);
    let (is_done, said, wrong) = import(&world, &["--organisation", "north-star"], &lines);
    assert!(!is_done && said.contains("5 imported"), "the other organisation has no such group: {said} {wrong}");
    let number = 1 + lines.lines().position(|line| line.contains("Staff")).unwrap();
    assert!(wrong.contains(&format!("line {number}: groups: ")), "{wrong}");
    add_group(&world, "north-star", "Staff").await;
    let (is_done, said, _) = import(&world, &["--organisation", "north-star", "--skip-existing"], &lines);
    assert!(is_done && said.contains("1 imported, 0 updated, 5 skipped"), "{said}");
    world.spare_second_step("north-star", Preset::Codes).await;
    world.browser(Client).password_at("north-star", OWNER, PASSWORD).await.unwrap();
    world.browser(Client).password_at("north-star", "ada@example.com", OLD).await.unwrap();
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("people.jsonl");
    let path = path.to_str().unwrap();
    assert!(account(&world, &["export", path], "").0);
    assert_eq!(std::fs::read_to_string(path).unwrap(), lines);
    let (is_done, _, wrong) = account(&world, &["export", path], "");
    assert!(!is_done && wrong.contains("cannot be made"), "a file that is there is not replaced: {wrong}");
}

#[apply(matrix)]
async fn every_bad_line_is_named_and_changes_nothing(database: Database) {
    let world = open(database).await;
    world.settle("codes", "off@example.com", None, Role::Member).await;
    world.set_deactivated("off@example.com", true).await;
    assert!(import(&world, &["--dry-run"], PEOPLE).0);
    let before = world.database.cells().await;
    let hash = |email: &str, hash: &str| format!(r#"{{"email":"{email}","password_hash":"{hash}"}}"#);
    let cases = [
        ("not json, HUSH".to_owned(), "it is not a JSON object"),
        (r#"{"email":"a@example.com","password":"HUSH"}"#.to_owned(), "it is not a JSON object"),
        (r#"{"email":"HUSH"}"#.to_owned(), "email: not an email address"),
        (r#"{"email":"b@example.com","role":"HUSH"}"#.to_owned(), "role: "),
        (r#"{"email":"c@example.com","phone":"HUSH"}"#.to_owned(), "phone: "),
        (r#"{"email":"d@example.com","groups":["HUSH"]}"#.to_owned(), "groups: "),
        (r#"{"email":"e@example.com","created":"2999-01-01T00:00:00Z"}"#.to_owned(), "created: "),
        (r#"{"email":"f@example.com","verified":false}"#.to_owned(), "verified: "),
        (hash("g@example.com", "HUSH"), "password_hash: it is in none"),
        (hash("h@example.com", &BCRYPT.replace("$04$", "$31$")), "--max-cost"),
        (
            hash(
                "i@example.com",
                "portico:$argon2id$v=19$m=19456,t=2,p=1,nfc=1,keyid=AAAAAQ$AQEBAQEBAQEBAQEBAQEBAQ$AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI",
            ),
            "PORTICO_PREVIOUS_SECRET_KEYS",
        ),
        (
            // It does not name its key, so it would be the oldest.
            hash(
                "j@example.com",
                "portico:$argon2id$v=19$m=2097152,t=64,p=1$AQEBAQEBAQEBAQEBAQEBAQ$AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI",
            ),
            "--max-cost",
        ),
        (format!(r#"{{"email":"{OWNER}"}}"#), "there is an account with this address"),
        (format!("{{\"email\":\"{}\"}}", "x".repeat(70_000)), "it is longer than"),
    ];
    for (line, reason) in &cases {
        let (is_done, said, wrong) = import(&world, &[], line);
        assert!(!is_done && wrong.contains("line 1: ") && wrong.contains(reason), "{reason}: {wrong}");
        assert!(said.contains("0 imported, 0 updated, 0 skipped, 1 refused.") && !wrong.contains("HUSH"), "{wrong}");
    }
    let (is_done, _, wrong) = import(&world, &["--update"], r#"{"email":"off@example.com","name":"Off"}"#);
    assert!(!is_done && wrong.contains("is deactivated"), "{wrong}");
    let (is_done, said, wrong) = import(&world, &["--dry-run"], PEOPLE);
    assert!(is_done && said.contains("Nothing was changed. It would be: 4 imported"), "{said} {wrong}");
    assert_eq!(world.database.cells().await, before);
}

#[apply(matrix)]
async fn the_same_person_twice_is_imported_once_and_good_lines_do_not_depend_on_bad_ones(database: Database) {
    let world = open(database).await;
    let mut lines = String::from("\u{feff}");
    for number in 0..1_200 {
        lines += &format!("{{\"email\":\"person{}@example.com\"}}\r\n\r\n", number % 1_100);
    }
    let (is_done, said, wrong) = import(&world, &[], &lines);
    assert!(!is_done && said.contains("1100 imported, 0 updated, 0 skipped, 100 refused."), "{said}");
    // Empty lines are counted.
    assert!(wrong.contains("line 2201: email: an earlier line has the same address"), "{wrong}");
    let (is_done, said, _) =
        import(&world, &["--skip-existing"], "{\"email\":\"person7@example.com\"}\n{\"email\":\"new@example.com\"}");
    assert!(is_done && said.contains("1 imported, 0 updated, 1 skipped"), "{said}");
}

#[apply(matrix)]
async fn an_update_never_replaces_a_password_that_was_used_here(database: Database) {
    let world = open(database).await;
    import(&world, &[], PEOPLE);
    world.browser(Client).password("ada@example.com", OLD).await.unwrap();
    let (ada, ben) = (stored(&world, "ada@example.com").await, stored(&world, "ben@example.com").await);
    let update = PEOPLE.replace("Ada Example", "Ada Renamed").replace("$2b$04$", "$2y$04$").replace("Staff", "staff");
    let (is_done, said, wrong) =
        import(&world, &["--update"], update.lines().take(3).collect::<Vec<_>>().join("\n").as_str());
    assert!(is_done && said.contains("0 imported, 3 updated"), "{said} {wrong}");
    assert_eq!((stored(&world, "ada@example.com").await, stored(&world, "ben@example.com").await), (ada, ben));
    let names = world.database.texts("SELECT name FROM account WHERE email = 'ada@example.com'").await;
    assert_eq!(names, ["Ada Renamed"]);
}
