//! Recovery by a temporary password: what its pages ask for, say and keep.

use super::{pages::*, plain};
use app::ApiError;
use app::page::PageData;
use app::recovery::{AddedFactors, PasswordLink, RecoveryScreen, RecoveryStage};
use domain::{Method, Preset, Refusal, Seconds};

fn again_at(at: domain::Timestamp) -> PageData {
    recovery(RecoveryStage::SentReset { good_for: Seconds::minutes(30), again_at: Some(at) }, &[])
}

#[tokio::test]
async fn the_address_is_asked_for_twice_and_both_are_kept() {
    let mut screen: RecoveryScreen = recovery(RecoveryStage::AskTwice, &[]).open().unwrap();
    (screen.draft.email, screen.draft.again) = ("jo@example.com".to_owned(), "jo@example.org".to_owned());
    let error = ApiError::Refused(Refusal::AddressesDiffer);
    let html = refused("/recovery", "/api/send_instructions", &error, PageData::of(&screen));
    for part in [
        ">Forgot your password?<",
        ">Email address<",
        ">Confirm email address<",
        ">Reset<",
        "value=\"jo@example.com\"",
        "value=\"jo@example.org\"",
        "aria-describedby=\"confirmation-error\"",
        "The two email addresses don't match.",
    ] {
        assert_eq!(html.matches(part).count(), 1, "{part} in {html}");
    }
}

#[tokio::test]
async fn a_countdown_says_when_to_ask_again_while_it_is_too_early() {
    let html = html_at("/recovery/sent", again_at(NOW + Seconds(298)));
    assert!(html.contains("role=\"timer\"") && html.contains("in 4:58"), "{html}");
    assert!(html.contains("The link works once and expires in 30 minutes."), "{html}");
    let over = html_at("/recovery/sent", again_at(NOW));
    assert!(over.contains("role=\"timer\"") && over.contains("hidden"), "{over}");
}

#[tokio::test]
async fn the_page_behind_a_link_is_called_what_it_is_for() {
    for link in all_links() {
        let is_confirm = matches!(link, PasswordLink::Confirm { .. });
        let page = new_password(link);
        let title = if is_confirm { "Confirm your password reset" } else { "Choose a new password" };
        assert!(page.title().starts_with(title), "{page:?}");
        let html = html(page);
        assert_eq!(html.contains(">Confirm reset<"), is_confirm, "{html}");
        assert_eq!(html.contains("/api/confirm_reset"), is_confirm, "{html}");
    }
}

#[tokio::test]
async fn what_is_chosen_instead_of_a_temporary_password_names_no_token() {
    let [open, .., granted, _] = all_links();
    let (open, granted) = (html(new_password(open)), html(new_password(granted)));
    assert!(open.contains("name=\"token\"") && open.contains("action=\"/api/save_password\""), "{open}");
    assert!(!granted.contains("name=\"token\"") && granted.contains("action=\"/api/choose_password\""), "{granted}");
}

#[tokio::test]
async fn what_was_added_lately_has_a_box_each_above_the_new_password() {
    let [open, .., granted, _] = all_links();
    let page = plain(&html(new_password(open)));
    for part in [
        "Recently added. Remove anything you don't recognise.",
        "Remove Blue <key>",
        "Passkey, added 22 November 2026, 10:53 UTC",
        &format!("name=\"remove[]\" value=\"{CHALLENGE}\""),
        "Remove Authenticator app",
        "On since 22 November 2026, 10:53 UTC",
        "name=\"remove[]\" value=\"authenticator\"",
    ] {
        assert_eq!(page.matches(part).count(), 1, "{part} in {page}");
    }
    let boxes: Vec<_> =
        page.split("<input type=\"checkbox\"").skip(1).map(|rest| rest.split('>').next().unwrap()).collect();
    assert_eq!(boxes.iter().map(|input| input.contains(" checked")).collect::<Vec<_>>(), [false, true], "{boxes:?}");
    assert!(page.find("Recently added") < page.find("New password"), "{page}");
    assert!(!page.contains(" autofocus"), "the form begins with the boxes");
    let kept = html(new_password(granted));
    assert!(kept.contains("ask an admin at") && !kept.contains("remove[]"), "{kept}");
}

#[tokio::test]
async fn where_nothing_was_added_nothing_is_said_of_it() {
    let added = AddedFactors::Removable(Vec::new());
    let (email, name) = ("jo@example.com".to_owned(), String::new());
    let link = PasswordLink::Open { email, name, rules: rules(Preset::Codes), added };
    let page = html(new_password(link));
    assert!(!page.contains("Recently added") && !page.contains("checkbox") && page.contains(" autofocus"), "{page}");
}

#[tokio::test]
async fn while_no_message_can_be_requested_another_way_in_is_the_primary_button() {
    let error = |until| ApiError::Refused(Refusal::TooManyAttempts { until: Some(until) });
    let page = |methods: &[Method]| recovery(RecoveryStage::Ask, methods);
    let form =
        |html: &str| html.split("<form").find(|form| form.contains("/api/send_instructions")).unwrap().to_owned();
    let paused =
        plain(&refused("/recovery", "/api/send_instructions", &error(NOW + Seconds(297)), page(&METHODS[..1])));
    for part in ["We've just emailed you.", "You can ask for another message in 4:57.", "Check your spam folder too."] {
        assert_eq!(paused.matches(part).count(), 1, "{part} in {paused}");
    }
    assert!(form(&paused).split('>').next().unwrap().contains("hidden"), "the form waits: {paused}");
    let way = paused.split("<a ").find(|link| link.contains("button--wide")).unwrap();
    assert!(way.contains("button--primary"), "{paused}");
    let over = refused("/recovery", "/api/send_instructions", &error(NOW), page(&METHODS[..1]));
    assert!(!form(&over).split('>').next().unwrap().contains("hidden"), "{over}");
    assert!(!over.contains("Too many attempts"), "{over}");
}
