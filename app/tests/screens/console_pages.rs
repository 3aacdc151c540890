//! Pages of the admin console as the server sends them, with test data.

use super::invitation_pages::{import, imported, invitations, invite, looked_at, refused_file, revoke};
use super::pages::{CHALLENGE, NOW, countries, organisation};
use super::settings_pages::{entry, moment, two_passkeys};
use super::{application_pages, person_pages};
use app::admin::{
    AdminContext, AdminPage, AdminScreen, AuditRow, AuditView, BrandingView, ConfirmView, LogoProblem, MessageRow,
    MessagesView, Pages, PeopleView, PersonRow, PersonView, PolicyView, ReleaseView, ReserveView, ReservedRow,
    ReservedView, ReservedWhy, SecondStepStatus, Status, console,
};
use app::organisation::Branding;
use app::page::PageData;
use app::paths::{self, AdminRoute};
use app::settings::{NavUser, SessionView};
use app::submission::FormDraft;
use domain::policy::{CredentialGroup, form};
use domain::{AccountId, AdminAct, AuditEventKind, Fields, MessageState, Preset};

fn id() -> AccountId {
    CHALLENGE.parse::<AccountId>().unwrap()
}

pub fn console_page(page: AdminPage) -> PageData {
    PageData::of(&AdminScreen {
        context: AdminContext {
            user: NavUser {
                organisation: organisation(),
                name: Some("Kim Alder".to_owned()),
                email: "admin@codes.example".to_owned(),
                console: Some(console()),
            },
            draft: FormDraft::default(),
            now: NOW,
            received: Default::default(),
        },
        page,
    })
}

fn row(name: Option<&str>, email: &str, status: Status) -> PersonRow {
    PersonRow {
        path: AdminRoute::Person(id()).path(),
        name: name.map(str::to_owned),
        email: email.to_owned(),
        is_admin: name.is_none(),
        second_step: if name.is_some() { SecondStepStatus::SetUp } else { SecondStepStatus::None },
        status,
        last_seen: name.map(|_| moment("2 hours ago", "22 November 2026, 10:53 UTC")),
    }
}

pub fn people(change: impl FnOnce(&mut PeopleView)) -> PageData {
    let mut view = PeopleView {
        search: String::new(),
        status: None,
        admins: None,
        people: vec![
            row(Some("Jo <Alder>"), "jo@codes.example", Status::Active),
            row(None, "kim@codes.example", Status::Locked { until: "22 Nov 2026, 11:53".to_owned() }),
            row(Some("Sam"), "sam@codes.example", Status::Deactivated),
            row(Some("Lee"), "lee@codes.example", Status::Closed),
        ],
        many: 2418,
        is_more: false,
        pages: Pages { previous: None, next: Some(format!("{}?after={}", paths::ADMIN_PEOPLE, id())) },
        export: paths::ADMIN_PEOPLE_CSV.to_owned(),
    };
    change(&mut view);
    console_page(AdminPage::People(view))
}

pub fn person(change: impl FnOnce(&mut PersonView)) -> PageData {
    let mut view = PersonView {
        id: id().to_string(),
        done: None,
        saved: None,
        name: Some("Jo Alder".to_owned()),
        email: "jo@codes.example".to_owned(),
        waiting: None,
        phone: Some(("+12015550142".to_owned(), true)),
        is_admin: false,
        is_self: false,
        status: Status::Active,
        joined: moment("3 weeks ago", "1 November 2026, 10:53 UTC"),
        last_seen: None,
        password_changed: Some("1 November 2026, 10:53 UTC".to_owned()),
        second_step: SecondStepStatus::SetUp,
        authenticator: Some("2 November 2026, 10:53 UTC".to_owned()),
        passkeys: two_passkeys().passkeys,
        recovery_codes: 7,
        sessions: vec![SessionView {
            id: "1".to_owned(),
            browser: "Firefox on Linux".to_owned(),
            ip_address: "203.0.113.7".to_owned(),
            last_seen: moment("just now", "22 November 2026, 10:53 UTC"),
            is_this: false,
        }],
        activity: vec![entry(AuditEventKind::SignedIn, Some("password"))],
        newest: None,
        older: Some(paths::person_before(id(), "17")),
        edit: Some(AdminRoute::Edit(id()).path()),
        acts: AdminAct::ALL.into(),
        groups: Some(application_pages::group_choices()),
    };
    change(&mut view);
    console_page(AdminPage::Person(view))
}

pub fn confirm(act: AdminAct) -> PageData {
    console_page(AdminPage::Confirm(ConfirmView {
        act,
        id: id().to_string(),
        back: AdminRoute::Person(id()).path(),
        name: None,
        email: "jo@codes.example".to_owned(),
    }))
}

pub fn reserved(change: impl FnOnce(&mut ReservedView)) -> PageData {
    let row = |why| ReservedRow {
        email: "old@codes.example".to_owned(),
        why,
        since: moment("3 weeks ago", "1 November 2026, 10:53 UTC"),
        release: AdminRoute::Release(CHALLENGE.parse().unwrap()).path(),
    };
    let by_admin =
        ReservedWhy::ByAdmin { who: Some("admin@codes.example".to_owned()), reason: "press <office>".to_owned() };
    let mut view = ReservedView {
        done: None,
        rows: vec![
            row(ReservedWhy::Changed { now: Some("new@codes.example".to_owned()) }),
            row(ReservedWhy::Closed),
            row(by_admin),
        ],
        pages: Pages::default(),
    };
    change(&mut view);
    console_page(AdminPage::Reserved(view))
}

pub fn reserve() -> PageData {
    console_page(AdminPage::Reserve(ReserveView))
}

pub fn release() -> PageData {
    let email = "old@codes.example".to_owned();
    console_page(AdminPage::Release(ReleaseView { id: CHALLENGE.to_owned(), email }))
}

pub fn messages(change: impl FnOnce(&mut MessagesView)) -> PageData {
    let rows = MessageState::ALL.map(|state| MessageRow {
        name: "Sign-in code".to_owned(),
        to: "jo@codes.example".to_owned(),
        state,
        attempts: 2,
        at: moment("3 weeks ago", "1 November 2026, 10:53 UTC"),
        answer: Some("not now: 451 try again <later>".to_owned()),
    });
    let mut view = MessagesView {
        state: None,
        to: String::new(),
        is_too_many: false,
        rows: rows.into(),
        pages: Pages { previous: Some(paths::ADMIN_MESSAGES.to_owned()), next: None },
    };
    change(&mut view);
    console_page(AdminPage::Messages(view))
}

pub fn audit(change: impl FnOnce(&mut AuditView)) -> PageData {
    let rows = AuditEventKind::ALL.map(|what| AuditRow {
        what,
        detail: (what == AuditEventKind::AddressReleased).then(|| "old@codes.example: <reason>".to_owned()),
        application: (what == AuditEventKind::ApplicationEntered).then(|| "Wiki <1>".to_owned()),
        whom: Some("jo@codes.example".to_owned()),
        who: None,
        browser: "Firefox on Linux".to_owned(),
        ip_address: "203.0.113.7".to_owned(),
        at: moment("3 weeks ago", "1 November 2026, 10:53 UTC"),
    });
    let mut view = AuditView {
        person: String::new(),
        kind: None,
        from: String::new(),
        until: String::new(),
        is_unreadable: false,
        is_too_many: false,
        rows: rows.into(),
        newest: None,
        older: Some(format!("{}?before=17", paths::ADMIN_AUDIT)),
        export: paths::ADMIN_AUDIT_CSV.to_owned(),
    };
    change(&mut view);
    console_page(AdminPage::Audit(view))
}

pub fn branding(change: impl FnOnce(&mut BrandingView)) -> PageData {
    let field = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let fields = [field("name", "Alderway <&>"), field("color", "#0b6b4f"), field("support", "help@codes.example")];
    let mut view = BrandingView { fields: Fields::from_iter(fields), logo_problem: None, done: None };
    change(&mut view);
    let page = console_page(AdminPage::Branding(view));
    let mut screen: AdminScreen = page.open().unwrap();
    screen.context.user.organisation.branding =
        Branding { logo: Some("/branding/ab.png".to_owned()), ..Default::default() };
    PageData::of(&screen)
}

pub fn policy(change: impl FnOnce(&mut PolicyView)) -> PageData {
    let mut view = PolicyView {
        fields: form::fields_of(&Preset::Codes.policy()),
        previewed_preset: None,
        is_saved: true,
        served: domain::policy::Served { texts: true, passkeys: true },
        saved: form::fields_of(&Preset::Codes.policy()),
        groups: vec![CredentialGroup {
            has_password: false,
            has_phone: false,
            own: Vec::new(),
            people: 38,
            has_you: false,
        }],
        card: "<p>card of the sign-in page</p>".to_owned(),
        signed_in: Vec::new(),
        origins: "https://app.example".to_owned(),
        done: None,
    };
    change(&mut view);
    console_page(AdminPage::Policy(view))
}

/// Every page of the admin console, in all its variants.
pub fn all_console() -> Vec<PageData> {
    let mut pages = vec![
        people(|_| ()),
        people(|view| (view.people, view.many, view.pages) = (Vec::new(), 0, Pages::default())),
        people(|view| {
            view.search = "nobody".to_owned();
            view.people.clear();
        }),
        person(|_| ()),
        person(|view| {
            (view.name, view.phone, view.password_changed, view.is_self) = (None, None, None, true);
            (view.sessions, view.activity, view.acts) = (Vec::new(), Vec::new(), Vec::new());
            (view.second_step, view.authenticator) = (SecondStepStatus::Awaited, None);
            view.passkeys.clear();
            view.groups = None;
        }),
        reserved(|_| ()),
        reserved(|view| view.rows.clear()),
        reserve(),
        release(),
        messages(|_| ()),
        messages(|view| (view.rows, view.to) = (Vec::new(), "x".to_owned())),
        messages(|view| (view.rows, view.is_too_many, view.to) = (Vec::new(), true, "x".to_owned())),
        audit(|_| ()),
        audit(|view| (view.rows, view.is_unreadable, view.from) = (Vec::new(), true, "x".to_owned())),
        audit(|view| (view.rows, view.is_too_many, view.person) = (Vec::new(), true, "x".to_owned())),
        branding(|_| ()),
        branding(|view| {
            view.fields.set("color", "green");
            view.logo_problem = Some(LogoProblem::TooLarge);
        }),
        policy(|_| ()),
        policy(|view| view.is_saved = false),
        policy(|view| {
            view.fields.set(form::MIN_LENGTH, "7");
            view.origins = "nowhere".to_owned();
        }),
    ];
    pages.extend([
        invitations(|_| ()),
        invitations(|view| (view.done, view.rows) = (None, Vec::new())),
        invite(true, &countries()),
        invite(false, &[]),
        revoke(true),
        import(|_| ()),
        import(looked_at),
        import(refused_file),
        imported(false),
        imported(true),
    ]);
    pages.extend(application_pages::all());
    pages.extend(AdminAct::ALL.map(confirm));
    pages.extend(person_pages::all());
    pages
}
