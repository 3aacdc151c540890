//! Applications that the operator opens to other organisations.

use super::registry::{WIKI, tiles};
use super::*;
use service::applications;
use service::operator_applications::{ApplicationChange, OpenTo};

#[apply(matrix)]
async fn the_operator_opens_an_application_to_other_organisations(database: Database) {
    let (world, admin) = open(database).await;
    world.give_password(TENANT, PASSWORD).await;
    let tenant = admin_of(&world, "north-star", TENANT).await;
    let (operator, own) = (world.operator(), &world.app.public_origin);
    let codes = "codes".parse().unwrap();
    let id = operator.create_application(&codes, own, WIKI).await.unwrap().0.id;
    assert!(operator.create_application(&codes, own, WIKI).await.is_err(), "its origin is taken");
    let change = ApplicationChange {
        everyone: Some(true),
        people: Some(OWNER.to_owned()),
        open_to: Some(OpenTo::These(vec!["north-star".parse().unwrap()])),
        ..ApplicationChange::default()
    };
    assert!(operator.change_application(&codes, id, own, change.clone()).await.unwrap());
    assert!(!operator.change_application(&codes, id, own, change).await.unwrap(), "nothing differs");
    assert_eq!(tiles(&world, &tenant).await, ["Wiki"]);
    let view = applications::show(&world.app, by(&admin), id).await.unwrap();
    assert_eq!((view.organisations[0].name.as_str(), view.access.people[0].email.as_str()), ("North Star", OWNER));

    // A change leaves everything that it does not name.
    world.clock.advance(Seconds(1));
    let change = ApplicationChange {
        is_on: Some(false),
        origins: Some("https://wiki.example\nhttps://w.example".to_owned()),
        open_to: Some(OpenTo::These(Vec::new())),
        ..ApplicationChange::default()
    };
    operator.change_application(&codes, id, own, change).await.unwrap();
    let view = operator.application(&codes, id).await.unwrap();
    assert!(view.access.everyone && !view.application.is_on && view.organisations.is_empty());
    assert_eq!((view.origins.len(), tiles(&world, &tenant).await), (2, Vec::new()));
    let changes = events(&world, &admin, AuditEventKind::ApplicationChanged).await;
    let details: Vec<_> = changes.iter().filter_map(|event| event.detail.as_deref()).collect();
    let opened = format!("+everyone, +{OWNER}, organisations: north-star");
    assert_eq!(details, ["+https://w.example, organisations: ", &opened]);
    assert!(operator.application(&"north-star".parse().unwrap(), id).await.is_err());
    operator.delete_application(&codes, id).await.unwrap();
    assert!(operator.applications(&codes).await.unwrap().is_empty());
}

#[apply(matrix)]
async fn an_application_for_all_organisations_is_open_to_later_ones_too(database: Database) {
    let (world, admin) = open(database).await;
    let (operator, own) = (world.operator(), &world.app.public_origin);
    let codes = "codes".parse().unwrap();
    let id = operator.create_application(&codes, own, WIKI).await.unwrap().0.id;
    let all = ApplicationChange { everyone: Some(true), open_to: Some(OpenTo::All), ..ApplicationChange::default() };
    assert!(operator.change_application(&codes, id, own, all.clone()).await.unwrap());
    assert!(!operator.change_application(&codes, id, own, all).await.unwrap(), "nothing differs");

    let email = "newcomer@later.example";
    world.found("later", "Later", Preset::Codes).await;
    world.settle("later", email, None, Role::Member).await;
    world.give_password(email, PASSWORD).await;
    let newcomer = admin_of(&world, "later", email).await;
    let account = newcomer.signed_in.account.id;
    let lets_in = async || store::applications::lets_in(&world.app.store, id, account).await.unwrap();
    assert_eq!((tiles(&world, &newcomer).await, lets_in().await), (vec!["Wiki".to_owned()], true));
    let view = applications::show(&world.app, by(&admin), id).await.unwrap();
    assert!(view.application.open_to_all && view.organisations.is_empty());

    let open_to = Some(OpenTo::These(vec!["north-star".parse().unwrap()]));
    let named = ApplicationChange { open_to, ..ApplicationChange::default() };
    assert!(operator.change_application(&codes, id, own, named).await.unwrap());
    assert_eq!((tiles(&world, &newcomer).await, lets_in().await), (Vec::new(), false));
    let changes = events(&world, &admin, AuditEventKind::ApplicationChanged).await;
    let details: Vec<_> = changes.iter().filter_map(|event| event.detail.as_deref()).collect();
    assert_eq!(details, ["organisations: north-star", "+everyone, organisations: all"]);
}
