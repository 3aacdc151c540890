//! The audit log: its filters, its pages, and the CSV file.

use super::{act, open, page, reserve};
use crate::support::prelude::*;
use app::admin::AuditView;
use domain::AdminAct;

async fn log(browser: &mut Browser, path: &str) -> AuditView {
    match page(browser, path).await {
        AdminPage::Audit(view) => view,
        other => panic!("{other:?}"),
    }
}

#[apply(matrix)]
async fn the_log_is_searched_by_person_kind_and_day(database: Database) {
    let (world, mut admin) = open(database, Client).await;
    world.sign_in(&mut world.browser(Client), OWNER).await;
    let id = world.id_of(OWNER).await;
    act(&mut admin, id, AdminAct::EndSessions).await.unwrap();
    let of_owner = log(&mut admin, &format!("/admin/audit?person={OWNER}")).await.rows;
    assert!(of_owner.iter().all(|row| row.whom.as_deref() == Some(OWNER)), "{of_owner:?}");
    assert!(of_owner.iter().any(|row| row.what == AuditEventKind::SessionsEnded));
    // The search for an account also finds what it did to others.
    let of_admin = log(&mut admin, &format!("/admin/audit?person={ADMIN}")).await.rows;
    assert!(of_admin.iter().any(|row| row.what == AuditEventKind::SessionsEnded && row.who.as_deref() == Some(ADMIN)));
    let kinds = log(&mut admin, "/admin/audit?kind=signed_in").await.rows;
    assert!(kinds.len() == 2 && kinds.iter().all(|row| row.what == AuditEventKind::SignedIn), "{kinds:?}");
    assert!(log(&mut admin, "/admin/audit?person=nobody%40example.com").await.rows.is_empty());
    for nonsense in ["kind=nonsense", "from=yesterday", "until=2026-13-01"] {
        let view = log(&mut admin, &format!("/admin/audit?{nonsense}")).await;
        assert!(view.is_unreadable && view.rows.is_empty(), "{nonsense}");
    }
    let all = log(&mut admin, "/admin/audit").await.rows.len();
    let days = ["1970-01-01", "9998-12-31"];
    assert_eq!(log(&mut admin, &format!("/admin/audit?from={}&until={}", days[0], days[1])).await.rows.len(), all);
    assert!(log(&mut admin, &format!("/admin/audit?from={}", days[1])).await.rows.is_empty());
    assert!(log(&mut admin, &format!("/admin/audit?until={}", days[0])).await.rows.is_empty());
}

#[apply(matrix)]
async fn the_log_is_searched_like_the_people(database: Database, style: Style) {
    let (world, mut admin) = open(database, style).await;
    let (ash, ada) = ("robin@codes.example", "ada@codes.example");
    world.settle("codes", ash, Some("Robin Ash-Grove"), Role::Member).await;
    world.settle("codes", ada, Some("Ada Grove"), Role::Member).await;
    world.settle("north-star", "robin@north.example", Some("Robin North"), Role::Member).await;
    for email in [ash, ada] {
        act(&mut admin, world.id_of(email).await, AdminAct::Deactivate).await.unwrap();
        world.clock.advance(Seconds(1));
    }
    let path = |query: &str| format!("/admin/audit?person={query}&kind=deactivated");
    for (query, expected) in [
        ("grove", vec![ada, ash]),
        ("ROB", vec![ash]),
        ("ada+gro", vec![ada]),
        ("ada%40codes.example", vec![ada]),
        // The admin who did it.
        (ADMIN, vec![ada, ash]),
        ("north", vec![]),
        ("%25", vec![]),
    ] {
        let view = log(&mut admin, &path(query)).await;
        assert!(!view.is_too_many && !view.is_unreadable, "{query}");
        let whom: Vec<_> = view.rows.iter().filter_map(|row| row.whom.as_deref()).collect();
        assert_eq!(whom, expected, "{query}");
    }
    assert!(admin.get(&path("nobody")).await.body.contains("Try the beginning of a name"));
    let file = admin.get("/admin/audit.csv?person=rob&kind=deactivated").await;
    assert!(file.body.contains(ash) && !file.body.contains(ada), "{}", file.body);
    assert_eq!(admin.get("/admin/audit.csv?person=nobody").await.body.lines().count(), 1, "the names of the columns");
}

#[apply(matrix)]
async fn a_search_that_is_too_short_asks_for_more(database: Database) {
    let (world, mut admin) = open(database, Client).await;
    for number in 0..51 {
        world.settle("codes", &format!("reader-{number:02}@codes.example"), None, Role::Member).await;
    }
    let view = log(&mut admin, "/admin/audit?person=reader").await;
    assert!(view.is_too_many && view.rows.is_empty() && view.older.is_none(), "{view:?}");
    let page = admin.get("/admin/audit?person=reader").await;
    assert!(page.body.contains("Type more of the name") && !page.body.contains("Export CSV"));
    assert_eq!(admin.get("/admin/audit.csv?person=reader").await.status, 400);
    assert_eq!(log(&mut admin, "/admin/audit?person=reader-0").await.rows.len(), 10);
}

#[apply(matrix)]
async fn an_invited_person_is_named_before_there_is_an_account(database: Database, style: Style) {
    let (world, mut admin) = open(database, style).await;
    let email = "new@codes.example";
    let invite = async |admin: &mut Browser| {
        admin.at = "/admin/people/new".to_owned();
        let new = [("name", "Sasha Novák"), ("email", email), ("phone", ""), ("role", "member")];
        admin.act("invite_person", &new).await.unwrap();
    };
    let whom = async |admin: &mut Browser, query: &str| {
        let view = log(admin, &format!("/admin/audit?kind=invitation_sent{query}")).await;
        view.rows.into_iter().map(|row| row.whom).collect::<Vec<_>>()
    };
    let named = Some(email.to_owned());
    invite(&mut admin).await;
    let by_name = ["&person=NOVAK", "&person=sash%20new"];
    for query in
        ["", "&person=new", "&person=New%40codes.example", &format!("&person={ADMIN}")].into_iter().chain(by_name)
    {
        assert_eq!(whom(&mut admin, query).await, std::slice::from_ref(&named), "{query}");
    }
    for query in ["&person=newer", "&person=novak%20robin"] {
        assert!(whom(&mut admin, query).await.is_empty());
    }
    let file = admin.get("/admin/audit.csv?person=new&kind=invitation_sent").await.body;
    assert!(file.contains(&format!(",invitation_sent,,{email},{ADMIN},")), "{file}");
    // The next invitation replaces the one that has expired. The events of both keep the name.
    world.clock.advance(Seconds::days(8));
    world.sign_in(&mut admin, ADMIN).await;
    invite(&mut admin).await;
    assert_eq!(whom(&mut admin, "&person=new").await, [named.clone(), named]);
}

/// An event is listed once, even if the search finds both the account that it is about and the account that did it.
#[apply(matrix)]
async fn what_several_found_people_did_is_read_page_by_page(database: Database) {
    let (world, mut admin) = open(database, Client).await;
    let two = ["reader-0@codes.example", "reader-1@codes.example"];
    for email in two {
        world.settle("codes", email, None, Role::Admin).await;
    }
    world.database.execute("DELETE FROM audit_event").await;
    let id = if database == Sqlite { "randomblob(16)" } else { "gen_random_uuid()" };
    let numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 70) ";
    let many = format!(
        "INSERT INTO audit_event (id, at, organisation_id, account_id, actor_id, activity, client_address, user_agent)
         {numbers} SELECT {id}, i / 7, a.organisation_id, a.id, b.id, 'proven', '', '' FROM n, account a, account b
         WHERE a.email = '{}' AND b.email = '{}'",
        two[0], two[1]
    );
    world.database.execute(&many).await;
    let (mut seen, mut path) = (Vec::new(), Some("/admin/audit?person=reader".to_owned()));
    while let Some(at) = path {
        let view = log(&mut admin, &at).await;
        seen.push(view.rows.len());
        path = view.older;
    }
    assert_eq!(seen, [30, 30, 10]);
    assert_eq!(admin.get("/admin/audit.csv?person=reader").await.body.lines().count(), 71);
}

#[apply(matrix)]
async fn the_log_is_read_page_by_page_and_unknown_kinds_hide_nothing(database: Database) {
    let (world, mut admin) = open(database, Client).await;
    for _ in 0..70 {
        admin.act("end_other_sessions", &[]).await.unwrap();
    }
    let all = world.database.number("SELECT COUNT(*) FROM audit_event WHERE activity = 'other_sessions_ended'").await;
    assert_eq!(all, 70);
    let (mut seen, mut path) = (0, Some("/admin/audit?kind=other_sessions_ended".to_owned()));
    while let Some(at) = path {
        let view = log(&mut admin, &at).await;
        assert_eq!(view.newest.is_some(), seen > 0);
        seen += view.rows.len();
        path = view.older;
    }
    assert_eq!(seen, 70);
    world
        .database
        .execute("UPDATE audit_event SET activity = 'unheard_of' WHERE activity = 'other_sessions_ended'")
        .await;
    world.clock.advance(Seconds(2));
    let (mut pages, mut path) = (0, Some("/admin/audit".to_owned()));
    while let Some(at) = path {
        path = log(&mut admin, &at).await.older;
        pages += 1;
    }
    assert!(pages >= 3, "{pages}");
}

#[apply(matrix)]
async fn the_file_has_everything_that_was_looked_for_and_no_formula(database: Database) {
    let (world, mut admin) = open(database, Client).await;
    for reason in ["=1+1", "+1", "-1", "@x", "a, \"b\""] {
        let email = format!("kept-{}@codes.example", reason.len() + reason.as_bytes()[0] as usize);
        reserve(&mut admin, &email, reason).await.unwrap();
    }
    let sql = "UPDATE audit_event SET detail = '=HYPERLINK(\"http://evil.example\",\"x\")', user_agent = '=cmd' WHERE activity = 'account_made'";
    world.database.execute(sql).await;
    let answer = admin.get("/admin/audit.csv").await;
    assert_eq!(answer.status, 200);
    assert!(answer.header("content-type").starts_with("text/csv"));
    assert!(answer.header("content-disposition").starts_with("attachment"));
    assert_eq!(answer.header("cache-control"), "no-store");
    let lines: Vec<&str> = answer.body.split("\r\n").collect();
    assert_eq!(lines[0], "\u{feff}at,what,detail,whom,who,ip_address,browser,sentence,application");
    assert_eq!(lines.last(), Some(&""));
    let events =
        "SELECT COUNT(*) FROM audit_event e JOIN organisation o ON o.id = e.organisation_id WHERE o.slug = 'codes'";
    assert_eq!(i64::try_from(lines.len()).unwrap() - 2, world.database.number(events).await);
    for line in &lines {
        for start in ["=", "+", "-", "@", "\"="] {
            assert!(!line.starts_with(start) && !line.contains(&format!(",{start}")), "{line}");
        }
    }
    assert!(answer.body.contains("\"'=HYPERLINK(\"\"http://evil.example\"\",\"\"x\"\")\""), "{}", answer.body);
    let only = admin.get("/admin/audit.csv?kind=address_reserved").await;
    assert_eq!(only.body.split("\r\n").count(), 7);
    for unreadable in ["kind=nonsense", "from=yesterday"] {
        assert_eq!(admin.get(&format!("/admin/audit.csv?{unreadable}")).await.status, 400, "{unreadable}");
    }
}

#[apply(matrix)]
async fn a_long_log_is_written_in_pieces(database: Database) {
    let (world, mut admin) = open(database, Client).await;
    let id = if database == Sqlite { "randomblob(16)" } else { "gen_random_uuid()" };
    let numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1200) ";
    let many = format!(
        "INSERT INTO audit_event (id, at, organisation_id, activity, client_address, user_agent)
         {numbers} SELECT {id}, i / 7, o.id, 'proven', '', '' FROM n, organisation o WHERE o.slug = 'codes'"
    );
    world.database.execute(&many).await;
    let answer = admin.get("/admin/audit.csv?kind=proven").await;
    assert_eq!(answer.body.split("\r\n").count(), 1202);
}
