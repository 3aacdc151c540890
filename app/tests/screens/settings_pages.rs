//! Pages of the settings as the server sends them, with test data.

use super::pages::{NOW, countries, organisation, rules};
use app::Moment;
use app::page::PageData;
use app::paths::{self, SettingsRoute};
pub use app::settings::SettingsPage;
use app::settings::{
    AccountView, ActivityEntry, ActivityView, CloseView, Done, EmailView, NewPasskeyView, PasskeyOfferView,
    PasskeyView, PasskeysView, PasswordView, PhoneEntry, PhoneView, ProfileView, ReauthenticationView, SecurityView,
    SessionView, SessionsView, SettingsContext, SettingsScreen, UndoLink, UndoScreen,
};
use app::submission::FormDraft;
use domain::{AuditEventKind, Preset};

fn screen(page: SettingsPage) -> SettingsScreen {
    SettingsScreen {
        context: SettingsContext {
            organisation: organisation(),
            name: Some("Jo Alder".to_owned()),
            email: "member@codes.example".to_owned(),
            return_to: None,
            draft: FormDraft::default(),
            now: NOW,
            received: Default::default(),
        },
        console: None,
        page,
        done: None,
    }
}

pub fn settings_typed(page: SettingsPage, change: impl FnOnce(&mut FormDraft)) -> PageData {
    let mut screen = screen(page);
    change(&mut screen.context.draft);
    PageData::of(&screen)
}

pub fn settings_done(name: &str) -> PageData {
    PageData::of(&SettingsScreen { done: Done::sentence(name), ..screen(SettingsPage::Close(CloseView)) })
}

/// A page that leads back to `return_to`.
pub fn settings_from(page: SettingsPage, return_to: &str) -> PageData {
    let mut screen = screen(page);
    screen.context.return_to = Some(return_to.to_owned());
    PageData::of(&screen)
}

pub fn settings(page: SettingsPage) -> PageData {
    settings_typed(page, |_| ())
}

fn verified() -> Option<PhoneEntry> {
    Some(PhoneEntry { number: "+1 201 555 0142".to_owned(), is_verified: true })
}

pub fn settings_account(change: impl FnOnce(&mut AccountView)) -> PageData {
    let mut view = AccountView {
        pending_email: None,
        phone: verified(),
        takes_texts: true,
        offers_password: true,
        has_password: true,
        has_first_password: false,
        time_zone: Some("Europe/Isle_of_Man".to_owned()),
        browser_time_zone: None,
    };
    change(&mut view);
    settings(SettingsPage::Account(view))
}

pub fn moment(relative: &str, exact: &str) -> Moment {
    let [relative, exact] = [relative, exact].map(str::to_owned);
    Moment { relative, exact, datetime: "2026-11-22T10:53:00Z".to_owned() }
}

pub fn passkey(used: Option<&str>) -> PasskeyView {
    PasskeyView {
        id: "0a".repeat(16),
        name: "Blue key <&>".to_owned(),
        added: moment("3 weeks ago", "22 November 2026, 10:53 UTC"),
        used: used.map(|used| moment(used, "12 December 2026, 9:10 UTC")),
    }
}

pub fn two_passkeys() -> PasskeysView {
    PasskeysView { passkeys: vec![passkey(Some("yesterday")), passkey(None)], may_add: true }
}

pub fn other_name() -> PageData {
    settings(SettingsPage::Passkey(passkey(None)))
}

pub fn new_passkey(is_full: bool) -> PageData {
    settings(SettingsPage::NewPasskey(NewPasskeyView { name: "Firefox on Linux".to_owned(), is_full }))
}

pub fn passkey_offer() -> PageData {
    settings(SettingsPage::PasskeyOffer(PasskeyOfferView { name: "Firefox on Linux".to_owned() }))
}

pub fn reauthentication(change: impl FnOnce(&mut ReauthenticationView)) -> PageData {
    let mut view = ReauthenticationView {
        next: paths::SETTINGS_CLOSE.to_owned(),
        is_for_email: false,
        has_password: true,
        by_passkey: false,
        by_code: true,
        masked_email: "m•••@codes.example".to_owned(),
        cancel: paths::SETTINGS_ACCOUNT.to_owned(),
    };
    change(&mut view);
    settings(SettingsPage::Reauthentication(view))
}

pub fn email() -> PageData {
    settings(SettingsPage::Email(EmailView))
}

pub fn phone_page() -> SettingsPage {
    SettingsPage::Phone(PhoneView { current: verified(), countries: countries() })
}

pub fn phone(change: impl FnOnce(&mut PhoneView)) -> PageData {
    let mut view = PhoneView { current: verified(), countries: countries() };
    change(&mut view);
    settings(SettingsPage::Phone(view))
}

fn profile_view() -> ProfileView {
    let time_zones = ["Africa/Nairobi", "Europe/Isle_of_Man"].map(str::to_owned).to_vec();
    ProfileView { time_zones, time_zone: Some("Europe/Isle_of_Man".to_owned()), language: Some("de".to_owned()) }
}

pub fn profile_page() -> SettingsPage {
    SettingsPage::Profile(profile_view())
}

pub fn profile(change: impl FnOnce(&mut ProfileView)) -> PageData {
    let mut view = profile_view();
    change(&mut view);
    settings(SettingsPage::Profile(view))
}

pub fn close() -> PageData {
    settings(SettingsPage::Close(CloseView))
}

fn session(id: &str, browser: &str, ip_address: &str, last_seen: &str) -> SessionView {
    let [id, browser, ip_address] = [id, browser, ip_address].map(str::to_owned);
    let last_seen = moment(last_seen, "22 November 2026, 10:53 UTC");
    SessionView { is_this: id == "this", id, browser, ip_address, last_seen }
}

fn two_sessions() -> Vec<SessionView> {
    vec![
        session("this", "Firefox on Linux", "203.0.113.7", "now"),
        session("other", "Safari on iPhone", "198.51.100.7", "2 hours ago"),
    ]
}

pub fn sessions(change: impl FnOnce(&mut SessionsView)) -> PageData {
    let mut view = SessionsView { sessions: two_sessions(), older: None, is_later: false };
    change(&mut view);
    settings(SettingsPage::Sessions(view))
}

pub fn security(change: impl FnOnce(&mut SecurityView)) -> PageData {
    let mut view = SecurityView {
        accepted_passkeys: None,
        rules: Some(rules(Preset::Codes)),
        password_changed: Some("3 months ago".to_owned()),
        has_first_password: false,
        passkeys: Some(PasskeysView { passkeys: Vec::new(), may_add: true }),
        second_step: Some(super::second_step::on()),
        sessions: two_sessions(),
        has_more_sessions: false,
        access: vec![super::authorize::access()],
        activity: entries(),
    };
    change(&mut view);
    settings(SettingsPage::Security(view))
}

pub fn password(change: impl FnOnce(&mut PasswordView)) -> PageData {
    let mut view = PasswordView { rules: rules(Preset::Codes), has_password: true };
    change(&mut view);
    settings(SettingsPage::Password(view))
}

pub fn entry(what: AuditEventKind, detail: Option<&str>) -> ActivityEntry {
    ActivityEntry {
        what,
        detail: detail.map(str::to_owned),
        browser: "Firefox on Linux".to_owned(),
        ip_address: "203.0.113.7".to_owned(),
        at: moment("2 hours ago", "22 November 2026, 9:12 UTC"),
    }
}

fn entries() -> Vec<ActivityEntry> {
    vec![
        entry(AuditEventKind::SignedIn, Some("password")),
        entry(AuditEventKind::SignInRefused, Some("password")),
        entry(AuditEventKind::PasswordChanged, None),
    ]
}

pub fn activity(change: impl FnOnce(&mut ActivityView)) -> PageData {
    let mut view = ActivityView { entries: entries(), older: None, is_later: false };
    change(&mut view);
    settings(SettingsPage::Activity(view))
}

pub fn open_undo() -> UndoLink {
    UndoLink::Open { old: "old@codes.example".to_owned(), new: "n•••@codes.example".to_owned() }
}

pub fn undo(link: UndoLink) -> PageData {
    PageData::of(&UndoScreen { organisation: organisation(), token: "aB3-_".to_owned(), link })
}

pub fn all_activities() -> Vec<AuditEventKind> {
    AuditEventKind::ALL.into()
}

/// Every page of the settings, in all its variants.
pub fn all_settings() -> Vec<PageData> {
    vec![
        settings_account(|_| ()),
        settings_account(|view| {
            (view.phone, view.takes_texts, view.has_password, view.time_zone) = (None, false, false, None);
        }),
        reauthentication(|_| ()),
        reauthentication(|view| view.is_for_email = true),
        reauthentication(|view| view.has_password = false),
        reauthentication(|view| (view.has_password, view.by_passkey) = (false, true)),
        new_passkey(false),
        new_passkey(true),
        other_name(),
        security(|view| view.passkeys = Some(two_passkeys())),
        email(),
        phone(|_| ()),
        phone(|view| view.current = None),
        profile(|_| ()),
        profile(|view| view.time_zone = None),
        close(),
        security(|_| ()),
        security(|view| {
            (view.rules, view.password_changed) = (None, None);
            view.second_step = None;
            view.activity.clear();
            view.sessions.truncate(1);
        }),
        security(|view| view.has_more_sessions = true),
        sessions(|_| ()),
        sessions(|view| (view.older, view.is_later) = (Some(paths::older(SettingsRoute::Sessions, "17")), true)),
        settings_done("password"),
        password(|_| ()),
        password(|view| (view.has_password, view.rules) = (false, rules(Preset::Invited))),
        activity(|view| (view.older, view.is_later) = (Some(paths::older(SettingsRoute::Activity, "17")), true)),
        activity(|view| view.entries.clear()),
        undo(open_undo()),
        undo(UndoLink::Undone),
        undo(UndoLink::Over),
    ]
}

pub fn holds(html: &str, parts: &[&str]) {
    for part in parts {
        assert!(html.contains(part), "{part} is missing in {html}");
    }
}

pub fn lacks(html: &str, parts: &[&str]) {
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

pub fn links(html: &str, pairs: &[(&str, &str)]) {
    for (path, label) in pairs {
        assert!(has_link(html, path, label), "no link {label} to {path} in {html}");
    }
}
