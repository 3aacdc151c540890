//! The organisation's sign-in rules, and the origins that it may redirect to.

use super::{LATER, open, page};
use crate::support::prelude::*;
use app::admin::{DrawnCard, PolicyDone, PolicyView};
use domain::policy::{CredentialGroup, Impact, SecondStepRule, form};
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
    let others = [form::MAY_REMEMBER, form::OFFER_PASSKEY, form::CONFIRM];
    let is_box = |name: &str| boxes.contains(&name) || others.contains(&name);
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
    let details = "SELECT detail FROM audit_event WHERE activity = 'policy_changed' AND actor_id IS NOT NULL";
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
        (form::IDLE_TIME.unit, "weeks", form::IDLE),
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
    // A form also has the empty field of its confirmation.
    let is_kept = fields.iter().all(|(name, value)| shown.fields.get(name) == value);
    assert!(is_kept && !shown.is_saved, "{shown:?}");
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

/// Makes these the methods of the form.
fn set_methods(fields: &mut Fields, methods: &[&str]) {
    for (place, name) in form::METHODS.into_iter().enumerate() {
        fields.set(name, methods.get(place).copied().unwrap_or_default());
    }
}

#[apply(matrix)]
async fn what_people_can_sign_in_with_is_counted(database: Database) {
    let (world, mut admin) = open(database, Client).await;
    let counted = async |admin: &mut Browser| {
        let mut groups = view(admin, "/admin/policy").await.groups;
        groups.sort_by_key(|group| group.has_you);
        groups
    };
    let nothing = CredentialGroup { has_password: false, has_phone: false, own: Vec::new(), people: 2, has_you: true };
    assert_eq!(counted(&mut admin).await, std::slice::from_ref(&nothing));
    world.give_password(OWNER, PASSWORD).await;
    world.give_phone(ADMIN, "+12015550142", true).await;
    let owner = CredentialGroup { has_password: true, people: 1, has_you: false, ..nothing.clone() };
    let you = CredentialGroup { has_phone: true, people: 1, ..nothing };
    assert_eq!(counted(&mut admin).await, [owner, you.clone()]);
    // A deactivated account cannot sign in anyway, and other organisations are not counted.
    world.set_deactivated(OWNER, true).await;
    world.give_password(TENANT, PASSWORD).await;
    assert_eq!(counted(&mut admin).await, [you]);
}

#[apply(matrix)]
async fn leaving_people_without_a_way_in_is_confirmed_first_and_never_includes_the_admin(
    database: Database,
    style: Style,
) {
    let (world, mut admin) = open(database, style).await;
    let mut fields = form::fields_of(&Preset::Codes.policy());
    set_methods(&mut fields, &["text_code"]);
    for confirm in ["", form::ON] {
        fields.set(form::CONFIRM, confirm);
        assert_eq!(save(&mut admin, &fields).await, Err(Refused(Refusal::InvalidForm)), "the admin has no number");
    }
    world.give_phone(ADMIN, "+12015550142", true).await;
    fields.set(form::CONFIRM, "");
    assert_eq!(save(&mut admin, &fields).await, Err(Refused(Refusal::InvalidForm)), "the owner has none");
    assert_eq!(policy_of(&world, "codes").await, Preset::Codes.policy());
    if style == Form {
        let shown = admin.follow().await;
        assert!(shown.body.contains("Save, although 1 person will have no way to sign in"), "{}", shown.body);
        assert!(shown.body.contains("id=\"confirm-error\""), "{}", shown.body);
    }
    fields.set(form::CONFIRM, form::ON);
    save(&mut admin, &fields).await.unwrap();
    assert_eq!(policy_of(&world, "codes").await.methods, [Method::TextCode]);
    // They are shut out already, so the next change is not about them.
    fields.set(form::CONFIRM, "");
    fields.set(form::IDLE, "1");
    save(&mut admin, &fields).await.unwrap();
}

#[apply(matrix)]
async fn a_button_of_the_form_changes_the_draft_and_saves_nothing(database: Database) {
    let (world, mut admin) = open(database, Form).await;
    let before = world.database.cells().await;
    let mut fields = form::fields_of(&Preset::Codes.policy());
    fields.set(form::MIN_LENGTH, "7");
    for (change, place, methods) in [
        ("up:password", "ways", ["email_code", "password", "text_code", ""]),
        ("remove:text_code", "ways", ["email_code", "password", "", ""]),
        ("add:passkey", "ways", ["email_code", "password", "passkey", ""]),
        ("preview", "preview", ["email_code", "password", "passkey", ""]),
    ] {
        fields.set(form::CHANGE, change);
        assert_eq!(save(&mut admin, &fields).await.unwrap(), format!("/admin/policy#{place}"));
        let shown = view(&mut admin, "/admin/policy").await;
        assert_eq!(form::METHODS.map(|name| shown.fields.get(name).to_owned()), methods, "{change}");
        assert_eq!((shown.is_saved, shown.fields.get(form::MIN_LENGTH)), (false, "7"), "what is typed stays");
        fields = shown.fields;
    }
    assert_eq!(policy_of(&world, "codes").await, Preset::Codes.policy());
    assert_eq!(world.database.cells().await.len(), before.len());
    let discard = [(form::CHANGE, form::DISCARD)];
    assert_eq!(admin.act("save_policy", &discard).await.unwrap(), "/admin/policy");
    assert!(view(&mut admin, "/admin/policy").await.is_saved);
}

#[apply(matrix)]
async fn the_card_of_the_draft_is_that_of_the_sign_in_page(database: Database) {
    let (world, mut admin) = open(database, Client).await;
    let before = world.database.cells().await;
    let shown = view(&mut admin, "/admin/policy?preset=links").await;
    let tabs = |html: &str| {
        let at = |tab| html.find(&format!("id=\"tab-{tab}\""));
        (at("password"), at("email-code"), at("text-code"))
    };
    let (password, code, text) = tabs(&shown.card);
    assert!(password.is_some() && password < code && text.is_none(), "{}", shown.card);
    assert!(shown.card.contains("<h4") && !shown.card.contains("<h1"), "the page has a first heading");
    let mut fields = shown.fields;
    set_methods(&mut fields, &["text_code", "email_code"]);
    let posted: Vec<(&str, &str)> = fields.iter().collect();
    let drawn = admin.post("preview_policy", &posted).await.decoded::<DrawnCard>().html;
    let (password, code, text) = tabs(&drawn);
    assert!(password.is_none() && text.is_some() && text < code, "{drawn}");
    assert!(!drawn.contains(ADMIN) && drawn.contains("name=\"phone\""), "{drawn}");
    assert_eq!(world.database.cells().await.len(), before.len());
    set_methods(&mut fields, &[]);
    let posted: Vec<(&str, &str)> = fields.iter().collect();
    assert_eq!(admin.act("preview_policy", &posted).await, Err(Refused(Refusal::InvalidForm)));
}

#[apply(matrix)]
async fn how_many_have_no_second_step_is_known_before_saving(database: Database) {
    let (_world, mut admin) = open(database, Client).await;
    let shown = view(&mut admin, "/admin/policy").await;
    let (codes, hardened) = (Preset::Codes.policy(), Preset::Hardened.policy());
    let Impact { set_up, .. } = hardened.impact(&codes, &shown.groups);
    assert_eq!(set_up, 2);
    let body = admin.get("/admin/policy?preset=hardened").await.body;
    assert!(body.contains("2 people have no second step and must set one up at the next sign-in."), "{body}");
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
