//! Who may ask for a temporary password and how often. The answers are equal for all addresses.

use super::*;

#[apply(matrix)]
async fn an_address_without_an_account_is_answered_the_same_and_gets_no_reset(database: Database, style: Style) {
    let world = open(database).await;
    let mut answers = Vec::new();
    for address in [MEMBER, NOBODY, OWNER] {
        let mut browser = world.browser(style);
        ask(&mut browser, address).await.unwrap();
        let answer = browser.last.unwrap();
        let location = answer.header("location").to_owned();
        answers.push((answer.status, answer.body, location));
    }
    assert_eq!(answers[0], answers[1]);
    assert_eq!(answers[0], answers[2], "the account of another organisation is told of");
    world.deliver().await;
    assert_eq!(world.mail.taken().len(), 1);
    for rows in ["recovery_link WHERE is_reset", "outbox_message WHERE template = 'confirm_reset'"] {
        assert_eq!(world.database.number(&format!("SELECT COUNT(*) FROM {rows}")).await, 3, "{rows}");
    }
}

#[apply(matrix)]
async fn two_different_addresses_are_refused_beside_the_second_and_kept(database: Database, style: Style) {
    let world = open(database).await;
    let mut browser = world.browser(style);
    for again in [NOBODY, "", "not an address"] {
        let refused = ask_twice(&mut browser, MEMBER, again).await;
        assert_eq!(refused, Err(Refused(Refusal::AddressesDiffer)), "{again}");
        if style == Form {
            let page = browser.follow().await;
            assert!(page.body.contains("The two email addresses don't match."), "{}", page.body);
            let screen: RecoveryScreen = page.page_data().open().unwrap();
            assert_eq!((screen.draft.email.as_str(), screen.draft.again.as_str()), (MEMBER, again));
        }
    }
    assert_eq!(
        ask_twice(&mut browser, "nobody", "nobody").await,
        Err(Refused(Refusal::InvalidField(FormField::Email)))
    );
    // Two spellings of one mailbox count as one address.
    ask_twice(&mut browser, MEMBER, &format!(" {}", MEMBER.to_uppercase())).await.unwrap();
}

#[apply(matrix)]
async fn one_request_in_five_minutes_is_taken_from_everybody_alike(
    database: Database,
    #[values(MEMBER, NOBODY)] address: &str,
) {
    let world = open(database).await;
    for _ in 0..2 {
        let until = world.now() + Seconds::minutes(5);
        ask(&mut world.browser(Client), address).await.unwrap();
        world.clock.advance_milliseconds(5 * 60_000 - 1);
        let refusal = Err(too_many(until));
        assert_eq!(ask(&mut world.browser(Client), address).await, refusal);
        world.clock.advance_milliseconds(1);
    }
    assert_eq!(world.database.number("SELECT COUNT(*) FROM recovery_link").await, 2);
}

#[apply(matrix)]
async fn strangers_cannot_use_up_the_request_of_a_known_browser(database: Database) {
    let world = open(database).await;
    let mut known = world.browser(Client);
    known.password_at(AT, MEMBER, PASSWORD).await.unwrap();
    ask(&mut world.browser(Client), MEMBER).await.unwrap();
    ask(&mut known, MEMBER).await.unwrap();
    let refused = ask(&mut known, MEMBER).await;
    assert!(matches!(refused, Err(Refused(Refusal::TooManyAttempts { .. }))), "{refused:?}");
}

#[apply(matrix)]
async fn the_countdown_lasts_over_a_reload_and_a_longer_one_cannot_be_written(database: Database, style: Style) {
    let world = open(database).await;
    let mut browser = world.browser(style);
    let sent = ask(&mut browser, MEMBER).await.unwrap();
    let until = world.now() + Seconds::minutes(5);
    let mut shown = async |path: &str| browser.shown::<RecoveryScreen>(path).await.unwrap().step;
    let step = |again_at| RecoveryStage::SentReset { good_for: Seconds::minutes(30), again_at };
    world.clock.advance(Seconds::minutes(2));
    assert_eq!(shown(&sent).await, step(Some(until)));
    for forged in ["9999999999999999", "-1", "x", ""] {
        assert_eq!(shown(&format!("{SENT}?again_at={forged}")).await, step(None), "{forged}");
    }
    world.clock.advance(Seconds::minutes(3));
    assert_eq!(shown(&sent).await, step(None));
}
