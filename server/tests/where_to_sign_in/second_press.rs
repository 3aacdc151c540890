//! A second tab, and a second press of a button without script: they end where the first press led.

use crate::{recovery, second_step, settings, support::prelude::*, temporary_password};

fn page_of(challenge: ChallengeId) -> String {
    format!("/sign-in/code/{challenge}")
}

/// Presses "Verify code" with the cookies from before the first press, then follows the redirect with those that it
/// set. Returns where the browser ends.
async fn press_again(browser: &mut Browser, mut before: Browser, challenge: ChallengeId, code: &str) -> String {
    let refused = before.verify(challenge, code).await;
    assert!(matches!(refused, Err(Refused(Refusal::Code(CodeRefusal::Expired)))), "a code works once: {refused:?}");
    let location = before.last.unwrap().header("location").to_owned();
    let (_, path) = location.split_once("/sign-in/code/").unwrap();
    browser.get(&format!("/sign-in/code/{path}")).await.header("location").to_owned()
}

#[apply(matrix)]
async fn a_code_that_was_entered_in_one_tab_leads_the_other_on(database: Database, style: Style) {
    let world = World::open(database).await;
    let mut browser = world.browser(style);
    let (challenge, code) = world.send_code(&mut browser, OWNER).await;
    assert_eq!(browser.verify(challenge, &code).await.unwrap(), "/account");
    assert_eq!(browser.page(&page_of(challenge)).await, PageData::Redirect("/account".to_owned()));
    for typed in [code.as_str(), "000000"] {
        assert_eq!(browser.verify(challenge, typed).await.unwrap(), "/account");
    }
    browser.at = page_of(challenge);
    let resent = browser.act("resend_code", &[("challenge", &challenge.to_string())]).await;
    assert_eq!(resent.unwrap(), "/account");
    assert_eq!(world.database.number("SELECT COUNT(*) FROM session").await, 1);
}

#[apply(matrix)]
async fn a_second_press_of_verify_code_ends_at_the_account(database: Database) {
    let world = World::open(database).await;
    let mut browser = world.browser(Form);
    let (challenge, code) = world.send_code(&mut browser, OWNER).await;
    let before = browser.clone();
    browser.verify(challenge, &code).await.unwrap();
    assert_eq!(press_again(&mut browser, before, challenge, &code).await, "/account");
    assert!(browser.account().await.is_ok());
    assert_eq!(world.database.number("SELECT COUNT(*) FROM session").await, 1);
}

#[apply(matrix)]
async fn the_same_between_the_two_steps_and_after_them(database: Database) {
    let world = second_step::open(database, Preset::Invited).await;
    let mut browser = world.browser(Form);
    let challenge = second_step::first_to_code(&mut browser).await;
    let code = world.code_for(second_step::MEMBER).await;
    let before = browser.clone();
    assert_eq!(browser.verify(challenge, &code).await.unwrap(), "/account");
    let mut again = before.clone();
    assert_eq!(again.verify(challenge, &code).await, Err(Refused(Refusal::Code(CodeRefusal::Expired))));
    assert_eq!(browser.page(&page_of(challenge)).await, PageData::Redirect("/account".to_owned()));
    for page in ["/o/cedar/sign-in/second-step", "/o/cedar/sign-in/second-step/codes", "/sign-in/second-step"] {
        assert_eq!(browser.page(page).await, PageData::Redirect("/account".to_owned()));
    }
}

#[apply(matrix)]
async fn an_app_s_code_that_was_typed_twice_ends_at_the_account(database: Database, style: Style) {
    let world = second_step::open(database, Preset::Hardened).await;
    let mut browser = world.browser(style);
    second_step::first(&mut browser).await;
    let key = second_step::begin_set_up(&mut browser).await;
    let code = app_code(&key, world.now());
    browser.act("finish_set_up", &[("code", &code)]).await.unwrap();
    assert_eq!(browser.act("finish_set_up", &[("code", &code)]).await.unwrap(), "/account");
    browser.sign_out().await.unwrap();
    world.clock.advance(Seconds(60));
    second_step::first(&mut browser).await;
    let code = app_code(&key, world.now());
    for _ in 0..2 {
        assert_eq!(second_step::answer(&mut browser, "authenticator", &code, "").await.unwrap(), "/account");
    }
    // A browser that is not signed in is not signed in by the used code.
    let mut stranger = world.browser(style);
    let refused = second_step::answer(&mut stranger, "authenticator", &code, "").await;
    assert_eq!(refused, Err(Refused(Refusal::SignInOver)));
}

#[apply(matrix)]
async fn a_new_password_that_was_saved_twice_is_changed(database: Database) {
    let world = recovery::open(database).await;
    let mut browser = world.browser(Form);
    recovery::ask(&mut browser, OWNER).await.unwrap();
    let token = recovery::token(&world, OWNER).await;
    for _ in 0..2 {
        assert_eq!(recovery::save(&mut browser, &token, recovery::NEW).await.unwrap(), "/recovery/changed");
    }
    world.deliver().await;
    assert_eq!(world.letters_about(OWNER, recovery::CHANGED).len(), 1);
    let over: Result<String, ApiError> = Err(Refused(Refusal::LinkOver));
    assert_eq!(recovery::save(&mut world.browser(Client), &token, recovery::NEW).await, over);
    world.clock.advance(Seconds(30));
    assert_eq!(recovery::save(&mut browser, &token, recovery::NEW).await, over, "later it is another attempt");
}

#[apply(matrix)]
async fn a_password_that_was_chosen_twice_ends_at_the_account(database: Database, style: Style) {
    let world = temporary_password::open(database).await;
    let temporary = temporary_password::obtain(&world).await;
    let mut browser = world.browser(style);
    let at = "driftwood";
    browser.password_at(at, temporary_password::MEMBER, &temporary).await.unwrap();
    for _ in 0..2 {
        assert_eq!(temporary_password::choose(&mut browser, recovery::NEW).await.unwrap(), "/account");
    }
    assert_eq!(browser.page(temporary_password::CHOICE).await, PageData::Redirect("/account".to_owned()));
    let refused = temporary_password::choose(&mut world.browser(style), recovery::NEW).await;
    assert_eq!(refused, Err(SignedOut));
}

#[apply(matrix)]
async fn a_code_of_the_settings_that_was_entered_twice_leads_back_to_them(database: Database, style: Style) {
    let (world, mut browser) = settings::open(database, style).await;
    browser.at = "/settings/proof?next=/settings/security".to_owned();
    let path = browser.act("send_proof_code", &[("next", "/settings/security")]).await.unwrap();
    let challenge = challenge_in(&path);
    let code = world.code_for(OWNER).await;
    for _ in 0..2 {
        assert_eq!(browser.verify(challenge, &code).await.unwrap(), "/settings/security");
    }
    assert_eq!(browser.page(&page_of(challenge)).await, PageData::Redirect("/settings/security".to_owned()));
    // After signing out, the code page leads to sign-in.
    browser.sign_out().await.unwrap();
    assert_eq!(browser.page(&page_of(challenge)).await, PageData::Redirect("/sign-in".to_owned()));
    assert!(browser.verify(challenge, &code).await.is_err());
}
