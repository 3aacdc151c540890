//! A hundred answers to the second step at once: one of them starts a session.

use super::{AUTHENTICATOR, answer, first, first_to_code, give_app, open};
use crate::{races::at_once, support::prelude::*};

const MANY: usize = 100;

#[apply(threaded_matrix)]
async fn a_code_of_the_second_step_signs_in_only_once(database: Database) {
    let world = open(database, Preset::Invited).await;
    let mut browser = world.browser(Client);
    let challenge = first_to_code(&mut browser).await;
    let code = world.code_for(super::MEMBER).await;
    let outcomes = at_once(vec![browser; MANY], |mut browser, _| {
        let code = code.clone();
        async move { browser.verify(challenge, &code).await }
    })
    .await;
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1, "{outcomes:?}");
    assert_eq!(world.database.number("SELECT COUNT(*) FROM session").await, 1);
}

/// Ten answers in each of ten sign-ins: the code itself can be used once.
#[apply(threaded_matrix)]
async fn codes_of_an_app_and_recovery_codes_let_one_sign_in_through(
    database: Database,
    #[values("authenticator", "recovery-code")] way: &'static str,
) {
    let world = open(database, Preset::Temporary).await;
    let mut owner = world.browser(Client);
    first(&mut owner).await;
    let (key, recovery) = give_app(&world, &mut owner).await;
    let mut browsers = Vec::new();
    for _ in 0..10 {
        let mut browser = world.browser(Client);
        assert_eq!(first(&mut browser).await, AUTHENTICATOR);
        browsers.extend(vec![browser; MANY / 10]);
    }
    let code = if way == "authenticator" { app_code(&key, world.now()) } else { recovery };
    let outcomes = at_once(browsers, |mut browser, _| {
        let code = code.clone();
        async move { answer(&mut browser, way, &code, "").await }
    })
    .await;
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1, "{outcomes:?}");
}
