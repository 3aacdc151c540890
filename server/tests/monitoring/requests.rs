//! One line for each request that changes something and for each audit event, with the id of the request.

use super::{lines, saying};
use crate::support::prelude::*;
use axum::body::Body;
use domain::OrganisationId;
use serde_json::Value;
use server::jobs::measure_once;
use std::sync::{Arc, Mutex};
use store::audit::{self, AuditEvent};
use store::figures;
use tracing::dispatcher::DefaultGuard;
use uuid::Uuid;

const BROUGHT: &str = "from-the-proxy_1.2";

fn log_of(filter: &str) -> (Log, DefaultGuard) {
    let log = Log::default();
    let dispatch = server::log::to(log.clone(), filter, true, false).unwrap();
    (log, tracing::dispatcher::set_default(&dispatch))
}

#[apply(matrix)]
async fn what_changes_something_is_one_line_with_its_account(database: Database, style: Style) {
    let (log, _guard) = log_of("info");
    let world = World::open(database).await;
    let mut browser = world.browser(style);
    let (challenge, code) = world.send_code(&mut browser, OWNER).await;
    browser.verify(challenge, &wrong(&[&code], 1)).await.unwrap_err();
    browser.verify(challenge, &code).await.unwrap();
    browser.get("/account").await;
    browser.sign_out().await.unwrap();

    let lines = lines(&log);
    let answered = saying(&lines, "answered");
    let of = |function: &str| -> Vec<&Value> {
        answered.iter().copied().filter(|line| line["fields"]["function"] == function).collect()
    };
    assert_eq!((of("send_code").len(), of("sign_out").len()), (1, 1), "{answered:#?}");
    assert!(answered.iter().all(|line| line["fields"]["method"] != "GET"), "{answered:#?}");
    let line = of("sign_out")[0];
    let fields = &line["fields"];
    assert_eq!(line["level"], "INFO", "{line}");
    assert_eq!(fields["route"], "/api/sign_out", "{line}");
    assert!(fields["status"].is_u64() && fields["milliseconds"].is_u64(), "{line}");
    assert!(fields["client"].as_str().is_some_and(|client| !client.is_empty()), "{line}");
    let account = fields["account"].as_str().unwrap();
    assert_eq!(account.len(), 32, "{line}");

    let events = saying(&lines, "audit event");
    let event = |name: &str| *events.iter().find(|line| line["fields"]["event"] == name).unwrap();
    for name in ["signed_in", "signed_out"] {
        assert_eq!(event(name)["fields"]["account"], account, "{events:#?}");
        assert_eq!(event(name)["span"]["name"], "request", "{events:#?}");
    }
    event("sign_in_refused");
    assert_eq!(event("signed_out")["span"]["id"], line["span"]["id"], "{events:#?}");
    assert!(!log.text().contains(OWNER) && !log.text().contains(&code), "{}", log.text());
}

#[apply(matrix)]
async fn a_request_keeps_a_harmless_id_and_gets_one_instead_of_any_other(database: Database) {
    let (log, _guard) = log_of("debug");
    let world = World::open(database).await;
    let mut browser = world.browser(Client);
    let ours = [("sec-fetch-site", "same-origin"), ("content-type", "application/x-www-form-urlencoded")];
    let brought = [ours[0], ours[1], ("x-request-id", BROUGHT)];
    let answer = browser.request("POST", "/api/send_code", &brought, "organisation=&email=x").await;
    assert_eq!(answer.header("x-request-id"), BROUGHT);
    let long = "a".repeat(65);
    for bad in ["jo@example.com", "a b", &long] {
        for path in ["/sign-in", "/nowhere", "/forward-auth/nginx"] {
            let answer = browser.request("GET", path, &[("x-request-id", bad)], Body::empty()).await;
            assert_eq!(answer.header("x-request-id").len(), 32, "{path} with {bad}");
        }
    }
    let lines = lines(&log);
    let line = saying(&lines, "answered").into_iter().find(|line| line["fields"]["function"] == "send_code").unwrap();
    assert_eq!(line["span"]["id"], BROUGHT, "{line}");
    assert!(!log.text().contains("jo@example.com") && !log.text().contains(&long), "{}", log.text());
}

#[apply(matrix)]
async fn only_audit_events_that_were_committed_are_told_of(database: Database) {
    let world = World::open(database).await;
    let told: Arc<Mutex<Vec<AuditEvent>>> = Arc::default();
    let listener = told.clone();
    let store = &world.app.store;
    store.listen_to_audit_events(Box::new(move |event| listener.lock().unwrap().push(event.clone())));
    let event = |number: u128| AuditEvent {
        id: Uuid::from_u128(number),
        at: Timestamp(0),
        organisation: OrganisationId::NONE,
        whom: None,
        who: None,
        application: None,
        activity: AuditEventKind::SignedIn,
        detail: Some("code".to_owned()),
        client_address: String::new(),
        user_agent: String::new(),
        operator: None,
    };
    let transaction = store.begin().await.unwrap();
    audit::insert(&transaction, event(1)).await.unwrap();
    transaction.rollback().await.unwrap();
    let dropped = store.begin().await.unwrap();
    audit::insert(&dropped, event(2)).await.unwrap();
    drop(dropped);
    let transaction = store.begin().await.unwrap();
    audit::insert(&transaction, event(3)).await.unwrap();
    assert!(told.lock().unwrap().is_empty());
    store.commit(transaction).await.unwrap();
    let ids: Vec<_> = told.lock().unwrap().iter().map(|event| event.id).collect();
    assert_eq!(ids, [Uuid::from_u128(3)]);
}

#[apply(matrix)]
async fn figures_tell_what_waits_and_who_is_signed_in(database: Database) {
    let world = World::open(database).await;
    let store = &world.app.store;
    let before = (figures::outbox(store).await.unwrap(), figures::open_sessions(store).await.unwrap());
    assert_eq!(before.0.oldest.is_some(), before.0.waiting > 0);
    let mut browser = world.browser(Client);
    browser.send(OWNER).await.unwrap();
    world.clock.advance(Seconds(60));
    let waiting = figures::outbox(store).await.unwrap();
    assert_eq!(waiting.waiting, before.0.waiting + 1);
    assert!(waiting.oldest.is_some_and(|oldest| oldest <= world.app.clock.now() - Seconds(60)), "{waiting:?}");
    world.sign_in(&mut browser, OWNER).await;
    assert_eq!(figures::open_sessions(store).await.unwrap(), before.1 + 1);
    assert_eq!(figures::lockouts(store, world.app.clock.now()).await.unwrap(), 0);
    let sent = store.statements();
    measure_once(&world.app, false).await.unwrap();
    assert_eq!(store.statements(), sent + 1);
    measure_once(&world.app, true).await.unwrap();
}
