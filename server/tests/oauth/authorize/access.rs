//! Who may enter a client, and who learns of it.

use super::{arrived, at_once, change, events, open, shown, signed_in, waiting};
use crate::support::prelude::*;
use domain::application::Access;
use service::oidc::Authorization;
use store::applications;

fn not_allowed(at: &str) -> Authorization {
    Authorization::NotAllowed { application: "Wiki".parse().unwrap(), organisation: at.parse().unwrap() }
}

#[apply(matrix)]
async fn a_person_without_access_stays_at_portico_and_it_is_recorded(database: Database, style: Style) {
    let (world, wiki) = open(database, |_| {}).await;
    let nobody = Access::default();
    change(&world, async |transaction| {
        applications::set_access(transaction, wiki.application, &nobody, world.now()).await.unwrap();
    })
    .await;
    let mut browser = signed_in(&world, style).await;
    let here = waiting(&wiki, &mut browser, &[]).await;
    assert_eq!(shown(&world, &browser, &here).await, not_allowed("codes"));
    let answer = at_once(&wiki, &mut browser, &[("prompt", "none")]).await;
    assert_eq!((answer["error"].as_str(), answer.contains_key("code")), ("access_denied", false));
    assert_eq!(events(&world, AuditEventKind::ApplicationRefused).await, 1, "once a minute");
    assert_eq!(events(&world, AuditEventKind::ApplicationEntered).await, 0);
    // The request still waits for someone who may enter.
    let everyone = Access { everyone: true, ..Access::default() };
    change(&world, async |transaction| {
        applications::set_access(transaction, wiki.application, &everyone, world.now()).await.unwrap();
    })
    .await;
    assert!(arrived(&wiki, &mut browser, &here).await.contains_key("code"));
}

#[apply(matrix)]
async fn people_of_another_organisation_learn_only_the_name(database: Database) {
    let (world, wiki) = open(database, |_| {}).await;
    let mut tenant = world.browser(Client);
    world.sign_in_at(&mut tenant, "north-star", TENANT).await;
    let here = waiting(&wiki, &mut tenant, &[]).await;
    assert_eq!(shown(&world, &tenant, &here).await, not_allowed("codes"));
    assert_eq!(at_once(&wiki, &mut tenant, &[("prompt", "none")]).await["error"], "access_denied");
    assert_eq!(events(&world, AuditEventKind::ApplicationRefused).await, 0);
    assert_eq!(world.database.number("SELECT COUNT(*) FROM oauth_grant").await, 0);
}

#[apply(matrix)]
async fn an_application_of_several_organisations_signs_in_at_each(database: Database, style: Style) {
    let (world, wiki) = open(database, |_| {}).await;
    let north_star = world.organisation("north-star").await;
    change(&world, async |transaction| {
        applications::set_organisations(transaction, wiki.application, &[north_star]).await.unwrap();
    })
    .await;
    let mut tenant = world.browser(style);
    world.sign_in_at(&mut tenant, "north-star", TENANT).await;
    assert!(at_once(&wiki, &mut tenant, &[]).await.contains_key("code"));
    // A browser comes back to the page of the organisation at which it signed in last.
    tenant.sign_out().await.unwrap();
    for (browser, page) in [(&mut tenant, "/o/north-star/sign-in"), (&mut world.browser(style), "/sign-in")] {
        let here = waiting(&wiki, browser, &[]).await;
        assert_eq!(browser.page(&here).await, PageData::Redirect(format!("{page}?return_to={here}")));
    }
}
