//! The log helps the operator and contains no secrets.

use crate::support::prelude::*;
use app::{sign_in::SignInWithPassword, sign_up::SignUp};
use domain::{Password, Secret};
use service::delivery::SmtpMailer;
use service::delivery::texts::{Twilio, TwilioAccount, Webhook, WebhookTarget};
use std::{sync::Arc, time::Duration};
use tracing::dispatcher::DefaultGuard;
use tracing_subscriber::fmt::MakeWriter;
use wiremock::{Mock, MockServer, ResponseTemplate, matchers::any};

/// A part of the webhook's URL.
const TOKEN: &str = "w3bh00k-t0ken-of-the-carrier";
const NEW_PASSWORD: &str = "Lantern9-Quilt_Harbour";

impl Log {
    /// Starts the log at its most verbose level. It receives the lines of all threads, unless another test of this
    /// process has set a log.
    pub fn of_everything() -> (Self, DefaultGuard) {
        let log = Log::default();
        let dispatch = server::log::to(log.clone(), "trace", false, false).unwrap();
        let _ = tracing::dispatcher::set_global_default(dispatch.clone());
        (log, tracing::dispatcher::set_default(&dispatch))
    }
}

/// Adds real providers of all kinds: a mail server with a password, Twilio, and a webhook with a token in its URL.
async fn beside(world: &mut World, relay: &Relay) -> MockServer {
    let url = format!("smtp://{RELAY_USER}:{RELAY_PASSWORD}@127.0.0.1:{}?tls=never", relay.port);
    let from = "Sign-in <no-reply@portico.example>".parse().unwrap();
    world.transports.push(Arc::new(SmtpMailer::connect(&Secret::new(url), from, "portico.example").unwrap()));
    let carrier = MockServer::start().await;
    let created = r#"{"sid": "SM1", "status": "queued", "error_code": null}"#;
    let created = ResponseTemplate::new(201).set_body_raw(created, "application/json");
    Mock::given(any()).respond_with(created).mount(&carrier).await;
    let (patience, auth_token) = (Duration::from_secs(10), Secret::new("hunter2".to_owned()));
    let account =
        TwilioAccount { sid: "AC123".to_owned(), auth_token, from: "+12015550199".to_owned(), base_url: carrier.uri() };
    world.carriers.push(Arc::new(Twilio::connect(account, None, patience).unwrap()));
    let (url, secret) = (format!("{}/texts/{TOKEN}", carrier.uri()), Secret::new("hunter2".to_owned()));
    let target = WebhookTarget { url: Secret::new(url), secret };
    world.carriers.push(Arc::new(Webhook::connect(target, world.clock.clone(), patience).unwrap()));
    carrier
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Log;

    fn make_writer(&'a self) -> Log {
        self.clone()
    }
}

/// Signs in by password and by text, signs up, reports a sign-in and resets a password. Returns what of this must stay
/// secret.
async fn other_ways_in(world: &World, browser: &mut Browser) -> Vec<String> {
    let mut secrets = Vec::new();
    let wrong = "Harbour7-Lantern_Quilt";
    world.give_password(OWNER, PASSWORD).await;
    world.give_phone(OWNER, NUMBER, true).await;
    for _ in 0..6 {
        browser.password(OWNER, wrong).await.unwrap_err();
    }
    let mut new = world.browser(Client);
    new.password(OWNER, PASSWORD).await.unwrap();
    secrets.push(new.cookie("portico").unwrap().to_owned());
    let challenge = browser.text(NUMBER).await.unwrap();
    secrets.push(world.texted_to(NUMBER).await);
    browser.verify(challenge, secrets.last().unwrap()).await.unwrap();
    let news = world.letters_about(OWNER, NEW_SIGN_IN).pop().unwrap().text;
    let token = news.split_once("/not-me/").unwrap().1.split_whitespace().next().unwrap().to_owned();
    new.get(&format!("/not-me/{token}")).await;
    new.was_not_me(&token).await.unwrap();
    let person = Person { name: "Mo Hale", email: "mo@example.com", phone: "", country: "", password: PASSWORD };
    browser.sign_up(Person { password: "Mo-Hale-1", ..person }).await.unwrap_err();
    let challenge = browser.sign_up(person).await.unwrap();
    let code = world.code_for(person.email).await;
    browser.verify(challenge, &code).await.unwrap();
    secrets.extend(
        [wrong, PASSWORD, "Mo-Hale-1", person.email, person.name, NUMBER, &NUMBER[2..], &token, &code]
            .map(str::to_owned),
    );
    browser.at = "/recovery".to_owned();
    browser.act("send_instructions", &[("organisation", ""), ("email", OWNER)]).await.unwrap();
    world.deliver().await;
    let letter = world.letters(OWNER).into_iter().rfind(|letter| letter.text.contains("/new-password/")).unwrap().text;
    let link = letter.split_once("/new-password/").unwrap().1.split_whitespace().next().unwrap().to_owned();
    browser.get(&format!("/new-password/{link}")).await;
    let fields = [("token", link.as_str()), ("password", NEW_PASSWORD), ("confirmation", NEW_PASSWORD)];
    browser.act("save_password", &fields).await.unwrap();
    secrets.extend([link, NEW_PASSWORD.to_owned()]);
    secrets.extend(world.database.texts("SELECT hash FROM password").await);
    world.database.execute("ALTER TABLE password RENAME TO hidden_password").await;
    browser.password(OWNER, PASSWORD).await.unwrap_err();
    secrets
}

#[test]
fn what_is_called_with_a_password_does_not_show_it() {
    let text = || PASSWORD.to_owned();
    let empty = String::new;
    let password = || Password::new(text());
    let calls = [
        format!(
            "{:?}",
            SignInWithPassword {
                organisation: empty(),
                email: empty(),
                password: password(),
                return_to: empty(),
                remember: empty()
            }
        ),
        format!(
            "{:?}",
            SignUp {
                organisation: empty(),
                name: empty(),
                email: empty(),
                phone: empty(),
                country: empty(),
                password: password(),
                return_to: empty(),
            }
        ),
    ];
    for call in calls {
        assert!(call.contains("Password(…)") && !call.contains(PASSWORD), "{call}");
    }
}

#[apply(matrix)]
async fn a_whole_journey_leaves_no_secret_and_no_address_in_the_log(database: Database, style: Style) {
    let (log, _guard) = Log::of_everything();
    let mut world = World::open(database).await;
    let relay = Relay::open().await;
    let carrier = beside(&mut world, &relay).await;

    let mut browser = world.browser(style);
    let mut secrets = vec![OWNER.to_owned(), STRANGER.to_owned()];
    for mood in [Mood::NotNow, Mood::Never, Mood::Takes] {
        world.mail.set_mood(mood);
        browser.send(OWNER).await.unwrap();
        browser.send(STRANGER).await.unwrap();
        world.deliver().await;
        world.clock.advance(Seconds(60));
        world.deliver().await;
    }
    let (challenge, code) = world.send_code(&mut browser, OWNER).await;
    browser.verify(challenge, &wrong(&[&code], 1)).await.unwrap_err();
    browser.get(&format!("/sign-in/code/{challenge}")).await;
    secrets.extend([wrong(&[&code], 1), challenge.to_string()]);
    secrets.push(browser.cookie("portico-pre").unwrap().to_owned());
    browser.verify(challenge, &code).await.unwrap();
    secrets.push(code);
    secrets.push(browser.cookie("portico").unwrap().to_owned());
    secrets.push(browser.cookie("portico-device").unwrap().to_owned());
    browser.get("/account").await;
    browser.sign_out().await.unwrap();
    secrets.extend(other_ways_in(&world, &mut browser).await);
    secrets.extend(Relay::secrets());
    secrets.extend([TOKEN, "hunter2"].map(str::to_owned));
    let (signed_in, messages) = relay.seen();
    assert!(signed_in > 0 && messages > 5, "the mail server saw {signed_in} sign-ins and {messages} messages");
    let texts = carrier.received_requests().await.unwrap();
    assert!(texts.iter().any(|request| request.url.path().ends_with("Messages.json")), "{texts:?}");
    assert!(texts.iter().any(|request| request.url.path().ends_with(TOKEN)), "{texts:?}");
    world.database.execute("ALTER TABLE code RENAME TO hidden").await;
    browser.send("somebody-else@example.com").await.unwrap_err();
    secrets.push("somebody-else@example.com".to_owned());

    let text = log.text();
    for told in
        ["answered", "a message has to wait", "a message was refused for good", "a message left", "something broke"]
    {
        assert!(text.contains(told), "{told:?} is not in the log:\n{text}");
    }
    for secret in secrets {
        let line = text.lines().find(|line| line.contains(&secret));
        assert_eq!(line, None, "{secret} stands in the log");
    }
}
