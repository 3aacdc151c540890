//! Tests of the path rules.

use super::{RuleOutcome::*, *};
use proptest::prelude::*;
use rstest::rstest;

fn rules(text: &str) -> PathRules {
    text.parse().unwrap()
}

#[test]
fn rules_are_lines_of_text() {
    let read = rules("\n get,HEAD   /assets/*  Public\r\n\n/health public\n/* nobody");
    assert_eq!(read.to_string(), "GET,HEAD /assets/* public\n/health public\n/* nobody");
    assert_eq!(rules(&read.to_string()), read);
    assert_eq!(rules(""), PathRules::default());
    let first = &read.rules()[0];
    assert_eq!((first.is_exact, first.path.as_str(), first.methods.len(), first.then), (false, "/assets/", 2, Public));
}

#[rstest]
#[case("/assets/*")]
#[case("/assets/* open")]
#[case("GET, /assets/* public")]
#[case("G3T /assets/* public")]
#[case("GET HEAD /assets/* public")]
#[case("assets/* public")]
#[case("/assets* public")]
#[case("/*/assets public")]
#[case("/a%20b public")]
#[case("/a\\b public")]
#[case("/a;b public")]
#[case("/a?b public")]
#[case("/a#b public")]
#[case("/a//b public")]
#[case("/a/../b public")]
#[case("/a/.. public")]
#[case("/ä public")]
fn a_line_that_is_no_rule_is_named(#[case] line: &str) {
    assert_eq!(format!("/ok public\n\n{line}").parse::<PathRules>(), Err(PathRulesError::NotARule(3)));
}

#[test]
fn there_are_at_most_fifty_rules() {
    let many = |count| "/x public\n".repeat(count).parse::<PathRules>();
    assert!(many(50).is_ok());
    assert_eq!(many(51), Err(PathRulesError::TooMany));
    assert_eq!(ApplicationRefusal::from(PathRulesError::NotARule(7)), ApplicationRefusal::BadRule { line: 7 });
}

const SITE: &str =
    "/admin/health public\n/admin/* nobody\nGET /assets/* public\nPOST /reports/* second-step\n/exact public";

#[rstest]
#[case("GET", "/", SignedIn)]
#[case("GET", "/assets/app.css?v=1", Public)]
#[case("GET", "/assets/", Public)]
#[case("GET", "/admin/health", Public)]
#[case("GET", "/admin/users", Nobody)]
#[case("POST", "/reports/1", SecondStep)]
#[case("GET", "/reports/1", SignedIn)]
#[case("GET", "/exact", Public)]
#[case("GET", "/exact?/../admin", Public)]
// Other methods, and other paths that only look alike.
#[case("HEAD", "/assets/app.css", SignedIn)]
#[case("get", "/assets/app.css", SignedIn)]
#[case("GET", "/assets", SignedIn)]
#[case("GET", "/assetsx", SignedIn)]
#[case("GET", "/Assets/app.css", SignedIn)]
#[case("GET", "/exact/", SignedIn)]
#[case("GET", "/x?/assets/", SignedIn)]
// The same paths for applications that read them leniently.
#[case("GET", "/admin", Nobody)]
#[case("GET", "/ADMIN/users", Nobody)]
#[case("post", "/reports/1", SecondStep)]
// No path at all.
#[case("GET", "", Nobody)]
#[case("OPTIONS", "*", Nobody)]
#[case("GET", "?x", Nobody)]
#[case("GET", "http://app.example/assets/", Nobody)]
fn the_first_rule_that_matches_decides(#[case] method: &str, #[case] target: &str, #[case] outcome: RuleOutcome) {
    assert_eq!(rules(SITE).decide(method, target), outcome);
}

#[rstest]
#[case("/assets/a%20b.css")]
#[case("/assets/%61")]
#[case("/assets/ü")]
#[case("/assets/a b")]
#[case("/assets/\u{1}")]
#[case("/assets/a;b")]
#[case("/assets//a")]
#[case("/assets/./a")]
#[case("/assets/a.")]
#[case("/assets/a#b")]
#[case("/assets/x/..")]
#[case("/assets/x/../..%2f")]
#[case("/%61ssets/a")]
fn an_ambiguous_path_is_never_opened(#[case] target: &str) {
    assert_eq!(rules(SITE).decide("GET", target), SignedIn);
    assert_eq!(rules("/* public\n/* nobody").decide("GET", target), Nobody);
}

#[rstest]
#[case("/%61dmin/x")]
#[case("/%2561dmin/x")]
#[case("/%252561dmin/x")]
#[case("//admin/x")]
#[case("/./admin/x")]
#[case("/assets/../admin/x")]
#[case("/assets/..%2fadmin/x")]
#[case("/assets/..%2Fadmin%2Fx")]
#[case("/assets/..%5cadmin/x")]
#[case("/assets/..%3b/admin/x")]
#[case("/assets/..;/admin/x")]
#[case("/assets/..;a=b/admin;c/x")]
#[case("/assets/%2e%2e/admin/x")]
#[case("/assets/%252e%252e%252fadmin/x")]
#[case("/assets%2fb/../%61dmin/x")]
#[case("/assets//../admin/x")]
#[case("/assets\\..\\admin\\x")]
#[case("/assets#/../../admin/x")]
#[case("/admin%00.css")]
#[case("/admin%3fx")]
#[case("/admin./x")]
#[case("/admin%20/x")]
#[case("/admin;x")]
#[case("/ADMIN%2fx")]
#[case("/admin/health/../x")]
#[case("/admin/health%2f..%2fx")]
fn a_closed_path_is_closed_however_it_is_written(#[case] target: &str) {
    assert_eq!(rules(SITE).decide("GET", target), Nobody);
    assert_eq!(rules("/admin/* nobody\n/* public").decide("GET", target), Nobody);
}

#[test]
fn a_weaker_rule_in_front_opens_only_what_it_names() {
    let rules = rules("/a/help/* signed-in\n/a/* nobody\nGET /b/* second-step\n/* public");
    assert_eq!(rules.decide("GET", "/a/help/x"), SignedIn);
    assert_eq!(rules.decide("GET", "/a/help/../x"), Nobody);
    assert_eq!(rules.decide("GET", "/a/help/%2e%2e/x"), Nobody);
    // Applications answer HEAD as GET.
    assert_eq!(rules.decide("HEAD", "/b/x"), SecondStep);
    assert_eq!(rules.decide("POST", "/b/x"), Public);
    assert_eq!(rules.decide("GET", "/c"), Public);
}

#[test]
fn a_path_with_too_many_readings_is_closed() {
    let rules = rules("/x public");
    assert_eq!(rules.decide("GET", &format!("/%{}41", "25".repeat(70))), Nobody);
    assert_eq!(rules.decide("GET", &format!("/%41{}", "x".repeat(8192))), Nobody);
    assert_eq!(rules.decide("GET", &format!("/{}", "x".repeat(100_000))), SignedIn);
    let honest = "/proxy/https%3A%2F%2Fapp.example%2Fa;b=1%2F..%2Fc.%3Fd%3D%2520e%23top";
    assert_eq!(rules.decide("GET", honest), SignedIn);
}

/// Texts of which attackers build paths.
const PIECES: [&str; 26] = [
    "/", "/", "/", "//", "\\", ".", "..", ";", ";x=", "%2e", "%2F", "%5c", "%3b", "%00", "%25", "25", "2e", "%", "#",
    " ", "ü", "open", "OPEN", "shut", "help", "x",
];

const OPEN_AND_SHUT: &str =
    "/shut/help/* signed-in\nGET /open/* public\n/shut/* nobody\n/x public\n/open/* second-step";

proptest! {
    #![proptest_config(proptest::test_runner::Config::with_cases(5_000))]
    #[test]
    fn no_way_to_write_a_path_opens_more(
        pieces in proptest::collection::vec(proptest::sample::select(&PIECES[..]), 0..10),
        query in "[ -~]{0,10}",
        method in proptest::sample::select(vec!["GET", "HEAD", "POST", "get"]),
    ) {
        let path = format!("/{}", pieces.concat());
        let rules = rules(OPEN_AND_SHUT);
        let outcome = rules.decide(method, &path);
        prop_assert_eq!(rules.decide(method, &format!("{path}?{query}")), outcome);
        if outcome == Public {
            prop_assert!(path == "/x" || method == "GET" && path.starts_with("/open/"));
            prop_assert_eq!(readings(&path), Some(vec![path.clone()]));
        }
        for reading in readings(&path).unwrap_or_default() {
            prop_assert!(reading.starts_with('/'));
            prop_assert!(outcome >= rules.decide(method, &reading), "{} is read as {}", path, reading);
        }
    }
}
