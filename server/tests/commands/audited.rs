//! What commands write into the audit log, and its export.

use super::{done, refused};
use crate::support::prelude::*;
use serde_json::Value;

/// The events that commands have written. The clock of the program is not that of the test.
fn by_commands(exported: &str) -> Vec<Value> {
    let events = exported.lines().map(|line| serde_json::from_str(line).unwrap());
    events.filter(|event: &Value| event["operator"].is_string()).collect()
}

#[apply(matrix)]
async fn every_change_names_the_user_who_ran_the_command(database: Database) {
    let world = World::open(database).await;
    let of_owner = ["--organisation", "codes", "--email", OWNER];
    for command in [&["account", "deactivate"][..], &["account", "reactivate"]] {
        done(&world, &[command, &of_owner].concat());
    }
    let events = by_commands(&done(&world, &[&["audit", "export"], &of_owner[..]].concat()));
    let kinds: Vec<_> = events.iter().map(|event| event["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["reactivated", "deactivated"], "newest first");
    let user = whoami();
    for event in &events {
        assert_eq!((event["operator"].as_str(), event["whom"].as_str()), (Some(user.as_str()), Some(OWNER)));
    }
    let only = done(&world, &[&["audit", "export", "--kind", "deactivated"], &of_owner[..]].concat());
    assert_eq!(only.lines().count(), 1);
    assert!(done(&world, &["audit", "export", "--until", "1999-12-31"]).is_empty());
    let turned = ["audit", "export", "--from", "2026-01-02", "--until", "2026-01-01"];
    assert!(refused(&world, &turned).contains("--from is a later day than --until"));
    done(&world, &["audit", "export", "--from", "2026-01-02", "--until", "2026-01-02"]);
}

#[apply(matrix)]
async fn a_change_by_root_names_who_became_root(database: Database) {
    let world = World::open(database).await;
    let command = ["account", "end-sessions", "--organisation", "codes", "--email", OWNER];
    let variables = [("SUDO_USER", "ada"), ("DOAS_USER", "ben"), ("SUDO_USER", "root")];
    for variable in variables {
        let (is_done, _, wrong) = portico_with(&world.database.url, &[variable], &command, "");
        assert!(is_done, "{wrong}");
    }
    let events = by_commands(&done(&world, &["audit", "export", "--organisation", "codes", "--email", OWNER]));
    let mut users: Vec<_> = events.iter().map(|event| event["operator"].as_str().unwrap().to_owned()).collect();
    users.reverse();
    // Anybody else can set these variables to anything, so they count for root only.
    let expected = match whoami().as_str() {
        "root" => ["ada (sudo)", "ben (doas)", "root"].map(str::to_owned),
        own => [own, own, own].map(str::to_owned),
    };
    assert_eq!(users, expected);
}

#[apply(matrix)]
async fn what_belongs_to_no_organisation_is_in_the_installations_log(database: Database) {
    let world = World::open(database).await;
    done(&world, &["organisation", "create", "--slug", "fifth", "--name", "Fifth"]);
    done(&world, &["organisation", "delete", "--slug", "fifth", "--yes"]);
    let events = by_commands(&done(&world, &["audit", "export", "--installation"]));
    let told: Vec<_> = events.iter().map(|event| (event["kind"].as_str(), event["detail"].as_str())).collect();
    let expected = [(Some("organisation_deleted"), Some("fifth")), (Some("organisation_added"), Some("fifth"))];
    assert_eq!(told, expected);
    let of_codes = done(&world, &["audit", "export", "--organisation", "codes"]);
    assert!(!of_codes.contains("fifth"), "organisations are islands");
    let both = refused(&world, &["audit", "export", "--installation", "--organisation", "codes"]);
    assert!(both.contains("--installation"), "{both}");
}

/// The user who runs the tests, as `id` prints it.
fn whoami() -> String {
    let output = std::process::Command::new("id").arg("-un").output().unwrap();
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}
