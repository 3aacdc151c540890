//! What the code screen says about the delivery of the code.

use super::pages::*;
use app::sign_in::{CodeScreen, Delivery};
use domain::{Channel, Seconds, refusal::CodeRefusal};

#[tokio::test]
async fn a_message_that_has_not_left_is_said() {
    assert!(html(code_screen(|screen| screen.delivery = Delivery::Delayed)).contains("The email has not left yet"));
    assert!(!html(code_screen(|screen| screen.delivery = Delivery::Expected)).contains("not left yet"));
    for (delivery, sentence) in
        [(Delivery::Delayed, "The text has not left yet"), (Delivery::Undelivered, "The text did not arrive")]
    {
        let page = code_screen(|screen| (screen.channel, screen.delivery) = (Channel::Text, delivery));
        assert!(html(page).contains(sentence));
    }
    // The second step sends one code by email and by text.
    for (delivery, beside, sentence) in [
        (Delivery::Expected, Delivery::Delayed, "The text has not left yet"),
        (Delivery::Undelivered, Delivery::Expected, "The same code goes by text. That one is good."),
        (Delivery::Delayed, Delivery::Undelivered, "The same code goes by email."),
        (Delivery::Delayed, Delivery::Delayed, "Neither the email nor the text has left yet"),
        (Delivery::Undelivered, Delivery::Undelivered, "Neither the email nor the text arrived"),
    ] {
        let page = code_screen(|screen| (screen.delivery, screen.beside) = (delivery, Some(beside)));
        assert!(html(page).contains(sentence), "{sentence}");
    }
    let both = code_screen(|screen| screen.beside = Some(Delivery::Expected));
    assert!(!html(both).contains("The same code"));
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
            assert_eq!(html.contains("Enter the code we are sending to"), !is_lost, "{delivery:?}: {html}");
            assert_eq!(html.contains("We could not deliver your code to"), is_lost, "{delivery:?}: {html}");
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
