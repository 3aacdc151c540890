//! Renders screens to HTML without a server: what each shows, and that every control has an accessible name.
#![expect(clippy::unwrap_used, reason = "tests")]

#[path = "screens/application_pages.rs"]
mod application_pages;
#[path = "screens/applications.rs"]
mod applications;
#[path = "screens/authorize.rs"]
mod authorize;
#[path = "screens/client_pages.rs"]
mod client_pages;
#[path = "screens/code.rs"]
mod code;
#[path = "screens/confirmation_pages.rs"]
mod confirmation_pages;
#[path = "screens/console.rs"]
mod console;
#[path = "screens/console_pages.rs"]
mod console_pages;
#[path = "screens/invitation_pages.rs"]
mod invitation_pages;
#[path = "screens/invitations.rs"]
mod invitations;
#[path = "screens/joining.rs"]
mod joining;
#[path = "screens/not_me_pages.rs"]
mod not_me_pages;
#[path = "screens/pages.rs"]
mod pages;
#[path = "screens/password.rs"]
mod password;
#[path = "screens/pending_sign_in.rs"]
mod pending_sign_in;
#[path = "screens/person_pages.rs"]
mod person_pages;
#[path = "screens/recovery.rs"]
mod recovery;
#[path = "screens/refusals.rs"]
mod refusals;
#[path = "screens/second_step.rs"]
mod second_step;
#[path = "screens/settings.rs"]
mod settings;
#[path = "screens/settings_forms.rs"]
mod settings_forms;
#[path = "screens/settings_pages.rs"]
mod settings_pages;
#[path = "screens/sign_up.rs"]
mod sign_up;
#[path = "screens/start.rs"]
mod start;
#[path = "screens/ways_in.rs"]
mod ways_in;

use app::not_me::NotMeLink;
use app::page::PageData;
use app::recovery::RecoveryStage;
use app::settings::{AccountView, PendingEmail};
use app::{ApiError, paths, words};
use domain::{Method, refusal::CodeRefusal};
use not_me_pages::not_me;
use pages::*;
use refusals::all_refusals;
use settings_pages::{
    activity, close, email, open_undo, password, phone, profile, reauthentication, security, settings_account, undo,
};

/// The server function of each form, with a page that has the form.
fn all_forms() -> Vec<(&'static str, PageData)> {
    let [open, .., granted, _] = all_links();
    [
        ("/api/send_code", sign_in_page_with(Method::EmailCode)),
        ("/api/send_text", sign_in_page_with(Method::TextCode)),
        ("/api/sign_in_with_password", sign_in_page_with(Method::Password)),
        ("/api/sign_up", sign_up(|_| ())),
        ("/api/verify_code", code_screen(|_| ())),
        ("/api/was_not_me", not_me(NotMeLink::Open(not_me_pages::sign_in()), true)),
        ("/api/send_instructions", recovery(RecoveryStage::AskTwice, &METHODS[..2])),
        ("/api/save_password", new_password(open)),
        ("/api/choose_password", new_password(granted)),
        ("/api/sign_out", activity(|_| ())),
        ("/api/prove", reauthentication(|_| ())),
        ("/api/send_proof_code", reauthentication(|_| ())),
        ("/api/change_email", email()),
        ("/api/cancel_email_change", settings_account(pending)),
        ("/api/set_phone", phone(|_| ())),
        ("/api/remove_phone", confirmation_pages::removals()[0].clone()),
        ("/api/save_profile", profile(|_| ())),
        ("/api/change_password", password(|_| ())),
        ("/api/end_session", security(|_| ())),
        ("/api/end_other_sessions", security(|_| ())),
        ("/api/remove_access", confirmation_pages::removals()[3].clone()),
        ("/api/add_passkey", settings_pages::new_passkey(false)),
        ("/api/skip_passkey_offer", settings_pages::passkey_offer()),
        ("/api/rename_passkey", settings_pages::other_name()),
        ("/api/remove_passkey", confirmation_pages::removals()[1].clone()),
        ("/api/close_account", close()),
        ("/api/act_on_person", console_pages::confirm(domain::AdminAct::Deactivate)),
        ("/api/save_person", person_pages::edit()),
        ("/api/cancel_address_change", console_pages::person(person_pages::waiting)),
        ("/api/reserve_address", console_pages::reserve()),
        ("/api/release_address", console_pages::release()),
        ("/api/save_branding", console_pages::branding(|_| ())),
        ("/api/remove_logo", console_pages::branding(|_| ())),
        ("/api/save_policy", console_pages::policy(|_| ())),
        ("/api/save_origins", console_pages::policy(|_| ())),
        ("/api/undo_email_change", undo(open_undo())),
        ("/api/confirm_email", person_pages::confirm_email(person_pages::open_confirmation())),
    ]
    .into_iter()
    .chain(joining::forms())
    .chain(second_step::forms())
    .chain(pending_sign_in::forms())
    .chain(invitation_pages::forms())
    .chain(application_pages::forms())
    .chain(start::forms())
    .chain(authorize::forms())
    .collect()
}

fn pending(view: &mut AccountView) {
    view.pending_email = Some(PendingEmail { email: "new@codes.example".to_owned(), code_page: None });
}

fn every_page() -> Vec<PageData> {
    let own = settings_pages::all_settings().into_iter().chain(console_pages::all_console());
    let own = own.chain(second_step::all()).chain(pending_sign_in::all()).chain(confirmation_pages::all());
    let into = start::all().into_iter().chain(authorize::all());
    all_pages().into_iter().chain(own).chain(joining::all_joining()).chain(into).collect()
}

/// Undoes the escaping of HTML, so that tests can look for the text that people read.
pub fn plain(html: &str) -> String {
    html.replace("&#x27;", "'").replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

#[tokio::test]
async fn the_sign_in_page_asks_for_an_address_and_escapes_what_it_shows() {
    let html = html(sign_in_page(|screen| screen.draft.email = "\"><script>".to_owned()));
    for part in ["Sign in to Alderway &lt;&amp;&gt;", "Email address", "Send code", "action=\"/api/send_code\""] {
        assert!(html.contains(part), "{part} is missing in {html}");
    }
    assert!(!html.contains("<script>"));
}

#[tokio::test]
async fn the_code_screen_shows_the_times_that_the_server_said() {
    let html = html(code_screen(|_| ()));
    for part in ["j•••@example.com", "6-digit code", "9:12", "Verify code", "/api/resend_code", CHALLENGE] {
        assert!(html.contains(part), "{part} is missing in {html}");
    }
    // Without JavaScript nothing counts down.
    for part in ["Valid until 08:09 UTC", ">Resend<", "You can ask for another code at 08:00:37 UTC."] {
        assert!(html.contains(part), "{part} is missing in {html}");
    }
    assert!(!html.contains("data-at"), "the drawn caret is the script's");
}

#[tokio::test]
async fn a_closed_challenge_says_why_and_offers_resend() {
    let html = html(code_screen(|screen| {
        screen.closed = Some(CodeRefusal::AttemptsUsedUp);
        screen.resend_at = NOW;
    }));
    assert!(html.contains("Too many verification attempts. Please request a new code."));
    assert!(html.contains(">Resend<"));
    assert!(html.contains("data-state=\"closed\""));
    for pointless in ["Expires in", "Valid until", "Verify code", "Enter the code we're sending to"] {
        assert!(!html.contains(pointless), "a code that nothing can enter any more has no {pointless}: {html}");
    }
    assert_eq!(html.matches("button--primary").count(), 1, "{html}");
    assert!(html.contains("id=\"next\" form=\"resend\""), "{html}");
}

#[tokio::test]
async fn an_expired_code_is_said_once() {
    let html = html(code_screen(|screen| {
        screen.closed = Some(CodeRefusal::Expired);
        screen.expires_at = NOW;
    }));
    assert_eq!(html.matches("Code expired").count(), 1, "{html}");
    assert!(html.contains("form=\"resend\"") && !html.contains("Verify code"), "{html}");
}

#[tokio::test]
async fn the_code_screen_says_where_to_look_and_where_the_address_can_be_changed() {
    let (email, text) = (html(code_screen(|_| ())), html(text_screen()));
    assert!(email.contains("Check your email") && email.contains("spam folder"));
    assert!(text.contains("Check your phone") && text.contains("••••\u{a0}42") && !text.contains("spam"));
    for html in [email, text] {
        let change = format!("href=\"/sign-in/email-code?return_to=/x&amp;code={CHALLENGE}\"");
        assert_eq!(html.matches(&change).count(), 1, "{html}");
    }
}

#[tokio::test]
async fn every_refusal_has_its_sentence_on_the_page_that_a_plain_form_returns_to() {
    for refusal in all_refusals() {
        let sentence = words::refusal(&refusal);
        assert!(!sentence.is_empty());
        for (function, page) in all_forms() {
            let html = plain(&refused(paths::SIGN_IN, function, &ApiError::Refused(refusal), page));
            let sentence = console::own_sentence(function, &refusal).unwrap_or_else(|| sentence.clone());
            let said = html.matches(&*sentence).count();
            assert_eq!(said, 1, "{refusal:?} after {function} is said {said} times in {html}");
        }
    }
}

#[tokio::test]
async fn every_failure_has_its_sentence() {
    let failures: [ApiError; 5] = [
        ApiError::Offline,
        ApiError::Outdated,
        ApiError::SignedOut,
        ApiError::Busy { seconds: 2 },
        ApiError::Unexpected { incident: "7F3K-92QD-M4XA".to_owned() },
    ];
    for failure in failures {
        let (title, text) = words::failure(&failure);
        for (function, page) in all_forms() {
            let html = plain(&refused(paths::SIGN_IN, function, &failure, page));
            assert!(html.contains(title) && html.contains(text), "{failure:?} is not said in {html}");
        }
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
        let html = html_at(&format!("/sign-in?{query}"), sign_in_page_with(Method::EmailCode));
        assert!(html.contains("Send code"), "{query}");
    }
}

#[tokio::test]
async fn every_input_has_a_name_for_assistive_technology() {
    for page in every_page() {
        let html = html(page);
        for input in html.split("<input").skip(1).chain(html.split("<select").skip(1)) {
            let input = &input[..input.find('>').unwrap()];
            let id = input.split("id=\"").nth(1).and_then(|rest| rest.split('"').next());
            let has_label = id.is_some_and(|id| html.contains(&format!("for=\"{id}\"")));
            // Hidden inputs only tell password managers which account a password belongs to.
            let is_hidden = input.contains("type=\"hidden\"") || input.contains("aria-hidden=\"true\"");
            let is_named = is_hidden || input.contains("aria-label=") || has_label;
            assert!(is_named, "an input has no label: {input}");
        }
    }
}

#[tokio::test]
async fn every_button_and_link_says_what_it_does() {
    for page in every_page() {
        let html = html(page);
        for (tag, end) in [("<button", "</button>"), ("<a ", "</a>"), ("<meter", "</meter>")] {
            for element in html.split(tag).skip(1) {
                let element = &element[..element.find(end).unwrap()];
                let text: String = element[element.find('>').unwrap()..]
                    .split('<')
                    .filter_map(|part| part.split('>').nth(1))
                    .collect();
                assert!(element.contains("aria-label=") || !text.trim().is_empty(), "{tag} says nothing: {element}");
            }
        }
    }
}

#[tokio::test]
async fn what_describes_or_labels_something_is_there() {
    for page in every_page() {
        let html = html(page);
        for attribute in [" for=\"", "aria-describedby=\"", "aria-labelledby=\"", "aria-controls=\""] {
            for ids in html.split(attribute).skip(1).filter_map(|rest| rest.split('"').next()) {
                for id in ids.split(' ') {
                    assert_eq!(html.matches(&format!(" id=\"{id}\"")).count(), 1, "{attribute}{id} in {html}");
                }
            }
        }
    }
}

#[tokio::test]
async fn every_page_has_one_heading_a_main_and_no_inline_style() {
    for page in every_page() {
        let (title, html) = (page.title(), html(page));
        assert_eq!(html.matches("<h1").count(), 1, "{html}");
        assert_eq!(html.matches("<main").count(), 1);
        assert!(!html.contains(" style=") && !title.is_empty(), "the content security policy refuses style");
    }
}
