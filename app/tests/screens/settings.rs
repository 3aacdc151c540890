//! The settings: what each page shows, and where it leads.

use super::{pages::*, plain, settings_pages::*};
use app::paths::{self, SettingsRoute};
use app::settings::{ActivityView, Done, PendingEmail, PhoneEntry};
use app::words;
use domain::AuditEventKind;

#[tokio::test]
async fn the_frame_says_where_who_and_the_way_out() {
    let html = html(security(|_| ()));
    holds(
        &html,
        &[
            "Alderway &lt;&amp;&gt;",
            "Skip to the page",
            "popovertarget=\"navigation\"",
            "id=\"navigation\"",
            "Jo Alder",
            "member@codes.example",
            ">JA<",
            "action=\"/api/sign_out\"",
            ">Sign out<",
        ],
    );
    let current: Vec<_> = html.split("<a ").filter(|link| link.contains("aria-current=\"page\"")).collect();
    assert!(current.len() == 1 && current[0].contains("href=\"/settings/security\""), "{current:?}");
}

#[tokio::test]
async fn only_pages_in_the_frame_bring_its_style() {
    let link = format!("href=\"{}\"", paths::FRAME_STYLE);
    assert_eq!(document(close()).matches(&link).count(), 1);
    for page in [undo(open_undo()), account(), sign_in_page(|_| ())] {
        lacks(&document(page), &[&link]);
    }
}

#[tokio::test]
async fn a_page_of_a_chapter_leads_back_to_it() {
    for (page, chapter) in [
        (email(), paths::SETTINGS_ACCOUNT),
        (close(), paths::SETTINGS_ACCOUNT),
        (password(|_| ()), paths::SETTINGS_SECURITY),
        (reauthentication(|view| view.next = paths::SETTINGS_PASSWORD.to_owned()), paths::SETTINGS_SECURITY),
        (reauthentication(|_| ()), paths::SETTINGS_ACCOUNT),
    ] {
        let html = html(page);
        let back = html.split("<a ").find(|link| link.contains("page-head__back")).unwrap();
        assert!(back.contains(&format!("href=\"{chapter}\"")), "{back}");
        let current = html.split("<a ").find(|link| link.contains("aria-current=\"page\"")).unwrap();
        assert!(current.contains(&format!("href=\"{chapter}\"")), "{current}");
    }
}

#[tokio::test]
async fn the_account_page_leads_to_every_change() {
    let html = html(settings_account(|_| ()));
    holds(
        &html,
        &[
            "Change email address",
            "+1 201 555 0142",
            "Verified",
            "Jo Alder",
            "Europe/Isle of Man",
            "href=\"/settings/account/profile\"",
            "href=\"/settings/download\" rel=\"external\" download",
        ],
    );
    links(
        &html,
        &[
            ("/settings/account/email", "member@codes.example"),
            ("/settings/account/phone", "Replace"),
            ("/settings/account/phone/remove", "Remove"),
            ("/settings/security/password", "Change password"),
            ("/settings/account/close", "Close account"),
        ],
    );
    lacks(&html, &["/api/cancel_email_change", "Add phone number", "Not verified"]);
}

#[tokio::test]
async fn a_pending_address_says_what_to_do() {
    let pending = |code_page: Option<&str>| {
        html(settings_account(|view| {
            let code_page = code_page.map(str::to_owned);
            view.pending_email = Some(PendingEmail { email: "new@codes.example".to_owned(), code_page });
        }))
    };
    let here = pending(Some("/sign-in/code/0123456789abcdef0123456789abcdef"));
    let elsewhere = pending(None);
    for html in [&here, &elsewhere] {
        holds(html, &["new@codes.example", "Cancel this change", "action=\"/api/cancel_email_change\""]);
    }
    links(&here, &[("/sign-in/code/0123456789abcdef0123456789abcdef", "Enter the code")]);
    lacks(&elsewhere, &["/sign-in/code/"]);
    holds(&elsewhere, &["only works in the browser that requested it"]);
}

#[tokio::test]
async fn a_phone_number_is_added_verified_or_replaced() {
    let none = html(settings_account(|view| view.phone = None));
    links(&none, &[("/settings/account/phone", "Add phone number")]);
    lacks(&none, &["/settings/account/phone/remove"]);
    let waits = html(settings_account(|view| {
        view.phone = Some(PhoneEntry { number: "+1 201 555 0142".to_owned(), is_verified: false });
    }));
    holds(&waits, &["Not verified", ">Replace<", ">Remove<"]);
    let no_texts = html(settings_account(|view| (view.takes_texts, view.phone) = (false, None)));
    holds(&no_texts, &["Texts aren't set up here."]);
    lacks(&no_texts, &["/settings/account/phone"]);
    assert!(html(phone(|view| view.current = None)).contains("Add phone number"));
    holds(&html(phone(|_| ())), &["Replace your phone number", "We'll keep +1 201 555 0142 until", ">Send code<"]);
}

#[tokio::test]
async fn where_there_are_no_passwords_nothing_is_said_about_them() {
    let html = html(security(|view| (view.rules, view.password_changed) = (None, None)));
    lacks(&html, &["/settings/security/password", "id=\"password\""]);
}

#[tokio::test]
async fn the_security_page_shows_password_sessions_and_activity() {
    let html = html(security(|_| ()));
    holds(
        &html,
        &[
            "Your password needs 8 to 128 characters",
            "Changed 3 months ago",
            "Firefox on Linux",
            "This browser",
            "203.0.113.7 · <span",
            ">now</time>",
            "2 browsers",
            ">Sign out everywhere else<",
        ],
    );
    links(
        &html,
        &[
            ("/settings/security/password", "Change password"),
            ("/recovery", "Forgotten your current password? Reset it"),
            ("/settings/activity", "See all activity"),
        ],
    );
    let forms: Vec<_> = html.split("<form").filter(|form| form.contains("/api/end_session")).collect();
    assert_eq!(forms.len(), 1, "the browser itself signs out below the navigation");
    holds(forms[0], &["name=\"session\" value=\"other\"", "aria-describedby=\"session-1\"", ">Sign out<"]);
    assert!(html.contains("id=\"session-1\">Safari on iPhone"));
}

#[tokio::test]
async fn a_user_who_is_signed_in_here_alone_is_not_asked_to_sign_out_elsewhere() {
    let html = html(security(|view| view.sessions.truncate(1)));
    holds(&html, &["This browser"]);
    lacks(&html, &["Sign out everywhere else", "/api/end_session"]);
}

#[tokio::test]
async fn more_sessions_than_fit_have_a_page_of_their_own() {
    let security = html(security(|view| view.has_more_sessions = true));
    holds(&security, &["href=\"/settings/security/sessions\"", "See all sessions", "Sign out everywhere else"]);
    lacks(&security, &["2 browsers<"]);
    let first = html(sessions(|view| view.older = Some(paths::older(SettingsRoute::Sessions, "17"))));
    holds(&first, &["href=\"/settings/security/sessions?before=17\"", ">Older<", "name=\"session\" value=\"other\""]);
    lacks(&first, &["Back to the newest"]);
    let later = html(sessions(|view| view.is_later = true));
    holds(&later, &["href=\"/settings/security/sessions\"", "Back to the newest"]);
}

#[tokio::test]
async fn what_was_just_done_is_said_above_the_page() {
    for (name, sentence) in words::settings::done::BY_KEY {
        holds(&html(settings_done(name)), &["notice--success", sentence.text()]);
    }
    assert_eq!(Done::sentence("nothing"), None);
    lacks(&html(settings_account(|_| ())), &["notice--success"]);
}

#[tokio::test]
async fn every_activity_is_said_in_plain_words() {
    let all = all_activities();
    let sentences: Vec<_> = all.iter().map(|&what| words::activity::sentence(what, None)).collect();
    for (at, sentence) in sentences.iter().enumerate() {
        assert!(!sentence.is_empty() && !sentence.contains('_'));
        assert!(!sentences[..at].contains(sentence), "{sentence} is said of two things");
    }
    let page = plain(&html(activity(|view| view.entries = all.iter().map(|&what| entry(what, None)).collect())));
    for sentence in sentences {
        assert!(page.contains(sentence), "{sentence} is missing in {page}");
    }
    let warnings = all.iter().filter(|what| what.is_warning()).count();
    assert_eq!(page.matches("data-kind=\"warning\"").count(), warnings);
    assert_eq!(page.matches("Please check:").count(), warnings);
}

#[tokio::test]
async fn an_activity_says_by_which_method() {
    let page = html(activity(|view| {
        let signed_in = |method| entry(AuditEventKind::SignedIn, Some(method));
        view.entries = ["password", "email_code", "text_code", "of another release"].map(signed_in).to_vec();
    }));
    for sentence in ["with your password<", "with a code by email<", "with a code by text<", "You signed in<"] {
        assert!(page.contains(sentence), "{sentence} is missing in {page}");
    }
}

#[tokio::test]
async fn the_activity_pages() {
    let first = html(activity(|view| view.older = Some(paths::older(SettingsRoute::Activity, "17"))));
    holds(&first, &["href=\"/settings/activity?before=17\"", ">Older<"]);
    lacks(&first, &["Back to the newest"]);
    holds(&html(activity(|view| view.is_later = true)), &["href=\"/settings/activity\"", "Back to the newest"]);
    let empty = html(activity(|view| *view = ActivityView { entries: vec![], older: None, is_later: false }));
    holds(&empty, &["Nothing here yet"]);
    lacks(&empty, &["panel__foot"]);
}

#[tokio::test]
async fn the_account_greets_and_leads_to_the_settings() {
    holds(&html(account()), &["href=\"/settings/account\"", "/api/sign_out"]);
}
