//! The logo of an application: uploading, showing and removing it, and who may.

use super::applications::{WIKI, add, application};
use super::branding::{form, noted, png, post, upload_to};
use super::{LATER, OTHER_ADMIN, open, page};
use crate::support::prelude::*;
use app::admin::{ApplicationDone, LogoProblem};
use app::paths::application_logo;

/// Adds an application. Returns the path of its page, and its id.
async fn add_application(admin: &mut Browser, fields: &[(&str, &str)]) -> (String, String) {
    let path = add(admin, "add_application", fields).await;
    let id = application(admin, &path).await.id;
    (path, id)
}

#[apply(matrix)]
async fn the_logo_of_an_application_is_shown_in_the_place_of_its_initials(database: Database, style: Style) {
    let (world, mut admin) = open(database, style).await;
    let (path, id) = add_application(&mut admin, &WIKI).await;
    let upload = application_logo(&id);
    let access = [("application", id.as_str()), ("everyone", "on"), ("people", "")];
    admin.act("save_application_access", &access).await.unwrap();
    let mut member = world.browser(style);
    world.sign_in(&mut member, OWNER).await;
    assert_eq!(member.account().await.unwrap().tiles[0].logo, None);

    let done = format!("{path}?done=logo");
    assert_eq!(upload_to(&mut admin, &upload, form("logo", &png(1000, 1000))).await, done);
    let view = application(&mut admin, &done).await;
    assert_eq!(view.done, Some(ApplicationDone::LogoSaved));
    let first = view.logo.unwrap();
    assert!(admin.get(&path).await.body.contains(&first));
    let served = world.browser(Form).get(&first).await;
    assert_eq!((served.status.as_u16(), served.header("content-type")), (200, "image/png"));
    assert!(served.header("cache-control").contains("immutable"));
    let served = image::load_from_memory(served.bytes()).unwrap();
    assert_eq!((served.width(), served.height()), (144, 144));
    let AdminPage::Applications(list) = page(&mut admin, "/admin/applications").await else { panic!("no list") };
    assert_eq!((list.rows[0].logo.as_ref(), list.rows[0].initials.as_str()), (Some(&first), "W"));
    assert_eq!(member.account().await.unwrap().tiles[0].logo.as_ref(), Some(&first));
    assert!(member.get("/account").await.body.contains(&first));

    upload_to(&mut admin, &upload, form("logo", &png(30, 30))).await;
    // What changes nothing is not recorded.
    upload_to(&mut admin, &upload, form("logo", &png(30, 30))).await;
    assert_ne!(application(&mut admin, &path).await.logo.unwrap(), first);
    assert_eq!(world.browser(Form).get(&first).await.status, 404);
    admin.at = path.clone();
    let removed = admin.act("remove_application_logo", &[("application", &id)]).await.unwrap();
    assert_eq!(removed, format!("{path}?done=logo-removed"));
    assert_eq!(application(&mut admin, &path).await.logo, None);
    let mut details = noted(&world, "application_changed").await;
    details.sort();
    assert_eq!(details, ["+everyone", "-logo", "logo", "logo"]);
}

#[apply(matrix)]
async fn what_is_no_logo_of_an_application_is_refused_beside_its_field(database: Database, style: Style) {
    let (world, mut admin) = open(database, style).await;
    let (path, id) = add_application(&mut admin, &WIKI).await;
    let svg = b"<svg xmlns='http://www.w3.org/2000/svg'/>".to_vec();
    for (file, why, sentence) in [
        (Vec::new(), LogoProblem::NoFile, "Choose an image first"),
        (svg, LogoProblem::NoImage, "a PNG, JPEG or WebP image that can be read"),
        (vec![7; (1 << 20) + 1], LogoProblem::TooLarge, "This image is too large"),
    ] {
        let refused = upload_to(&mut admin, &application_logo(&id), form("logo", &file)).await;
        assert_eq!(refused, format!("{path}?refused={}", why.name()));
        assert_eq!(application(&mut admin, &refused).await.logo_problem, Some(why));
        assert!(admin.get(&refused).await.body.contains(sentence), "{sentence}");
    }
    assert_eq!(world.database.number("SELECT COUNT(*) FROM application_logo").await, 0);
}

#[apply(matrix)]
async fn the_logo_of_an_application_is_for_its_admins(database: Database, style: Style) {
    let (world, mut admin) = open(database, style).await;
    let (path, id) = add_application(&mut admin, &WIKI).await;
    let upload = application_logo(&id);
    let file = || form("logo", &png(9, 9));
    assert_eq!(post(&mut admin, &upload, "https://evil.example", file()).await.status, 403);
    assert_eq!(post(&mut admin, "/admin/applications/1/logo", PUBLIC_URL, file()).await.status, 404);
    let mut member = world.browser(style);
    world.sign_in(&mut member, OWNER).await;
    assert_eq!(post(&mut member, &upload, PUBLIC_URL, file()).await.status, 404);
    world.settle("north-star", OTHER_ADMIN, None, Role::Admin).await;
    let mut other = world.browser(style);
    world.sign_in_at(&mut other, "north-star", OTHER_ADMIN).await;
    assert_eq!(post(&mut other, &upload, PUBLIC_URL, file()).await.status, 404);
    let mut stranger = world.browser(style);
    assert_eq!(upload_to(&mut stranger, &upload, file()).await, format!("/sign-in?return_to={path}"));
    world.clock.advance(LATER);
    assert_eq!(upload_to(&mut admin, &upload, file()).await, format!("/settings/proof?next={path}"));
    assert_eq!(world.database.number("SELECT COUNT(*) FROM application_logo").await, 0);
}

#[apply(matrix)]
async fn a_deleted_application_leaves_no_logo(database: Database, style: Style) {
    let (world, mut admin) = open(database, style).await;
    let (path, wiki) = add_application(&mut admin, &WIKI).await;
    let (_, chat) = add_application(&mut admin, &[("name", "Chat"), ("start_address", "https://chat.example/")]).await;
    for id in [&wiki, &chat] {
        upload_to(&mut admin, &application_logo(id), form("logo", &png(9, 9))).await;
    }
    let logo = application(&mut admin, &path).await.logo.unwrap();
    for (id, status) in [(wiki, 200), (chat, 404)] {
        admin.act("act_on_application", &[("application", &id), ("act", "delete")]).await.unwrap();
        assert_eq!(world.browser(Form).get(&logo).await.status, status);
    }
    assert_eq!(world.database.number("SELECT COUNT(*) FROM application_logo").await, 0);
}
