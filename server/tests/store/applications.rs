//! Groups, applications and what opens them, as the store keeps them on both databases.

use crate::support::prelude::*;
use domain::application::{Access, ProtectedOrigin, Strength};
use domain::{AccountId, ApplicationId, GroupId, OrganisationId};
use store::applications::{self, Application};
use store::entry_tickets::{self, EntryTicket};
use store::groups::{self, Group};
use store::paging::PageRequest;
use store::passes::{self, NewPass};
use store::sessions::{self, NewSession};
use store::{TokenHash, Transaction, purge};
use uuid::Uuid;

const WIKI: ApplicationId = ApplicationId(Uuid::from_u128(1));
const STAFF: GroupId = GroupId(Uuid::from_u128(2));
const SESSION: Uuid = Uuid::from_u128(3);

fn origin(text: &str) -> ProtectedOrigin {
    ProtectedOrigin::parse(text, false).unwrap()
}

fn token(name: &str) -> TokenHash {
    TokenHash(name.as_bytes().to_vec())
}

fn application(id: ApplicationId, name: &str, organisation: OrganisationId, now: Timestamp) -> Application {
    Application {
        name: name.parse().unwrap(),
        strength: Strength { within: Some(Seconds(60)), ..Strength::default() },
        path_rules: "GET /health public".parse().unwrap(),
        ..new_application(id, organisation, APPLICATION, now)
    }
}

fn group(id: u128, name: &str, organisation: OrganisationId, now: Timestamp) -> Group {
    let description = "From 2026 on".to_owned();
    Group { description, ..new_group(GroupId(Uuid::from_u128(id)), organisation, name, now) }
}

/// Inserts the application `WIKI` with an origin, the group `STAFF`, and a session of the owner with a pass. Returns the
/// owner.
async fn seed(world: &World) -> AccountId {
    let (home, now) = (world.organisation("codes").await, world.now());
    let owner = world.id_of(OWNER).await;
    let transaction = world.app.store.begin().await.unwrap();
    let session = NewSession {
        id: SESSION,
        token: token("session"),
        account: owner,
        method: "email_code",
        client_address: String::new(),
        user_agent: String::new(),
        known_browser: token("device"),
        took_second_step: false,
    };
    sessions::insert(&transaction, session, now).await.unwrap();
    applications::insert(&transaction, &application(WIKI, "Wiki", home, now)).await.unwrap();
    assert_eq!(applications::set_origins(&transaction, WIKI, &[origin(APPLICATION)]).await.unwrap(), None);
    assert!(groups::insert(&transaction, &group(2, "Staff", home, now)).await.unwrap());
    assert!(!groups::insert(&transaction, &group(4, "STÁFF", home, now)).await.unwrap(), "the name is taken");
    let pass = NewPass { token: token("pass"), application: WIKI, origin: origin(APPLICATION), session: SESSION };
    passes::insert(&transaction, pass, now).await.unwrap();
    world.app.store.commit(transaction).await.unwrap();
    owner
}

/// The time stands still, so what is found must not be what was cached before the last commit.
#[apply(matrix)]
async fn a_pass_follows_every_change_of_what_it_opens(database: Database) {
    let world = World::open(database).await;
    let (owner, store) = (seed(&world).await, &world.app.store);
    let (home, now) = (world.organisation("codes").await, world.now());
    let find = async || passes::find(store, &token("pass"), now).await.unwrap();
    let pass = find().await.unwrap();
    assert!(!pass.is_let_in && pass.groups.is_empty());
    assert_eq!((pass.holder.account.id, pass.holder.session.id), (owner, SESSION));
    assert_eq!(pass.application, application(WIKI, "Wiki", home, now));
    assert!(!applications::lets_in(store, WIKI, owner).await.unwrap());

    let commit = async |transaction: Transaction| store.commit(transaction).await.unwrap();
    let staff = Access { groups: vec![STAFF], ..Access::default() };
    let transaction = store.begin().await.unwrap();
    applications::set_access(&transaction, WIKI, &staff, now).await.unwrap();
    let stranger = AccountId(Uuid::from_u128(9));
    assert_eq!(groups::add_members(&transaction, STAFF, &[stranger, owner], now).await.unwrap(), [owner]);
    assert!(groups::add_members(&transaction, STAFF, &[owner], now).await.unwrap().is_empty());
    commit(transaction).await;
    let pass = find().await.unwrap();
    assert!(pass.is_let_in);
    assert_eq!(pass.groups, groups::groups_of(store, owner).await.unwrap());
    assert_eq!(pass.groups.first().unwrap().name.as_str(), "Staff");
    assert_eq!(applications::enterable_by(store, owner, home).await.unwrap().len(), 1);
    assert!(applications::lets_in(store, WIKI, owner).await.unwrap());

    let transaction = store.begin().await.unwrap();
    assert_eq!(groups::remove_members(&transaction, STAFF, &[owner]).await.unwrap(), [owner]);
    commit(transaction).await;
    assert!(!find().await.unwrap().is_let_in);
    assert!(applications::enterable_by(store, owner, home).await.unwrap().is_empty());

    let transaction = store.begin().await.unwrap();
    let everyone = Access { everyone: true, people: vec![owner], ..Access::default() };
    applications::set_access(&transaction, WIKI, &everyone, now).await.unwrap();
    commit(transaction).await;
    assert!(find().await.unwrap().is_let_in);

    let transaction = store.begin().await.unwrap();
    applications::set_on(&transaction, WIKI, false, now).await.unwrap();
    commit(transaction).await;
    assert!(!find().await.unwrap().application.is_on);
    assert!(applications::enterable_by(store, owner, home).await.unwrap().is_empty());

    let transaction = store.begin().await.unwrap();
    sessions::end(&transaction, &token("session"), now).await.unwrap();
    commit(transaction).await;
    assert!(find().await.is_none());
    purge::purge_expired(store, now).await.unwrap();
    assert_eq!(world.database.number("SELECT COUNT(*) FROM pass").await, 0);
}

#[apply(matrix)]
async fn an_origin_belongs_to_one_application(database: Database) {
    let world = World::open(database).await;
    seed(&world).await;
    let (store, home, now) = (&world.app.store, world.organisation("codes").await, world.now());
    let forum = ApplicationId(Uuid::from_u128(5));
    let both = [origin("https://forum.example"), origin(APPLICATION)];
    let transaction = store.begin().await.unwrap();
    applications::insert(&transaction, &application(forum, "Forum", home, now)).await.unwrap();
    let taken = applications::set_origins(&transaction, forum, &both).await.unwrap();
    assert_eq!(taken, Some(origin(APPLICATION)));
    transaction.rollback().await.unwrap();
    let owner_of = async || {
        let found = applications::by_origin(store, &origin(APPLICATION), now).await.unwrap();
        found.map(|application| application.id)
    };
    assert_eq!(owner_of().await, Some(WIKI));

    let transaction = store.begin().await.unwrap();
    applications::insert(&transaction, &application(forum, "Forum", home, now)).await.unwrap();
    assert_eq!(applications::set_origins(&transaction, WIKI, &[]).await.unwrap(), None);
    assert_eq!(applications::set_origins(&transaction, forum, &both).await.unwrap(), None);
    store.commit(transaction).await.unwrap();
    assert_eq!(owner_of().await, Some(forum));
    assert_eq!(applications::origins(store, forum).await.unwrap().len(), 2);
    assert!(passes::find(store, &token("pass"), now).await.unwrap().is_none());
    let names = async |search: &str, turn| {
        let page = applications::page(store, home, search, turn, 1).await.unwrap();
        page.rows.iter().map(|application| application.name.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(names("", PageRequest::First).await, ["Forum"]);
    assert_eq!(names("", PageRequest::After(forum)).await, ["Wiki"]);
    assert_eq!(names("KI", PageRequest::First).await, ["Wiki"]);
    assert!(names("%", PageRequest::First).await.is_empty());

    let transaction = store.begin().await.unwrap();
    assert!(applications::delete(&transaction, home, forum).await.unwrap());
    store.commit(transaction).await.unwrap();
    assert_eq!(owner_of().await, None);
}

#[apply(matrix)]
async fn a_ticket_is_taken_once_and_in_time(database: Database) {
    let world = World::open(database).await;
    seed(&world).await;
    let (store, now) = (&world.app.store, world.now());
    let transaction = store.begin().await.unwrap();
    for (name, expires_at) in [("ticket", now + Seconds(60)), ("late", now)] {
        let ticket = EntryTicket {
            application: WIKI,
            origin: origin(APPLICATION),
            session: SESSION,
            browser: token("browser"),
            expires_at,
        };
        entry_tickets::insert(&transaction, token(name), ticket).await.unwrap();
    }
    assert!(entry_tickets::take(&transaction, &token("late"), now).await.unwrap().is_none());
    let taken = entry_tickets::take(&transaction, &token("ticket"), now).await.unwrap().unwrap();
    assert_eq!((taken.session, taken.browser), (SESSION, token("browser")));
    assert!(entry_tickets::take(&transaction, &token("ticket"), now).await.unwrap().is_none());
    store.commit(transaction).await.unwrap();
    purge::purge_expired(store, now).await.unwrap();
    assert_eq!(world.database.number("SELECT COUNT(*) FROM entry_ticket").await, 0);
}

#[apply(matrix)]
async fn groups_and_their_members_are_found_page_by_page(database: Database) {
    let world = World::open(database).await;
    let (owner, store) = (seed(&world).await, &world.app.store);
    let (home, now) = (world.organisation("codes").await, world.now());
    let transaction = store.begin().await.unwrap();
    groups::insert(&transaction, &group(6, "Éditeurs", home, now)).await.unwrap();
    groups::add_members(&transaction, STAFF, &[owner], now).await.unwrap();
    let renamed = "Staff, all".parse().unwrap();
    assert!(groups::change(&transaction, home, STAFF, &renamed, "").await.unwrap());
    assert!(!groups::change(&transaction, home, STAFF, &"editeurs".parse().unwrap(), "").await.unwrap());
    store.commit(transaction).await.unwrap();
    let names = async |search: &str, turn| {
        let page = groups::page(store, home, search, turn, 1).await.unwrap();
        page.rows.iter().map(|listed| (listed.group.name.to_string(), listed.members)).collect::<Vec<_>>()
    };
    let (editors, staff) = ("Éditeurs".to_owned(), "Staff, all".to_owned());
    assert_eq!(names("", PageRequest::First).await, [(editors.clone(), 0)]);
    assert_eq!(names("", PageRequest::After(GroupId(Uuid::from_u128(6)))).await, [(staff.clone(), 1)]);
    assert_eq!(names("", PageRequest::Before(STAFF)).await, [(editors, 0)]);
    assert_eq!(names("ff, A", PageRequest::First).await, [(staff, 1)]);

    let found = async |words: &[&str]| {
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        let page = groups::members(store, STAFF, &words, PageRequest::First, 10).await.unwrap();
        assert_eq!(page.rows.len() as u64, groups::count_members(store, STAFF, &words).await.unwrap());
        page.rows.iter().map(|member| member.person.account.id).collect::<Vec<_>>()
    };
    assert_eq!(found(&[]).await, [owner]);
    assert_eq!(found(&[&OWNER[..2]]).await, [owner]);
    assert!(found(&["nobody"]).await.is_empty());
    let after = groups::members(store, STAFF, &[], PageRequest::After(owner), 10).await.unwrap();
    assert!(after.rows.is_empty() && after.has_previous);
}
