//! Sign-in methods that an intruder added: shown where the password is replaced, and removed with it.

use super::*;
use crate::passkeys::{self, add, enter, listed};
use crate::second_step::give_app;
use app::recovery::{AddedFactor, AddedFactors};
use domain::AddedWay;
use domain::policy::{SecondFactor, SecondStep, SecondStepRule};

const REMOVED: &str = "A passkey was removed from your account";
const PASSKEYS: &str = "SELECT COUNT(*) FROM passkey";
const CODES: &str = "SELECT COUNT(*) FROM recovery_code";

/// Asks for a recovery link. Returns the browser and the link's token.
async fn asked(world: &World, style: Style) -> (Browser, String) {
    let mut browser = world.browser(style);
    ask(&mut browser, OWNER).await.unwrap();
    (browser, token(world, OWNER).await)
}

async fn added(browser: &mut Browser, token: &str) -> AddedFactors {
    match link(browser, token).await {
        PasswordLink::Open { added, .. } => added,
        other => panic!("{other:?}"),
    }
}

async fn removable(browser: &mut Browser, token: &str) -> Vec<AddedFactor> {
    match added(browser, token).await {
        AddedFactors::Removable(ways) => ways,
        AddedFactors::Kept => panic!("nothing is offered"),
    }
}

async fn save_without(browser: &mut Browser, token: &str, password: &str, ways: &[&str]) -> Result<String, ApiError> {
    browser.at = format!("/new-password/{token}");
    let mut fields = vec![("token", token), ("password", password), ("confirmation", password)];
    fields.extend(ways.iter().map(|way| ("remove[]", *way)));
    browser.act("save_password", &fields).await
}

#[apply(matrix)]
async fn what_an_intruder_added_is_shown_and_goes_with_the_old_password(database: Database, style: Style) {
    let (world, mut intruder) = passkeys::open(database).await;
    let mut device = Device::of(9);
    add(&mut intruder, &mut device, "Not mine").await.unwrap();
    let (mut browser, token) = asked(&world, style).await;
    let ways = removable(&mut browser, &token).await;
    assert!(ways.len() == 1 && ways[0].name.as_deref() == Some("Not mine") && !ways[0].is_ticked, "{ways:?}");
    let page = browser.get(&format!("/new-password/{token}")).await.body;
    for part in ["Recently added. Remove anything you don't recognise.", "Remove Not mine", "name=\"remove[]\""] {
        assert!(page.contains(part), "{part} is missing in {page}");
    }

    // A plain form that is refused keeps its ticks.
    let way = ways[0].way.to_string();
    let refused = save_without(&mut browser, &token, "short", &[&way]).await;
    assert_eq!(refused, Err(Refused(Refusal::Password(Unsuitable(PasswordProblem::Rules)))));
    assert_eq!(removable(&mut browser, &token).await[0].is_ticked, style == Form);
    enter(&mut world.browser(Client), &mut device).await.unwrap();

    assert_eq!(save_without(&mut browser, &token, NEW, &[&way]).await.unwrap(), "/recovery/changed");
    assert!(intruder.account().await.is_err());
    assert_eq!(enter(&mut world.browser(Client), &mut device).await, passkeys::UNKNOWN);
    world.deliver().await;
    assert_eq!(world.letters_about(OWNER, REMOVED).len(), 1);
    let noted = "SELECT COUNT(*) FROM audit_event WHERE activity = 'passkey_removed'";
    assert_eq!(world.database.number(noted).await, 1);
    // A later link has nothing left to tick.
    let (mut again, token) = asked(&world, style).await;
    assert_eq!(removable(&mut again, &token).await, []);
}

#[apply(matrix)]
async fn what_was_not_ticked_stays_and_the_message_says_so(database: Database, style: Style) {
    let (world, mut owner) = passkeys::open(database).await;
    let mut device = Device::of(1);
    add(&mut owner, &mut device, "Mine").await.unwrap();
    let (mut browser, token) = asked(&world, style).await;
    save(&mut browser, &token, NEW).await.unwrap();
    enter(&mut world.browser(Client), &mut device).await.unwrap();
    world.deliver().await;
    let letter = world.letters_about(OWNER, CHANGED).pop().unwrap();
    for text in [letter.text, letter.html] {
        assert!(text.contains("Passkeys and authenticator apps stay until you remove them."), "{text}");
    }
    assert_eq!(world.letters_about(OWNER, REMOVED).len(), 0);
}

#[apply(matrix)]
async fn neither_what_is_older_than_seven_days_nor_another_accounts_is_removed(database: Database, style: Style) {
    let (world, mut owner) = passkeys::open(database).await;
    let (mut tenant, mut device, mut others) = (world.browser(Client), Device::of(1), Device::of(2));
    add(&mut owner, &mut device, "Mine").await.unwrap();
    let own = listed(&mut owner).await.passkeys[0].id.clone();
    world.clock.advance(Seconds(7 * 86_400 - 60));
    let (mut browser, token) = asked(&world, style).await;
    assert_eq!(removable(&mut browser, &token).await.len(), 1);
    world.clock.advance(Seconds(60));
    assert_eq!(removable(&mut browser, &token).await, []);

    tenant.password_at("north-star", TENANT, PASSWORD).await.unwrap();
    add(&mut tenant, &mut others, "Theirs").await.unwrap();
    let theirs = listed(&mut tenant).await.passkeys[0].id.clone();
    let page = browser.get(&format!("/new-password/{token}")).await.body;
    assert!(!page.contains("Recently added") && !page.contains("Mine") && !page.contains("Theirs"), "{page}");
    let named = [own.as_str(), &theirs, "authenticator", "", "0", "' OR 1 = 1", &"a".repeat(32)];
    save_without(&mut browser, &token, NEW, &named).await.unwrap();
    assert_eq!(world.database.number(PASSKEYS).await, 2);
    enter(&mut world.browser(Client), &mut device).await.unwrap();
    assert!(tenant.account().await.is_ok());
    world.deliver().await;
    assert_eq!((world.letters_about(OWNER, REMOVED).len(), world.letters_about(TENANT, REMOVED).len()), (0, 0));
}

#[apply(matrix)]
async fn where_a_second_step_is_required_nothing_is_offered_and_nothing_removed(database: Database, style: Style) {
    let (world, mut intruder) = passkeys::open(database).await;
    let mut device = Device::of(1);
    add(&mut intruder, &mut device, "Some key").await.unwrap();
    let way = listed(&mut intruder).await.passkeys[0].id.clone();
    let ways = vec![SecondFactor::Passkey, SecondFactor::Authenticator];
    let second_step = SecondStep { rule: SecondStepRule::Required, ways, may_remember: false };
    world.set_policy("codes", &Policy { second_step, ..passkeys::policy() }).await;

    let (mut browser, token) = asked(&world, style).await;
    assert_eq!(added(&mut browser, &token).await, AddedFactors::Kept);
    let page = browser.get(&format!("/new-password/{token}")).await.body;
    assert!(page.contains("ask an admin at Alderway to reset your two-factor authentication"), "{page}");
    assert!(!page.contains("remove[]") && !page.contains("Some key"), "{page}");
    assert_eq!(save_without(&mut browser, &token, NEW, &[&way]).await.unwrap(), "/recovery/changed");
    assert_eq!(world.database.number(PASSKEYS).await, 1);
    assert_eq!(browser.password(OWNER, NEW).await.unwrap(), "/sign-in/second-step");
    assert_eq!(enter(&mut world.browser(Client), &mut device).await.unwrap(), "/account");
}

#[apply(matrix)]
async fn an_app_that_kept_the_owner_out_goes_and_recovery_codes_with_the_last_way(
    database: Database,
    style: Style,
    #[values(false, true)] has_passkey: bool,
) {
    let world = open(database).await;
    let mut intruder = world.browser(Client);
    intruder.password(OWNER, PASSWORD).await.unwrap();
    if has_passkey {
        add(&mut intruder, &mut Device::of(1), "Blue key").await.unwrap();
    }
    give_app(&world, &mut intruder).await;
    assert_eq!(world.browser(style).password(OWNER, PASSWORD).await.unwrap(), "/sign-in/second-step");

    let (mut browser, token) = asked(&world, style).await;
    let shown: Vec<_> = removable(&mut browser, &token).await.into_iter().map(|added| added.way).collect();
    assert_eq!((shown.len(), shown.last()), (1 + usize::from(has_passkey), Some(&AddedWay::Authenticator)));
    save_without(&mut browser, &token, NEW, &["authenticator"]).await.unwrap();
    assert_eq!(world.database.number("SELECT COUNT(*) FROM authenticator").await, 0);
    assert_eq!(world.database.number(CODES).await, if has_passkey { 10 } else { 0 });
    let to = if has_passkey { "/sign-in/second-step" } else { "/account" };
    assert_eq!(world.browser(style).password(OWNER, NEW).await.unwrap(), to);
    world.deliver().await;
    assert_eq!(world.letters_about(OWNER, "Your authenticator app was turned off").len(), 1);
}
