//! The language of pages and messages.

mod chooser;
mod dates;

use crate::{second_step::give_app, support::prelude::*};
use app::{redirect::Redirect, settings::SettingsScreen};
use chooser::choose;
use domain::ReturnTo;

const SAVED: &str = "/settings/account?done=profile";
const GERMAN_TITLE: &str = "<title>Anmelden · Alderway</title>";
const ENGLISH_TITLE: &str = "<title>Sign in · Alderway</title>";
const PROFILE: &str = "/settings/account/profile";

fn german(world: &World, style: Style) -> Browser {
    asking_for(world, style, "de-DE,de;q=0.9,en;q=0.5")
}

fn asking_for(world: &World, style: Style, accepts: &str) -> Browser {
    let mut browser = world.browser(style);
    browser.accepts = accepts.to_owned();
    browser
}

async fn language_of(browser: &mut Browser, path: &str) -> String {
    let page = browser.get(path).await.body;
    let (_, rest) = page.split_once("<html lang=\"").unwrap();
    rest.split('"').next().unwrap().to_owned()
}

/// Sets the account's language in the settings. An empty `language` follows the browser.
async fn set(browser: &mut Browser, language: &str) -> Redirect {
    browser.at = PROFILE.to_owned();
    let fields = [("name", "Jo"), ("time_zone", ""), ("language", language)];
    browser.post("save_profile", &fields).await.decoded()
}

#[apply(matrix)]
async fn the_name_suggested_for_a_passkey_is_in_the_language_of_the_page(style: Style) {
    let world = World::with_password(Sqlite).await;
    let mut browser = german(&world, style);
    browser.user_agent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0".to_owned();
    browser.password(OWNER, PASSWORD).await.unwrap();
    let screen: SettingsScreen = browser.shown("/settings/security/passkeys/new").await.unwrap();
    let SettingsPage::NewPasskey(view) = screen.page else { panic!("{:?}", screen.page) };
    assert_eq!(view.name, "Firefox unter Linux");
}

#[apply(matrix)]
async fn the_browser_decides_until_the_user_chooses(database: Database) {
    let world = World::open(database).await;
    let mut browser = german(&world, Form);
    let page = browser.get("/sign-in").await;
    assert!(page.body.contains("<html lang=\"de\"") && page.body.contains(GERMAN_TITLE), "{}", page.body);
    assert!(page.body.contains("Wir senden Ihnen einen sechsstelligen Code.") && !page.body.contains("Send code"));
    assert_eq!(page.header("vary"), "accept-encoding, accept-language, cookie");

    // The chooser's cookie has priority over `Accept-Language`.
    assert_eq!(choose(&mut browser, "en").await, "/sign-in");
    assert_eq!(browser.cookie("portico-language"), Some("en"));
    let page = browser.get("/sign-in").await;
    assert!(page.body.contains("<html lang=\"en\"") && page.body.contains(ENGLISH_TITLE), "{}", page.body);

    // The account's language has priority over both.
    browser.style = Client;
    world.sign_in(&mut browser, OWNER).await;
    assert_eq!(set(&mut browser, "de").await, Redirect::away(ReturnTo::from_store(SAVED.to_owned())));
    assert_eq!(language_of(&mut browser, "/settings/account").await, "de");
    let shown: SettingsScreen = browser.shown(PROFILE).await.unwrap();
    let SettingsPage::Profile(view) = shown.page else { panic!("no profile") };
    assert_eq!(view.language.as_deref(), Some("de"));
    assert_eq!(world.database.number("SELECT COUNT(*) FROM account WHERE language = 'de'").await, 1);
    assert_eq!(set(&mut browser, "de").await, Redirect::path(SAVED.to_owned()));
    assert_eq!(set(&mut browser, "").await, Redirect::away(ReturnTo::from_store(SAVED.to_owned())));
    assert_eq!(language_of(&mut browser, "/settings/account").await, "en");
}

/// The audit log is sent while it is read, after the handler has returned.
#[apply(matrix)]
async fn downloads_are_in_the_language_of_the_request(database: Database) {
    let world = World::open(database).await;
    let mut browser = world.browser(Client);
    world.sign_in(&mut browser, ADMIN).await;
    browser.accepts = "de".to_owned();
    give_app(&world, &mut browser).await;
    let codes = browser.get("/settings/security/recovery-codes/download").await.body;
    assert!(codes.contains("Wiederherstellungscodes"), "{codes}");
    let log = browser.get("/admin/audit.csv").await.body;
    assert!(log.contains("Angemeldet") && !log.contains("Signed in"), "{log}");
}

#[apply(matrix)]
async fn countries_are_called_as_in_the_language_of_the_page(database: Database) {
    let world = World::open(database).await;
    for path in ["/sign-in/text-code", "/sign-up"] {
        for (mut browser, name) in
            [(german(&world, Form), "Vereinigtes Königreich +44"), (world.browser(Form), "United Kingdom +44")]
        {
            let page = browser.get(path).await.body;
            assert!(page.contains(name), "{name} is not in {page}");
        }
    }
}

#[rstest]
#[case("")]
#[case("tlh, qya;q=0.9")]
#[case("*")]
#[case("de;q=0")]
#[tokio::test]
async fn who_asks_for_no_language_of_ours_reads_english(#[case] accepts: &str) {
    let world = World::open(Sqlite).await;
    let mut browser = asking_for(&world, Form, accepts);
    assert_eq!(language_of(&mut browser, "/sign-in").await, "en");
    // A forged cookie is ignored.
    browser.forge_cookie("portico-language", "../de");
    assert_eq!(language_of(&mut browser, "/sign-in").await, "en");
}

#[apply(matrix)]
async fn a_language_whose_file_is_gone_is_english_again(database: Database) {
    let world = World::open(database).await;
    let mut browser = world.browser(Client);
    world.sign_in(&mut browser, OWNER).await;
    set(&mut browser, "en").await;
    for gone in ["qya", "nonsense!"] {
        world.database.execute(&format!("UPDATE account SET language = '{gone}' WHERE email = '{OWNER}'")).await;
        world.clock.advance(Seconds(2));
        assert_eq!(language_of(&mut browser, "/account").await, "en");
    }
    // A language that the chooser does not offer is not stored.
    set(&mut browser, "qya").await;
    assert_eq!(world.database.number("SELECT COUNT(*) FROM account WHERE language IS NOT NULL").await, 0);
}

#[apply(matrix)]
async fn messages_come_in_the_language_of_the_person(database: Database) {
    let world = World::open(database).await;
    // An account without a language gets messages in the language of the request.
    let mut browser = german(&world, Client);
    let challenge = browser.send(OWNER).await.unwrap();
    world.deliver().await;
    let letter = world.letters_about(OWNER, "ist Ihr Code für Alderway").pop().expect("a German letter");
    assert!(
        letter.text.contains("Ihr Anmeldecode ist") && letter.html.contains("<html lang=\"de\">"),
        "{}",
        letter.text
    );
    assert!(letter.text.contains("Er läuft in 10 Minuten ab."), "{}", letter.text);
    let code: domain::OneTimeCode = letter.subject.parse().unwrap();
    browser.verify(challenge, code.expose()).await.unwrap();
    world.deliver().await;
    let news = world.letters_about(OWNER, "Neue Anmeldung in Ihrem Konto").pop().expect("a German letter");
    assert!(news.text.contains(". Januar ") || news.text.contains(". September "), "{}", news.text);

    // An account with a language gets messages in it, whatever the language of the request.
    set(&mut browser, "de").await;
    let mut stranger = world.browser(Client);
    world.clock.advance(Seconds::minutes(2));
    stranger.send(OWNER).await.unwrap();
    world.deliver().await;
    assert_eq!(world.letters_about(OWNER, "ist Ihr Code für Alderway").len(), 2);
    assert!(world.letters_about(OWNER, CODE).is_empty());
}

#[apply(matrix)]
async fn an_address_without_an_account_is_asked_for_alike(database: Database, style: Style) {
    let world = World::open(database).await;
    let mut browser = german(&world, style);
    let known = browser.send(OWNER).await.unwrap();
    let unknown = browser.send(STRANGER).await.unwrap();
    let [known, unknown] = [browser.screen(known).await.unwrap(), browser.screen(unknown).await.unwrap()];
    assert_eq!((known.channel, known.start, known.good_for), (unknown.channel, unknown.start, unknown.good_for));
    let rows = "SELECT COUNT(*) FROM outbox_message WHERE language = 'de' AND template = 'sign_in_code'";
    assert_eq!(world.database.number(&format!("{rows} AND is_decoy")).await, 1);
    world.deliver().await;
    assert!(world.letters(STRANGER).is_empty());
}

#[apply(matrix)]
async fn two_people_at_once_each_read_their_own_language(database: Database) {
    let world = World::open(database).await;
    for _ in 0..10 {
        let asks = (0..8).map(|number| {
            let is_german = number % 2 == 0;
            let mut browser = if is_german { german(&world, Client) } else { world.browser(Client) };
            async move {
                // Checks a cached page, a page rendered for this request, and the data for the client.
                let shared = browser.get("/sign-in").await.body;
                assert_eq!(shared.contains(GERMAN_TITLE), is_german);
                let own = browser.get("/sign-in?return_to=/x").await.body;
                assert_eq!(own.contains("Code senden"), is_german);
                let PageData::EncodedPage(packed) = browser.page("/recovery").await else { panic!("no page") };
                assert_eq!(packed.title.starts_with("Passwort vergessen?"), is_german, "{}", packed.title);
            }
        });
        futures_util::future::join_all(asks).await;
    }
}

#[tokio::test]
async fn signing_in_to_another_language_loads_the_page_anew() {
    let world = World::open(Sqlite).await;
    let mut browser = world.browser(Client);
    world.sign_in(&mut browser, OWNER).await;
    set(&mut browser, "de").await;
    let out: Redirect = browser.post("sign_out", &[]).await.decoded();
    assert!(out.is_full_load, "the client still speaks German");
    world.deliver().await;
    let challenge = browser.send(OWNER).await.unwrap();
    world.deliver().await;
    let letter = world.letters_about(OWNER, "ist Ihr Code für").pop().unwrap();
    let code: domain::OneTimeCode = letter.subject.parse().unwrap();
    let fields = [("challenge", challenge.to_string()), ("code", code.expose().to_owned())];
    let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
    let inside: Redirect = browser.post("verify_code", &fields).await.decoded();
    assert_eq!(inside, Redirect::away(ReturnTo::from_store("/account".to_owned())));
    // The language does not change, so the page is not reloaded.
    assert_eq!(set(&mut browser, "de").await, Redirect::path(SAVED.to_owned()));
}

#[tokio::test]
async fn a_refusal_without_script_is_in_the_language_of_the_page() {
    let world = World::open(Sqlite).await;
    let mut browser = german(&world, Form);
    browser.at = "/sign-in".to_owned();
    let refused = browser.act("send_code", &[("organisation", ""), ("email", "nonsense")]).await;
    assert!(matches!(refused, Err(Refused(_))));
    let page = browser.follow().await;
    assert!(page.body.contains("Geben Sie eine E-Mail-Adresse wie name@example.com ein"), "{}", page.body);
}

#[tokio::test]
async fn the_client_is_given_the_sentences_of_the_language() {
    let world = World::open(Sqlite).await;
    let mut browser = german(&world, Form);
    let page = browser.get("/sign-in").await.body;
    let (_, rest) = page.split_once("href=\"/languages/").unwrap();
    let table = format!("/languages/{}", rest.split('"').next().unwrap());
    assert!(page.contains(&format!("fetch(\"{table}\")")), "{page}");
    let answer = browser.get(&table).await;
    assert_eq!(answer.status, 200);
    assert!(answer.header("cache-control").contains("immutable"), "{}", answer.header("cache-control"));
    assert!(answer.body.split('\0').any(|sentence| sentence == "Code senden"));
    assert!(!answer.body.contains("Ihr Anmeldecode"), "messages are not for the client");
    let answer = browser.request("GET", &table, &[("accept-encoding", "br")], "").await;
    assert_eq!(answer.header("content-encoding"), "br");
    // The client contains the English texts, so an English page loads no others.
    assert!(!world.browser(Form).get("/sign-in").await.body.contains("/languages/"));
}
