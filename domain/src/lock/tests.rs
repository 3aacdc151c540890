//! Locks and slow-downs, step by step.

use super::*;

const LOCK: WrongPassword = WrongPassword::Lock { failures: 5, pause: Seconds::hours(1) };
const SLOW: WrongPassword = WrongPassword::SlowDown { longest: Seconds(60) };

fn at(seconds: i64) -> Timestamp {
    Timestamp(seconds * 1000)
}

/// A wrong try, from paying to the failure.
fn wrong(rules: WrongPassword, row: Failures, now: Timestamp) -> Result<Failures, NotYet> {
    rules.pay(row, now).map(|paid| rules.failed(paid, paid.count, now))
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
    let after = LOCK.succeeded(LOCK.pay(row, at(10)).unwrap());
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
    assert!(SLOW.pay(SLOW.succeeded(row), at(0)).is_ok());
}

#[test]
fn of_two_failures_with_the_last_number_the_first_closes_the_row() {
    let mut row = Failures::NONE;
    for second in 0..3 {
        row = wrong(LOCK, row, at(second)).unwrap();
    }
    let fourth = LOCK.pay(row, at(10)).unwrap();
    let fifth = LOCK.pay(fourth, at(10)).unwrap();
    // The fourth turns out right while the fifth is being compared; another fifth begins.
    let again = LOCK.pay(LOCK.succeeded(fifth), at(10)).unwrap();
    assert_eq!((fifth.count, again.count), (5, 5));
    let closed = LOCK.failed(again, 5, at(11));
    assert_eq!(closed.closed_until, at(3611));
    assert_eq!(LOCK.failed(closed, 5, at(12)), closed);
}
