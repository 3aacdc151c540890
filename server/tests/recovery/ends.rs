//! What a replaced password ends besides sessions: everything that was begun with the old one.

use super::*;
use crate::passkeys::{add, ask as ask_for_passkey};
use crate::second_step::{answer, give_app};
use crate::settings::{change_password, page};

const APP: &str = "/settings/security/authenticator";
const STEP: &str = "/sign-in/second-step";

/// How the owner replaces the password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum How {
    Recovered,
    Changed,
}

/// Replaces the owner's password. `owner` must be signed in.
async fn replace(world: &World, owner: &mut Browser, how: How) {
    match how {
        How::Recovered => {
            let mut browser = world.browser(Client);
            ask(&mut browser, OWNER).await.unwrap();
            let token = token(world, OWNER).await;
            save(&mut browser, &token, NEW).await.unwrap();
        }
        How::Changed => {
            change_password(owner, PASSWORD, NEW).await.unwrap();
        }
    }
}

async fn signed_in(world: &World) -> Browser {
    let mut browser = world.browser(Client);
    browser.password(OWNER, PASSWORD).await.unwrap();
    browser
}

async fn waiting_key(browser: &mut Browser) -> Option<String> {
    match page(browser, APP).await {
        SettingsPage::Authenticator(view) => view.waiting.map(|app| app.key),
        other => panic!("{other:?}"),
    }
}

#[apply(matrix)]
async fn an_app_that_an_intruder_began_to_set_up_is_not_there_for_the_owner_to_finish(
    database: Database,
    #[values(How::Recovered, How::Changed)] how: How,
) {
    let world = open(database).await;
    let (mut intruder, mut owner) = (signed_in(&world).await, signed_in(&world).await);
    intruder.act("begin_authenticator", &[]).await.unwrap();
    let key = waiting_key(&mut intruder).await.unwrap();
    assert_eq!(waiting_key(&mut owner).await.as_ref(), Some(&key));
    replace(&world, &mut owner, how).await;
    if how == How::Recovered {
        owner.password(OWNER, NEW).await.unwrap();
    }
    assert_eq!(waiting_key(&mut owner).await, None);
    let typed = app_code(&key, world.now());
    let refused = owner.act("turn_on_authenticator", &[("code", &typed)]).await;
    assert_eq!(refused, Err(Refused(Refusal::Code(CodeRefusal::Expired))));
}

#[apply(matrix)]
async fn a_passkey_that_was_asked_for_is_not_taken_any_more(
    database: Database,
    #[values(How::Recovered, How::Changed)] how: How,
) {
    let world = open(database).await;
    let (mut owner, mut device) = (signed_in(&world).await, Device::of(1));
    add(&mut owner, &mut device, "Mine").await.unwrap();
    let mut intruder = world.browser(Client);
    assert_eq!(intruder.password(OWNER, PASSWORD).await.unwrap(), STEP);
    let asked = ask_for_passkey(&mut intruder, "second_step", "").await.unwrap();
    let right = device.answer(&asked.options);
    let fields = [("request", asked.request.as_str()), ("answer", &right)];
    let mut inside = intruder.clone();
    let making = {
        let asked = ask_for_passkey(&mut inside, "second_step", "").await.unwrap();
        let right = device.answer(&asked.options);
        inside.act("answer_with_passkey", &[("request", &asked.request), ("answer", &right)]).await.unwrap();
        ask_for_passkey(&mut inside, "making", "").await.unwrap()
    };
    let mut pending = world.browser(Client);
    pending.password(OWNER, PASSWORD).await.unwrap();
    let pending_asked = ask_for_passkey(&mut pending, "second_step", "").await.unwrap();
    let pending_answer = device.answer(&pending_asked.options);

    replace(&world, &mut owner, how).await;

    let over = Err(Refused(Refusal::SignInOver));
    assert_eq!(intruder.act("answer_with_passkey", &fields).await, over);
    let pending_fields = [("request", pending_asked.request.as_str()), ("answer", &pending_answer)];
    assert_eq!(pending.act("answer_with_passkey", &pending_fields).await, over);
    let made = Device::of(9).make(&making.options);
    let fields = [("name", "Left"), ("request", making.request.as_str()), ("answer", &made)];
    assert_eq!(inside.act("add_passkey", &fields).await, Err(SignedOut));
    assert_eq!(world.database.number("SELECT COUNT(*) FROM passkey").await, 1);
}

#[apply(matrix)]
async fn another_browser_is_asked_for_the_second_step_again(
    database: Database,
    #[values(How::Recovered, How::Changed)] how: How,
) {
    let world = open(database).await;
    let mut owner = signed_in(&world).await;
    let (key, _) = give_app(&world, &mut owner).await;
    let mut spared = world.browser(Client);
    spared.password(OWNER, PASSWORD).await.unwrap();
    let typed = app_code(&key, world.now());
    assert_eq!(answer(&mut spared, "authenticator", &typed, "on").await.unwrap(), "/account");
    let mut pending = world.browser(Client);
    assert_eq!(pending.password(OWNER, PASSWORD).await.unwrap(), STEP);
    assert_eq!(spared.password(OWNER, PASSWORD).await.unwrap(), "/account");

    replace(&world, &mut owner, how).await;

    assert!(spared.account().await.is_err());
    assert_eq!(spared.password(OWNER, NEW).await.unwrap(), STEP);
    world.clock.advance(Seconds(60));
    let typed = app_code(&key, world.now());
    assert_eq!(answer(&mut pending, "authenticator", &typed, "").await, Err(Refused(Refusal::SignInOver)));
}
