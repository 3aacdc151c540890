//! The operator's commands, run as the built program.

mod arguments;
mod audited;
mod described;
mod doctor;
mod setup;

use crate::support::prelude::*;
use serde_json::Value;
use service::app_context::AppContext;
use service::installation;

/// A secret key that is not the world's.
const OTHER_KEY: (&str, &str) = ("PORTICO_SECRET_KEY", "ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA=");

/// Runs a command that has to succeed, and returns its output.
fn done(world: &World, arguments: &[&str]) -> String {
    let (is_done, said, wrong) = portico(world, arguments, "");
    assert!(is_done, "{arguments:?}: {wrong}");
    said
}

/// Runs a command that has to fail, and returns what it says.
fn refused(world: &World, arguments: &[&str]) -> String {
    let (is_done, said, wrong) = portico(world, arguments, "");
    assert!(!is_done && said.is_empty(), "{arguments:?}: {said}");
    wrong
}

/// The rows that a list prints as JSON.
fn rows(world: &World, arguments: &[&str]) -> Vec<Value> {
    serde_json::from_str(&done(world, arguments)).unwrap()
}

#[apply(matrix)]
async fn organisations_are_managed(database: Database) {
    let world = World::open(database).await;
    // The world's clock may be ahead of the program's, and the oldest organisation is the default one.
    world.database.execute("UPDATE organisation SET created_at = created_at - 31536000000").await;
    let create = ["organisation", "create", "--slug", "fifth", "--name", "Fifth"];
    done(&world, &create);
    assert!(refused(&world, &create).contains("there is already an organisation fifth"));
    assert!(done(&world, &[&create[..], &["--if-missing"]].concat()).contains("already"));
    let slugs = |arguments: &[&str]| {
        let listed = rows(&world, &[&["organisation", "list", "--json"], arguments].concat());
        listed.iter().map(|row| row["slug"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(slugs(&[]), ["codes", "fifth", "north-star"]);
    assert_eq!(slugs(&["--limit", "2"]), ["codes", "fifth"]);
    assert_eq!(slugs(&["--limit", "2", "--after", "fifth"]), ["north-star"]);
    let (_, _, hint) = portico(&world, &["organisation", "list", "--limit", "2"], "");
    assert!(hint.contains("--after fifth"), "{hint}");

    let at = ["--slug", "fifth"];
    assert!(refused(&world, &["organisation", "edit", "--slug", "fifth"]).contains("--return-to"));
    let wrong = refused(&world, &["organisation", "edit", "--slug", "fifth", "--return-to", "app"]);
    assert!(wrong.contains("app is not an origin"), "{wrong}");
    let edit = ["--name", "Fifth Avenue", "--return-to", "https://app.example"];
    done(&world, &[&["organisation", "edit"], &at[..], &edit].concat());
    let shown = done(&world, &[&["organisation", "show", "--json"], &at[..]].concat());
    let shown: Value = serde_json::from_str(&shown).unwrap();
    assert_eq!((shown["name"].as_str(), shown["accounts"].as_u64()), (Some("Fifth Avenue"), Some(0)));

    done(&world, &["account", "create", "--organisation", "fifth", "--email", "al@example.com"]);
    let delete = [&["organisation", "delete"], &at[..]].concat();
    let told = refused(&world, &delete);
    assert!(told.contains("fifth for good, with 1 account and") && told.contains("--yes"), "{told}");
    let told = done(&world, &[&delete[..], &["--yes"]].concat());
    assert!(told.contains("with 1 account is deleted") && !told.contains("default"), "{told}");
    assert!(refused(&world, &delete).contains("there is no organisation fifth"));
    assert_eq!(world.database.number("SELECT COUNT(*) FROM account WHERE email = 'al@example.com'").await, 0);

    let told = done(&world, &["organisation", "delete", "--slug", "codes", "--yes"]);
    assert!(told.contains("The default organisation is now north-star"), "{told}");
}

#[apply(matrix)]
async fn accounts_are_listed_page_by_page(database: Database) {
    let world = World::open(database).await;
    for number in 0..5 {
        world.settle("codes", &format!("reader-{number}@codes.example"), Some("Robin Reader"), Role::Member).await;
    }
    let emails = |arguments: &[&str]| {
        let listed = rows(&world, &[&["account", "list", "--json"], arguments].concat());
        listed.iter().map(|row| row["email"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(emails(&[]).len(), 7);
    assert_eq!(emails(&["--role", "admin"]), [ADMIN]);
    assert_eq!(emails(&["--search", "reader"]).len(), 5);
    let first = emails(&["--search", "reader", "--limit", "3"]);
    let second = emails(&["--search", "reader", "--limit", "3", "--after", &first[2]]);
    assert_eq!((first.len(), second.len()), (3, 2));
    assert!(emails(&["--organisation", "north-star"]) == [TENANT], "another organisation has its own");
    assert!(refused(&world, &["account", "list", "--after", STRANGER]).contains(STRANGER));
}

#[apply(matrix)]
async fn groups_applications_and_keys_are_listed_page_by_page(database: Database) {
    let world = World::open(database).await;
    for name in ["Finance", "Night shift", "Press"] {
        done(&world, &["group", "create", "--name", name]);
        let address = format!("https://{}.example", name.to_lowercase().replace(' ', "-"));
        done(&world, &["application", "create", "--name", name, "--start-address", &address]);
    }
    for algorithm in ["ES256", "RS256"] {
        let rotate = ["key", "rotate", "--algorithm", algorithm];
        let (is_done, _, wrong) = portico_with(&world.database.url, &[OTHER_KEY], &rotate, "");
        assert!(is_done, "{wrong}");
    }
    for (list, key, many) in [("group", "name", 3), ("application", "id", 3), ("key", "id", 2)] {
        let keys = |arguments: &[&str]| {
            let listed = rows(&world, &[&[list, "list", "--json"], arguments].concat());
            listed.iter().map(|row| row[key].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        let all = keys(&[]);
        assert_eq!(all.len(), many, "{list}: {all:?}");
        let page = keys(&["--limit", "1", "--after", &all[0]]);
        assert_eq!(page, all[1..2], "{list}");
        assert!(keys(&["--after", all.last().unwrap()]).is_empty(), "{list}");
        let (_, said, hint) = portico(&world, &[list, "list", "--limit", "1"], "");
        assert!(said.lines().count() == 1 && hint.contains("Continue with: --after"), "{list}: {said}{hint}");
        let unknown = "00000000000000000000000000000001";
        assert!(refused(&world, &[list, "list", "--after", unknown]).contains(unknown), "{list}");
    }
    let (_, _, hint) = portico(&world, &["group", "list", "--limit", "2"], "");
    assert!(hint.contains("--after 'Night shift'"), "{hint}");
}

#[apply(matrix)]
async fn an_account_is_changed_and_deleted(database: Database) {
    let world = World::open(database).await;
    let mut browser = world.browser(Client);
    world.sign_in(&mut browser, OWNER).await;
    let of_owner = ["--organisation", "codes", "--email", OWNER];
    let run = |command: &[&str]| done(&world, &[command, &of_owner].concat());

    assert!(refused(&world, &[&["account", "edit"], &of_owner[..]].concat()).contains("nothing to change"));
    run(&["account", "edit", "--name", "Jo Marsh", "--phone", NUMBER]);
    let shown: Value = serde_json::from_str(&run(&["account", "show", "--json"])).unwrap();
    assert_eq!((shown["name"].as_str(), shown["phone"].as_str()), (Some("Jo Marsh"), Some(NUMBER)));
    let taken = refused(&world, &[&["account", "edit", "--new-email", ADMIN], &of_owner[..]].concat());
    assert!(taken.contains(ADMIN) && taken.contains("already"), "{taken}");

    assert!(run(&["account", "set-role", "--role", "admin"]).contains("now admin"));
    assert!(run(&["account", "set-role", "--role", "admin"]).contains("already admin"));
    assert!(run(&["account", "reset-second-step"]).contains("has no second step"));
    run(&["account", "end-sessions"]);
    world.clock.advance(Seconds(2));
    assert!(browser.account().await.is_err(), "the session has ended");

    let delete = [&["account", "delete"], &of_owner[..]].concat();
    assert!(refused(&world, &delete).contains("--yes"));
    done(&world, &[&delete[..], &["--yes"]].concat());
    let again = refused(&world, &["account", "create", "--organisation", "codes", "--email", OWNER]);
    assert!(again.contains("reserved"), "{again}");
    let if_missing = refused(&world, &[&["account", "create", "--if-missing"], &of_owner[..]].concat());
    assert!(if_missing.contains("reserved"), "{if_missing}");
    let kinds = world.database.texts("SELECT activity FROM audit_event WHERE operator IS NOT NULL").await;
    for kind in ["profile_changed", "phone_verified", "made_admin", "sessions_ended", "account_deleted"] {
        assert!(kinds.iter().any(|other| other == kind), "{kind}: {kinds:?}");
    }
}

#[apply(matrix)]
async fn a_released_address_can_be_used_again(database: Database) {
    let world = World::open(database).await;
    let of_owner = ["--organisation", "codes", "--email", OWNER];
    done(&world, &[&["account", "delete", "--release-address", "--yes"], &of_owner[..]].concat());
    done(&world, &[&["account", "create"], &of_owner[..]].concat());
}

#[apply(matrix)]
async fn the_last_admin_may_go_and_it_is_said(database: Database) {
    let world = World::open(database).await;
    let set = ["account", "set-role", "--organisation", "codes", "--email", ADMIN, "--role", "member"];
    let (is_done, _, warning) = portico(&world, &set, "");
    assert!(is_done && warning.contains("codes has no active admin"), "{warning}");
}

#[apply(matrix)]
async fn a_link_of_the_operator_sets_a_password_once(database: Database) {
    let world = World::open(database).await;
    let link = done(&world, &["account", "set-password", "--link", "--organisation", "codes", "--email", OWNER]);
    let path = link.trim().strip_prefix("http://localhost:3000").unwrap();
    // The clock of the program is not that of the test.
    let (now, later) = (world.now().0, (world.now() + Seconds::hours(1)).0);
    world.database.execute(&format!("UPDATE recovery_link SET created_at = {now}, expires_at = {later}")).await;
    let page = world.browser(Client).get(path).await;
    assert!(page.body.contains(OWNER), "{}", page.body);
    let made = "SELECT COUNT(*) FROM recovery_link WHERE used_at IS NULL";
    assert_eq!(world.database.number(made).await, 1);
}

#[apply(matrix)]
async fn messages_are_listed_and_tried_again(database: Database) {
    let world = World::open(database).await;
    world.browser(Client).send(OWNER).await.unwrap();
    let listed = rows(&world, &["message", "list", "--json"]);
    let id = listed[0]["id"].as_str().unwrap();
    assert_eq!((listed[0]["to"].as_str(), listed[0]["state"].as_str()), (Some(OWNER), Some("queued")));
    assert!(done(&world, &["message", "retry", id]).contains("due now"));
    assert!(rows(&world, &["message", "list", "--json", "--to", STRANGER]).is_empty());
    let unknown = "00000000000000000000000000000001";
    assert!(refused(&world, &["message", "retry", unknown]).contains("there is no message"));
    let elsewhere = refused(&world, &["message", "retry", "--organisation", "north-star", id]);
    assert!(elsewhere.contains("there is no message"), "{elsewhere}");
    world.database.execute("UPDATE outbox_message SET state = 'sent'").await;
    assert!(refused(&world, &["message", "retry", id]).contains("was sent already"));
    world.database.execute("UPDATE outbox_message SET state = 'failed'").await;
    assert!(refused(&world, &["message", "retry", id]).contains("its content is deleted"));
}

#[apply(matrix)]
async fn no_command_but_three_migrates(database: Database) {
    let world = World::unfurnished(database, false).await;
    for command in [["organisation", "list"], ["account", "list"], ["key", "list"], ["audit", "export"]] {
        assert!(refused(&world, &command).contains("portico migrate"), "{command:?}");
    }
    let (is_done, said, _) = portico(&world, &["check", "--json"], "");
    let report: Value = serde_json::from_str(&said).unwrap();
    assert!(!is_done && report["would_migrate"].as_array().unwrap().len() > 20, "{report}");
    assert!(world.database.tables().await.iter().all(|table| table != "organisation"), "nothing was migrated");
    assert!(done(&world, &["migrate"]).contains("up to date"));
    assert_eq!(rows(&world, &["organisation", "list", "--json"]).len(), 0);
}

#[apply(matrix)]
async fn a_command_with_another_secret_key_changes_nothing(database: Database) {
    let world = World::open(database).await;
    let AppContext { store, keys, random, clock, .. } = world.app.as_ref();
    installation::claim(store, keys, random.as_ref(), clock.as_ref()).await.unwrap();
    let before = world.database.cells().await;
    let of_owner = ["--organisation", "codes", "--email", OWNER];
    let commands = [
        [&["account", "set-password", "--password-stdin"][..], &of_owner].concat(),
        [&["account", "unlock"][..], &of_owner].concat(),
        vec!["account", "import", "-", "--organisation", "codes"],
        vec!["key", "rotate"],
    ];
    for command in commands {
        let (is_done, _, wrong) = portico_with(&world.database.url, &[OTHER_KEY], &command, PASSWORD);
        assert!(!is_done && wrong.contains("set up with another key"), "{command:?}: {wrong}");
    }
    assert_eq!(world.database.cells().await, before);
}
