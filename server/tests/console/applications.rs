//! The pages about applications and groups: from adding one to the preview of what an application learns of a person.

use super::{LATER, open, page};
use crate::support::prelude::*;
use app::admin::{ApplicationView, GroupView, PreviewReason};
use domain::refusal::ApplicationRefusal;

pub const WIKI: [(&str, &str); 3] =
    [("name", "Wiki"), ("start_address", "https://wiki.example/start"), ("forward_auth", "on")];

pub async fn application(browser: &mut Browser, path: &str) -> ApplicationView {
    match page(browser, path).await {
        AdminPage::Application(view) => view,
        other => panic!("{other:?}"),
    }
}

async fn group(browser: &mut Browser, path: &str) -> GroupView {
    match page(browser, path).await {
        AdminPage::Group(view) => view,
        other => panic!("{other:?}"),
    }
}

/// Calls a function that adds something, and returns the path of its page.
pub async fn add(browser: &mut Browser, function: &str, fields: &[(&str, &str)]) -> String {
    let to = browser.act(function, fields).await.unwrap();
    to.strip_suffix("?done=added").unwrap().to_owned()
}

#[apply(matrix)]
async fn an_application_is_added_set_up_turned_off_and_deleted(database: Database, style: Style) {
    let (_world, mut admin) = open(database, style).await;
    let path = add(&mut admin, "add_application", &WIKI).await;
    let view = application(&mut admin, &path).await;
    assert_eq!(view.forms.forward_auth.get("origins"), "https://wiki.example");
    assert!(view.is_on && view.forms.access.get("everyone").is_empty() && !view.snippets.is_empty());
    let saved = Ok(format!("{path}?done=saved"));
    let id = ("application", view.id.as_str());

    let details = [id, ("name", "Wiki 2"), ("start_address", "https://wiki.example")];
    assert_eq!(admin.act("save_application_details", &details).await, saved);
    let access = [id, ("everyone", "on"), ("people", OWNER)];
    assert_eq!(admin.act("save_application_access", &access).await, saved);
    let strength = [id, ("level", "passkey"), ("minutes", "15")];
    assert_eq!(admin.act("save_application_strength", &strength).await, saved);
    let forward_auth = [
        id,
        ("origins", "https://Wiki.example/\nhttps://w.example"),
        ("header_style", "auth_request"),
        ("user_header", "email"),
        ("path_rules", "/health public"),
    ];
    assert_eq!(admin.act("save_forward_auth", &forward_auth).await, saved);
    let shown = application(&mut admin, &path).await;
    assert_eq!((shown.name.as_str(), shown.start.as_str()), ("Wiki 2", "https://wiki.example/"));
    assert_eq!((shown.forms.access.get("everyone"), shown.forms.access.get("people")), ("on", OWNER));
    assert_eq!((shown.forms.strength.get("level"), shown.forms.strength.get("minutes")), ("passkey", "15"));
    assert_eq!(shown.forms.forward_auth.get("origins"), "https://w.example\nhttps://wiki.example");
    assert!(shown.has_other_headers && shown.forms.forward_auth.get("path_rules") == "/health public");

    admin.act("act_on_application", &[id, ("act", "turn-off")]).await.unwrap();
    assert!(!application(&mut admin, &path).await.is_on);
    let to = admin.act("act_on_application", &[id, ("act", "delete")]).await.unwrap();
    assert_eq!(to, "/admin/applications?done=delete");
    assert_eq!(admin.page(&path).await, PageData::NotFound);
}

#[apply(matrix)]
async fn what_was_typed_survives_a_refusal_and_a_reauthentication(database: Database, style: Style) {
    let (world, mut admin) = open(database, style).await;
    world.give_password(ADMIN, PASSWORD).await;
    let path = add(&mut admin, "add_application", &WIKI).await;
    let view = application(&mut admin, &path).await;
    let id = ("application", view.id.as_str());
    let typed = "https://wiki.example\nnowhere";
    let wrong = [id, ("origins", typed), ("header_style", "remote"), ("user_header", "id"), ("path_rules", "")];
    admin.at = path.clone();
    let refused = Err(Refused(Refusal::Application(ApplicationRefusal::BadOrigin { line: 2 })));
    assert_eq!(admin.act("save_forward_auth", &wrong).await, refused);
    if style == Form {
        assert_eq!(application(&mut admin, &path).await.forms.forward_auth.get("origins"), typed);
    }
    world.clock.advance(LATER);
    admin.at = path.clone();
    let details = [id, ("name", "Another"), ("start_address", "https://wiki.example/")];
    let to = admin.act("save_application_details", &details).await.unwrap();
    assert_eq!(to, format!("/settings/proof?next={path}"));
    admin.act("prove", &[("current", PASSWORD), ("next", &path)]).await.unwrap();
    let shown = application(&mut admin, &path).await;
    assert_eq!((shown.name.as_str(), shown.forms.details.get("name")), ("Wiki", "Another"));
}

#[apply(matrix)]
async fn a_group_gets_members_and_lets_them_into_an_application(database: Database, style: Style) {
    let (world, mut admin) = open(database, style).await;
    let wiki = add(&mut admin, "add_application", &WIKI).await;
    let staff = add(&mut admin, "add_group", &[("name", "Staff"), ("description", "")]).await;
    let found = group(&mut admin, &format!("{staff}?add={OWNER}")).await.found;
    let membership = found[0].membership.clone().unwrap();
    admin.act("add_group_member", &[("membership", &membership)]).await.unwrap();
    let view = group(&mut admin, &staff).await;
    assert_eq!((view.members[0].email.as_str(), view.many), (OWNER, 1));

    let preview = format!("{wiki}/preview");
    let AdminPage::ApplicationPreview(own) = page(&mut admin, &preview).await else { panic!("no preview") };
    assert!(own.email == ADMIN && own.answer.is_some(), "{own:?}");
    let preview = format!("{preview}?person={OWNER}");
    let AdminPage::ApplicationPreview(before) = page(&mut admin, &preview).await else { panic!("no preview") };
    let before = before.answer.unwrap();
    assert_eq!(before.refused, Some(PreviewReason::NoAccess));
    assert!(before.headers.contains(&("Remote-Groups".to_owned(), "Staff".to_owned())), "{before:?}");
    let application = wiki.rsplit('/').next().unwrap();
    let access = [("application", application), ("groups[]", view.id.as_str()), ("people", "")];
    admin.act("save_application_access", &access).await.unwrap();
    let AdminPage::ApplicationPreview(after) = page(&mut admin, &preview).await else { panic!("no preview") };
    assert_eq!(after.answer.unwrap().refused, None);

    let person = world.id_of(OWNER).await;
    let to = admin.act("save_groups_of_person", &[("person", &person.to_string())]).await.unwrap();
    assert_eq!(to, format!("/admin/people/{person}?done=groups"));
    assert!(group(&mut admin, &staff).await.members.is_empty());
    admin.act("delete_group", &[("group", &view.id)]).await.unwrap();
    assert_eq!(admin.page(&staff).await, PageData::NotFound);
}
