//! What ends the tokens of a client: at once on the server where it happens, and within a second on every other one.

use super::signed_in;
use super::tokens::invalid_grant;
use crate::new_browser::token_in;
use crate::support::prelude::*;
use app::not_me::{NotMeLink, NotMeScreen};
use axum::body::Body;
use domain::application::{Access, StrengthLevel};
use domain::oidc::{ClientAuthentication, ClientSettings};
use domain::{GroupId, OrganisationId};
use service::account::{self, SignedIn};
use service::oidc::{list_grants, remove_grant};
use service::operator_clients::ClientChange;
use service::security::Token;
use service::{RequestContext, settings};
use store::{accounts, applications, groups, oauth_clients, sessions};
use uuid::Uuid;

const STAFF: GroupId = GroupId(Uuid::from_u128(3));

/// A world with a client that only the group `STAFF` may enter. The owner is in it, and has signed in.
async fn open_for_staff(database: Database) -> (World, RelyingParty, Browser) {
    let world = World::open(database).await;
    let wiki = world.relying_party(|settings| settings.allows_offline = true).await;
    let (store, now, owner) = (&world.app.store, world.now(), world.id_of(OWNER).await);
    let group = new_group(STAFF, world.organisation("codes").await, "Staff", now);
    let staff = Access { groups: vec![STAFF], ..Access::default() };
    let transaction = store.begin().await.unwrap();
    assert!(groups::insert(&transaction, &group).await.unwrap());
    groups::add_members(&transaction, STAFF, &[owner], now).await.unwrap();
    applications::set_access(&transaction, wiki.application, &staff, now).await.unwrap();
    store.commit(transaction).await.unwrap();
    let portico = signed_in(&world).await;
    (world, wiki, portico)
}

/// A request of a browser, and who is signed in there.
async fn request_of(world: &World, portico: &Browser) -> (RequestContext, SignedIn) {
    let (client, user_agent) = (portico.client, portico.user_agent.clone());
    let mut cx = RequestContext::new(world.app.clone(), client, user_agent, Default::default());
    cx.session = portico.cookie("portico").and_then(Token::parse);
    let signed_in = account::current(&cx).await.unwrap().unwrap();
    (cx, signed_in)
}

/// Ends the session of a browser as the list of sessions in the settings does.
async fn end_in_settings(world: &World, portico: &Browser) {
    let (cx, signed_in) = request_of(world, portico).await;
    settings::end_session(&cx, &signed_in, signed_in.session.id).await.unwrap();
}

/// Presses "This wasn't me" in the newest alert. Returns the path of its page.
async fn disown(world: &World) -> String {
    world.deliver().await;
    let token = token_in(world, OWNER);
    world.browser(Client).was_not_me(&token).await.unwrap()
}

async fn make_public(world: &World, wiki: &RelyingParty) {
    let change = ClientChange { authentication: Some(ClientAuthentication::None), ..ClientChange::default() };
    let codes = "codes".parse().unwrap();
    world.operator().set_client(&codes, wiki.application, &world.app.public_origin, change).await.unwrap();
}

/// Removes the access of the only application that the owner has allowed something.
async fn remove_access(world: &World, portico: &Browser) {
    let (cx, signed_in) = request_of(world, portico).await;
    let grants = list_grants(&world.app, &signed_in).await.unwrap();
    assert_eq!(grants.len(), 1);
    assert_eq!(grants[0].application, "Wiki");
    remove_grant(&cx, &signed_in, grants[0].id).await.unwrap();
    assert!(remove_grant(&cx, &signed_in, grants[0].id).await.is_err());
    let events = "SELECT COUNT(*) FROM audit_event WHERE activity = 'access_removed'";
    assert_eq!(world.database.number(events).await, 1);
}

async fn close(world: &World, wiki: &RelyingParty, portico: &mut Browser, what: &str) {
    match what {
        "signing out" => drop(portico.sign_out().await.unwrap()),
        "signing out elsewhere" => drop(signed_in(world).await.act("end_other_sessions", &[]).await.unwrap()),
        "an end in the settings" => end_in_settings(world, portico).await,
        "the alert" => drop(disown(world).await),
        "the alert after signing out" => {
            portico.sign_out().await.unwrap();
            disown(world).await;
        }
        "a deactivated account" => world.set_deactivated(OWNER, true).await,
        "a stricter policy" => world.set_policy("codes", &Preset::Hardened.policy()).await,
        "removed access" => remove_access(world, portico).await,
        "a public client" => make_public(world, wiki).await,
        _ => close_in_store(world, wiki, what).await,
    }
}

async fn close_in_store(world: &World, wiki: &RelyingParty, what: &str) {
    let (store, now, owner) = (&world.app.store, world.now(), world.id_of(OWNER).await);
    let home = world.organisation("codes").await;
    let id = wiki.application;
    let mut application = applications::find(store, home, id).await.unwrap().unwrap();
    let client = oauth_clients::find(store, wiki.client, now).await.unwrap().unwrap();
    let transaction = store.begin().await.unwrap();
    match what {
        "all sessions" => sessions::end_all(&transaction, owner, now).await.unwrap(),
        "a closed account" => accounts::close(&transaction, owner, now).await.unwrap(),
        "a lost group" => {
            groups::remove_members(&transaction, STAFF, &[owner]).await.unwrap();
        }
        "a deleted group" => assert!(groups::delete(&transaction, home, STAFF).await.unwrap()),
        "lost access" => applications::set_access(&transaction, id, &Access::default(), now).await.unwrap(),
        "a turned-off application" => applications::set_on(&transaction, id, false, now).await.unwrap(),
        "a deleted application" => assert!(applications::delete(&transaction, home, id).await.unwrap()),
        "a deleted client" => assert!(oauth_clients::delete(&transaction, id).await.unwrap()),
        "no offline access" => {
            let settings = ClientSettings { allows_offline: false, ..client.settings.clone() };
            oauth_clients::change(&transaction, wiki.client, &settings).await.unwrap();
        }
        "a stricter application" => {
            application.strength.level = StrengthLevel::Passkey;
            applications::change(&transaction, &application, now).await.unwrap();
        }
        other => panic!("nothing closes by {other}"),
    }
    store.commit(transaction).await.unwrap();
}

/// Whether userinfo, introspection and the token endpoint accept the tokens at the server that `backend` talks to.
async fn accepts(wiki: &RelyingParty, backend: &mut Browser, tokens: &Tokens) -> [bool; 3] {
    let bearer = format!("Bearer {}", tokens.access);
    let told = backend.request("GET", "/oauth/userinfo", &[("authorization", &bearer)], Body::empty()).await;
    let introspected = wiki.post(backend, "/oauth/introspect", &[("token", &tokens.access)]).await;
    let refreshed = wiki.refresh_at(backend, &tokens.refresh).await;
    for answer in [&told, &introspected, &refreshed] {
        assert!(answer.status.as_u16() < 500, "{} {}", answer.status, answer.body);
    }
    [told.status == 200, introspected.json()["active"] == true, refreshed.status == 200]
}

/// Whether tokens end that are bound to the session, and those that outlast it.
const ALL: [bool; 2] = [true, true];
const SESSION: [bool; 2] = [true, false];
const OFFLINE: [bool; 2] = [false, true];

#[apply(matrix)]
#[case::signing_out("signing out", SESSION)]
#[case::policy("a stricter policy", SESSION)]
#[case::offline("no offline access", OFFLINE)]
#[case::elsewhere("signing out elsewhere", ALL)]
#[case::settings("an end in the settings", ALL)]
#[case::alert("the alert", ALL)]
#[case::late_alert("the alert after signing out", ALL)]
#[case::sessions("all sessions", ALL)]
#[case::deactivated("a deactivated account", ALL)]
#[case::closed("a closed account", ALL)]
#[case::group("a lost group", ALL)]
#[case::deleted_group("a deleted group", ALL)]
#[case::access("lost access", ALL)]
#[case::turned_off("a turned-off application", ALL)]
#[case::deleted("a deleted application", ALL)]
#[case::client("a deleted client", ALL)]
#[case::public("a public client", ALL)]
#[case::removed("removed access", ALL)]
#[case::strength("a stricter application", ALL)]
async fn what_ends_tokens_on_every_server_within_a_second(
    database: Database,
    #[case] what: &str,
    #[case] ended: [bool; 2],
    #[values(false, true)] is_offline: bool,
) {
    let (world, wiki, mut portico) = open_for_staff(database).await;
    let scope = if is_offline { "openid offline_access" } else { "openid" };
    let code = wiki.code(&mut portico, &[("scope", scope)]).await;
    let tokens = wiki.exchange(&world, &code).await;
    let mut here = world.browser(Client);
    let mut there = world.browser_in(&world.other_server(|_| {}).await);
    assert_eq!(accepts(&wiki, &mut here, &tokens).await, [true; 3]);
    assert_eq!(accepts(&wiki, &mut there, &tokens).await, [true; 3]);
    close(&world, &wiki, &mut portico, what).await;
    let expected = [!ended[usize::from(is_offline)]; 3];
    assert_eq!(accepts(&wiki, &mut here, &tokens).await, expected, "at once");
    world.clock.advance(Seconds(1));
    assert_eq!(accepts(&wiki, &mut there, &tokens).await, expected, "a second later");
}

/// A thief may have signed out long ago, and still have tokens.
#[apply(matrix)]
async fn the_alert_ends_what_outlasts_its_session(database: Database) {
    let (world, wiki, mut portico) = open_for_staff(database).await;
    let code = wiki.code(&mut portico, &[("scope", "openid offline_access")]).await;
    let tokens = wiki.exchange(&world, &code).await;
    portico.sign_out().await.unwrap();
    world.deliver().await;
    let (mut phone, here) = (world.browser(Client), format!("/not-me/{}", token_in(&world, OWNER)));
    let shown: NotMeScreen = phone.shown(&here).await.unwrap();
    assert!(matches!(shown.link, NotMeLink::Open(_)));
    let disowned = "SELECT COUNT(*) FROM audit_event WHERE activity = 'account_disowned'";
    for _ in 0..2 {
        assert_eq!(disown(&world).await, here);
        assert_eq!(world.database.number(disowned).await, 1);
    }
    let shown: NotMeScreen = phone.shown(&here).await.unwrap();
    assert!(matches!(shown.link, NotMeLink::Reported(_)));
    assert_eq!(accepts(&wiki, &mut phone, &tokens).await, [false; 3]);
}

/// The browser has another session meanwhile, which has replaced the one in which the access was given.
#[apply(matrix)]
async fn offline_access_goes_with_the_browser_in_which_it_was_given(database: Database) {
    let (world, wiki, mut portico) = open_for_staff(database).await;
    let code = wiki.code(&mut portico, &[("scope", "openid offline_access")]).await;
    let tokens = wiki.exchange(&world, &code).await;
    signed_in(&world).await;
    world.sign_in(&mut portico, OWNER).await;
    portico.act("end_other_sessions", &[]).await.unwrap();
    let backend = &mut world.browser(Client);
    assert_eq!(accepts(&wiki, backend, &tokens).await, [true; 3]);
    end_in_settings(&world, &portico).await;
    assert_eq!(accepts(&wiki, backend, &tokens).await, [false; 3]);
}

/// A sign-in takes over only what the browser had until then.
#[apply(matrix)]
async fn a_new_sign_in_revives_nothing(database: Database) {
    let (world, wiki, mut portico) = open_for_staff(database).await;
    let code = wiki.code(&mut portico, &[]).await;
    let tokens = wiki.exchange(&world, &code).await;
    let backend = &mut world.browser(Client);
    world.clock.advance(Seconds::days(8));
    for _ in 0..2 {
        assert_eq!(wiki.refresh_at(backend, &tokens.refresh).await.oauth_error(), invalid_grant());
        world.sign_in(&mut portico, OWNER).await;
    }
    let ended = "SELECT COUNT(*) FROM session WHERE ended_at IS NOT NULL";
    assert_eq!(world.database.number(ended).await, 2, "each sign-in ended the session before it");
}

/// Its tokens were given to a client that proves itself.
#[apply(matrix)]
async fn a_client_that_becomes_public_starts_anew(database: Database) {
    let (world, wiki, mut portico) = open_for_staff(database).await;
    let (first, late) = (wiki.code(&mut portico, &[]).await, wiki.code(&mut portico, &[]).await);
    let tokens = wiki.exchange(&world, &first).await;
    make_public(&world, &wiki).await;
    let public = RelyingParty { secret: None, authentication: ClientAuthentication::None, ..wiki };
    let backend = &mut world.browser(Client);
    assert_eq!(public.refresh_at(backend, &tokens.refresh).await.oauth_error(), invalid_grant());
    assert_eq!(public.exchange_at(backend, &late).await.oauth_error(), invalid_grant());
    let code = public.code(&mut portico, &[]).await;
    let tokens = public.exchange(&world, &code).await;
    public.refresh(&world, &tokens.refresh).await;
}

/// Opens the application to exactly these organisations, beside its own.
async fn open_to(world: &World, wiki: &RelyingParty, organisations: &[OrganisationId]) {
    let store = &world.app.store;
    let transaction = store.begin().await.unwrap();
    applications::set_organisations(&transaction, wiki.application, organisations).await.unwrap();
    store.commit(transaction).await.unwrap();
}

#[apply(matrix)]
async fn tokens_end_with_the_access_of_the_organisation(
    database: Database,
    #[values("openid", "openid offline_access")] scope: &str,
) {
    let world = World::open(database).await;
    let wiki = world.relying_party(|settings| settings.allows_offline = true).await;
    open_to(&world, &wiki, &[world.organisation("north-star").await]).await;
    let mut portico = world.browser(Client);
    world.sign_in_at(&mut portico, "north-star", TENANT).await;
    let code = wiki.code(&mut portico, &[("scope", scope)]).await;
    let tokens = wiki.exchange(&world, &code).await;
    let backend = &mut world.browser(Client);
    assert_eq!(accepts(&wiki, backend, &tokens).await, [true; 3]);
    open_to(&world, &wiki, &[]).await;
    assert_eq!(accepts(&wiki, backend, &tokens).await, [false; 3]);
}

/// A browser may be on its way back with a code when the account is deactivated.
#[apply(matrix)]
async fn deactivated_accounts_get_nothing(database: Database, #[values(false, true)] is_offline: bool) {
    let (world, wiki, mut portico) = open_for_staff(database).await;
    let scope = if is_offline { "openid offline_access" } else { "openid" };
    let code = wiki.code(&mut portico, &[("scope", scope)]).await;
    let other = wiki.code(&mut portico, &[("scope", scope)]).await;
    let tokens = wiki.exchange(&world, &other).await;
    world.set_deactivated(OWNER, true).await;
    let backend = &mut world.browser(Client);
    assert_eq!(wiki.exchange_at(backend, &code).await.oauth_error(), invalid_grant());
    // What has ended stays ended.
    world.set_deactivated(OWNER, false).await;
    assert_eq!(accepts(&wiki, backend, &tokens).await, [false; 3]);
}
