//! Screens to HTML, without a server behind them: what each shows, and that nothing is nameless.
#![expect(clippy::unwrap_used, reason = "tests")]

use app::{
    ApiError, App, AppProps,
    account::CurrentAccount,
    organisation::OrganisationView,
    page::PageData,
    paths,
    sign_in::{CodeScreen, Delivery, Gate},
    words,
};
use domain::{ChallengeId, Seconds, Timestamp, sign_in::SignInError};
use leptos::prelude::{Owner, RenderHtml as _, provide_context};
use leptos_router::location::RequestUrl;

const NOW: Timestamp = Timestamp(1_800_000_000_000);
const CHALLENGE: &str = "0123456789abcdef0123456789abcdef";

/// The page as the server sends it, at an address.
fn html_at(address: &str, page: PageData) -> String {
    let _ = any_spawner::Executor::init_tokio();
    Owner::new().with(|| {
        provide_context(RequestUrl::new(address));
        App(AppProps { first: page }).to_html()
    })
}

fn html(page: PageData) -> String {
    html_at(paths::SIGN_IN, page)
}

fn organisation() -> OrganisationView {
    OrganisationView { name: "Alderway <&>".to_owned(), slug: "codes".parse().unwrap(), is_default: true }
}

fn gate(typed: &str) -> PageData {
    PageData::SignIn(Gate {
        organisation: organisation(),
        typed: typed.to_owned(),
        now: NOW,
        received: Default::default(),
    })
}

fn code_screen(change: impl FnOnce(&mut CodeScreen)) -> PageData {
    let mut screen = CodeScreen {
        challenge: CHALLENGE.parse::<ChallengeId>().unwrap(),
        organisation: organisation(),
        sent_to: "j•••@example.com".to_owned(),
        now: NOW,
        expires_at: NOW + Seconds(552),
        resend_at: NOW + Seconds(37),
        good_for: Seconds(600),
        closed: None,
        delivery: Delivery::Expected,
        received: Default::default(),
    };
    change(&mut screen);
    PageData::Code(screen)
}

fn account() -> PageData {
    PageData::Account(CurrentAccount {
        name: None,
        email: "member@codes.example".to_owned(),
        organisation: organisation(),
    })
}

fn all_pages() -> Vec<PageData> {
    let failed = |error| PageData::Failed(error);
    vec![
        gate(""),
        code_screen(|_| ()),
        account(),
        PageData::Elsewhere,
        PageData::NotFound,
        failed(ApiError::Offline),
        failed(ApiError::Outdated),
        failed(ApiError::Unexpected { incident: "7F3K-92QD-M4XA".to_owned() }),
    ]
}

/// Every refusal there is; a new one does not compile until it is here.
fn all_refusals() -> Vec<SignInError> {
    let next = |error: Option<SignInError>| match error {
        None => Some(SignInError::NoSuchOrganisation),
        Some(SignInError::NoSuchOrganisation) => Some(SignInError::NotAnEmailAddress),
        Some(SignInError::NotAnEmailAddress) => Some(SignInError::NotThisBrowser),
        Some(SignInError::NotThisBrowser) => Some(SignInError::InvalidCode),
        Some(SignInError::InvalidCode) => Some(SignInError::CodeExpired),
        Some(SignInError::CodeExpired) => Some(SignInError::TooManyTries),
        Some(SignInError::TooManyTries) => Some(SignInError::TooManyAttempts { until: Some(NOW + Seconds(60)) }),
        Some(SignInError::TooManyAttempts { .. }) => None,
    };
    std::iter::successors(next(None), |error| next(Some(*error))).collect()
}

/// The query string in which a plain form's refusal comes back.
fn refused(function: &str, error: &ApiError<SignInError>) -> String {
    use leptos::server_fn::error::ServerFnUrlError;
    let url = ServerFnUrlError::new(function, error.clone()).to_url("http://localhost/").unwrap();
    url.query().unwrap().to_owned()
}

#[tokio::test]
async fn the_sign_in_page_asks_for_an_address_and_escapes_what_it_shows() {
    let html = html(gate("\"><script>"));
    for part in ["Sign in to Alderway &lt;&amp;&gt;", "Email address", "Send code", "action=\"/api/send_code\""] {
        assert!(html.contains(part), "{part} is missing in {html}");
    }
    assert!(!html.contains("<script>"));
}

#[tokio::test]
async fn the_code_screen_shows_the_times_that_the_server_said() {
    let html = html(code_screen(|_| ()));
    for part in
        ["j•••@example.com", "6-digit code", "9:12", "Resend in 0:37", "Verify code", "/api/resend_code", CHALLENGE]
    {
        assert!(html.contains(part), "{part} is missing in {html}");
    }
    assert!(!html.contains("data-at"), "the drawn caret is the script's");
}

#[tokio::test]
async fn a_closed_challenge_says_why_and_offers_resend() {
    let html = html(code_screen(|screen| {
        screen.closed = Some(SignInError::TooManyTries);
        screen.resend_at = NOW;
    }));
    assert!(html.contains("Too many verification attempts. Please request a new code."));
    assert!(html.contains(">Resend<"));
    assert!(html.contains("data-state=\"shut\""));
}

#[tokio::test]
async fn an_expired_code_is_said_once() {
    let html = html(code_screen(|screen| {
        screen.closed = Some(SignInError::CodeExpired);
        screen.expires_at = NOW;
    }));
    assert_eq!(html.matches("Code expired").count(), 1, "{html}");
}

#[tokio::test]
async fn a_message_that_has_not_left_is_said() {
    assert!(html(code_screen(|screen| screen.delivery = Delivery::Delayed)).contains("The email has not left yet"));
    assert!(!html(code_screen(|screen| screen.delivery = Delivery::Expected)).contains("not left yet"));
}

#[tokio::test]
async fn every_refusal_has_its_sentence_on_the_page_that_a_plain_form_returns_to() {
    for refusal in all_refusals() {
        let sentence = words::refusal(&refusal);
        assert!(!sentence.is_empty());
        for (function, page) in [("/api/send_code", gate("")), ("/api/verify_code", code_screen(|_| ()))] {
            let query = refused(function, &ApiError::Refused(refusal));
            let html = html_at(&format!("/sign-in?{query}"), page);
            assert!(html.contains(sentence), "{refusal:?} has no sentence in {html}");
        }
    }
}

#[tokio::test]
async fn every_failure_has_its_sentence() {
    let failures: [ApiError<SignInError>; 4] = [
        ApiError::Offline,
        ApiError::Outdated,
        ApiError::SignedOut,
        ApiError::Unexpected { incident: "7F3K-92QD-M4XA".to_owned() },
    ];
    for failure in failures {
        let (title, text) = words::failure(&failure);
        let query = refused("/api/send_code", &failure);
        let html = html_at(&format!("/sign-in?{query}"), gate("")).replace("&#x27;", "'");
        assert!(html.contains(title) && html.contains(text), "{failure:?} is not said in {html}");
    }
}

#[tokio::test]
async fn a_forged_refusal_breaks_nothing() {
    for query in [
        "__path=/api/send_code&__err=",
        "__path=/api/send_code&__err=%00%ff",
        "__err=AAAA",
        "__path=/api/send_code&__err=____",
    ] {
        let html = html_at(&format!("/sign-in?{query}"), gate(""));
        assert!(html.contains("Send code"), "{query}");
    }
}

#[tokio::test]
async fn every_input_has_a_name_for_assistive_technology() {
    for page in all_pages() {
        let html = html(page);
        for input in html.split("<input").skip(1) {
            let input = &input[..input.find('>').unwrap()];
            let id = input.split("id=\"").nth(1).and_then(|rest| rest.split('"').next());
            let has_label = id.is_some_and(|id| html.contains(&format!("for=\"{id}\"")));
            let is_named = input.contains("type=\"hidden\"") || input.contains("aria-label=") || has_label;
            assert!(is_named, "an input has no label: {input}");
        }
    }
}

#[tokio::test]
async fn every_page_has_one_heading_a_main_and_no_inline_style() {
    for page in all_pages() {
        let title = words::page_title(&page);
        let html = html(page);
        assert_eq!(html.matches("<h1").count(), 1, "{html}");
        assert_eq!(html.matches("<main").count(), 1);
        assert!(!html.contains(" style="), "the content security policy refuses it");
        assert!(!title.is_empty());
    }
}

#[test]
fn the_data_of_a_page_survives_the_way_to_the_browser() {
    use base64::{Engine as _, prelude::BASE64_URL_SAFE};
    use leptos::server_fn::{Decodes as _, codec::PostcardEncoding};
    for page in all_pages() {
        let bytes = BASE64_URL_SAFE.decode(page.encode()).unwrap();
        let back: PageData = PostcardEncoding::decode(bytes.into()).unwrap();
        assert_eq!(back, page);
    }
}
