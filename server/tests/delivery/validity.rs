//! How messages say how long their code, password or link is valid.

use super::messages::{TOKEN, try_email, with_code};
use crate::support::prelude::*;
use service::delivery::Content;

#[test]
fn a_temporary_password_is_good_for_one_hour_and_can_be_copied_whole() {
    let email = try_email(
        &Content::TemporaryPassword { password: "ABCDE-FGHJK-MNPQR-STUVW".to_owned() },
        "Alderway",
        Seconds::hours(1),
    )
    .unwrap();
    assert!(
        email.text.contains("expires in one hour.") && email.html.contains("expires in one hour."),
        "{}",
        email.text
    );
    assert!(email.text.lines().any(|line| line == "    ABCDE-FGHJK-MNPQR-STUVW"), "{}", email.text);
    assert!(email.html.contains("user-select: all;\">ABCDE-FGHJK-MNPQR-STUVW</span>"), "{}", email.html);
}

#[test]
fn a_last_minute_is_one_minute() {
    let email = try_email(&with_code()[0], "Alderway", Seconds(60)).unwrap();
    assert!(
        email.text.contains("expires in 1 minute.") && email.html.contains("expires in 1 minute."),
        "{}",
        email.text
    );
}

#[test]
fn an_invitation_says_how_many_days_it_is_good() {
    let content = Content::Invitation { code: "7KQ4M-2XW9P".to_owned(), token: TOKEN.to_owned() };
    let email = try_email(&content, "Alderway", Seconds::days(7)).unwrap();
    assert_eq!(email.subject, "You're invited to Alderway: verify your email address");
    assert!(email.text.contains("expires in 7 days.") && email.html.contains("expires in 7 days."), "{}", email.text);
    assert!(email.text.lines().any(|line| line == "    7KQ4M-2XW9P"), "{}", email.text);
}

#[test]
fn a_first_password_says_how_long_it_is_good_and_what_it_is_for() {
    for (signs_in, life, words) in [(false, Seconds::days(1), "24 hours"), (true, Seconds::days(7), "7 days")] {
        let content = Content::InvitationPassword { password: "ABCDE-FGHJK-MNPQR-STUVW".to_owned(), signs_in };
        let email = try_email(&content, "Alderway", life).unwrap();
        for text in [&email.text, &email.html] {
            assert!(text.contains(&format!("expires in {words}.")), "{text}");
            assert_eq!(text.contains("You now have an account"), signs_in, "{text}");
        }
    }
}
