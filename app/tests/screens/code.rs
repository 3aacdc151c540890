//! What the code screen says about the delivery of the code.

use super::pages::*;
use app::sign_in::{CodeScreen, Delivery};
use domain::{Channel, Method, Seconds, WebMail, refusal::CodeRefusal};

#[tokio::test]
async fn a_message_that_has_not_left_is_said() {
    assert!(html(code_screen(|screen| screen.delivery = Delivery::Delayed)).contains("Your email is delayed"));
    assert!(!html(code_screen(|screen| screen.delivery = Delivery::Expected)).contains("is delayed"));
    for (delivery, sentence) in
        [(Delivery::Delayed, "Your text is delayed"), (Delivery::Undelivered, "The text didn't arrive")]
    {
        let page = code_screen(|screen| (screen.channel, screen.delivery) = (Channel::Text, delivery));
        assert!(html(page).contains(sentence));
    }
    // The second step sends one code by email and by text.
    for (delivery, beside, sentence) in [
        (Delivery::Expected, Delivery::Delayed, "Your text is delayed"),
        (Delivery::Undelivered, Delivery::Expected, "sent the same code by text. You can use that one."),
        (Delivery::Delayed, Delivery::Undelivered, "The same code is coming by email."),
        (Delivery::Delayed, Delivery::Delayed, "Your email and your text are delayed"),
        (Delivery::Undelivered, Delivery::Undelivered, "Neither the email nor the text arrived"),
    ] {
        let page = code_screen(|screen| (screen.delivery, screen.beside) = (delivery, Some(beside)));
        assert!(html(page).contains(sentence), "{sentence}");
    }
    let both = code_screen(|screen| screen.beside = Some(Delivery::Expected));
    assert!(!html(both).contains("same code"));
}

#[tokio::test]
async fn all_of_the_code_screen_agrees_about_the_delivery() {
    for (channel, look, if_wrong) in [
        (Channel::Email, "Check your email", "If the address is wrong,"),
        (Channel::Text, "Check your phone", "If the number is wrong,"),
    ] {
        for delivery in [Delivery::Expected, Delivery::Delayed, Delivery::Undelivered] {
            let html = html(code_screen(|screen| (screen.channel, screen.delivery) = (channel, delivery)));
            let is_expected = delivery == Delivery::Expected;
            assert_eq!(html.contains(look) && html.contains("Nothing there"), is_expected, "{delivery:?}: {html}");
            assert_eq!(html.contains(if_wrong), !is_expected, "{delivery:?}: {html}");
            let is_lost = delivery == Delivery::Undelivered;
            assert_eq!(html.contains("Enter the code we're sending to"), !is_lost, "{delivery:?}: {html}");
            assert_eq!(html.contains("We couldn't deliver your code to"), is_lost, "{delivery:?}: {html}");
            assert!(!html.contains("we sent"), "{delivery:?}: {html}");
        }
    }
}

#[test]
fn the_code_screen_asks_about_the_delivery_until_the_code_is_over_but_ever_less_often() {
    let asks_again_in = |age: u32, change: fn(&mut CodeScreen)| {
        let page = code_screen(|screen| {
            screen.expires_at = screen.now + Seconds(600 - age);
            change(screen);
        });
        page.open::<CodeScreen>().unwrap().asks_again_in()
    };
    let changes: [fn(&mut CodeScreen); 2] = [|_| (), |screen| screen.delivery = Delivery::Delayed];
    for change in changes {
        let waits = [0, 12, 60, 120, 599].map(|age| asks_again_in(age, change));
        assert_eq!(waits, [1_500, 1_500, 7_500, 15_000, 15_000].map(Some));
    }
    assert_eq!(asks_again_in(600, |screen| screen.closed = Some(CodeRefusal::Expired)), None);
    assert_eq!(asks_again_in(60, |screen| screen.delivery = Delivery::Undelivered), None);
}

#[tokio::test]
async fn the_mailbox_and_the_other_ways_are_one_press_away() {
    let web_mail = WebMail::of(&"jo@gmail.com".parse().unwrap());
    let ways = [(Method::TextCode, "Text me instead"), (Method::Password, "Use your password")];
    let others = ways.map(|(method, _)| (method, format!("/sign-in/{}?code={CHALLENGE}", method.slug())));
    let page = html(code_screen(|screen| {
        (screen.web_mail, screen.others) = (web_mail, others.to_vec());
    }));
    let link = "href=\"https://mail.google.com/\" target=\"_blank\" rel=\"noopener\"";
    assert!(page.contains(link) && page.contains(">Open Gmail<"), "{page}");
    for ((_, label), (_, path)) in ways.iter().zip(&others) {
        let is_there = page.contains(&format!("href=\"{path}\"")) && page.contains(&format!(">{label}<"));
        assert!(is_there, "{label}: {page}");
    }
    assert!(!html(code_screen(|_| ())).contains("noopener"));
}

#[tokio::test]
async fn while_no_code_can_be_requested_either_another_way_is_the_primary_button() {
    let until = Some(NOW + Seconds(3138));
    let page = |closed, is_password_offered: bool| {
        let page = code_screen(|screen| {
            screen.closed = closed;
            if is_password_offered {
                screen.others = vec![(Method::Password, "/sign-in/password".to_owned())];
            }
        });
        let error = app::ApiError::Refused(domain::Refusal::TooManyAttempts { until });
        refused("/sign-in/code/x", "/api/resend_code", &error, page)
    };
    let over = page(Some(CodeRefusal::AttemptsUsedUp), true);
    assert!(over.contains("id=\"next\" href=\"/sign-in/password\""), "{over}");
    assert!(over.contains("You can ask for another code at 08:53 UTC."), "{over}");
    let only_codes = page(Some(CodeRefusal::AttemptsUsedUp), false);
    assert!(only_codes.contains("id=\"next\" form=\"resend\" aria-disabled=\"true\""), "{only_codes}");
    // The code that arrived still works.
    assert!(page(None, true).contains("Verify code"));
}
