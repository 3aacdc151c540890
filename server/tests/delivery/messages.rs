//! The subject, text and HTML of every message.

use crate::support::prelude::*;
use domain::{AdminAct, AuditEventKind::*, OneTimeCode};
use service::delivery::{Content, CredentialsAfterReset, Email, MessageContext, Templates};

const ORIGIN: &str = "https://sign-in.example";
/// 2026-11-22T10:53:00Z.
pub const THEN: Timestamp = Timestamp(1_795_344_780_000);

pub const TOKEN: &str = "q7Yt0ZJ6xw3nB5vLr8dKfHsA2mPcEuG1iTjXoVb4Nk9";

/// Changes that the account's user is told about, each in its own words.
#[rustfmt::skip]
const CHANGES: [AuditEventKind; 13] = [
    PasswordChanged, PasswordSet, PhoneVerified, PhoneRemoved, PasskeyAdded, PasskeyRemoved, AuthenticatorTurnedOn,
    AuthenticatorTurnedOff, RecoveryCodesMade, RecoveryCodeUsed, EmailChangeUndone, RefreshTokenReused,
    AccountClosed,
];

pub fn with_code() -> Vec<Content> {
    let code = OneTimeCode::from_number(482_913);
    vec![
        Content::sign_in_code(&code),
        Content::sign_up_code(&code),
        Content::reauthentication_code(&code),
        Content::new_email_code(&code),
    ]
}

fn with_links() -> Vec<Content> {
    let token = || TOKEN.to_owned();
    let (zone, browser, ip_address) = (None, "Firefox on Linux".to_owned(), "203.0.113.7".to_owned());
    vec![
        Content::AlreadyRegistered,
        Content::Lockout { until: THEN, token: Some(token()) },
        Content::RecoveryLink { token: token() },
        Content::ConfirmReset { token: token() },
        Content::ConfirmNewEmail { token: token() },
        Content::Invitation { code: "7KQ4M-2XW9P".to_owned(), token: token() },
        Content::EmailConfirmed,
        Content::InvitationPassword { password: "ABCDE-FGHJK-MNPQR-STUVW".to_owned(), signs_in: false },
        Content::InvitationRequested { email: "new@codes.example".to_owned(), name: Some("Robin New".to_owned()) },
        Content::TemporaryPassword { password: "ABCDE-FGHJK-MNPQR-STUVW".to_owned() },
        Content::NewSignIn {
            at: THEN,
            zone: zone.clone(),
            browser: browser.clone(),
            ip_address: ip_address.clone(),
            token: token(),
        },
        Content::EmailChanged {
            token: token(),
            new: "n•••@example.org".to_owned(),
            at: THEN,
            zone: Some("Europe/Berlin".to_owned()),
            browser: browser.clone(),
            ip_address: ip_address.clone(),
        },
        Content::PasswordChanged { at: THEN, zone, browser, ip_address, token: Some(token()) },
        changed(PasswordChanged),
    ]
}

pub fn changed(what: AuditEventKind) -> Content {
    let (browser, ip_address) = ("Firefox on Linux".to_owned(), "203.0.113.7".to_owned());
    let left = (what == RecoveryCodeUsed).then_some(1);
    let token = Some(TOKEN.to_owned());
    Content::AccountChanged { what, left, at: THEN, zone: None, browser, ip_address, token }
}

fn changed_by_admin(what: AuditEventKind) -> Content {
    Content::ChangedByAdmin { what, at: THEN, zone: None }
}

fn all() -> Vec<Content> {
    let others = [Content::AccountDeactivated, Content::AddressReserved, changed_by_admin(Deactivated)];
    with_code().into_iter().chain(with_links()).chain(others).collect()
}

pub fn message_context(organisation: &str) -> MessageContext {
    MessageContext {
        organisation: organisation.to_owned(),
        sender_name: organisation.to_owned(),
        reply_to: None,
        logo: None,
        color: None,
        support: None,
        credentials_after_reset: CredentialsAfterReset::Removable,
        language: Default::default(),
        sign_in: "/sign-in".to_owned(),
        recovery: "/recovery".to_owned(),
        not_me: |token| format!("/not-me/{token}"),
        new_password: |token| format!("/new-password/{token}"),
        reset: |token| format!("/reset/{token}"),
        undo: |token| format!("/undo/{token}"),
        confirm_email: |token| format!("/confirm-email/{token}"),
        invitation: |token| format!("/invitation/{token}"),
        invitations: "/admin/invitations",
    }
}

pub fn try_email(content: &Content, organisation: &str, good_for: Seconds) -> anyhow::Result<Email> {
    try_email_in("en", content, organisation, good_for)
}

fn try_email_in(language: &str, content: &Content, organisation: &str, good_for: Seconds) -> anyhow::Result<Email> {
    let message_context = MessageContext { language: language.parse()?, ..message_context(organisation) };
    rendered(content, &message_context, good_for)
}

pub fn rendered(content: &Content, message_context: &MessageContext, good_for: Seconds) -> anyhow::Result<Email> {
    let templates = Templates::load(ORIGIN.to_owned(), "sign-in.example".to_owned(), app::server::locale::wordings())?;
    templates.email("0123".to_owned(), OWNER.parse()?, message_context, content, good_for)
}

fn email(content: &Content, organisation: &str) -> Email {
    let life = match content {
        Content::Invitation { .. } | Content::ConfirmNewEmail { .. } => Seconds::days(7),
        Content::InvitationPassword { .. } => Seconds::days(1),
        _ => Seconds::minutes(10),
    };
    try_email(content, organisation, life).unwrap()
}

#[test]
fn every_message_reads_well() {
    for content in all() {
        let email = email(&content, "Alderway");
        let name = content.template();
        let known = app::words::admin::messages::names::BY_KEY;
        assert!(known.iter().any(|(key, _)| *key == name), "the console has no name for {name}");
        insta::assert_snapshot!(format!("{name}_subject"), email.subject);
        insta::assert_snapshot!(format!("{name}_text"), email.text);
        insta::assert_snapshot!(format!("{name}_html"), email.html);
    }
}

/// All German messages in one snapshot, so that they can be proofread together.
#[test]
fn every_message_reads_well_in_german() {
    let mut read = String::new();
    for content in all().into_iter().chain(CHANGES.map(changed)) {
        let email = try_email_in("de", &content, "Alderway", Seconds::minutes(10)).unwrap();
        assert!(email.html.contains("<html lang=\"de\">"), "{}", email.html);
        read += &format!("=== {}: {}\n{}\n", content.template(), email.subject, email.text);
    }
    insta::assert_snapshot!("german", read);
}

#[test]
fn every_language_says_everything_with_nothing_left_to_fill_in() {
    for wording in app::server::locale::wordings() {
        for content in all().into_iter().chain(CHANGES.map(changed)) {
            for good_for in [Seconds(60), Seconds::minutes(10), Seconds::hours(1)] {
                let email = try_email_in(wording.code, &content, "Alderway", good_for).unwrap();
                let styleless = email.html.split("</style>").last().unwrap();
                for part in [&email.subject, &email.text, styleless] {
                    assert!(!part.contains(['{', '}']), "{}: {part}", wording.code);
                }
            }
        }
        for content in with_code() {
            let email = try_email_in(wording.code, &content, "Alderway", Seconds::minutes(10)).unwrap();
            for text in [&email.subject, &email.text] {
                assert_eq!(text.parse::<OneTimeCode>().unwrap().expose(), "482913", "{text}");
            }
        }
    }
}

#[test]
fn a_language_that_is_gone_is_written_in_english() {
    let email = try_email_in("qya", &with_code()[0], "Alderway", Seconds::minutes(10)).unwrap();
    assert!(email.text.contains("Your sign-in code is") && email.html.contains("<html lang=\"en\">"), "{}", email.text);
}

#[test]
fn a_message_with_a_code_can_be_pasted_whole_and_leads_nowhere() {
    for content in with_code() {
        let email = email(&content, "Alderway");
        for text in [&email.subject, &email.text] {
            assert_eq!(text.parse::<OneTimeCode>().unwrap().expose(), "482913", "{text}");
        }
        assert!(!email.text.contains("://") && !email.html.contains("href"), "{}", email.html);
    }
}

#[test]
fn every_change_has_its_words() {
    for what in CHANGES {
        let email = email(&changed(what), "Alderway");
        insta::assert_snapshot!(
            format!("account_changed_{}", what.name()),
            format!("{}\n\n{}", email.subject, email.text)
        );
    }
    let edited = [ProfileChanged, PhoneChanged, PhoneRemoved, EmailChangeAsked];
    for what in AdminAct::ALL.into_iter().filter_map(AdminAct::event).chain(edited) {
        let email = email(&changed_by_admin(what), "Alderway");
        insta::assert_snapshot!(
            format!("changed_by_admin_{}", what.name()),
            format!("{}\n\n{}", email.subject, email.text)
        );
    }
    // Sending no message is better than sending one with a gap.
    for nothing in [changed(SignedIn), changed_by_admin(SignedIn)] {
        assert!(try_email(&nothing, "Alderway", Seconds::minutes(10)).is_err());
    }
}

#[test]
fn links_lead_to_the_public_url_and_can_be_read() {
    for content in with_links() {
        let email = email(&content, "Alderway");
        let links: Vec<_> = email.html.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
        assert!(!links.is_empty());
        for link in links {
            assert!(link.starts_with("https://sign-in.example/"), "{link}");
            assert!(email.html.contains(&format!(">{link}</a>")), "{link} is hidden behind other words");
            assert!(email.text.lines().any(|line| line == link), "{link} has no line of its own: {}", email.text);
        }
    }
}

#[test]
fn a_message_loads_nothing_and_a_name_cannot_write_into_it() {
    for content in all() {
        let name = "<b>Bits & Bobs</b>";
        let email = email(&content, name);
        assert!(email.html.contains("&lt;b&gt;Bits &amp; Bobs") && !email.html.contains("<b>"), "{}", email.html);
        assert!(email.text.contains(name), "{}", email.text);
        for loading in ["<img", "<link", "<script", "url(", "@import", "src="] {
            assert!(!email.html.contains(loading), "{loading}");
        }
    }
}

#[test]
fn a_logo_stands_beside_the_name_and_is_all_that_a_message_loads() {
    let message_context = MessageContext { logo: Some("/branding/ab.png".to_owned()), ..message_context("Alderway") };
    for content in all() {
        let email = rendered(&content, &message_context, Seconds::minutes(10)).unwrap();
        let sources: Vec<_> = email.html.split("src=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
        assert_eq!(sources, ["https://sign-in.example/branding/ab.png"], "{}", email.html);
        assert!(
            email.html.contains("alt=\"Logo\" height=\"36\"") && email.html.contains(">Alderway</td>"),
            "{}",
            email.html
        );
    }
}

#[test]
fn a_notice_of_an_older_release_leads_to_recovery() {
    let email = email(&Content::Lockout { until: THEN, token: None }, "Alderway");
    assert!(!email.text.contains("/not-me/") && email.text.matches("/recovery").count() == 2, "{}", email.text);
}

#[test]
fn a_browser_cannot_write_into_the_message_about_it() {
    let content = Content::NewSignIn {
        at: THEN,
        zone: None,
        browser: "<a href=\"https://evil.example\">Firefox</a>".to_owned(),
        ip_address: "203.0.113.7".to_owned(),
        token: "t".to_owned(),
    };
    let email = email(&content, "Alderway");
    assert!(!email.html.contains("<a href=\"https://evil.example"), "{}", email.html);
}

#[test]
fn a_link_that_could_leave_its_place_is_not_written() {
    let content = Content::NewSignIn {
        at: THEN,
        zone: None,
        browser: String::new(),
        ip_address: String::new(),
        token: "\"><b>".to_owned(),
    };
    let refused = try_email(&content, "Alderway", Seconds(60)).unwrap_err();
    assert!(!format!("{refused:#}").contains("<b>"), "{refused:#}");
}
