//! The settings: what each page shows, and what it leads to.

use super::{pages::*, plain, settings_pages::*};
use app::{
    ApiError, paths,
    settings::{ActivityView, PendingEmail, PhoneEntry, UndoLink},
    words,
};
use domain::{Activity, Preset, password::PasswordProblem, sign_in::SignInError};

fn holds(html: &str, parts: &[&str]) {
    for part in parts {
        assert!(html.contains(part), "{part} is missing in {html}");
    }
}

fn lacks(html: &str, parts: &[&str]) {
    for part in parts {
        assert!(!html.contains(part), "{part} is in {html}");
    }
}

fn has_link(html: &str, path: &str, label: &str) -> bool {
    html.split("<a ").any(|link| {
        let link = link.split("</a>").next().unwrap();
        link.contains(&format!("href=\"{path}\"")) && link.contains(&format!(">{label}"))
    })
}

fn links(html: &str, pairs: &[(&str, &str)]) {
    for (path, label) in pairs {
        assert!(has_link(html, path, label), "no link {label} to {path} in {html}");
    }
}

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
async fn a_page_of_a_chapter_leads_back_to_it() {
    for (page, chapter) in [
        (email(), paths::SETTINGS_ACCOUNT),
        (close(), paths::SETTINGS_ACCOUNT),
        (password(|_| ()), paths::SETTINGS_SECURITY),
        (proof(|view| view.next = paths::SETTINGS_PASSWORD.to_owned()), paths::SETTINGS_SECURITY),
        (proof(|_| ()), paths::SETTINGS_ACCOUNT),
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
            "action=\"/api/remove_phone\"",
            ">Remove<",
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
    holds(&elsewhere, &["only in the browser that asked for it"]);
}

#[tokio::test]
async fn a_phone_number_is_added_verified_or_replaced() {
    let none = html(settings_account(|view| view.phone = None));
    links(&none, &[("/settings/account/phone", "Add phone number")]);
    lacks(&none, &["/api/remove_phone"]);
    let waits = html(settings_account(|view| {
        view.phone = Some(PhoneEntry { number: "+1 201 555 0142".to_owned(), is_verified: false });
    }));
    holds(&waits, &["Not verified", ">Replace<", ">Remove<"]);
    let no_texts = html(settings_account(|view| (view.takes_texts, view.phone) = (false, None)));
    holds(&no_texts, &["Texts are not set up here."]);
    lacks(&no_texts, &["/settings/account/phone"]);
    assert!(html(phone(|view| view.current = None)).contains("Add phone number"));
    holds(&html(phone(|_| ())), &["Replace your phone number", "+1 201 555 0142 stays until", ">Send code<"]);
}

#[tokio::test]
async fn without_a_password_one_can_be_set_and_a_code_proves_who_it_is() {
    holds(&html(settings_account(|view| view.has_password = false)), &["No password", ">Set a password<"]);
    let security_page = html(security(|view| view.password_changed = None));
    holds(&security_page, &[">Set a password<"]);
    lacks(&security_page, &["Forgot it?"]);
    let password_page = html(password(|view| view.has_password = false));
    holds(&password_page, &["<h1>Set a password</h1>", "New password", "Confirm new password"]);
    lacks(&password_page, &["Current password", "/recovery"]);
    let proof_page = html(proof(|view| (view.has_password, view.by_code) = (false, false)));
    holds(&proof_page, &["action=\"/api/send_proof_code\"", "m•••@codes.example"]);
    lacks(&proof_page, &["Current password", "/api/prove\""]);
}

#[tokio::test]
async fn where_nobody_has_a_password_nothing_is_said_about_it() {
    let html = html(security(|view| (view.rules, view.password_changed) = (None, None)));
    lacks(&html, &["/settings/security/password", "id=\"password\""]);
}

#[tokio::test]
async fn a_proof_keeps_where_it_leads_and_offers_recovery() {
    let both = html(proof(|_| ()));
    holds(
        &both,
        &[
            "Is it you?",
            "Current password",
            "autocomplete=\"username\"",
            "href=\"/recovery\"",
            ">Continue<",
            ">Send code<",
        ],
    );
    assert_eq!(both.matches("name=\"next\" value=\"/settings/account/close\"").count(), 2, "{both}");
    let for_email = html(proof(|view| (view.is_for_email, view.by_code) = (true, false)));
    holds(&for_email, &["<h1>Change your email address</h1>", ">Next<"]);
    lacks(&for_email, &["Continue", "/api/send_proof_code"]);
}

#[tokio::test]
async fn each_refusal_stands_beside_its_field_and_keeps_what_was_typed() {
    let typed_email = || settings_typed(SettingsPage::Email, |typed| typed.email = "you@".to_owned());
    let typed_phone = || settings_typed(phone_page(), |typed| typed.phone = "555 01".to_owned());
    let typed_name = || settings_typed(profile_page(), |typed| typed.name = "Jo Elder".to_owned());
    for (function, page, error, field, kept) in [
        ("/api/prove", proof(|_| ()), SignInError::WrongCurrentPassword, "current", ""),
        ("/api/change_email", typed_email(), SignInError::NotAnEmailAddress, "email", "value=\"you@\""),
        ("/api/change_email", typed_email(), SignInError::AddressReserved, "email", "value=\"you@\""),
        ("/api/set_phone", typed_phone(), SignInError::NotAPhoneNumber, "phone", "value=\"555 01\""),
        ("/api/set_phone", typed_phone(), SignInError::CountryNotServed, "phone", "value=\"555 01\""),
        ("/api/set_phone", typed_phone(), SignInError::NumberTaken, "phone", "value=\"555 01\""),
        ("/api/save_profile", typed_name(), SignInError::NotAName, "name", "value=\"Jo Elder\""),
        ("/api/change_password", password(|_| ()), SignInError::WrongCurrentPassword, "current", ""),
        ("/api/change_password", password(|_| ()), SignInError::Password(PasswordProblem::Common), "password", ""),
        ("/api/change_password", password(|_| ()), SignInError::PasswordsDiffer, "confirmation", ""),
    ] {
        let html = refused("/settings/account", function, &ApiError::Refused(error), page);
        assert_eq!(html.matches("aria-invalid=\"true\"").count(), 1, "{error:?}: {html}");
        assert!(html.contains(&format!(" id=\"{field}-error\"")) && html.contains(kept), "{error:?}: {html}");
        assert!(!html.contains("role=\"alert\""), "said once");
        let focused: Vec<_> = html.split('<').filter(|tag| tag.contains(" autofocus")).collect();
        assert!(focused.len() == 1 && focused[0].contains(&format!("id=\"{field}\"")), "{error:?}: {focused:?}");
    }
}

#[tokio::test]
async fn the_profile_offers_the_time_zones() {
    let html = html(profile(|_| ()));
    holds(&html, &["Full name", "value=\"Jo Alder\"", "Time zone", "<option value=\"\">UTC", ">Europe/Isle of Man"]);
    let chosen: Vec<_> = html.split("<option").filter(|option| option.contains(" selected")).collect();
    assert!(chosen.len() == 1 && chosen[0].contains("value=\"Europe/Isle_of_Man\""), "{chosen:?}");
}

#[tokio::test]
async fn closing_says_what_is_lost_and_offers_the_way_back() {
    let html = html(close());
    holds(
        &html,
        &[
            "your name, phone number",
            "signed out everywhere",
            "stays reserved",
            "This cannot be undone.",
            "action=\"/api/close_account\"",
            ">Close account<",
        ],
    );
    links(&html, &[("/settings/account", "Cancel")]);
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
            "203.0.113.7 · now",
            "2 browsers",
            ">Sign out everywhere else<",
        ],
    );
    links(
        &html,
        &[
            ("/settings/security/password", "Change password"),
            ("/recovery", "Forgot it?"),
            ("/settings/activity", "See all activity"),
        ],
    );
    let forms: Vec<_> = html.split("<form").filter(|form| form.contains("/api/end_session")).collect();
    assert_eq!(forms.len(), 1, "the browser itself signs out below the navigation");
    holds(forms[0], &["name=\"session\" value=\"other\"", "aria-describedby=\"session-1\"", ">Sign out<"]);
    assert!(html.contains("id=\"session-1\">Safari on iPhone"));
}

#[tokio::test]
async fn whoever_is_signed_in_here_alone_is_not_asked_to_sign_out_elsewhere() {
    let html = html(security(|view| view.sessions.truncate(1)));
    holds(&html, &["1 browser<"]);
    lacks(&html, &["Sign out everywhere else", "/api/end_session"]);
}

#[tokio::test]
async fn a_new_password_needs_the_present_one_and_shows_the_policy() {
    let shown = html(password(|_| ()));
    holds(
        &shown,
        &[
            "Current password",
            "New password",
            "Confirm new password",
            ">Save<",
            "Your password needs 8 to 128 characters",
            "<meter",
            "autocomplete=\"username\"",
            "href=\"/recovery\"",
        ],
    );
    lacks(&shown, &["fully green"]);
    let waits = html(password(|view| view.rules = rules(Preset::Invited)));
    holds(&waits, &["This works when the bar is fully green."]);
    lacks(&waits, &["aria-disabled"]);
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
    assert_eq!(page.matches("Look at this:").count(), warnings);
}

#[tokio::test]
async fn an_activity_says_by_which_method() {
    let page = html(activity(|view| {
        let signed_in = |method| entry(Activity::SignedIn, Some(method));
        view.entries = ["password", "email_code", "text_code", "of another release"].map(signed_in).to_vec();
    }));
    for sentence in ["with your password<", "with a code by email<", "with a code by text<", "You signed in<"] {
        assert!(page.contains(sentence), "{sentence} is missing in {page}");
    }
}

#[tokio::test]
async fn the_activity_pages() {
    let first = html(activity(|view| view.older = Some(paths::activity_before("17"))));
    holds(&first, &["href=\"/settings/activity?before=17\"", ">Older<"]);
    lacks(&first, &["Back to the newest"]);
    holds(&html(activity(|view| view.is_later = true)), &["href=\"/settings/activity\"", "Back to the newest"]);
    let empty = html(activity(|view| *view = ActivityView { entries: vec![], older: None, is_later: false }));
    holds(&empty, &["Nothing here yet"]);
    lacks(&empty, &["panel__foot"]);
}

#[tokio::test]
async fn nothing_happens_by_opening_undo() {
    let open = html(undo(open_undo()));
    holds(
        &open,
        &[
            "old@codes.example",
            "n•••@codes.example",
            "name=\"token\" value=\"aB3-_\"",
            "action=\"/api/undo_email_change\"",
            "Undo this change",
            "signed out",
        ],
    );
    let undone = html(undo(UndoLink::Undone));
    holds(&undone, &["Your old address is back", "href=\"/recovery\"", "href=\"/sign-in\""]);
    let over = html(undo(UndoLink::Over));
    holds(&over, &["too old or not known here"]);
    for html in [undone, over] {
        lacks(&html, &["<form"]);
    }
}

#[tokio::test]
async fn the_account_greets_and_leads_to_the_settings() {
    holds(&html(account()), &["href=\"/settings/account\"", "href=\"/settings/security\"", "/api/sign_out"]);
}
