//! What ends a sign-in between its first and second step.

use super::{MEMBER, answer, first, first_to_code, give_app, is_in, open};
use crate::{new_browser::token_in, settings::NEW, support::prelude::*};
use app::second_step::{SecondStepPage, SecondStepScreen};

/// Input that was sent by mistake or pasted from elsewhere is not a guess.
#[apply(matrix)]
async fn what_cannot_be_a_code_is_no_attempt(database: Database, style: Style) {
    let world = open(database, Preset::Temporary).await;
    let mut owner = world.browser(Client);
    first(&mut owner).await;
    let (_, recovery) = give_app(&world, &mut owner).await;
    let mut browser = world.browser(style);
    first(&mut browser).await;
    for _ in 0..8 {
        for (way, typed) in
            [("authenticator", ""), ("authenticator", "12345"), ("recovery-code", ""), ("recovery-code", "0123")]
        {
            assert_eq!(answer(&mut browser, way, typed, "").await, Err(INVALID_CODE), "{typed}");
        }
    }
    assert_eq!(world.database.number("SELECT COUNT(*) FROM half_sign_in WHERE tries > 0").await, 0);
    let recovery = format!("\u{feff}{}\u{3000}", recovery.replace('-', "\u{2011}"));
    assert_eq!(answer(&mut browser, "recovery-code", &recovery, "").await.unwrap(), "/account");
}

#[derive(Clone, Copy, Debug)]
enum End {
    PasswordChanged,
    SignedOutElsewhere,
    Disowned,
    Deactivated,
}

async fn end(world: &World, owner: &mut Browser, end: End) {
    match end {
        End::PasswordChanged => {
            owner.at = "/settings/security/password".to_owned();
            let fields = [("current", PASSWORD), ("password", NEW), ("confirmation", NEW)];
            owner.act("change_password", &fields).await.unwrap();
        }
        End::SignedOutElsewhere => {
            owner.at = "/settings/security/sessions".to_owned();
            owner.act("end_other_sessions", &[]).await.unwrap();
        }
        End::Disowned => {
            world.deliver().await;
            owner.was_not_me(&token_in(world, MEMBER)).await.unwrap();
        }
        End::Deactivated => {
            world.set_deactivated(MEMBER, true).await;
            world.set_deactivated(MEMBER, false).await;
        }
    }
}

#[apply(matrix)]
async fn what_ends_sessions_ends_what_would_become_one(
    database: Database,
    #[values(End::PasswordChanged, End::SignedOutElsewhere, End::Disowned, End::Deactivated)] how: End,
) {
    let world = open(database, Preset::Temporary).await;
    let mut owner = world.browser(Client);
    first(&mut owner).await;
    let (key, _) = give_app(&world, &mut owner).await;
    let mut browser = world.browser(Client);
    first(&mut browser).await;
    end(&world, &mut owner, how).await;
    let code = app_code(&key, world.now());
    assert_eq!(answer(&mut browser, "authenticator", &code, "").await, Err(Refused(Refusal::SignInOver)));
    let screen: SecondStepScreen = browser.shown(super::AUTHENTICATOR).await.unwrap();
    assert_eq!(screen.page, SecondStepPage::Over);
    assert!(!is_in(&mut browser).await);
}

#[apply(matrix)]
async fn it_ends_with_its_time_and_when_it_is_left(database: Database, style: Style) {
    let world = open(database, Preset::Invited).await;
    let mut browser = world.browser(style);
    let challenge = first_to_code(&mut browser).await;
    world.clock.advance(Seconds::minutes(2));
    browser.resend(challenge).await.unwrap();
    let code = world.code_for(MEMBER).await;
    // The code is still valid, but the first step has expired.
    world.clock.advance(Seconds::minutes(9));
    assert_eq!(browser.verify(challenge, &code).await, Err(Refused(Refusal::SignInOver)));
    assert_eq!(browser.resend(challenge).await, Err(Refused(Refusal::SignInOver)));
    let mut other = world.browser(style);
    let challenge = first_to_code(&mut other).await;
    let code = world.code_for(MEMBER).await;
    assert_eq!(other.act("leave_second_step", &[]).await.unwrap(), "/o/cedar/sign-in");
    assert_eq!(other.verify(challenge, &code).await, Err(Refused(Refusal::SignInOver)));
}

#[apply(matrix)]
async fn wrong_answers_end_it_and_then_pause_the_step(database: Database, style: Style) {
    let world = open(database, Preset::Temporary).await;
    let mut owner = world.browser(style);
    first(&mut owner).await;
    let (key, recovery) = give_app(&world, &mut owner).await;
    for round in 0..3 {
        let mut browser = world.browser(style);
        first(&mut browser).await;
        for number in 1..=5 {
            let code = wrong(&[&app_code(&key, world.now())], round * 5 + number);
            let refused = answer(&mut browser, "authenticator", &code, "").await.unwrap_err();
            let expected = if number < 5 { Refusal::Code(CodeRefusal::Invalid) } else { Refusal::SignInOver };
            assert_eq!(refused, Refused(expected), "{round} {number}");
        }
        let code = app_code(&key, world.now());
        assert_eq!(answer(&mut browser, "authenticator", &code, "").await, Err(Refused(Refusal::SignInOver)));
    }
    // Taking the first step again gives no more attempts. A browser that has signed in before has a separate count.
    let mut stranger = world.browser(style);
    first(&mut stranger).await;
    let refused = answer(&mut stranger, "recovery-code", &recovery, "").await;
    assert!(matches!(refused, Err(Refused(Refusal::TooManyAttempts { until: Some(_) }))), "{refused:?}");
    first(&mut owner).await;
    assert_eq!(answer(&mut owner, "authenticator", &app_code(&key, world.now()), "").await.unwrap(), "/account");
}
