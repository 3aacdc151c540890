//! Tests of the hasher with the cheapest parameters. Where the order matters, the test does the work of the thread.

use super::{hashing_thread::Memory, *};
use crate::random::SystemRandom;
use hugealloc::HugeAlloc;
use rstest::rstest;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

/// The lowest parameters that argon2 accepts.
const CHEAP: HashParameters = HashParameters { memory_kib: 8, passes: 1 };
const PEPPER: [u8; 32] = [7; 32];
const KEY: i32 = 1;

fn peppers(pepper: [u8; 32]) -> Peppers {
    Peppers::of(vec![(KEY, Secret::new(pepper))])
}

fn password(text: &str) -> Password {
    Password::new(text.to_owned())
}

/// A hasher with one thread.
fn hasher(parameters: HashParameters, pepper: [u8; 32]) -> PasswordHasher {
    let (hasher, hashing_thread) = PasswordHasher::open(parameters, peppers(pepper), 8, &SystemRandom).unwrap();
    thread::spawn(|| hashing_thread.run());
    hasher
}

#[tokio::test]
async fn only_the_same_password_is_verified() {
    let hasher = hasher(CHEAP, PEPPER);
    let hash = hasher.hash(password("Hunter2!"), &SystemRandom).await.unwrap();
    let verify = async |text| hasher.verify(password(text), Some(hash.clone())).await.unwrap();
    assert_eq!(verify("Hunter2!").await, Verified::Yes { is_outdated: false });
    assert_eq!(verify("hunter2!").await, Verified::No);
    assert_eq!(verify("").await, Verified::No);
}

/// The string comes from another implementation of RFC 9106, one that passes the test vector of its §5.3.
#[tokio::test]
async fn what_is_stored_is_argon2id_with_the_pepper_as_its_secret() {
    let stored = "$argon2id$v=19$m=8,t=1,p=1$AQEBAQEBAQEBAQEBAQEBAQ$HrdLwi8yPkpljG1pXkJsqnMXM0yUNxh9DE3Y0OtC6Cw";
    let stored = Some(PasswordHash::from(stored.to_owned()));
    let verified = hasher(CHEAP, PEPPER).verify(password("Hunter2!"), stored).await.unwrap();
    // The hash does not name the key of its pepper, so the next sign-in stores one that does.
    assert_eq!(verified, Verified::Yes { is_outdated: true });
}

#[tokio::test]
async fn all_spellings_of_one_password_are_right() {
    let hasher = hasher(CHEAP, PEPPER);
    let (composed, decomposed) = ("Hafen7-L\u{e4}rm", "Hafen7-La\u{308}rm");
    for stored in [composed, decomposed] {
        let hash = hasher.hash(password(stored), &SystemRandom).await.unwrap();
        for typed in [composed, decomposed] {
            let verified = hasher.verify(password(typed), Some(hash.clone())).await.unwrap();
            assert_eq!(verified, Verified::Yes { is_outdated: false });
        }
        assert_eq!(hasher.verify(password("Hafen7-Larm"), Some(hash)).await.unwrap(), Verified::No);
    }
}

/// A hash without the NFC mark was made of the password as typed.
#[tokio::test]
async fn a_password_that_was_hashed_as_it_was_typed_is_still_right_and_hashed_again() {
    let hasher = hasher(CHEAP, PEPPER);
    for (typed, is_outdated) in [("Hafen7-La\u{308}rm", true), ("Hafen7-L\u{e4}rm", true), ("Hafen7-Larm", false)] {
        let output = hasher.run(password(typed), CHEAP, Some(KEY), [1; 16]).await.unwrap();
        let before = Stored { parameters: CHEAP, is_nfc: false, key_id: Some(KEY), salt: [1; 16], output };
        let before = PasswordHash::from(before);
        assert!(!before.expose().contains("nfc"));
        let verified = hasher.verify(password(typed), Some(before)).await.unwrap();
        assert_eq!(verified, Verified::Yes { is_outdated }, "{typed}");
    }
}

#[tokio::test]
async fn an_older_pepper_is_still_known_and_replaced() {
    let hash = hasher(CHEAP, PEPPER).hash(password("Hunter2!"), &SystemRandom).await.unwrap();
    let ring = |all: &[(i32, [u8; 32])]| {
        let peppers = Peppers::of(all.iter().map(|&(id, pepper)| (id, Secret::new(pepper))).collect());
        let (hasher, hashing_thread) = PasswordHasher::open(CHEAP, peppers, 8, &SystemRandom).unwrap();
        thread::spawn(|| hashing_thread.run());
        hasher
    };
    let both = ring(&[(2, [8; 32]), (KEY, PEPPER)]);
    let verified = both.verify(password("Hunter2!"), Some(hash.clone())).await.unwrap();
    assert_eq!(verified, Verified::Yes { is_outdated: true });
    assert_eq!(both.verify(password("hunter2!"), Some(hash.clone())).await.unwrap(), Verified::No);
    let again = both.hash(password("Hunter2!"), &SystemRandom).await.unwrap();
    let only_new = ring(&[(2, [8; 32])]);
    let verified = only_new.verify(password("Hunter2!"), Some(again)).await.unwrap();
    assert_eq!(verified, Verified::Yes { is_outdated: false });
    // Without its pepper a hash never matches.
    assert_eq!(only_new.verify(password("Hunter2!"), Some(hash)).await.unwrap(), Verified::No);
}

#[tokio::test]
async fn a_missing_hash_is_never_verified_and_costs_a_run_like_any_other() {
    let (hasher, hashing_thread) = PasswordHasher::open(CHEAP, peppers(PEPPER), 8, &SystemRandom).unwrap();
    let unreadable = Some(PasswordHash::from("$2b$12$abc".to_owned()));
    let readable = Some(
        Stored { parameters: CHEAP, is_nfc: true, key_id: Some(KEY), salt: [1; 16], output: Secret::new([1; 32]) }
            .into(),
    );
    for stored in [None, unreadable, readable] {
        let mut verifying = pin!(hasher.verify(password("Hunter2!"), stored));
        assert!(verifying.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
        let mut memory = Memory::new_in(HugeAlloc);
        hashing_thread.work(hashing_thread.next().unwrap(), &mut memory);
        assert_eq!(memory.len(), 8, "one run of argon2 in 8 KiB");
        assert!(!matches!(verifying.await, Ok(Verified::Yes { .. }) | Err(HashError::Busy)));
    }
}

/// An imported hash of `Hunter2!`, and its kind.
fn imported() -> (PasswordHash, Vec<String>) {
    let text = "$2b$04$abcdefghijklmnopqrstuu9bm0BAgiqtq4VQmdTg9qvaFFICiU4jG";
    let imported = PasswordHash::import(text, &peppers(PEPPER), &mut CostBudget::new(4, Vec::new())).unwrap();
    assert_eq!(imported.hash.exported(), text);
    (imported.hash, imported.foreign_kind.into_iter().collect())
}

#[tokio::test]
async fn a_foreign_hash_is_verified_and_outdated() {
    let (hash, kinds) = imported();
    let hasher = hasher(CHEAP, PEPPER);
    for kinds in [&kinds[..], &[]] {
        let verify = async |text| hasher.verify_among(password(text), Some(hash.clone()), kinds).await.unwrap();
        assert_eq!(verify("Hunter2!").await, Verified::Yes { is_outdated: true });
        assert_eq!(verify("hunter2!").await, Verified::No);
        assert_eq!(verify("").await, Verified::No);
    }
}

#[tokio::test]
async fn every_attempt_computes_each_kind_once() {
    let (hash, kinds) = imported();
    let all = [kinds, vec!["sha512-crypt:1000".to_owned(), "of a newer release".to_owned()]].concat();
    let costs = [None, Some(hash)].map(|stored| {
        let foreign = match stored.as_ref().map(|stored| stored.read().unwrap()) {
            Some(AnyStored::Foreign(foreign)) => Some(foreign),
            _ => None,
        };
        foreign_runs(&password("x"), foreign, &all).cost()
    });
    assert_eq!(costs, [1600 + 1000; 2]);
}

#[tokio::test]
async fn a_hash_is_worth_nothing_without_its_pepper() {
    let hash = hasher(CHEAP, PEPPER).hash(password("Hunter2!"), &SystemRandom).await.unwrap();
    let other = hasher(CHEAP, [8; 32]).verify(password("Hunter2!"), Some(hash)).await.unwrap();
    assert_eq!(other, Verified::No);
}

#[rstest]
#[case::more_memory(HashParameters { memory_kib: 16, ..CHEAP }, true)]
#[case::more_passes(HashParameters { passes: 2, ..CHEAP }, true)]
#[case::the_same(CHEAP, false)]
#[tokio::test]
async fn a_hash_is_outdated_once_parameters_rise(#[case] risen: HashParameters, #[case] is_outdated: bool) {
    let hash = hasher(CHEAP, PEPPER).hash(password("Hunter2!"), &SystemRandom).await.unwrap();
    let verified = hasher(risen, PEPPER).verify(password("Hunter2!"), Some(hash)).await.unwrap();
    assert_eq!(verified, Verified::Yes { is_outdated });
}

#[tokio::test]
async fn memory_for_an_expensive_hash_is_given_back() {
    let dear = HashParameters { memory_kib: 64, passes: 1 };
    let hash = hasher(dear, PEPPER).hash(password("Hunter2!"), &SystemRandom).await.unwrap();
    let (hasher, hashing_thread) = PasswordHasher::open(CHEAP, peppers(PEPPER), 8, &SystemRandom).unwrap();
    let mut verifying = pin!(hasher.verify(password("Hunter2!"), Some(hash)));
    assert!(verifying.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    let mut memory = Memory::new_in(HugeAlloc);
    hashing_thread.work(hashing_thread.next().unwrap(), &mut memory);
    assert_eq!(memory.capacity(), 0);
    assert_eq!(verifying.await.unwrap(), Verified::Yes { is_outdated: false });
}

#[tokio::test]
async fn a_full_queue_answers_at_once_and_no_work_is_done_for_requests_that_have_gone() {
    let (hasher, hashing_thread) = PasswordHasher::open(CHEAP, peppers(PEPPER), 1, &SystemRandom).unwrap();
    let hasher = hasher.with_queue(Some(1));
    let mut context = Context::from_waker(Waker::noop());
    {
        let mut first = pin!(hasher.hash(password("first"), &SystemRandom));
        assert!(first.as_mut().poll(&mut context).is_pending());
        let second = pin!(hasher.hash(password("second"), &SystemRandom));
        assert!(matches!(second.poll(&mut context), Poll::Ready(Err(HashError::Busy))));
    }
    let mut memory = Memory::new_in(HugeAlloc);
    hashing_thread.work(hashing_thread.next().unwrap(), &mut memory);
    assert!(memory.is_empty(), "the first asker has gone, yet it was hashed");
    let mut third = pin!(hasher.hash(password("third"), &SystemRandom));
    assert!(third.as_mut().poll(&mut context).is_pending(), "there is room again");
}

/// All jobs arrive before a thread has hashed any.
#[tokio::test]
async fn three_hundred_at_once_are_taken_on_two_cores() {
    let usual = HashParameters::default();
    let (hasher, _hashing_thread) = PasswordHasher::open(usual, peppers(PEPPER), 2, &SystemRandom).unwrap();
    let mut all: Vec<_> = (0..300).map(|_| Box::pin(hasher.verify(password("Hunter2!"), None))).collect();
    for verifying in &mut all {
        assert!(verifying.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    }
}

#[test]
fn threads_end_when_the_hasher_is_dropped() {
    let (hasher, hashing_thread) = PasswordHasher::open(CHEAP, peppers(PEPPER), 1, &SystemRandom).unwrap();
    let running = thread::spawn(|| hashing_thread.run());
    drop(hasher);
    running.join().unwrap();
}

#[tokio::test]
async fn equal_passwords_have_different_hashes() {
    let hasher = PasswordHasher::start(HashParameters::default(), peppers(PEPPER), 2, &SystemRandom).unwrap();
    let (one, other) =
        tokio::join!(hasher.hash(password("same"), &SystemRandom), hasher.hash(password("same"), &SystemRandom));
    let (one, other) = (one.unwrap(), other.unwrap());
    assert!(one.expose().starts_with("$argon2id$v=19$m=19456,t=2,p=1,nfc=1,keyid=AAAAAQ$"));
    assert_ne!(one.expose(), other.expose());
    assert_eq!(hasher.verify(password("same"), Some(one)).await.unwrap(), Verified::Yes { is_outdated: false });
}

#[test]
fn an_operator_may_only_raise_the_parameters() {
    let usual = HashParameters::default();
    let start = |parameters, threads| PasswordHasher::start(parameters, peppers(PEPPER), threads, &SystemRandom);
    assert!(start(usual, 1).is_ok());
    assert!(start(HashParameters { memory_kib: 65_536, passes: 3 }, 1).is_ok());
    assert!(start(HashParameters { memory_kib: 19_455, ..usual }, 1).is_err());
    assert!(start(HashParameters { passes: 1, ..usual }, 1).is_err());
    assert!(start(HashParameters { memory_kib: u32::MAX, ..usual }, 1).is_err());
    assert!(start(usual, 0).is_err());
}

#[test]
fn a_hash_does_not_show_in_debug() {
    assert_eq!(format!("{:?}", PasswordHash::from("$argon2id$…".to_owned())), "PasswordHash(…)");
}

#[test]
fn what_is_written_reads_back() {
    let stored =
        Stored { parameters: CHEAP, is_nfc: true, key_id: Some(KEY), salt: [1; 16], output: Secret::new([2; 32]) };
    let hash = PasswordHash::from(stored);
    assert_eq!(
        hash.expose(),
        "$argon2id$v=19$m=8,t=1,p=1,nfc=1,keyid=AAAAAQ$AQEBAQEBAQEBAQEBAQEBAQ$AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI"
    );
    let read = hash.parse().unwrap();
    assert_eq!((read.parameters, read.salt, *read.output.expose()), (CHEAP, [1; 16], [2; 32]));
}

#[rstest]
#[case::nothing("")]
#[case::bcrypt("$2b$12$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW")]
#[case::another_kind("$argon2i$v=19$m=8,t=1,p=1$AQEBAQEBAQEBAQEBAQEBAQ$AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI")]
#[case::another_version(
    "$argon2id$v=16$m=8,t=1,p=1$AQEBAQEBAQEBAQEBAQEBAQ$AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI"
)]
#[case::two_lanes("$argon2id$v=19$m=16,t=1,p=2$AQEBAQEBAQEBAQEBAQEBAQ$AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI")]
#[case::a_short_salt("$argon2id$v=19$m=8,t=1,p=1$AQEBAQEBAQE$AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI")]
#[case::a_short_output("$argon2id$v=19$m=8,t=1,p=1$AQEBAQEBAQEBAQEBAQEBAQ$AgICAgICAgI")]
#[case::padding("$argon2id$v=19$m=8,t=1,p=1$AQEBAQEBAQEBAQEBAQEBAQ==$AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI=")]
#[case::too_dear(
    "$argon2id$v=19$m=4294967295,t=1,p=1$AQEBAQEBAQEBAQEBAQEBAQ$AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI"
)]
#[case::too_cheap("$argon2id$v=19$m=1,t=1,p=1$AQEBAQEBAQEBAQEBAQEBAQ$AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI")]
#[case::more_behind("$argon2id$v=19$m=8,t=1,p=1$AQEBAQEBAQEBAQEBAQEBAQ$AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI$")]
#[tokio::test]
async fn a_string_that_is_not_ours_is_broken(#[case] text: &str) {
    let outcome = hasher(CHEAP, PEPPER).verify(password("x"), Some(PasswordHash::from(text.to_owned()))).await;
    let Err(HashError::Broken(error)) = outcome else { panic!("it was taken for a hash") };
    assert!(!format!("{error:#}").contains("AQEB"), "errors are logged, hashes are not");
}
