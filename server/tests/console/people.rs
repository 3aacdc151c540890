//! The list of accounts, page by page, and the search in it.

use super::{acts::lock_out, open, people, person};
use crate::support::prelude::*;
use app::{admin::Status, settings::SettingsScreen};
use domain::EmailAddress;

async fn found(browser: &mut Browser, query: &str) -> Vec<String> {
    people(browser, query).await.people.into_iter().map(|person| person.email).collect()
}

async fn crowd(world: &World, many: usize) {
    for number in 0..many {
        let email = format!("person-{number:03}@codes.example");
        world.settle("codes", &email, Some(&format!("Person Number{number:03}")), Role::Member).await;
    }
}

#[apply(matrix)]
async fn names_are_found_however_their_letters_are_put_together(database: Database) {
    let (world, mut admin) = open(database, Client).await;
    let people = [
        ("apart@codes.example", "E\u{301}va Molna\u{301}r"),
        ("turkish@codes.example", "\u{130}pek I\u{15f}\u{131}k"),
        ("chinese@codes.example", "王小明"),
        ("japanese@codes.example", "山田\u{3000}太郎"),
        ("korean@codes.example", "\u{1100}\u{1175}\u{11b7}민수"),
        ("idn@xn--exmple-cua.com", "Groß"),
    ];
    for (email, name) in people {
        world.settle("codes", email, Some(name), Role::Member).await;
    }
    let all = async |admin: &mut Browser, when: &str| {
        for (query, email) in [
            ("Éva", "apart"),
            ("eva", "apart"),
            ("E\u{301}VA MOLNÁR", "apart"),
            ("ipek", "turkish"),
            ("IPEK", "turkish"),
            ("İPEK IŞIK", "turkish"),
            ("ışık", "turkish"),
            ("isik", "turkish"),
            ("王小", "chinese"),
            ("小明", "chinese"),
            ("山田太郎", "japanese"),
            ("太郎 山田", "japanese"),
            ("金太郎", ""),
            ("김민", "korean"),
            ("민수", "korean"),
            ("GROSS", "idn"),
            ("groß", "idn"),
            ("idn@exämple.com", "idn"),
        ] {
            let query: String = form_urlencoded::byte_serialize(query.as_bytes()).collect();
            let found = found(admin, &format!("?q={query}")).await;
            let is_it = |found: &String| found.starts_with(&format!("{email}@"));
            assert!(
                if email.is_empty() { found.is_empty() } else { found.len() == 1 && is_it(&found[0]) },
                "{when}: {query} finds {found:?}"
            );
        }
    };
    all(&mut admin, "written").await;
    // As before migration `m0019_folded_words`: the only word of a name is the name in lower case.
    world.database.execute("DELETE FROM account_word WHERE word <> email").await;
    world
        .database
        .execute(
            "INSERT INTO account_word (organisation_id, word, email, account_id) \
             SELECT organisation_id, lower(name), email, id FROM account WHERE name IS NOT NULL",
        )
        .await;
    world.database.execute("DELETE FROM seaql_migrations WHERE version = 'm0019_folded_words'").await;
    world.app.store.migrate().await.unwrap();
    all(&mut admin, "migrated").await;
}

#[apply(matrix)]
async fn people_are_found_by_name_address_and_number(database: Database) {
    let (world, mut admin) = open(database, Client).await;
    for (email, name) in [
        ("a.molnar@codes.example", "Éva Molnár-Kiss"),
        ("eva2@codes.example", "Eva Éva"),
        ("zed@codes.example", "Mol NÁR"),
    ] {
        world.settle("codes", email, Some(name), Role::Member).await;
    }
    let (molnar, twice, zed) = ("a.molnar@codes.example", "eva2@codes.example", "zed@codes.example");
    let all = [molnar, twice, OWNER, ADMIN, zed];
    let mut sorted = all.to_vec();
    sorted.sort_unstable();
    assert_eq!(found(&mut admin, "").await, sorted);
    for (query, expected) in [
        ("jo", vec![OWNER]),
        ("JO@EXAMPLE", vec![OWNER]),
        ("%C3%89VA", vec![molnar, twice]),
        ("codes.example", vec![]),
        ("mol", vec![zed, molnar]),
        ("kiss", vec![molnar]),
        ("kiss+%C3%A9va", vec![molnar]),
        ("a.molnar%40codes.example", vec![molnar]),
        ("olnar", vec![]),
        ("eva+nobody", vec![]),
        ("%25", vec![]),
        ("_", vec![]),
        ("%27%22%3B--", vec![]),
        ("%F4%8F%BF%BF", vec![]),
    ] {
        let query = format!("?q={query}");
        assert_eq!(found(&mut admin, &query).await, expected, "{query}");
    }
    // PostgreSQL cannot store a NUL character.
    assert_eq!(found(&mut admin, "?q=j%00o").await, [OWNER]);
    let mut phoned = world.browser(Client);
    world.sign_in(&mut phoned, OWNER).await;
    let challenge = phoned.act("set_phone", &[("phone", "(201) 555-0142"), ("country", "US")]).await.unwrap();
    let code = world.texted_to(NUMBER).await;
    phoned.verify(challenge.rsplit('/').next().unwrap().parse().unwrap(), &code).await.unwrap();
    for query in ["%2B1+201+555", "12015550142", "201-555-0142", "0201.555"] {
        assert_eq!(found(&mut admin, &format!("?q={query}")).await, [OWNER], "{query}");
    }
    phoned.act("remove_phone", &[]).await.unwrap();
    assert!(found(&mut admin, "?q=12015550142").await.is_empty());
}

#[apply(matrix)]
async fn a_user_who_changes_is_found_by_what_they_are_now(database: Database) {
    let (world, mut admin) = open(database, Client).await;
    let mut owner = world.browser(Client);
    world.sign_in(&mut owner, OWNER).await;
    owner.act("save_profile", &[("name", "Robin Ash"), ("time_zone", ""), ("language", "")]).await.unwrap();
    assert_eq!(found(&mut admin, "?q=ash").await, [OWNER]);
    owner.shown::<SettingsScreen>("/settings/account").await.unwrap();
    let to = owner.act("change_email", &[("email", "robin@codes.example")]).await.unwrap();
    let code = world.code_for("robin@codes.example").await;
    owner.verify(to.rsplit('/').next().unwrap().parse().unwrap(), &code).await.unwrap();
    assert_eq!(found(&mut admin, "?q=robin@").await, ["robin@codes.example"]);
    assert!(found(&mut admin, &format!("?q={OWNER}")).await.is_empty());
    world.database.execute("UPDATE session SET proven_at = 9000000000000").await;
    world.clock.advance(Seconds(2));
    owner.act("close_account", &[]).await.unwrap();
    assert!(found(&mut admin, "?q=ash").await.is_empty());
    let closed = people(&mut admin, "?status=closed").await.people;
    assert!(closed.len() == 1 && closed[0].status == Status::Closed && closed[0].name.is_none(), "{closed:?}");
}

#[apply(matrix)]
async fn a_long_list_is_turned_page_by_page_in_both_directions(
    database: Database,
    #[values("", "?q=person", "?role=member", "?status=active", "?q=number&role=member&status=active")] query: &str,
) {
    let (world, mut admin) = open(database, Client).await;
    crowd(&world, 60).await;
    let first = people(&mut admin, query).await;
    let many = usize::try_from(first.many).unwrap();
    assert!(!first.is_more && first.pages.previous.is_none() && first.people.len() == 25);
    let mut pages = vec![first];
    while let Some(next) = pages.last().unwrap().pages.next.clone() {
        let (_, query) = next.split_once('?').unwrap();
        pages.push(people(&mut admin, &format!("?{query}")).await);
    }
    let mut all: Vec<_> = pages.iter().flat_map(|page| page.people.iter().map(|person| person.email.clone())).collect();
    assert_eq!(all.len(), many, "{all:?}");
    let in_order = all.clone();
    all.sort();
    all.dedup();
    assert_eq!(all.len(), many, "somebody is there twice");
    assert_eq!(all, in_order);
    // Back to the first page.
    let mut at = pages.last().unwrap().clone();
    for before in pages.iter().rev().skip(1) {
        let previous = at.pages.previous.clone().unwrap();
        let (_, query) = previous.split_once('?').unwrap();
        at = people(&mut admin, &format!("?{query}")).await;
        assert_eq!(at.people, before.people);
        assert!(at.pages.next.is_some());
    }
    assert_eq!(at.pages.previous, None);
}

#[apply(matrix)]
async fn a_page_stays_where_it_is_when_a_user_comes_before_it(database: Database) {
    let (world, mut admin) = open(database, Client).await;
    crowd(&world, 30).await;
    let next = people(&mut admin, "").await.pages.next.unwrap();
    let (_, query) = next.split_once('?').unwrap();
    let before = people(&mut admin, &format!("?{query}")).await.people;
    world.settle("codes", "aaa@codes.example", None, Role::Member).await;
    assert_eq!(people(&mut admin, &format!("?{query}")).await.people, before);
    let first = people(&mut admin, "").await;
    for forged in ["?after=0123456789abcdef0123456789abcdef", "?before=0123456789abcdef0123456789abcdef", "?after=x"] {
        let page = people(&mut admin, forged).await;
        assert_eq!(page.people, first.people, "{forged}");
        assert!(page.pages.previous.is_none(), "{forged}");
    }
}

#[apply(matrix)]
async fn people_are_filtered_by_how_they_stand_and_what_they_may(database: Database) {
    let (world, mut admin) = open(database, Client).await;
    crowd(&world, 3).await;
    let [zero, one, two] = ["000", "001", "002"].map(|number| format!("person-{number}@codes.example"));
    world.set_deactivated(&zero, true).await;
    lock_out(&world, &one).await;
    assert_eq!(found(&mut admin, "?role=admin").await, [ADMIN]);
    assert_eq!(found(&mut admin, "?status=deactivated").await, [zero.as_str()]);
    assert_eq!(found(&mut admin, "?status=locked").await, [one.as_str()]);
    assert_eq!(found(&mut admin, "?status=locked&q=person").await, [one.as_str()]);
    assert_eq!(found(&mut admin, "?status=active&role=member").await, [OWNER, two.as_str()]);
    assert_eq!(found(&mut admin, "?status=nonsense&role=nonsense").await.len(), 5);
    let locked = people(&mut admin, "?status=locked").await.people;
    assert!(matches!(locked[0].status, Status::Locked { .. }), "{locked:?}");
    let id = world.id_of(&one).await;
    assert!(matches!(person(&mut admin, id).await.status, Status::Locked { .. }));
    let at = "codes".parse().unwrap();
    world.operator().unlock(&at, &one.parse::<EmailAddress>().unwrap(), &world.app.keys).await.unwrap();
    assert!(found(&mut admin, "?status=locked").await.is_empty());
    lock_out(&world, &one).await;
    world.clock.advance(Seconds::minutes(61));
    assert!(found(&mut admin, "?status=locked").await.is_empty());
    assert_eq!(person(&mut admin, id).await.status, Status::Active);
}

#[apply(matrix)]
async fn the_list_says_when_a_user_was_seen_last(database: Database) {
    let (world, mut admin) = open(database, Client).await;
    let row = |view: app::admin::PeopleView| view.people.into_iter().find(|row| row.email == OWNER).unwrap();
    assert_eq!(row(people(&mut admin, "").await).last_seen, None);
    world.sign_in(&mut world.browser(Client), OWNER).await;
    assert!(row(people(&mut admin, "").await).last_seen.is_some());
}

/// Accounts from before migration `m0009_console` are found, too.
#[apply(matrix)]
async fn every_person_of_an_older_database_is_found(database: Database) {
    let (world, mut admin) = open(database, Client).await;
    crowd(&world, 3).await;
    world.database.execute("DROP TABLE account_word").await;
    world.database.execute("DELETE FROM seaql_migrations WHERE version = 'm0009_console'").await;
    world.database.execute("ALTER TABLE outbox_message DROP COLUMN last_answer").await;
    for index in [
        "audit_event_by_organisation_id_activity_at_id",
        "audit_event_by_actor_id_at_id",
        "account_by_email",
        "account_by_role",
        "account_deactivated",
        "account_closed",
        "outbox_message_sent",
        "outbox_message_in_state",
        "outbox_message_to",
        "reserved_address_by_email_organisation_id",
        "reserved_address_by_organisation_id_reserved_at_id",
    ] {
        world.database.execute(&format!("DROP INDEX {index}")).await;
    }
    world.database.execute("DROP TABLE reserved_address").await;
    let (uuid, text) = if database == Sqlite { ("BLOB", "TEXT") } else { ("uuid", "varchar") };
    let old = format!(
        "CREATE TABLE reserved_address (email {text} PRIMARY KEY, account_id {uuid} NOT NULL, reserved_at bigint NOT NULL)"
    );
    world.database.execute(&old).await;
    let kept =
        "INSERT INTO reserved_address SELECT 'old@codes.example', id, 1 FROM account WHERE email = 'jo@example.com'";
    world.database.execute(kept).await;
    world.app.store.migrate().await.unwrap();
    assert_eq!(found(&mut admin, "?q=number00").await.len(), 3);
    let AdminPage::Reserved(view) = super::page(&mut admin, "/admin/reserved").await else { panic!() };
    let changed = app::admin::ReservedWhy::Changed { now: Some(OWNER.to_owned()) };
    assert!(view.rows.len() == 1 && view.rows[0].why == changed, "{view:?}");
}
