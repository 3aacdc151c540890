//! Tests of challenges: attempt, resend, expire and consume, in any order.

use super::*;
use crate::{Seconds, policy::CODE_RULES};
use proptest::prelude::*;

const RULES: CodeRules = CODE_RULES;
const START: Timestamp = Timestamp(1_000_000);

/// An in-memory store that works like the database: it counts an attempt before it judges it.
struct Model {
    challenge: Challenge,
    issued: Vec<IssuedCode>,
    now: Timestamp,
}

impl Model {
    fn new() -> Self {
        let challenge = Challenge::opened(RULES, START);
        let issued = vec![IssuedCode { expires_at: challenge.expires_at }];
        Model { challenge, issued, now: START }
    }

    fn resend(&mut self) -> bool {
        if self.challenge.is_consumed || self.now < self.challenge.resend_at(RULES) {
            return false;
        }
        self.challenge = self.challenge.reopened(RULES, self.now);
        self.issued.push(IssuedCode { expires_at: self.challenge.expires_at });
        let surplus = self.issued.len().saturating_sub(RULES.live);
        self.issued.drain(..surplus);
        true
    }

    fn attempt(&mut self, typed: Option<usize>) -> Result<(), CodeRefusal> {
        if let Some(refusal) = self.challenge.closed(RULES, self.now) {
            return Err(refusal);
        }
        self.challenge.attempts += 1;
        let matching = typed.and_then(|index| self.issued.get(index)).copied();
        let verdict = self.challenge.judge(RULES, matching, self.now);
        self.challenge.is_consumed |= verdict.is_ok();
        verdict
    }
}

#[test]
fn the_fifth_wrong_attempt_already_says_too_many() {
    let mut model = Model::new();
    for _ in 0..4 {
        assert_eq!(model.attempt(None), Err(CodeRefusal::Invalid));
    }
    assert_eq!(model.attempt(None), Err(CodeRefusal::AttemptsUsedUp));
    assert_eq!(model.attempt(Some(0)), Err(CodeRefusal::AttemptsUsedUp), "the right digits are refused too");
}

#[test]
fn the_fifth_attempt_may_still_be_right() {
    let mut model = Model::new();
    for _ in 0..4 {
        model.attempt(None).unwrap_err();
    }
    assert_eq!(model.attempt(Some(0)), Ok(()));
}

#[test]
fn a_code_expires_to_the_millisecond() {
    let mut model = Model::new();
    model.now = Timestamp(START.0 + 599_999);
    assert_eq!(model.attempt(None), Err(CodeRefusal::Invalid));
    model.now = Timestamp(START.0 + 600_000);
    assert_eq!(model.attempt(None), Err(CodeRefusal::Expired));
    assert_eq!(model.attempt(Some(0)), Err(CodeRefusal::Expired));
}

#[test]
fn after_a_resend_the_code_in_transit_stays_good_until_its_own_time() {
    let mut model = Model::new();
    model.now = START + Seconds(60);
    assert!(model.resend());
    model.now = START + Seconds(599);
    assert_eq!(model.clone_attempt(0), Ok(()));
    model.now = START + Seconds(600);
    assert_eq!(model.clone_attempt(0), Err(CodeRefusal::Expired));
    assert_eq!(model.clone_attempt(1), Ok(()));
}

#[test]
fn a_third_code_kills_the_first() {
    let mut model = Model::new();
    for minute in 1..=2 {
        model.now = START + Seconds::minutes(minute);
        assert!(model.resend());
    }
    assert_eq!(model.issued.len(), 2);
}

impl Model {
    fn clone_attempt(&self, typed: usize) -> Result<(), CodeRefusal> {
        let mut copy = Model { challenge: self.challenge.clone(), issued: self.issued.clone(), now: self.now };
        copy.attempt(Some(typed))
    }
}

#[derive(Clone, Debug)]
enum Event {
    Wait(u32),
    Resend,
    Wrong,
    Right(usize),
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        (0u32..400).prop_map(Event::Wait),
        Just(Event::Resend),
        Just(Event::Wrong),
        (0usize..2).prop_map(Event::Right),
    ]
}

proptest! {
    #[test]
    fn whatever_happens_a_challenge_lets_in_once_and_only_in_time(events in proptest::collection::vec(event(), 0..60)) {
        let mut model = Model::new();
        let (mut successes, mut wrong_since_code) = (0, 0);
        for event in events {
            match event {
                Event::Wait(seconds) => model.now = model.now + Seconds(seconds),
                Event::Resend => if model.resend() { wrong_since_code = 0 },
                Event::Wrong => {
                    wrong_since_code += u8::from(model.challenge.closed(RULES, model.now).is_none());
                    prop_assert!(model.attempt(None).is_err());
                }
                Event::Right(index) => {
                    let live = model.issued.get(index).is_some_and(|code| model.now < code.expires_at);
                    if model.attempt(Some(index)).is_ok() {
                        prop_assert!(live);
                        successes += 1;
                    } else {
                        wrong_since_code += u8::from(model.challenge.closed(RULES, model.now).is_none());
                    }
                }
            }
            prop_assert!(successes <= 1);
            prop_assert!(model.challenge.attempts <= RULES.attempts);
            prop_assert!(wrong_since_code <= RULES.attempts);
            prop_assert!(model.issued.len() <= RULES.live);
        }
    }
}

/// Generates sensible rules of every kind.
fn rules() -> impl Strategy<Value = CodeRules> {
    (60u32..1200, 0u32..120, 1u8..10, 1usize..4).prop_map(|(good_for, resend_after, attempts, live)| CodeRules {
        good_for: Seconds(good_for),
        resend_after: Seconds(resend_after),
        attempts,
        live,
    })
}

#[derive(Clone, Debug)]
enum Step {
    Wait(u32),
    /// Waits until exactly the millisecond at which the newest code expires or another may be requested, or until the
    /// millisecond before.
    WaitForEdge {
        is_end: bool,
        is_early: bool,
    },
    Resend,
    Wrong,
    /// Types the code that was sent this many codes before the newest.
    Issued(usize),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        2 => (0u32..200_000).prop_map(Step::Wait),
        2 => (any::<bool>(), any::<bool>()).prop_map(|(is_end, is_early)| Step::WaitForEdge { is_end, is_early }),
        4 => Just(Step::Resend),
        4 => Just(Step::Wrong),
        1 => (0usize..5).prop_map(Step::Issued),
    ]
}

/// The events so far. They determine the expected answer to the next attempt.
struct History {
    /// When each code was sent, the oldest first.
    sent_at: Vec<Timestamp>,
    attempts_of_newest: u8,
    is_answered: bool,
}

impl History {
    fn newest(&self) -> Timestamp {
        *self.sent_at.last().unwrap()
    }

    /// The expected answer to an attempt at `now`. `typed` counts codes back from the newest; `None`: no code has these
    /// digits.
    fn answer(&mut self, rules: CodeRules, typed: Option<usize>, now: Timestamp) -> Result<(), CodeRefusal> {
        if self.is_answered || now >= self.newest() + rules.good_for {
            return Err(CodeRefusal::Expired);
        }
        if self.attempts_of_newest >= rules.attempts {
            return Err(CodeRefusal::AttemptsUsedUp);
        }
        self.attempts_of_newest += 1;
        match typed.and_then(|before| self.sent_at.iter().rev().take(rules.live).nth(before)) {
            Some(sent_at) if now < *sent_at + rules.good_for => {
                self.is_answered = true;
                Ok(())
            }
            Some(_) => Err(CodeRefusal::Expired),
            None if self.attempts_of_newest == rules.attempts => Err(CodeRefusal::AttemptsUsedUp),
            None => Err(CodeRefusal::Invalid),
        }
    }
}

proptest! {
    #[test]
    fn under_any_rules_every_answer_is_the_one_that_the_history_demands(
        rules in rules(),
        steps in proptest::collection::vec(step(), 0..80),
    ) {
        let mut challenge = Challenge::opened(rules, START);
        let mut issued = vec![IssuedCode { expires_at: challenge.expires_at }];
        let mut history = History { sent_at: vec![START], attempts_of_newest: 0, is_answered: false };
        let mut now = START;
        for step in steps {
            match step {
                Step::Wait(milliseconds) => now = Timestamp(now.0 + i64::from(milliseconds)),
                Step::WaitForEdge { is_end, is_early } => {
                    let edge = if is_end { challenge.expires_at } else { challenge.resend_at(rules) };
                    now = now.max(Timestamp(edge.0 - i64::from(is_early)));
                }
                Step::Resend => {
                    let may = now >= history.newest() + rules.resend_after;
                    prop_assert_eq!(may, now >= challenge.resend_at(rules));
                    if may && !challenge.is_consumed {
                        challenge = challenge.reopened(rules, now);
                        issued.insert(0, IssuedCode { expires_at: challenge.expires_at });
                        issued.truncate(rules.live);
                        history.sent_at.push(now);
                        history.attempts_of_newest = 0;
                    }
                }
                Step::Wrong | Step::Issued(_) => {
                    let typed = if let Step::Issued(before) = step { Some(before) } else { None };
                    let expected = history.answer(rules, typed, now);
                    let answer = match challenge.closed(rules, now) {
                        Some(refusal) => Err(refusal),
                        None => {
                            challenge.attempts += 1;
                            let matching = typed.and_then(|before| issued.get(before)).copied();
                            challenge.judge(rules, matching, now)
                        }
                    };
                    challenge.is_consumed |= answer.is_ok();
                    prop_assert_eq!(answer, expected, "{:?} at {:?}", step, now);
                }
            }
            prop_assert_eq!(challenge.attempts, history.attempts_of_newest);
            prop_assert_eq!(challenge.is_consumed, history.is_answered);
        }
    }
}
