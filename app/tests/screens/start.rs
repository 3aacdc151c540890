//! The start page, and the pages of a user who is not in an application yet.

use super::{pages::*, plain, settings_pages::*};
use app::account::{CurrentAccount, TileView};
use app::enter::{EnterScreen, Obstacle, Remedy};
use app::page::PageData;
use app::paths;
use app::sign_out::{OriginView, SignOutScreen};
use app::words;
use domain::oidc::SignOutFault;

const HERE: &str = "/enter/aB3-_";
const SUPPORT: &str = "mailto:help@codes.example";

fn start(names: &[&str], search: Option<&str>) -> PageData {
    let tile = |name: &&str| TileView {
        name: (*name).to_owned(),
        start_address: "https://wiki.example/start?a=1&b=2".to_owned(),
        logo: (*name == "Mail").then(|| "/branding/cd.png".to_owned()),
        initials: "WI".to_owned(),
        color: 5,
    };
    PageData::of(&CurrentAccount {
        name: Some("Jo Alder".to_owned()),
        email: "jo@codes.example".to_owned(),
        organisation: organisation(),
        console: Some((paths::ADMIN_PEOPLE.to_owned(), "Admin console".to_owned())),
        tiles: names.iter().map(tile).collect(),
        search: search.map(str::to_owned),
    })
}

fn enter(obstacle: Obstacle) -> PageData {
    let mut organisation = organisation();
    organisation.branding.support = Some(SUPPORT.to_owned());
    PageData::of(&EnterScreen { organisation, here: HERE.to_owned(), obstacle })
}

fn sign_out(is_over: bool, is_known: bool) -> PageData {
    let (address, host) = ("https://wiki.example:8443/start?a=1&b=2".to_owned(), "wiki.example:8443".to_owned());
    let origin = is_known.then_some(OriginView { address, host });
    let (organisation, sealed) = (organisation(), "aB3-_".to_owned());
    PageData::of(&SignOutScreen { organisation, sealed, origin, is_over, fault: None })
}

fn wrong_sign_out(fault: SignOutFault) -> PageData {
    let (organisation, sealed) = (organisation(), "aB3-_".to_owned());
    PageData::of(&SignOutScreen { organisation, sealed, origin: None, is_over: false, fault: Some(fault) })
}

fn wiki() -> String {
    "Wiki <&>".to_owned()
}

fn second_step(remedy: Remedy) -> PageData {
    enter(Obstacle::SecondStep { application: wiki(), remedy })
}

fn passkey(remedy: Remedy) -> PageData {
    enter(Obstacle::Passkey { application: wiki(), remedy })
}

fn not_allowed() -> PageData {
    enter(Obstacle::NotAllowed { application: wiki(), email: "jo@codes.example".to_owned() })
}

const NOTHING: Remedy = Remedy::SetUp { authenticator: false, passkey: false };
const BOTH: Remedy = Remedy::SetUp { authenticator: true, passkey: true };
const APP: Remedy = Remedy::SetUp { authenticator: true, passkey: false };

pub fn all() -> Vec<PageData> {
    vec![
        start(&["Wiki <&>"], None),
        start(&["Wiki", "Mail"], Some("")),
        start(&[], Some("\"><script>")),
        enter(Obstacle::Recent { application: wiki() }),
        second_step(Remedy::SignIn),
        second_step(BOTH),
        second_step(APP),
        second_step(NOTHING),
        passkey(Remedy::SignIn),
        passkey(NOTHING),
        not_allowed(),
        enter(Obstacle::TurnedOff),
        enter(Obstacle::Outdated),
        sign_out(false, true),
        sign_out(false, false),
        sign_out(true, true),
        wrong_sign_out(SignOutFault::WrongRedirectUri),
    ]
}

pub fn forms() -> Vec<(&'static str, PageData)> {
    vec![
        ("/api/sign_out", start(&["Wiki"], Some("w"))),
        ("/api/sign_out", sign_out(false, true)),
        ("/api/begin_authenticator", second_step(BOTH)),
    ]
}

#[tokio::test]
async fn the_start_page_shows_the_applications_and_the_ways_on() {
    let page = html(start(&["Wiki <&>"], None));
    holds(&page, &["Hello, Jo Alder", "jo@codes.example", "data-color=\"5\"", ">WI<", "/api/sign_out"]);
    holds(&page, &["href=\"https://wiki.example/start?a=1&amp;b=2\" rel=\"external\"", ">Wiki &lt;&amp;&gt;<"]);
    links(&page, &[("/settings/account", "Account settings"), ("/admin/people", "Admin console")]);
    lacks(&page, &["type=\"search\"", "No applications yet."]);
    assert_eq!(document(start(&["Wiki"], None)).matches("href=\"/start.css\"").count(), 1);
}

#[tokio::test]
async fn a_logo_is_shown_in_the_place_of_the_initials() {
    let page = html(start(&["Mail"], None));
    holds(&page, &["src=\"/branding/cd.png\"", ">Mail<"]);
    lacks(&page, &[">WI<"]);
}

#[tokio::test]
async fn who_has_no_application_reads_what_to_do() {
    let page = plain(&html(account()));
    holds(&page, &["No applications yet.", "ask an admin at Alderway <&>.", "/api/sign_out"]);
    links(&page, &[("/settings/account", "Account settings")]);
    lacks(&page, &["class=\"tile\"", "type=\"search\"", "/admin"]);
}

#[tokio::test]
async fn many_applications_are_searched_without_script_too() {
    let page = html(start(&["Wiki"], Some("wi")));
    holds(&page, &["method=\"get\" action=\"/account\"", "name=\"q\"", "value=\"wi\"", ">Search<", ">Wiki<"]);
    let nothing = html(start(&[], Some("\"><script>")));
    holds(&nothing, &["No application has a name like this.", "type=\"search\""]);
    lacks(&nothing, &["<script>", "No applications yet."]);
}

#[tokio::test]
async fn a_page_before_an_application_says_what_it_asks_for_and_leads_back() {
    let sign_in = ("/sign-in?return_to=/enter/aB3-_", "Sign in again");
    let start = ("/account", "Go to your start page");
    let add = ("/settings/security/passkeys/new?return_to=/enter/aB3-_", "Add a passkey");
    let (support, confirm) = ((SUPPORT, "Contact support"), ("/settings/proof?next=/enter/aB3-_", "Confirm"));
    let passkey_only = Remedy::SetUp { authenticator: false, passkey: true };
    for (page, title, ways) in [
        (enter(Obstacle::Recent { application: wiki() }), "Confirm it's you", vec![confirm, start]),
        (second_step(Remedy::SignIn), "Wiki <&> asks for a second step", vec![sign_in, start]),
        (second_step(BOTH), "Wiki <&> asks for a second step", vec![add, start]),
        (second_step(NOTHING), "Wiki <&> asks for a second step", vec![support, start]),
        (passkey(Remedy::SignIn), "Wiki <&> asks for a passkey", vec![sign_in, start]),
        (passkey(passkey_only), "Wiki <&> asks for a passkey", vec![add, start]),
        (enter(Obstacle::TurnedOff), "This application is turned off", vec![start]),
        (enter(Obstacle::Outdated), "This link is out of date", vec![start]),
    ] {
        let page = plain(&html(page));
        holds(&page, &[&format!("<h1>{title}</h1>")]);
        links(&page, &ways);
    }
    let app = html(second_step(APP));
    holds(&app, &["action=\"/api/begin_authenticator\"", "name=\"return_to\" value=\"/enter/aB3-_\""]);
    lacks(&app, &["Add a passkey"]);
}

#[tokio::test]
async fn who_may_not_enter_is_told_whom_to_ask() {
    let page = plain(&html(not_allowed()));
    holds(&page, &["<h1>You don't have access to Wiki <&>.</h1>", "jo@codes.example"]);
    links(
        &page,
        &[
            (SUPPORT, "Contact support"),
            ("/sign-in?return_to=/enter/aB3-_&another=", "Sign in with another account"),
            ("/account", "Go to your start page"),
        ],
    );
}

#[tokio::test]
async fn who_comes_from_an_application_is_asked_whether_to_sign_out() {
    let back = ("https://wiki.example:8443/start?a=1&b=2\" rel=\"external", "Back to wiki.example:8443");
    let asks = plain(&html(sign_out(false, true)));
    holds(&asks, &["<h1>Sign out of Alderway <&> and all its applications?</h1>"]);
    holds(&asks, &["action=\"/api/sign_out\"", "name=\"sealed\" value=\"aB3-_\"", ">Sign out<"]);
    holds(&asks, &[back.0, back.1]);
    lacks(&plain(&html(sign_out(false, false))), &["Back to"]);
    let over = plain(&html(sign_out(true, true)));
    holds(&over, &["<h1>You're signed out</h1>", back.0, back.1]);
    links(&over, &[("/sign-in", "Sign in")]);
    lacks(&over, &["/api/sign_out"]);
}

#[tokio::test]
async fn a_wrong_request_to_sign_out_says_why_it_leads_nowhere() {
    for fault in SignOutFault::ALL {
        let page = plain(&html(wrong_sign_out(fault)));
        holds(&page, &["so we can't take you back to it.", words::sign_out::fault(fault).text(), ">Sign out<"]);
        lacks(&page, &["Back to"]);
    }
    holds(&plain(&html(wrong_sign_out(SignOutFault::NoClient))), &["only with id_token_hint or client_id."]);
    lacks(&plain(&html(sign_out(false, true))), &["made a mistake"]);
}

#[tokio::test]
async fn reauthentication_before_an_application_says_so() {
    let page = html(reauthentication(|view| view.next = HERE.to_owned()));
    holds(&page, &["re opening asks for this.", &format!("value=\"{HERE}\"")]);
}
