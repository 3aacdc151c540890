//! Whatever input arrives, the response is clear, nothing is sent, and it is never a server error.

use crate::support::prelude::*;
use axum::body::{Body, Bytes};
use base64::{Engine as _, prelude::BASE64_URL_SAFE};
use domain::password::PasswordProblem;
use leptos::server_fn::error::FromServerFnError as _;

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");
const OURS: (&str, &str) = ("sec-fetch-site", "same-origin");
const FUNCTIONS: [&str; 11] = [
    "send_code",
    "resend_code",
    "verify_code",
    "read_page",
    "send_text",
    "sign_in_with_password",
    "sign_up",
    "was_not_me",
    "forget_account",
    "forget_method",
    "sign_out",
];
/// How many of these functions, from the first on, require an argument.
const DEMANDING: usize = 8;

#[apply(matrix)]
async fn what_is_no_address_is_refused_and_leaves_no_trace(database: Database, style: Style) {
    let world = World::open(database).await;
    let before = world.database.cells().await;
    let huge = "a".repeat(60_000);
    for typed in ["", "jo", "jo@", "a@b", "jo@example.com\r\nBcc: x@y.example", "jo@example.com\n", "\0", &huge] {
        let mut browser = world.browser(style);
        let refused = browser.send(typed).await;
        assert_eq!(refused, Err(Refused(Refusal::InvalidField(FormField::Email))), "{:.40}", typed);
        let answer = browser.last.clone().unwrap();
        assert!(answer.headers.values().all(|value| value.len() < 4096), "an answer too large for proxies");
        if style == Form {
            let page = browser.follow().await;
            assert!(page.status == 200 && page.body.contains("Enter an email address like"), "{:.40}", typed);
        }
    }
    assert_eq!(world.database.cells().await, before);
    world.deliver().await;
    assert_eq!(world.mail.attempts().len() + world.mail.probes(), 0);
}

#[apply(matrix)]
#[case("sign_in_with_password", "password", Refusal::InvalidField(FormField::Password))]
#[case("sign_in_with_password", "email", Refusal::InvalidField(FormField::Email))]
#[case("send_text", "phone", Refusal::InvalidField(FormField::Phone))]
#[case("send_text", "country", Refusal::Phone(PhoneRefusal::NotVerified))]
#[case("sign_up", "name", Refusal::InvalidField(FormField::Name))]
#[case("sign_up", "email", Refusal::InvalidField(FormField::Email))]
#[case("sign_up", "phone", Refusal::InvalidField(FormField::Phone))]
#[case("sign_up", "password", Refusal::Password(PasswordRefusal::Unsuitable(PasswordProblem::Rules)))]
async fn a_field_that_goes_on_and_on_is_answered_like_any_other(
    database: Database,
    style: Style,
    #[case] function: &str,
    #[case] field: &str,
    #[case] refused: Refusal,
) {
    let world = World::open(database).await;
    let usual = [
        ("organisation", ""),
        ("name", "Mo"),
        ("email", "mo@example.com"),
        ("phone", "+12015550199"),
        ("country", "US"),
        ("password", PASSWORD),
        ("return_to", "/"),
    ];
    let huge = "a".repeat(60_000);
    let fields = usual.map(|(name, value)| (name, if name == field { huge.as_str() } else { value }));
    let mut browser = world.browser(style);
    assert_eq!(browser.act(function, &fields).await, Err(Refused(refused)));
    let answer = browser.last.clone().unwrap();
    assert!(answer.headers.values().all(|value| value.len() < 4096), "an answer too large for proxies");
    assert!(answer.body.len() < 4096 && !answer.body.contains("aaaa"), "{:.200}", answer.body);
}

#[apply(matrix)]
async fn a_request_that_the_client_would_never_make_is_refused(
    database: Database,
    #[values("application/json", "text/html", "*/*")] accept: &str,
) {
    let world = World::open(database).await;
    let mut browser = world.browser(Client);
    let before = world.database.cells().await;
    let (referer, accept) = (("referer", "http://localhost:3000/sign-in"), ("accept", accept));
    for function in &FUNCTIONS[..DEMANDING] {
        let path = format!("/api/{function}");
        for (kind, body) in [
            (FORM.1, ""),
            (FORM.1, "other=1"),
            (FORM.1, "%ff=%ff&email[]=1&challenge[x]=2"),
            (FORM.1, "organisation=&email=%ff%fe&challenge=%00&code=%f0&path=%ff"),
            (FORM.1, "challenge=1&challenge=2&email=a&email=b&organisation=c&code=1&code=2&path=/&path=/x"),
            ("application/json", "{\"email\":\"jo@example.com\"}"),
            ("text/plain", "email=jo@example.com"),
            ("multipart/form-data; boundary=x", "--x--"),
        ] {
            for headers in [vec![OURS, accept, referer, ("content-type", kind)], vec![OURS, accept]] {
                let answer = browser.request("POST", &path, &headers, body).await;
                let is_refused = answer.status.is_client_error() || answer.status.is_redirection();
                // The page at an unknown path is a normal response.
                let is_page = *function == "read_page" && answer.status == 200;
                assert!(is_refused || is_page, "{path} {kind} {body:?}: {} {}", answer.status, answer.body);
            }
        }
    }
    assert_eq!(world.database.cells().await, before);
}

#[apply(matrix)]
async fn a_body_of_more_than_64_kibibytes_is_not_read(database: Database) {
    let world = World::open(database).await;
    let mut browser = world.browser(Client);
    let before = world.database.cells().await;
    let body = format!("organisation=&email={}", "a".repeat(1 << 20));
    let length = body.len().to_string();
    let headers = [FORM, OURS, ("content-length", length.as_str())];
    for function in FUNCTIONS {
        let answer = browser.request("POST", &format!("/api/{function}"), &headers, body.clone()).await;
        assert_eq!(answer.status, 413, "{function}");
    }
    let chunks = (0..64).map(|_| Ok::<_, std::io::Error>(Bytes::from(vec![b'a'; 1 << 14])));
    let chunked = Body::from_stream(futures_util::stream::iter(chunks));
    let answer = browser.request("POST", "/api/send_code", &[FORM, OURS], chunked).await;
    assert!(answer.status.is_client_error(), "{} {}", answer.status, answer.body);
    assert_eq!(world.database.cells().await, before);
}

#[apply(matrix)]
async fn a_tampered_cookie_is_as_good_as_none(database: Database, style: Style) {
    let world = World::open(database).await;
    for (number, value) in
        ["", "x", "é\u{1}", "%00%ff", &"A".repeat(43), &"A".repeat(44), &"A".repeat(6000), "a;b=c", "\"q\""]
            .into_iter()
            .enumerate()
    {
        let mut browser = world.browser(style);
        for name in ["", "-pre", "-device", "-typed", "-method"].map(|name| format!("portico{name}")) {
            if http::HeaderValue::from_str(value).is_ok() {
                browser.forge_cookie(&name, value);
            }
        }
        for path in ["/sign-in", "/account", "/sign-in/code/0123456789abcdef0123456789abcdef"] {
            let answer = browser.get(path).await;
            assert!(!answer.status.is_server_error(), "{path} with {value:.50}: {}", answer.status);
        }
        assert!(browser.account().await.is_err());
        assert!(browser.send(&format!("p{number}@example.com")).await.is_ok(), "{value:.50}");
        assert!(browser.sign_out().await.is_ok(), "{value:.50}");
    }
    assert_eq!(world.database.number("SELECT COUNT(*) FROM session").await, 0);
}

/// Errors that an attacker could write into a link.
fn forged() -> Vec<String> {
    let texts = [
        "{\"Refused\":{\"Code\":\"Invalid\"}}",
        "{\"Unexpected\":{\"incident\":\"FORGED\"}}",
        "\"FORGED\"",
        "{\"Refused\":\"FORGED\"}",
        "[]",
        "null",
        "FORGED",
        "",
    ];
    let incident = "FORGED <script>alert(1)</script>".to_owned();
    let mut errors = vec![SignedOut, ApiError::Offline, ApiError::Outdated, ApiError::Unexpected { incident }];
    errors.push(ApiError::Busy { seconds: u16::MAX });
    let times = [i64::MAX, i64::MIN, 0].map(Timestamp);
    errors.extend(times.map(|next_at| Refused(Refusal::Password(PasswordRefusal::SlowedDown { next_at }))));
    let untils = times.map(Some).into_iter().chain([None]);
    errors.extend(untils.map(|until| Refused(Refusal::TooManyAttempts { until })));
    let others = [
        Refusal::NotThisBrowser,
        Refusal::NoSuchOrganisation,
        Refusal::Code(CodeRefusal::Invalid),
        Refusal::Password(PasswordRefusal::Wrong { attempt: 255, of: 0 }),
        Refusal::Password(PasswordRefusal::Unsuitable(PasswordProblem::Weak)),
        Refusal::Phone(PhoneRefusal::NotVerified),
        Refusal::Phone(PhoneRefusal::TextsPaused),
        Refusal::NotOffered,
    ];
    errors.extend(others.map(Refused));
    let mut forged: Vec<String> = errors.iter().map(|error| BASE64_URL_SAFE.encode(error.ser())).collect();
    forged.extend(texts.iter().map(|text| BASE64_URL_SAFE.encode(text)));
    forged.push(BASE64_URL_SAFE.encode([0xff, 0xfe]));
    forged.push(BASE64_URL_SAFE.encode("[".repeat(5_000)));
    forged.extend(["FORGED!".to_owned(), "%ff%00".to_owned(), "A".repeat(60_000), "%3Cscript%3EFORGED".to_owned()]);
    forged
}

#[apply(matrix)]
async fn a_forged_error_in_the_url_breaks_no_page_and_says_nothing_of_its_own(
    database: Database,
    #[values("/sign-in", "/o/north-star/sign-in", "/sign-in/password", "/sign-up", "code", "/account")] page: &str,
) {
    let world = World::open(database).await;
    let mut browser = world.browser(Form);
    world.sign_in(&mut browser, OWNER).await;
    let challenge = browser.send("p@example.com").await.unwrap();
    let page = if page == "code" { format!("/sign-in/code/{challenge}") } else { page.to_owned() };
    for error in forged() {
        for function in FUNCTIONS.into_iter().chain(["%ff", "", "FORGED"]) {
            let answer = browser.get(&format!("{page}?__path=/api/{function}&__err={error}")).await;
            assert_eq!(answer.status, 200, "{page} {function} {error:.80}");
            let stray = ["FORGED", "alert(1)"].into_iter().find(|text| answer.body.contains(text));
            assert_eq!(stray, None, "{page} {function} {error:.80}");
        }
    }
}

#[apply(matrix)]
async fn a_form_without_a_page_behind_it_is_answered(
    database: Database,
    #[values("", "nonsense", "http://localhost:3000", "https://evil.example/?x", "\u{e9}", "/sign-in")] referer: &str,
) {
    let world = World::open(database).await;
    let mut browser = world.browser(Form);
    let body = "organisation=&email=nonsense";
    let mut headers = vec![FORM, OURS, ("accept", "text/html")];
    if !referer.is_empty() {
        headers.push(("referer", referer));
    }
    let answer = browser.request("POST", "/api/send_code", &headers, body).await;
    assert!(!answer.status.is_server_error() && !answer.status.is_success(), "{} {}", answer.status, answer.body);
}

#[apply(matrix)]
#[case(&[("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")])]
#[case(&[("sec-fetch-site", "same-site"), ("origin", "http://localhost:3000")])]
#[case(&[("sec-fetch-site", "none")])]
#[case(&[("origin", "https://evil.example")])]
#[case(&[("origin", "null")])]
#[case(&[("origin", "http://localhost:3000.evil.example")])]
#[case(&[])]
async fn a_post_from_another_site_changes_nothing(database: Database, #[case] from: &[(&str, &str)]) {
    let world = World::open(database).await;
    let mut browser = world.browser(Form);
    world.sign_in(&mut browser, OWNER).await;
    let before = world.database.cells().await;
    for function in FUNCTIONS {
        let headers: Vec<_> = from.iter().copied().chain([FORM, ("accept", "text/html")]).collect();
        let body = format!("organisation=&email={OWNER}");
        let answer = browser.request("POST", &format!("/api/{function}"), &headers, body).await;
        assert_eq!((answer.status.as_u16(), answer.set_cookies().len()), (403, 0), "{function}");
    }
    assert_eq!(world.database.cells().await, before);
    assert!(browser.account().await.is_ok());
}

#[apply(matrix)]
async fn functions_are_called_by_post_only(database: Database) {
    let world = World::open(database).await;
    let mut browser: Browser = world.browser(Client);
    let before = world.database.cells().await;
    for function in FUNCTIONS {
        for method in ["GET", "HEAD", "OPTIONS"] {
            let path = format!("/api/{function}?organisation=&email={OWNER}");
            assert_eq!(browser.request(method, &path, &[OURS], Body::empty()).await.status, 405, "{method} {path}");
        }
    }
    let answer = browser.request("POST", "/api/no_such_function", &[OURS, FORM], "").await;
    assert!(answer.status == 400 && answer.body.len() < 200, "{}", answer.body);
    assert_eq!(world.database.cells().await, before);
    assert_eq!(browser.send("x").await, Err(Refused(Refusal::InvalidField(FormField::Email))));
}
