//! Tests of locks and slow-downs, step by step.

use super::*;

const LOCK: WrongPassword = WrongPassword::Lock { failures: 5, pause: Seconds::hours(1) };
const SLOW: WrongPassword = WrongPassword::SlowDown { longest: Seconds(60) };

fn at(seconds: i64) -> Timestamp {
    Timestamp(seconds * 1000)
}

/// Counts a wrong try and records its failure.
fn wrong(rules: WrongPassword, row: Failures, now: Timestamp) -> Result<Failures, NotYet> {
    rules.pay(row, now).map(|paid| rules.failed(paid, paid, now).unwrap_or(paid))
}

#[test]
fn the_fifth_failure_locks_for_an_hour() {
    let mut row = Failures::NONE;
    for count in 1..=5 {
        row = wrong(LOCK, row, at(count)).unwrap();
        assert_eq!(row.count, count as u32);
    }
    assert_eq!(LOCK.pay(row, at(6)), Err(NotYet { until: at(3605) }));
    assert_eq!(LOCK.pay(row, at(3604)), Err(NotYet { until: at(3605) }));
    assert_eq!(LOCK.pay(row, at(3605)).unwrap().count, 1);
}

#[test]
fn failures_are_forgotten_an_hour_after_the_first() {
    let row = wrong(LOCK, Failures::NONE, at(0)).unwrap();
    let row = wrong(LOCK, row, at(3599)).unwrap();
    assert_eq!(row.count, 2);
    assert_eq!(wrong(LOCK, row, at(3600)).unwrap().count, 1);
}

#[test]
fn a_success_takes_back_its_own_try_only() {
    let mut row = Failures::NONE;
    for second in 0..4 {
        row = wrong(LOCK, row, at(second)).unwrap();
    }
    let paid = LOCK.pay(row, at(10)).unwrap();
    let after = paid.without(paid, at(10));
    assert_eq!(after, row);
    assert_eq!(wrong(LOCK, after, at(20)).unwrap().count, 5);
}

#[test]
fn a_slow_down_doubles_up_to_a_minute_and_never_locks() {
    let (mut row, mut now) = (Failures::NONE, at(0));
    for expected in [1, 2, 4, 8, 16, 32, 60, 60, 60] {
        row = wrong(SLOW, row, now).unwrap();
        assert_eq!(row.closed_until, now + Seconds(expected));
        assert_eq!(SLOW.pay(row, now), Err(NotYet { until: row.closed_until }));
        now = row.closed_until;
    }
}

#[test]
fn two_tries_at_once_wait_for_each_other_in_a_slow_down() {
    let row = SLOW.pay(Failures::NONE, at(0)).unwrap();
    assert!(SLOW.pay(row, at(0)).is_err());
    assert!(SLOW.pay(row.without(row, at(0)), at(0)).is_ok());
}

#[test]
fn of_two_failures_with_the_last_number_the_first_closes_the_row() {
    let mut row = Failures::NONE;
    for second in 0..3 {
        row = wrong(LOCK, row, at(second)).unwrap();
    }
    let fourth = LOCK.pay(row, at(10)).unwrap();
    let fifth = LOCK.pay(fourth, at(10)).unwrap();
    // The fourth try turns out right while the fifth is being compared, so the next try is a fifth one, too.
    let again = LOCK.pay(fifth.without(fourth, at(10)), at(10)).unwrap();
    assert_eq!((fifth.count, again.count), (5, 5));
    let closed = LOCK.failed(again, again, at(11)).unwrap();
    assert_eq!(closed.closed_until, at(3611));
    assert_eq!(LOCK.failed(closed, fifth, at(12)), None);
}

#[test]
fn a_short_pause_forgets_nothing_before_the_hour_is_over() {
    let short = WrongPassword::Lock { failures: 5, pause: Seconds(60) };
    let mut row = Failures::NONE;
    for second in 0..5 {
        row = wrong(short, row, at(second)).unwrap();
    }
    assert_eq!(row.closed_until, at(64));
    // After the pause one try runs at a time: the next waits until that one is right, or for another pause.
    let paid = short.pay(row, at(64)).unwrap();
    assert_eq!(short.pay(paid, at(64)), Err(NotYet { until: at(124) }));
    assert!(short.pay(paid.without(paid, at(65)), at(65)).is_ok());
    let again = short.failed(paid, paid, at(65)).unwrap();
    assert_eq!((again.count, again.closed_until, again.forgotten_at), (6, at(125), at(3600)));
    assert_eq!(wrong(short, again, at(3600)).unwrap().count, 1);
}

#[test]
fn other_rules_shorten_no_pause_and_forget_no_failure() {
    let short = WrongPassword::Lock { failures: 5, pause: Seconds(60) };
    let mut row = Failures::NONE;
    for second in 0..4 {
        row = wrong(LOCK, row, at(second)).unwrap();
    }
    let filled = wrong(short, row, at(10)).unwrap();
    assert_eq!((filled.count, filled.closed_until, filled.forgotten_at), (5, at(70), at(3600)));
    let locked = wrong(LOCK, row, at(10)).unwrap();
    for rules in [short, SLOW, WrongPassword::Lock { failures: 20, pause: Seconds(60) }] {
        assert_eq!(rules.pay(locked, at(3609)), Err(NotYet { until: at(3610) }), "{rules:?}");
    }
    // The new limit is below the failures counted already.
    let strict = WrongPassword::Lock { failures: 3, pause: Seconds(60) };
    assert_eq!(strict.pay(row, at(10)), Err(NotYet { until: at(3600) }));
}
