//! Tests of lockouts and slow-downs, step by step.

use super::*;

const LOCKOUT: WrongPassword = WrongPassword::Lockout { failures: 5, duration: Seconds::hours(1) };
const SLOW: WrongPassword = WrongPassword::SlowDown { longest: Seconds(60) };

fn at(seconds: i64) -> Timestamp {
    Timestamp(seconds * 1000)
}

/// Counts a wrong attempt and records its failure.
fn wrong(rules: WrongPassword, row: Failures, now: Timestamp) -> Result<Failures, NotYet> {
    rules.count_attempt(row, now).map(|counted| rules.failed(counted, counted, now).unwrap_or(counted))
}

#[test]
fn the_fifth_failure_locks_out_for_an_hour() {
    let mut row = Failures::NONE;
    for count in 1..=5 {
        row = wrong(LOCKOUT, row, at(count)).unwrap();
        assert_eq!(row.count, count as u32);
    }
    assert_eq!(LOCKOUT.count_attempt(row, at(6)), Err(NotYet { until: at(3605) }));
    assert_eq!(LOCKOUT.count_attempt(row, at(3604)), Err(NotYet { until: at(3605) }));
    assert_eq!(LOCKOUT.count_attempt(row, at(3605)).unwrap().count, 1);
}

#[test]
fn failures_are_forgotten_an_hour_after_the_first() {
    let row = wrong(LOCKOUT, Failures::NONE, at(0)).unwrap();
    let row = wrong(LOCKOUT, row, at(3599)).unwrap();
    assert_eq!(row.count, 2);
    assert_eq!(wrong(LOCKOUT, row, at(3600)).unwrap().count, 1);
}

#[test]
fn a_success_takes_back_its_own_attempt_only() {
    let mut row = Failures::NONE;
    for second in 0..4 {
        row = wrong(LOCKOUT, row, at(second)).unwrap();
    }
    let counted = LOCKOUT.count_attempt(row, at(10)).unwrap();
    let after = counted.without(counted, at(10));
    assert_eq!(after, row);
    assert_eq!(wrong(LOCKOUT, after, at(20)).unwrap().count, 5);
}

#[test]
fn a_slow_down_doubles_up_to_a_minute_and_never_locks_out() {
    let (mut row, mut now) = (Failures::NONE, at(0));
    for expected in [1, 2, 4, 8, 16, 32, 60, 60, 60] {
        row = wrong(SLOW, row, now).unwrap();
        assert_eq!(row.closed_until, now + Seconds(expected));
        assert_eq!(SLOW.count_attempt(row, now), Err(NotYet { until: row.closed_until }));
        now = row.closed_until;
    }
}

#[test]
fn two_attempts_at_once_wait_for_each_other_in_a_slow_down() {
    let row = SLOW.count_attempt(Failures::NONE, at(0)).unwrap();
    assert!(SLOW.count_attempt(row, at(0)).is_err());
    assert!(SLOW.count_attempt(row.without(row, at(0)), at(0)).is_ok());
}

#[test]
fn of_two_failures_with_the_last_number_the_first_closes_the_row() {
    let mut row = Failures::NONE;
    for second in 0..3 {
        row = wrong(LOCKOUT, row, at(second)).unwrap();
    }
    let fourth = LOCKOUT.count_attempt(row, at(10)).unwrap();
    let fifth = LOCKOUT.count_attempt(fourth, at(10)).unwrap();
    // The fourth attempt turns out right while the fifth is being compared, so the next attempt is a fifth one, too.
    let again = LOCKOUT.count_attempt(fifth.without(fourth, at(10)), at(10)).unwrap();
    assert_eq!((fifth.count, again.count), (5, 5));
    let closed = LOCKOUT.failed(again, again, at(11)).unwrap();
    assert_eq!(closed.closed_until, at(3611));
    assert_eq!(LOCKOUT.failed(closed, fifth, at(12)), None);
}

#[test]
fn a_short_lockout_forgets_nothing_before_the_hour_is_over() {
    let short = WrongPassword::Lockout { failures: 5, duration: Seconds(60) };
    let mut row = Failures::NONE;
    for second in 0..5 {
        row = wrong(short, row, at(second)).unwrap();
    }
    assert_eq!(row.closed_until, at(64));
    // After the lockout one attempt runs at a time: the next waits until that one is right, or for another lockout.
    let counted = short.count_attempt(row, at(64)).unwrap();
    assert_eq!(short.count_attempt(counted, at(64)), Err(NotYet { until: at(124) }));
    assert!(short.count_attempt(counted.without(counted, at(65)), at(65)).is_ok());
    let again = short.failed(counted, counted, at(65)).unwrap();
    assert_eq!((again.count, again.closed_until, again.forgotten_at), (6, at(125), at(3600)));
    assert_eq!(wrong(short, again, at(3600)).unwrap().count, 1);
}

#[test]
fn other_rules_shorten_no_lockout_and_forget_no_failure() {
    let short = WrongPassword::Lockout { failures: 5, duration: Seconds(60) };
    let mut row = Failures::NONE;
    for second in 0..4 {
        row = wrong(LOCKOUT, row, at(second)).unwrap();
    }
    let filled = wrong(short, row, at(10)).unwrap();
    assert_eq!((filled.count, filled.closed_until, filled.forgotten_at), (5, at(70), at(3600)));
    let locked = wrong(LOCKOUT, row, at(10)).unwrap();
    for rules in [short, SLOW, WrongPassword::Lockout { failures: 20, duration: Seconds(60) }] {
        assert_eq!(rules.count_attempt(locked, at(3609)), Err(NotYet { until: at(3610) }), "{rules:?}");
    }
    // The new limit is below the failures counted already.
    let strict = WrongPassword::Lockout { failures: 3, duration: Seconds(60) };
    assert_eq!(strict.count_attempt(row, at(10)), Err(NotYet { until: at(3600) }));
}

#[test]
fn a_lockout_stays_one_under_other_rules_and_a_wait_is_none() {
    let waiting = wrong(SLOW, Failures::NONE, at(0)).unwrap();
    assert_eq!(waiting.locked_until, Failures::NONE.locked_until);
    let strict = WrongPassword::Lockout { failures: 1, duration: Seconds(60) };
    let locked = wrong(strict, Failures::NONE, at(0)).unwrap();
    assert_eq!((locked.locked_until, locked.closed_until), (at(60), at(60)));
    let waiting = wrong(SLOW, locked, at(60)).unwrap();
    assert_eq!((waiting.locked_until, waiting.closed_until), (at(60), at(62)));
}
