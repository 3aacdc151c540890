//! Each organisation's own rules: what its pages offer, what its functions refuse, and that new rules apply at once.

use crate::support::prelude::*;
use app::{recovery::RecoveryScreen, sign_in::SignInScreen, sign_up::SignUpScreen};
use domain::Method::{self, EmailCode, Password, TextCode};
use domain::WrongPassword;
use domain::policy::SignUp;
use tempfile::TempDir;

const MEMBER: &str = "al@example.com";

/// Opens a world with one more organisation, whose member could sign in by every method except passkeys.
async fn open(database: Database, preset: Preset) -> World {
    let world = World::open(database).await;
    world.found("fifth", "Fifth", preset).await;
    world.spare_second_step("fifth", preset).await;
    world.settle("fifth", MEMBER, None, Role::Member).await;
    world.give_password(MEMBER, PASSWORD).await;
    world.give_phone(MEMBER, NUMBER, true).await;
    world
}

async fn sign_in_page(browser: &mut Browser, path: &str) -> SignInScreen {
    match browser.page(path).await {
        PageData::SignIn(screen) => screen,
        other => panic!("{path}: {other:?}"),
    }
}

/// Signs in by one of the methods.
async fn enter(world: &World, browser: &mut Browser, method: Method) -> Result<String, ApiError> {
    match method {
        EmailCode => {
            let challenge = browser.send_to("fifth", MEMBER).await?;
            browser.verify(challenge, &world.code_for(MEMBER).await).await
        }
        TextCode => {
            let challenge = browser.text_at("fifth", NUMBER, "US").await?;
            browser.verify(challenge, &world.texted_to(NUMBER).await).await
        }
        Password => browser.password_at("fifth", MEMBER, PASSWORD).await,
        Method::Passkey => panic!("it takes a device"),
    }
}

#[apply(matrix)]
#[case(Preset::Codes, &[EmailCode, TextCode, Password], true)]
#[case(Preset::Links, &[Password, EmailCode], true)]
#[case(Preset::Invited, &[Password], false)]
#[case(Preset::Temporary, &[Password], false)]
#[case(Preset::Hardened, &[Password, EmailCode], false)]
async fn a_preset_offers_its_ways_in_and_refuses_the_others(
    database: Database,
    style: Style,
    #[case] preset: Preset,
    #[case] methods: &[Method],
    #[case] may_sign_up: bool,
) {
    let world = open(database, preset).await;
    let mut browser = world.browser(style);
    let shown = sign_in_page(&mut browser, "/o/fifth/sign-in").await;
    assert_eq!((shown.methods.as_slice(), shown.selected, shown.may_sign_up), (methods, methods[0], may_sign_up));
    let html = browser.get("/o/fifth/sign-in").await.body;
    for (method, tab, segment) in [
        (EmailCode, "Email code", "email-code"),
        (TextCode, "Text code", "text-code"),
        (Password, "Password", "password"),
    ] {
        let is_offered = methods.contains(&method);
        let page = format!("/o/fifth/sign-in/{segment}");
        let is_tab = html.contains(&format!("href=\"{page}\""));
        assert_eq!(is_tab, is_offered && methods.len() > 1, "{tab}: {html}");
        assert_eq!(browser.get(&page).await.status, if is_offered { 200 } else { 404 }, "{page}");
        if is_offered {
            assert_eq!(sign_in_page(&mut browser, &page).await.selected, method);
        }
    }
    let before = world.database.cells().await;
    for method in [EmailCode, TextCode, Password] {
        if !methods.contains(&method) {
            let mut browser = world.browser(style);
            assert_eq!(enter(&world, &mut browser, method).await, Err(Refused(Refusal::NotOffered)), "{method}");
            let status = browser.last.clone().unwrap().status.as_u16();
            assert_eq!(status, if style == Client { 404 } else { 302 }, "{method}");
        }
    }
    assert_eq!(world.database.cells().await, before, "what is refused leaves no trace");
    for method in methods {
        let mut browser = world.browser(style);
        assert_eq!(enter(&world, &mut browser, *method).await.as_deref(), Ok("/account"), "{method}");
    }
}

#[apply(matrix)]
async fn what_gets_people_in_without_a_password_is_said_where_it_was_forgotten(database: Database, style: Style) {
    for (preset, others) in [
        (Preset::Codes, vec![EmailCode, TextCode]),
        (Preset::Links, vec![EmailCode]),
        (Preset::Invited, vec![]),
        (Preset::Temporary, vec![]),
    ] {
        let world = open(database, preset).await;
        let mut browser = world.browser(style);
        let help: RecoveryScreen = browser.shown("/o/fifth/recovery").await.unwrap();
        assert_eq!(help.methods, others, "{preset}");
    }
}

#[apply(matrix)]
async fn a_hardened_session_ends_after_an_hour_idle_and_after_a_day_however_busy(
    database: Database,
    style: Style,
    #[values(Password, EmailCode)] method: Method,
) {
    let world = open(database, Preset::Hardened).await;
    let hour = i64::from(Seconds::hours(1).0) * 1000;
    let mut browser = world.browser(style);
    enter(&world, &mut browser, method).await.unwrap();
    let kept = browser.last.clone().unwrap().set_cookies();
    let session = kept.iter().find(|cookie| cookie.name() == "portico").unwrap();
    assert_eq!(session.max_age().unwrap().whole_hours(), 24);
    browser.forge_cookie("portico", session.value());
    for _ in 0..24 {
        world.clock.advance_milliseconds(hour - 1);
        assert!(browser.account().await.is_ok());
    }
    world.clock.advance_milliseconds(24);
    assert!(browser.account().await.is_err(), "a day is over");
    enter(&world, &mut browser, Password).await.unwrap();
    world.clock.advance_milliseconds(hour);
    assert!(browser.account().await.is_err(), "an hour idle");
}

const CLOSED: &str = "version = 1
preset = 'codes'
methods = ['password']
sign_up = 'invitation'

[wrong_password]
answer = 'lock'
failures = 3
minutes = 15

[session]
idle_minutes = 30
";

#[apply(matrix)]
async fn what_the_operator_sets_holds_from_the_next_request_on(database: Database, style: Style) {
    let world = open(database, Preset::Codes).await;
    let mut browser = world.browser(style);
    enter(&world, &mut browser, Password).await.unwrap();
    assert_eq!(sign_in_page(&mut browser, "/o/fifth/sign-in").await.methods.len(), 3);
    world.clock.advance(Seconds::minutes(29));
    assert!(browser.account().await.is_ok());

    let (is_done, said, wrong) = portico(&world, &["policy", "set", "--organisation", "fifth"], CLOSED);
    assert!(is_done && said.contains("The policy of fifth is saved and now applies."), "{said} {wrong}");
    assert_eq!(sign_in_page(&mut browser, "/o/fifth/sign-in").await.methods, [Password]);
    assert_eq!(browser.page("/o/fifth/sign-up").await, PageData::NotFound);
    let mut stranger = world.browser(style);
    assert_eq!(stranger.send_to("fifth", MEMBER).await, Err(Refused(Refusal::NotOffered)));
    let refusal = Refusal::Password(PasswordRefusal::Wrong { attempt: 1, of: 3 });
    assert_eq!(stranger.password_at("fifth", MEMBER, "wrong").await, Err(Refused(refusal)));
    assert!(browser.account().await.is_ok());
    world.clock.advance(Seconds::minutes(30));
    assert!(browser.account().await.is_err(), "the session began under other rules, and lives under these");
    // Other organisations keep their rules.
    assert_eq!(sign_in_page(&mut stranger, "/sign-in").await.methods.len(), 3);
    stranger.send(OWNER).await.unwrap();
}

#[apply(matrix)]
async fn what_is_shown_can_be_changed_and_set_again(database: Database) {
    let world = open(database, Preset::Temporary).await;
    let show = ["policy", "show", "--organisation", "fifth"];
    let (is_done, shown, wrong) = portico(&world, &show, "");
    assert!(is_done, "{wrong}");
    let changed = shown.replace("longest_seconds = 60", "longest_seconds = 30");
    assert_ne!(shown, changed, "{shown}");
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("policy.toml");
    std::fs::write(&file, changed.replace("methods = [\"password\"]", "methods = [\"email_code\", \"password\"]"))
        .unwrap();
    let (is_done, _, wrong) =
        portico(&world, &["policy", "set", "--organisation", "fifth", "--file", file.to_str().unwrap()], "");
    assert!(is_done, "{wrong}");
    let policy = world.operator().organisation(&"fifth".parse().unwrap()).await.unwrap().policy;
    let mut expected = Preset::Temporary.policy();
    expected.methods = vec![EmailCode, Password];
    // `open` has turned off the second step and the offer of a passkey.
    expected.second_step.rule = domain::policy::SecondStepRule::Off;
    expected.offer_passkey = false;
    expected.wrong_password = WrongPassword::SlowDown { longest: Seconds(30) };
    assert_eq!(policy, expected);
    let mut browser = world.browser(Client);
    for wait in [1, 2, 4, 8, 16, 30, 30] {
        let next_at = world.now() + Seconds(wait);
        let refused = browser.password_at("fifth", MEMBER, "wrong").await;
        assert_eq!(refused, Err(Refused(Refusal::Password(PasswordRefusal::SlowedDown { next_at }))));
        world.clock.advance(Seconds(wait));
    }
}

#[apply(matrix)]
#[case("version = 1\npreset = 'codes'\nmethods = ['fax']\n", "methods")]
#[case("version = 1\npreset = 'codes'\nmethods = []\n", "methods")]
#[case::without_a_text_provider("version = 1\npreset = 'codes'\nmethods = ['text_code']\n", "methods: ")]
#[case("version = 1\npreset = 'codes'\n[password]\nmin_length = 7\n", "password.min_length")]
#[case("version = 1\npreset = 'codes'\n[session]\nidle_minutes = 0\n", "session.idle_minutes")]
#[case("not toml at all", "expected")]
async fn rules_that_cannot_be_change_nothing_and_are_named(
    database: Database,
    #[case] written: &str,
    #[case] named: &str,
) {
    let world = open(database, Preset::Links).await;
    let before = world.database.cells().await;
    let (is_done, said, wrong) = portico(&world, &["policy", "set", "--organisation", "fifth"], written);
    assert!(!is_done && said.is_empty() && wrong.contains(named), "{said} {wrong}");
    assert_eq!(wrong.lines().count(), 1, "{wrong}");
    assert_eq!(world.database.cells().await, before);
}

#[apply(matrix)]
async fn a_policy_that_is_open_again_takes_sign_ups_again(database: Database) {
    let world = open(database, Preset::Hardened).await;
    let mut browser = world.browser(Client);
    let mut policy = Preset::Hardened.policy();
    for (sign_up, is_open) in [(SignUp::Open, true), (SignUp::Invitation, false), (SignUp::Open, true)] {
        policy.sign_up = sign_up;
        world.set_policy("fifth", &policy).await;
        assert_eq!(browser.shown::<SignUpScreen>("/o/fifth/sign-up").await.is_ok(), is_open);
    }
}

/// An older release refuses a stored policy with a setting that it does not know.
#[apply(matrix)]
async fn a_setting_that_older_releases_do_not_know_is_stored_only_if_it_differs_from_the_preset(database: Database) {
    let world = open(database, Preset::Links).await;
    let mut policy = Preset::Hardened.policy();
    policy.sign_up = SignUp::Open;
    for offer_passkey in [true, false] {
        policy.offer_passkey = offer_passkey;
        world.set_policy("fifth", &policy).await;
        let stored = world.database.texts("SELECT policy FROM organisation WHERE slug = 'fifth'").await.pop().unwrap();
        assert_eq!(stored.contains("offer_passkey"), !offer_passkey, "{stored}");
        assert_eq!(world.operator().organisation(&"fifth".parse().unwrap()).await.unwrap().policy, policy);
    }
}
