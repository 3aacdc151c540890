//! The organisation's sign-in rules, and the origins that it may redirect to.

use super::{LATER, open, page};
use crate::support::prelude::*;
use app::admin::{PolicyDone, PolicyView};
use domain::policy::{MissingCredentials, SecondStepRule, form};
use domain::{Fields, Method, Policy};
use store::organisations;

async fn view(browser: &mut Browser, path: &str) -> PolicyView {
    match page(browser, path).await {
        AdminPage::Policy(view) => view,
        other => panic!("{other:?}"),
    }
}

/// Posts the form as a browser does: unchecked boxes are left out.
async fn save(browser: &mut Browser, fields: &Fields) -> Result<String, ApiError> {
    let ways = form::SECOND_STEP_WAYS.map(|(name, _)| name);
    let boxes = [[form::UPPER, form::LOWER, form::DIGIT], ways].concat();
    let is_box = |name: &str| boxes.contains(&name) || name == form::MAY_REMEMBER;
    let posted = fields.iter().filter(|(name, value)| !(is_box(name) && value.is_empty()));
    let posted: Vec<(&str, &str)> = posted.collect();
    browser.at = "/admin/policy".to_owned();
    browser.act("save_policy", &posted).await
}

async fn policy_of(world: &World, slug: &str) -> Policy {
    organisations::find_by_slug(&world.app.store, &slug.parse().unwrap()).await.unwrap().unwrap().policy
}

#[apply(matrix)]
async fn a_policy_is_saved_and_holds_from_the_next_request_on(database: Database, style: Style) {
    let (world, mut admin) = open(database, style).await;
    let mut visitor = world.browser(Client);
    visitor.send(OWNER).await.unwrap();
    for preset in Preset::ALL {
        let shown = view(&mut admin, &format!("/admin/policy?preset={}", preset.name())).await;
        assert_eq!((form::read(&shown.fields), shown.previewed_preset), (Ok(preset.policy()), Some(preset)));
        assert_eq!(save(&mut admin, &shown.fields).await.unwrap(), "/admin/policy?done=saved");
        assert_eq!(policy_of(&world, "codes").await, preset.policy());
        // A second step that becomes required is required of the admin, too.
        let is_required = preset.policy().second_step.rule == SecondStepRule::Required;
        assert_eq!(admin.account().await.is_err(), is_required, "{preset}");
        world.set_policy("codes", &Preset::Codes.policy()).await;
        assert!(admin.account().await.is_ok());
    }
    let mut fields = form::fields_of(&Preset::Codes.policy());
    for (name, value) in [(form::METHODS[0], "password"), (form::METHODS[2], ""), (form::METHODS[1], "")] {
        fields.set(name, value);
    }
    fields.set(form::MIN_LENGTH, " 20 ");
    fields.set(form::DIGIT, "");
    save(&mut admin, &fields).await.unwrap();
    let saved = policy_of(&world, "codes").await;
    assert_eq!(
        (saved.methods, saved.password.min_length, saved.password.needs_digit),
        (vec![Method::Password], 20, false)
    );
    assert_eq!(visitor.send(OWNER).await, Err(Refused(Refusal::NotOffered)));
    assert_eq!(policy_of(&world, "north-star").await, Preset::Codes.policy());
    let shown = view(&mut admin, "/admin/policy?done=saved").await;
    assert!(shown.is_saved && shown.done == Some(PolicyDone::Saved), "{shown:?}");
    let details = "SELECT detail FROM audit_event WHERE activity = 'policy_changed' ORDER BY at, id";
    let details = world.database.texts(details).await;
    assert_eq!(details.len(), 5, "codes was there already: {details:?}");
    assert!(
        details.iter().any(|detail| detail.starts_with("preset, methods, sign_up, password.min_length,")),
        "{details:?}"
    );
}

#[apply(matrix)]
async fn a_setting_that_cannot_be_is_refused_and_nothing_typed_is_lost(database: Database, style: Style) {
    let (world, mut admin) = open(database, style).await;
    let saved = form::fields_of(&Preset::Codes.policy());
    for (name, value, setting) in [
        (form::MIN_LENGTH, "7", form::MIN_LENGTH),
        (form::ABSOLUTE, "ünlimited", form::ABSOLUTE),
        (form::METHODS[0], "fax", "methods"),
        (form::PRESET, "", form::PRESET),
    ] {
        let mut fields = saved.clone();
        fields.set(form::LINK_MINUTES, "45");
        fields.set(name, value);
        assert_eq!(save(&mut admin, &fields).await, Err(Refused(Refusal::InvalidForm)), "{name}");
        if style == Form {
            let AdminPage::Policy(shown) =
                admin.follow().await.page_data().open::<app::admin::AdminScreen>().unwrap().page
            else {
                panic!("no policy")
            };
            assert_eq!(form::read(&shown.fields).unwrap_err().setting, setting);
            assert_eq!(shown.fields.get(form::LINK_MINUTES), "45");
        }
    }
    assert_eq!(policy_of(&world, "codes").await, Preset::Codes.policy());
    let noted = world.database.number("SELECT COUNT(*) FROM audit_event WHERE activity = 'policy_changed'").await;
    assert_eq!(noted, 0);
}

#[apply(matrix)]
async fn what_was_typed_survives_reauthentication(database: Database, style: Style) {
    let (world, mut admin) = open(database, style).await;
    world.give_password(ADMIN, PASSWORD).await;
    world.clock.advance(LATER);
    let fields = form::fields_of(&Preset::Links.policy());
    let reauthentication = "/settings/proof?next=/admin/policy";
    assert_eq!(save(&mut admin, &fields).await.unwrap(), reauthentication);
    assert_eq!(policy_of(&world, "codes").await, Preset::Codes.policy());
    admin.at = reauthentication.to_owned();
    let back = admin.act("prove", &[("current", PASSWORD), ("next", "/admin/policy")]).await.unwrap();
    let shown = view(&mut admin, &back).await;
    assert!(shown.fields == fields && !shown.is_saved, "{shown:?}");
    save(&mut admin, &shown.fields).await.unwrap();
    assert_eq!(policy_of(&world, "codes").await, Preset::Links.policy());
    let after = view(&mut admin, "/admin/policy").await;
    assert!(after.is_saved, "what was typed is forgotten");
}

#[apply(matrix)]
async fn origins_are_listed_one_to_a_line(database: Database, style: Style) {
    let (world, mut admin) = open(database, style).await;
    let save = async |admin: &mut Browser, origins: &str| {
        admin.at = "/admin/policy".to_owned();
        admin.act("save_origins", &[("origins", origins)]).await
    };
    let page = "/sign-in?return_to=https://app.example/reports";
    let saved = save(&mut admin, " https://App.example/\r\n\r\nhttps://b.example\r\n").await;
    assert_eq!(saved.unwrap(), "/admin/policy?done=origins");
    assert_eq!(view(&mut admin, "/admin/policy").await.origins, "https://app.example\nhttps://b.example");
    let mut visitor = world.browser(Client);
    assert_eq!(visitor.page(page).await.external_origin().as_deref(), Some("https://app.example"));
    for wrong in ["https://b.example/path", "app.example", "javascript:alert(1)"] {
        let typed = format!("https://app.example\n{wrong}");
        assert_eq!(save(&mut admin, &typed).await, Err(Refused(Refusal::InvalidForm)), "{wrong}");
        if style == Form {
            assert!(admin.follow().await.body.contains("Line 2 is not an origin"), "{wrong}");
        }
    }
    let many: String = (0..21).map(|number| format!("https://app{number}.example\n")).collect();
    assert_eq!(save(&mut admin, &many).await, Err(Refused(Refusal::InvalidForm)));
    save(&mut admin, "https://b.example").await.unwrap();
    assert_eq!(visitor.page(page).await.external_origin(), None);
    let noted = "SELECT detail FROM audit_event WHERE activity = 'origins_changed' ORDER BY at, detail";
    let mut noted = world.database.texts(noted).await;
    noted.sort();
    assert_eq!(noted, ["+https://b.example", "-https://app.example"]);
}

#[apply(matrix)]
async fn who_could_not_get_in_is_known_before_saving(database: Database) {
    let (world, mut admin) = open(database, Client).await;
    let nothing = MissingCredentials { password: true, phone: true, both: true };
    assert_eq!(view(&mut admin, "/admin/policy").await.missing_credentials, nothing);
    world.give_password(ADMIN, PASSWORD).await;
    assert_eq!(view(&mut admin, "/admin/policy").await.missing_credentials, nothing);
    world.give_password(OWNER, PASSWORD).await;
    let phone_only = MissingCredentials { password: false, phone: true, both: false };
    assert_eq!(view(&mut admin, "/admin/policy").await.missing_credentials, phone_only);
    // A deactivated account cannot sign in anyway, so it does not count.
    world
        .database
        .execute("UPDATE account SET phone = '+12015550142', phone_verified_at = 1 WHERE role = 'admin'")
        .await;
    world.database.execute("UPDATE account SET deactivated_at = 1 WHERE role = 'member'").await;
    assert_eq!(view(&mut admin, "/admin/policy").await.missing_credentials, MissingCredentials::default());
}

#[apply(matrix)]
async fn how_many_a_second_step_signs_out_is_known_before_saving(database: Database) {
    let (world, mut admin) = open(database, Client).await;
    for _ in 0..2 {
        world.sign_in(&mut world.browser(Client), OWNER).await;
    }
    world.sign_in_at(&mut world.browser(Client), "north-star", TENANT).await;
    let app = Preset::Hardened.policy().second_step;
    let codes = Preset::Invited.policy().second_step;
    let signed_in = view(&mut admin, "/admin/policy").await.signed_in;
    assert_eq!((app.signs_out(&signed_in), codes.signs_out(&signed_in)), ((1, true), (1, true)));
    let said = "When you save, you and 1 other person have to sign in again with a second step.";
    assert!(admin.get("/admin/policy?preset=hardened").await.body.contains(said));
    assert!(!admin.get("/admin/policy").await.body.contains(said));
    world.database.execute("UPDATE session SET took_second_step = TRUE").await;
    world.clock.advance(Seconds(2));
    let signed_in = view(&mut admin, "/admin/policy").await.signed_in;
    assert_eq!((app.signs_out(&signed_in), codes.signs_out(&signed_in)), ((1, true), (0, false)));
    let ended = "UPDATE session SET ended_at = 1 WHERE account_id IN (SELECT id FROM account WHERE role = 'member')";
    world.database.execute(ended).await;
    assert_eq!(app.signs_out(&view(&mut admin, "/admin/policy").await.signed_in), (0, true));
}
