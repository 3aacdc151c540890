//! Text messages: what they say, how providers accept them, and what providers report about them.

mod reports;
mod twilio;
mod webhook;

use crate::{delivery::messages::message_context, support::prelude::*};
use domain::OneTimeCode;
use service::delivery::{Content, CredentialsAfterReset, MessageContext, NotTaken, Templates, texts::Text};

const NUMBER: &str = "+12015550123";

fn text() -> Text {
    Text { message_id: "m1".to_owned(), to: NUMBER.parse().unwrap(), body: "482913 is your code & more".to_owned() }
}

/// The body of a text with the code 482913.
fn body(organisation: &str, host: &str, good_for: Seconds) -> String {
    body_in("en", organisation, host, good_for)
}

fn body_in(language: &str, organisation: &str, host: &str, good_for: Seconds) -> String {
    let content = Content::sign_in_code(&OneTimeCode::from_number(482_913));
    let templates =
        Templates::load(format!("https://{host}"), host.to_owned(), app::server::locale::wordings()).unwrap();
    let message_context = MessageContext {
        language: language.parse().unwrap(),
        credentials_after_reset: CredentialsAfterReset::None,
        ..message_context(organisation)
    };
    let text = templates.text("m1".to_owned(), NUMBER.parse().unwrap(), &message_context, &content, good_for);
    text.unwrap().body
}

/// Whether a text was refused for good, and the reason.
fn refusal<T>(outcome: Result<T, NotTaken>) -> (bool, String) {
    match outcome.map(drop).unwrap_err() {
        NotTaken::ForGood(reason) => (true, reason),
        NotTaken::NotNow(reason) => (false, reason),
        other => panic!("{other}"),
    }
}

#[test]
fn a_text_says_the_code_first_and_the_host_last() {
    let said = "482913 is your Alderway code, valid for 10 minutes.\n\n@sign-in.example #482913";
    assert_eq!(body("Alderway", "sign-in.example:8443", Seconds::minutes(10)), said);
    let said = "482913 is your Alderway code, valid for 1 minute.\n\n@localhost #482913";
    assert_eq!(body("Alderway", "localhost:3000", Seconds(60)), said);
    let said = "482913 is your code, valid for 10 minutes.\n\n@[::1] #482913";
    assert_eq!(body("東京", "[::1]:3000", Seconds::minutes(10)), said);
    let said = "482913 is your A&B <C> code, valid for 10 minutes.\n\n@[::1] #482913";
    assert_eq!(body("A&B\n<C>", "[::1]", Seconds::minutes(10)), said);
}

/// The letters that take one septet in a text (3GPP TS 23.038 §6.2.1), as far as the languages here need them.
const LETTERS: &str = "@£$¥èéùìòÇØøÅåÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿\
    abcdefghijklmnopqrstuvwxyzäöñüà_\n";

#[test]
fn every_language_says_it_in_one_text() {
    for wording in app::server::locale::wordings() {
        for (organisation, host) in
            [("Alderway", "sign-in.example"), (&*"Long ".repeat(40), "h.example"), ("東京", "x")]
        {
            for good_for in [Seconds(60), Seconds::minutes(10)] {
                let body = body_in(wording.code, organisation, host, good_for);
                assert!(body.chars().count() <= 160 && body.starts_with("482913 "), "{body}");
                assert!(body.chars().all(|letter| LETTERS.contains(letter)), "{body}");
                assert!(body.ends_with(&format!("@{host} #482913")), "{body}");
            }
        }
    }
    let said = "482913 ist Ihr Code für Alderway, 10 Minuten gültig.\n\n@sign-in.example #482913";
    assert_eq!(body_in("de", "Alderway", "sign-in.example", Seconds::minutes(10)), said);
}

#[rstest]
fn a_text_is_one_message_whatever_the_names(
    #[values("", "A", "Alderway", "Ä€{}", "The Society of Friends of Very Long Names in Every Country of the World")]
    organisation: &str,
    #[values(4, 20, 60, 90, 107, 108, 250)] host_length: usize,
) {
    let host = "h".repeat(host_length);
    let body = body(&organisation.repeat(2), &host, Seconds::minutes(10));
    // Of the characters used here, only these take two septets.
    let septets = body.chars().count() + body.matches(['€', '{', '}']).count();
    assert!(septets <= 160, "{septets}: {body}");
    let (first, last) = (body.lines().next().unwrap(), body.lines().last().unwrap());
    assert!(first.starts_with("482913 is your ") && first.ends_with("code, valid for 10 minutes."), "{body}");
    assert_eq!(last == format!("@{host} #482913"), host_length <= 107, "{body}");
    assert_eq!(body.parse::<OneTimeCode>().unwrap().expose(), "482913", "it can be pasted whole");
}
