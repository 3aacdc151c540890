//! What expires: the link, the temporary password, and the time to choose a new one.

use super::*;
use store::purge;

const EXPIRED: ApiError = Refused(Refusal::Password(TemporaryExpired));

#[apply(matrix)]
async fn a_link_is_good_for_half_an_hour_and_a_temporary_password_for_an_hour(database: Database) {
    let world = open(database).await;
    let mut browser = world.browser(Client);
    ask(&mut browser, MEMBER).await.unwrap();
    let token = token(&world, MEMBER).await;
    world.clock.advance_milliseconds(30 * 60_000 - 1);
    assert_eq!(link(&mut browser, &token).await, PasswordLink::Confirm { email: MEMBER.to_owned() });
    world.clock.advance_milliseconds(1);
    assert_eq!(link(&mut browser, &token).await, PasswordLink::Expired);
    for unknown in [&token, "AAAA", &"A".repeat(43)] {
        assert_eq!(confirm(&mut browser, unknown).await, Err(Refused(Refusal::LinkOver)));
    }
    let temporary = obtain(&world).await;
    world.clock.advance_milliseconds(60 * 60_000 - 1);
    assert_eq!(browser.password_at(AT, MEMBER, &temporary).await, Ok(CHOICE.to_owned()));
    world.clock.advance_milliseconds(1);
    assert_eq!(browser.password_at(AT, MEMBER, &temporary).await, Err(EXPIRED));
    // A choice that began in time can be finished.
    choose(&mut browser, NEW).await.unwrap();
}

#[apply(matrix)]
async fn an_expired_temporary_password_says_so_and_costs_an_attempt_like_any_other(database: Database, style: Style) {
    let world = open(database).await;
    let temporary = obtain(&world).await;
    world.clock.advance(Seconds::hours(1));
    let mut browser = world.browser(style);
    assert_eq!(browser.password_at(AT, MEMBER, &temporary).await, Err(EXPIRED));
    if style == Form {
        let page = browser.follow().await.body;
        assert!(page.contains("This temporary password has expired. Please request a new one."), "{page}");
        assert!(page.contains("Forgot password?"), "{page}");
    }
    let next_at = world.now() + Seconds(1);
    let waiting = Err(Refused(Refusal::Password(SlowedDown { next_at })));
    assert_eq!(browser.password_at(AT, MEMBER, &temporary).await, waiting);
    // The old password was never replaced.
    enter(&world, &mut browser, PASSWORD).await.unwrap();
}

#[apply(matrix)]
async fn only_a_user_who_types_it_to_the_letter_is_told_that_it_was_one(database: Database) {
    let world = open(database).await;
    let temporary = obtain(&world).await;
    let last = if temporary.ends_with('2') { "3" } else { "2" };
    let wrong = format!("{}{last}", &temporary[..temporary.len() - 1]);
    world.clock.advance(Seconds::hours(1));
    world.settle(AT, NOBODY, None, Role::Member).await;
    for (email, password) in [(MEMBER, wrong.as_str()), (NOBODY, &temporary), ("no@drift.example", &temporary)] {
        let refused = world.browser(Client).password_at(AT, email, password).await;
        assert!(is_no_match(&refused), "{email}: {refused:?}");
    }
}

#[apply(matrix)]
async fn every_temporary_password_is_over_when_a_real_one_is_saved(database: Database) {
    let world = open(database).await;
    let first = obtain(&world).await;
    world.clock.advance(Seconds::minutes(5));
    let second = obtain(&world).await;
    let mut browser = world.browser(Client);
    // A second request leaves the first temporary password valid.
    browser.password_at(AT, MEMBER, &first).await.unwrap();
    browser.password_at(AT, MEMBER, &second).await.unwrap();
    choose(&mut browser, NEW).await.unwrap();
    for temporary in [first, second] {
        assert_eq!(enter(&world, &mut world.browser(Client), &temporary).await, Err(EXPIRED));
    }
}

#[apply(matrix)]
async fn the_grant_survives_reloads_for_half_an_hour_and_can_be_given_again(database: Database, style: Style) {
    let world = open(database).await;
    let temporary = obtain(&world).await;
    let mut browser = world.browser(style);
    browser.password_at(AT, MEMBER, &temporary).await.unwrap();
    world.clock.advance_milliseconds(30 * 60_000 - 1);
    assert!(may_choose(&mut browser).await && may_choose(&mut browser).await);
    world.clock.advance_milliseconds(1);
    let over = screen(&mut browser, CHOICE).await;
    assert_eq!((over.link, over.organisation.slug.as_str()), (PasswordLink::NotGranted, AT));
    assert_eq!(choose(&mut browser, NEW).await, Err(SignedOut));
    browser.password_at(AT, MEMBER, &temporary).await.unwrap();
    choose(&mut browser, NEW).await.unwrap();
}

#[apply(matrix)]
async fn what_is_long_over_is_forgotten(database: Database) {
    let world = open(database).await;
    let temporary = obtain(&world).await;
    world.browser(Client).password_at(AT, MEMBER, &temporary).await.unwrap();
    let rows = async || {
        let count = async |table: &str| world.database.number(&format!("SELECT COUNT(*) FROM {table}")).await;
        (count("temporary_password").await, count("password_choice").await)
    };
    for (days, left) in [(0, (1, 1)), (2, (1, 0)), (31, (0, 0))] {
        world.clock.advance(Seconds::days(days));
        purge::purge_expired(&world.app.store, world.now()).await.unwrap();
        assert_eq!(rows().await, left, "{days}");
    }
}
