//! Tests with the vectors of the RFCs, and with clocks that are off.

use super::*;
use proptest::prelude::*;
use rstest::rstest;

fn secret() -> TotpSecret {
    TotpSecret::new(*b"12345678901234567890")
}

const fn at(second: i64) -> Timestamp {
    Timestamp(second * 1000)
}

/// RFC 6238, appendix B, SHA-1. The RFC shows eight digits; the last six are the six-digit code.
#[rstest]
#[case(59, "94287082")]
#[case(1_111_111_109, "07081804")]
#[case(1_111_111_111, "14050471")]
#[case(1_234_567_890, "89005924")]
#[case(2_000_000_000, "69279037")]
#[case(20_000_000_000, "65353130")]
fn codes_are_those_of_the_rfc(#[case] second: i64, #[case] eight: &str) {
    assert_eq!(secret().code_at(Step::at(at(second))).expose(), &eight[2..]);
}

/// RFC 4226, appendix D.
#[rstest]
#[case(0, "755224")]
#[case(1, "287082")]
#[case(5, "254676")]
#[case(9, "520489")]
fn counters_are_those_of_the_rfc(#[case] counter: i64, #[case] code: &str) {
    assert_eq!(secret().code_at(Step(counter)).expose(), code);
}

#[rstest]
#[case(0, Matched::Right(Step(100)))]
#[case(-1, Matched::Right(Step(99)))]
#[case(1, Matched::Off(ClockError { is_ahead: true, minutes: 1 }))]
#[case(-2, Matched::Off(ClockError { is_ahead: false, minutes: 1 }))]
#[case(7, Matched::Off(ClockError { is_ahead: true, minutes: 4 }))]
#[case(-20, Matched::Off(ClockError { is_ahead: false, minutes: 10 }))]
#[case(21, Matched::Wrong)]
#[case(-21, Matched::Wrong)]
fn a_code_is_of_its_own_time(#[case] steps: i64, #[case] expected: Matched) {
    let typed = secret().code_at(Step(100 + steps));
    assert_eq!(secret().matched(&typed, at(100 * 30 + 12)), expected);
}

#[test]
fn a_step_begins_every_thirty_seconds() {
    assert_eq!((Step::at(at(0)), Step::at(Timestamp(29_999)), Step::at(at(30))), (Step(0), Step(0), Step(1)));
}

#[test]
fn an_app_reads_the_secret_and_whose_it_is() {
    let url = secret().url("Codes & Co", "jo+x@codes.example");
    assert_eq!(
        url.expose(),
        "otpauth://totp/Codes%20%26%20Co:jo%2Bx%40codes.example?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\
         &issuer=Codes%20%26%20Co&algorithm=SHA1&digits=6&period=30"
    );
    let colons = secret().url("Codes: North:South", ":jo@codes.example：");
    assert!(colons.expose().starts_with("otpauth://totp/Codes%20North%20South:jo%40codes.example?"));
    assert!(colons.expose().contains("&issuer=Codes%20North%20South&"));
    assert_eq!(secret().grouped().expose(), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
    assert!(!format!("{:?}", secret()).contains("49"));
}

proptest! {
    #[test]
    fn the_code_shown_is_right_now_and_wrong_for_another_secret(bytes: [u8; SECRET_LENGTH], second in 0i64..1 << 33) {
        let (secret, now) = (TotpSecret::new(bytes), at(second));
        let right = secret.matched(&secret.code_at(Step::at(now)), now);
        prop_assert_eq!(right, Matched::Right(Step::at(now)));
    }
}
