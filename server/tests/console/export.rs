//! The list of people as a file: everyone who matches, no formula, only for admins, and the audit log has it.

use super::{OTHER_ADMIN, open, page};
use crate::support::prelude::*;
use std::collections::BTreeSet;

const FILE: &str = "/admin/people.csv";

/// Asks for the file as the button of the list does.
async fn export(browser: &mut Browser, query: &str) -> Answer {
    let headers = [("origin", PUBLIC_URL), ("sec-fetch-site", "same-origin")];
    browser.request("POST", &format!("{FILE}{query}"), &headers, "").await
}

#[apply(matrix)]
async fn the_file_has_the_people_of_the_list_and_no_formula(database: Database) {
    let (world, mut admin) = open(database, Client).await;
    world.settle("codes", "ada@codes.example", Some("=HYPERLINK(\"x\",\"y\")"), Role::Member).await;
    world.give_phone(OWNER, NUMBER, true).await;
    world.database.execute("DELETE FROM audit_event").await;
    let answer = export(&mut admin, "").await;
    assert_eq!(answer.status, 200);
    assert!(answer.header("content-type").starts_with("text/csv"));
    assert_eq!(answer.header("content-disposition"), "attachment; filename=\"people.csv\"");
    assert_eq!(answer.header("cache-control"), "no-store");
    let lines: Vec<&str> = answer.body.split("\r\n").collect();
    assert_eq!(lines[0], "\u{feff}name,email,phone,role,groups,status,last_seen,created");
    assert_eq!(lines.last(), Some(&""));
    let members =
        "SELECT COUNT(*) FROM account a JOIN organisation o ON o.id = a.organisation_id WHERE o.slug = 'codes'";
    assert_eq!(i64::try_from(lines.len()).unwrap() - 2, world.database.number(members).await);
    assert!(answer.body.contains("\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\",ada@codes.example,,member,,active,,"));
    assert!(answer.body.contains(&format!("{OWNER},'{NUMBER},member,")), "{}", answer.body);
    let AdminPage::Audit(log) = page(&mut admin, "/admin/audit?kind=people_exported").await else { panic!("no log") };
    assert_eq!(log.rows.len(), 1);
    assert_eq!((log.rows[0].who.as_deref(), log.rows[0].whom.as_deref()), (Some(ADMIN), None));

    let admins = export(&mut admin, "?role=admin").await.body;
    assert!(admins.contains(ADMIN) && !admins.contains(OWNER));
    let found = export(&mut admin, "?q=ada&status=active").await.body;
    assert!(found.contains("ada@codes.example") && !found.contains(ADMIN) && found.lines().count() == 2, "{found}");
}

#[apply(matrix)]
async fn a_long_list_is_written_in_pieces_without_a_gap(database: Database) {
    let (world, mut admin) = open(database, Client).await;
    for number in 0..260 {
        world.settle("codes", &format!("reader-{number:03}@codes.example"), None, Role::Member).await;
    }
    for query in ["?role=member", "?q=reader"] {
        let file = export(&mut admin, query).await.body;
        let readers: Vec<&str> = file.lines().filter(|line| line.contains("reader-")).collect();
        assert_eq!(readers.len(), 260, "{query}");
        assert_eq!(readers.iter().collect::<BTreeSet<_>>().len(), 260, "{query}");
    }
}

#[apply(matrix)]
async fn only_an_admin_gets_the_people_as_a_file(database: Database) {
    let (world, mut admin) = open(database, Client).await;
    let mut member = world.browser(Client);
    world.sign_in(&mut member, OWNER).await;
    let refused = export(&mut member, "").await;
    assert_eq!(refused.status, 405, "as every path without a page");
    let stranger = export(&mut world.browser(Client), "?q=jo").await;
    assert_eq!(stranger.header("location"), "/sign-in?return_to=/admin/people%3Fq%3Djo");
    world.settle("north-star", OTHER_ADMIN, None, Role::Admin).await;
    let mut other = world.browser(Client);
    world.sign_in_at(&mut other, "north-star", OTHER_ADMIN).await;
    let theirs = export(&mut other, "").await.body;
    assert!(theirs.contains(OTHER_ADMIN) && !theirs.contains("codes.example") && !theirs.contains(OWNER));
    // A GET writes nothing into the log, and a page of another site gets nothing.
    assert_eq!(admin.get(FILE).await.status, 404);
    let foreign = [("origin", "https://evil.example"), ("sec-fetch-site", "cross-site")];
    assert_eq!(admin.request("POST", FILE, &foreign, "").await.status, 403);
    let exports = "SELECT COUNT(*) FROM audit_event WHERE activity = 'people_exported'";
    assert_eq!(world.database.number(exports).await, 1);
}
