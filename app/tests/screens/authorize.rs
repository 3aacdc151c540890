//! The pages of a user on the way into a client, and the list of the applications with access.

use super::{pages::*, plain, settings_pages::*};
use app::ApiError;
use app::authorize::{AuthorizeScreen, AuthorizeState};
use app::enter::{EnterScreen, Obstacle, Remedy};
use app::language::Language;
use app::page::PageData;
use app::server::locale;
use app::settings::AccessEntry;
use app::words;
use domain::oidc::{PageFault, Scope, Scopes};
use domain::refusal::{CodeRefusal, Refusal};
use rstest::rstest;

const ORIGIN: &str = "https://wiki.example:8443";
const CANCEL: &str = "action=\"/api/decline_access\"";

pub fn access() -> AccessEntry {
    AccessEntry {
        id: CHALLENGE.to_owned(),
        application: "Wiki <&>".to_owned(),
        start_address: "https://wiki.example/start?a=1&b=2".to_owned(),
        scopes: Scopes::read("openid email"),
        since: moment("2 days ago", "22 November 2026, 10:53 UTC"),
        used: moment("yesterday", "23 November 2026, 9:10 UTC"),
    }
}

fn screen(state: AuthorizeState) -> PageData {
    PageData::of(&AuthorizeScreen { organisation: organisation(), request: CHALLENGE.to_owned(), state })
}

fn wiki() -> String {
    "Wiki <&>".to_owned()
}

fn choose() -> PageData {
    screen(AuthorizeState::Choose { application: wiki(), email: "jo@codes.example".to_owned() })
}

fn consent(scopes: &[Scope]) -> PageData {
    screen(AuthorizeState::Consent {
        application: wiki(),
        owner: "North Star".to_owned(),
        host: "wiki.example:8443".to_owned(),
        scopes: scopes.to_vec(),
        email: "jo@codes.example".to_owned(),
    })
}

fn post() -> PageData {
    let field = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    screen(AuthorizeState::Post {
        application_origin: ORIGIN.to_owned(),
        action: format!("{ORIGIN}/callback?a=1&b=2"),
        fields: vec![field("code", "ptc_secret"), field("state", "\"><script>alert(1)</script>&amp;'")],
    })
}

fn refused(fault: PageFault) -> PageData {
    PageData::of(&AuthorizeScreen {
        organisation: organisation(),
        request: String::new(),
        state: AuthorizeState::Refused(fault),
    })
}

fn enter_code(user_code: &str) -> PageData {
    screen(AuthorizeState::EnterCode { user_code: user_code.to_owned() })
}

fn allow_device() -> PageData {
    screen(AuthorizeState::AllowDevice {
        application: wiki(),
        owner: "North Star".to_owned(),
        scopes: vec![Scope::OpenId, Scope::Email],
        email: "jo@codes.example".to_owned(),
        address: "203.0.113.7".to_owned(),
        asked: "22 November 2026, 10:53 UTC".to_owned(),
    })
}

fn answered_device(is_allowed: bool) -> PageData {
    screen(AuthorizeState::AnsweredDevice { is_allowed })
}

/// A page before the client that says what the session lacks.
fn missing() -> PageData {
    let obstacle = Obstacle::SecondStep { application: wiki(), remedy: Remedy::SignIn };
    PageData::of(&EnterScreen { organisation: organisation(), here: format!("/authorize/{CHALLENGE}"), obstacle })
}

pub fn all() -> Vec<PageData> {
    let faults = PageFault::ALL.into_iter().map(refused);
    let devices =
        [enter_code(""), enter_code("BCDF-GHJK"), allow_device(), answered_device(true), answered_device(false)];
    [choose(), consent(&Scope::ALL), post(), missing()].into_iter().chain(devices).chain(faults).collect()
}

pub fn forms() -> Vec<(&'static str, PageData)> {
    vec![
        ("/api/choose_account", choose()),
        ("/api/allow_access", consent(&Scope::ALL)),
        ("/api/decline_access", consent(&Scope::ALL)),
        ("/api/decline_access", missing()),
        ("/api/enter_device_code", enter_code("")),
    ]
}

/// The HTML of a page in a language.
async fn html_in(language: &str, page: PageData) -> String {
    locale::start();
    let language = Language::of(language).unwrap();
    plain(&locale::with_locale(language, async { html(page) }).await)
}

#[rstest]
#[case("en", ["Continue to Wiki <&>", "Allow Wiki <&> access?", "Continue to wiki.example:8443"])]
#[case("de", ["Weiter zu Wiki <&>", "Wiki <&> Zugang erlauben?", "Weiter zu wiki.example:8443"])]
#[tokio::test]
async fn every_state_has_its_page(#[case] language: &str, #[case] titles: [&str; 3]) {
    for (page, title) in [choose(), consent(&Scope::ALL), post()].into_iter().zip(titles) {
        holds(&html_in(language, page).await, &[&format!("<h1>{title}</h1>")]);
    }
}

#[tokio::test]
async fn consent_says_what_who_and_where() {
    let other = format!("/sign-in?return_to=/authorize/{CHALLENGE}&another=");
    let page = plain(&html(consent(&[Scope::OpenId, Scope::Email, Scope::OfflineAccess])));
    holds(&page, &["Wiki <&> belongs to North Star. It is at wiki.example:8443.", "Wiki <&> wants to know:"]);
    holds(&page, &["<li>your email address</li>", "while you're signed out</li>", "jo@codes.example"]);
    holds(&page, &["action=\"/api/allow_access\"", CANCEL, &format!("name=\"request\" value=\"{CHALLENGE}\"")]);
    holds(&page, &[">Allow<", ">Cancel<"]);
    links(&page, &[(other.as_str(), "Not you?")]);
    lacks(&page, &["your phone number", "<li>the groups"]);
    let choose = plain(&html(choose()));
    holds(&choose, &["You're signed in as", "jo@codes.example", ">Continue with this account<"]);
    links(&choose, &[(other.as_str(), "Use another account")]);
}

#[tokio::test]
async fn the_answer_is_a_form_for_the_client_and_nobody_else() {
    let page = html(post());
    holds(&page, &["action=\"https://wiki.example:8443/callback?a=1&amp;b=2\"", "name=\"code\" value=\"ptc_secret\""]);
    lacks(&page, &["<script>alert"]);
    holds(&plain(&page), &["value=\"\"><script>alert(1)</script>&amp;'\"", ">Continue to wiki.example:8443</button>"]);
    assert_eq!(post().external_origin().as_deref(), Some(ORIGIN));
    let screen: AuthorizeScreen = post().open().unwrap();
    assert!(!format!("{screen:?}").contains("ptc_secret"));
    for page in [choose(), consent(&Scope::ALL), refused(PageFault::WrongRedirectUri)] {
        assert_eq!(page.external_origin(), None);
    }
}

#[rstest]
#[case("en", "This application can't sign you in", "redirect_uri is missing.")]
#[case("de", "Diese Anwendung kann Sie nicht anmelden", "redirect_uri fehlt.")]
#[tokio::test]
async fn a_refused_request_is_explained_and_leads_nowhere_else(
    #[case] language: &str,
    #[case] title: &str,
    #[case] fault: &str,
) {
    holds(&html_in(language, refused(PageFault::NoRedirectUri)).await, &[&format!("<h1>{title}</h1>"), fault]);
    for fault in PageFault::ALL {
        let page = plain(&html(refused(fault)));
        holds(&page, &[words::authorize::fault(fault).text()]);
        links(&page, &[("/account", "Go to your start page")]);
        lacks(&page, &["\"/api/", "\"/authorize/"]);
    }
    holds(&html(refused(PageFault::TooOften)), &["Too many sign-ins right now"]);
}

#[tokio::test]
async fn who_lacks_something_may_go_back_to_the_client() {
    let page = html(missing());
    holds(&page, &[CANCEL, &format!("value=\"{CHALLENGE}\""), ">Cancel<"]);
    let sign_in = format!("/sign-in?return_to=/authorize/{CHALLENGE}");
    links(&page, &[(sign_in.as_str(), "Sign in again")]);
    lacks(&page, &["Go to your start page"]);
}

#[tokio::test]
async fn the_applications_with_access_are_on_the_security_page() {
    let page = plain(&html(security(|_| ())));
    holds(&page, &["<h2 id=\"access\">Applications with access</h2>", ">Wiki <&></a>", ">Remove access<"]);
    holds(&page, &["Can know: which account is yours, by an ID that never changes; your email address."]);
    holds(&page, &[">2 days ago<", "22 November 2026, 10:53 UTC", ">yesterday<", "23 November 2026, 9:10 UTC"]);
    holds(&page, &[&format!("href=\"/settings/security/access/remove?grant={CHALLENGE}\"")]);
    let none = html(security(|view| view.access.clear()));
    holds(&none, &["Applications you sign in to from here appear in this list."]);
    lacks(&none, &["/settings/security/access/remove"]);
}

#[rstest]
#[case("en", ["Sign in on a device", "Sign in to Wiki <&> on a device?", "Go back to your device"])]
#[case("de", ["Auf einem Gerät anmelden", "Auf einem Gerät bei Wiki <&> anmelden?", "Gehen Sie zurück zu Ihrem Gerät"])]
#[tokio::test]
async fn signing_in_on_a_device_has_its_pages(#[case] language: &str, #[case] titles: [&str; 3]) {
    for (page, title) in [enter_code(""), allow_device(), answered_device(true)].into_iter().zip(titles) {
        holds(&html_in(language, page).await, &[&format!("<h1>{title}</h1>")]);
    }
}

#[tokio::test]
async fn a_device_is_allowed_only_by_who_knows_where_the_code_comes_from() {
    holds(&html(enter_code("")), &["Never enter a code that someone has sent you", "name=\"user_code\""]);
    let filled = html(enter_code("BC\"><b>"));
    holds(&filled, &["if someone has sent you this link", "value=\"BC&quot;&gt;&lt;b&gt;\""]);
    let page = plain(&html(allow_device()));
    holds(&page, &["Requested from the IP address 203.0.113.7 on 22 November 2026, 10:53 UTC."]);
    holds(&page, &["If someone has sent you the code, press “Cancel”.", "Wiki <&> belongs to North Star."]);
    holds(&page, &["action=\"/api/allow_access\"", CANCEL, "<li>your email address</li>", "jo@codes.example"]);
    let error = ApiError::Refused(Refusal::Code(CodeRefusal::NoSuchDevice));
    let page = super::pages::refused("/device", "/api/enter_device_code", &error, enter_code("BCDF-GHJK"));
    holds(&page, &["id=\"user-code-error\"", "No device is waiting for this code.", "value=\"BCDF-GHJK\""]);
}
