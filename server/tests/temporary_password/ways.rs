//! A sign-in method that an intruder added, shown where a new password is chosen after a temporary one.

use super::*;
use crate::second_step::give_app;
use app::recovery::AddedFactors;
use domain::AddedWay;

async fn choose_without(browser: &mut Browser, ways: &[&str]) -> Result<String, ApiError> {
    browser.at = CHOICE.to_owned();
    let mut fields = vec![("password", NEW), ("confirmation", NEW)];
    fields.extend(ways.iter().map(|way| ("remove[]", *way)));
    browser.act("choose_password", &fields).await
}

#[apply(matrix)]
async fn what_an_intruder_added_is_shown_there_and_removed_only_when_it_is_ticked(
    database: Database,
    style: Style,
    #[values(false, true)] is_ticked: bool,
) {
    let world = open(database).await;
    let mut intruder = world.browser(Client);
    intruder.password_at(AT, MEMBER, PASSWORD).await.unwrap();
    give_app(&world, &mut intruder).await;
    let temporary = obtain(&world).await;
    let mut browser = world.browser(style);
    assert_eq!(browser.password_at(AT, MEMBER, &temporary).await.unwrap(), CHOICE);
    let PasswordLink::Granted { added: AddedFactors::Removable(ways), .. } = screen(&mut browser, CHOICE).await.link
    else {
        panic!("nothing to choose")
    };
    assert!(ways.len() == 1 && ways[0].way == AddedWay::Authenticator && !ways[0].is_ticked, "{ways:?}");

    let chosen = choose_without(&mut browser, if is_ticked { &["authenticator"] } else { &[] }).await;
    let (to, left) = if is_ticked { ("/account", 0) } else { ("/o/driftwood/sign-in/second-step", 1) };
    assert_eq!(chosen.unwrap(), to);
    assert_eq!(world.database.number("SELECT COUNT(*) FROM authenticator").await, left);
    assert!(intruder.account().await.is_err());
    world.deliver().await;
    let letters = world.letters_about(MEMBER, "Your authenticator app was turned off");
    assert_eq!(letters.len(), usize::from(is_ticked));
}

#[apply(matrix)]
async fn a_browser_without_a_right_temporary_password_reads_nothing_of_what_was_added(database: Database) {
    let world = open(database).await;
    let mut owner = world.browser(Client);
    owner.password_at(AT, MEMBER, PASSWORD).await.unwrap();
    give_app(&world, &mut owner).await;
    let mut stranger = world.browser(Form);
    for path in [CHOICE.to_owned(), format!("/new-password/{}", "A".repeat(43)), format!("/reset/{}", "A".repeat(43))] {
        let page = stranger.get(&path).await.body;
        assert!(!page.contains("Recently added") && !page.contains("remove[]"), "{path}: {page}");
    }
    let refused = choose_without(&mut stranger, &["authenticator"]).await;
    assert_eq!(refused, Err(SignedOut));
    assert_eq!(world.database.number("SELECT COUNT(*) FROM authenticator").await, 1);
}
