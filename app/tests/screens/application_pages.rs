//! Pages of the admin console about applications and groups as the server sends them, with test data.

use super::client_pages::{client, dry_runs};
use super::console_pages::console_page;
use super::pages::CHALLENGE;
use app::admin::{
    AddApplicationView, AddGroupView, AdminPage, ApplicationActivityView, ApplicationPreviewView, ApplicationRow,
    ApplicationView, ApplicationsView, AuditRow, ConfirmApplicationView, DeleteGroupView, FormValues, FoundRow,
    GroupChoice, GroupRow, GroupView, GroupsView, LogoProblem, MemberRow, Pages, PreviewAnswer, PreviewReason, Snippet,
};
use app::page::PageData;
use app::paths::{ADMIN_APPLICATIONS, ADMIN_GROUPS, AdminRoute, ApplicationAct, ApplicationsRoute, GroupsRoute};
use domain::{AuditEventKind, Fields};

pub const NAME: &str = "Wiki <1>";
pub const LOGO: &str = "/branding/cd.png";

fn fields(fields: &[(&str, &str)]) -> Fields {
    fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn application_path(route: fn(domain::ApplicationId) -> ApplicationsRoute) -> String {
    route(CHALLENGE.parse().unwrap()).path()
}

pub fn group_choices() -> Vec<GroupChoice> {
    let choice = |id: &str, name: &str, is_ticked| GroupChoice { id: id.to_owned(), name: name.to_owned(), is_ticked };
    vec![choice("0a", "Engineering <&>", true), choice("0b", "Support", false)]
}

pub fn applications(change: impl FnOnce(&mut ApplicationsView)) -> PageData {
    let row = |name: &str, is_on, (everyone, groups, people)| ApplicationRow {
        path: application_path(ApplicationsRoute::One),
        name: name.to_owned(),
        start: "https://wiki.example/".to_owned(),
        logo: (name == NAME).then(|| LOGO.to_owned()),
        initials: "WI".to_owned(),
        is_on,
        everyone,
        groups,
        people,
    };
    let mut view = ApplicationsView {
        search: String::new(),
        rows: vec![row(NAME, true, (true, 1, 0)), row("Chat", true, (false, 1, 2)), row("Old", false, (false, 0, 0))],
        pages: Pages { previous: None, next: Some(format!("{ADMIN_APPLICATIONS}?after=x")) },
        done: None,
    };
    change(&mut view);
    console_page(AdminPage::Applications(view))
}

pub fn add_application() -> PageData {
    let typed = [("name", "Wi<ki"), ("start_address", "wiki"), ("forward_auth", "on"), ("redirect_uri", "wi<ki")];
    let fields = fields(&typed);
    console_page(AdminPage::AddApplication(AddApplicationView { fields }))
}

pub fn application(change: impl FnOnce(&mut ApplicationView)) -> PageData {
    let confirm = |act| (act, ApplicationsRoute::Confirm(CHALLENGE.parse().unwrap(), act).path());
    let mut view = ApplicationView {
        id: CHALLENGE.to_owned(),
        name: NAME.to_owned(),
        start: "https://wiki.example/".to_owned(),
        is_on: true,
        logo: Some(LOGO.to_owned()),
        logo_problem: None,
        forms: FormValues {
            details: fields(&[("name", NAME), ("start_address", "https://wiki.example/")]),
            access: fields(&[
                ("everyone", ""),
                ("groups[]", "0b,0c"),
                ("people", "jo@codes.example\nkim@codes.example"),
            ]),
            strength: fields(&[("level", "second_step"), ("minutes", "15")]),
            forward_auth: fields(&[
                ("origins", "https://wiki.example"),
                ("header_style", "forwarded"),
                ("user_header", "email"),
                ("path_rules", "/health public"),
            ]),
            openid_connect: fields(&[
                ("redirect_uris", "https://wiki.example/callback"),
                ("sign_out_uris", ""),
                ("back_channel_uri", "https://wiki.example/logout"),
                ("authentication", "client_secret_post"),
                ("id_token_algorithm", "RS256"),
                ("no_pkce", "on"),
                ("allows_offline", "on"),
                ("allows_device", "on"),
                ("access_minutes", "30"),
                ("refresh_days", ""),
            ]),
        },
        groups: group_choices(),
        open_to_all: false,
        organisations: vec!["North Star".to_owned()],
        origins: vec!["https://wiki.example".to_owned()],
        snippets: vec![Snippet { name: "nginx: nginx.conf".to_owned(), text: "# <server>".to_owned() }],
        check: "portico doctor forward-auth https://wiki.example".to_owned(),
        has_other_headers: true,
        client: Some(Box::new(client())),
        activity: application_path(ApplicationsRoute::Activity),
        preview: application_path(ApplicationsRoute::Preview),
        acts: [ApplicationAct::TurnOff, ApplicationAct::Delete].map(confirm).into(),
        done: None,
    };
    change(&mut view);
    console_page(AdminPage::Application(view))
}

pub fn confirm_application(act: ApplicationAct) -> PageData {
    console_page(AdminPage::ConfirmApplication(ConfirmApplicationView {
        act,
        id: CHALLENGE.to_owned(),
        name: NAME.to_owned(),
        start: "https://wiki.example/".to_owned(),
        back: application_path(ApplicationsRoute::One),
    }))
}

pub fn application_activity(has_rows: bool) -> PageData {
    let row = AuditRow {
        what: AuditEventKind::ApplicationEntered,
        detail: None,
        application: None,
        whom: Some("jo@codes.example".to_owned()),
        who: Some("jo@codes.example".to_owned()),
        browser: "Firefox on Linux".to_owned(),
        ip_address: "203.0.113.7".to_owned(),
        at: super::settings_pages::moment("3 weeks ago", "1 November 2026, 10:53 UTC"),
    };
    console_page(AdminPage::ApplicationActivity(ApplicationActivityView {
        name: NAME.to_owned(),
        back: application_path(ApplicationsRoute::One),
        rows: has_rows.then_some(row).into_iter().collect(),
        newest: None,
        older: has_rows.then(|| format!("{}?before=17", application_path(ApplicationsRoute::Activity))),
    }))
}

pub fn preview(email: &str, answer: Option<Option<PreviewReason>>) -> PageData {
    console_page(AdminPage::ApplicationPreview(ApplicationPreviewView {
        name: NAME.to_owned(),
        path: application_path(ApplicationsRoute::Preview),
        back: application_path(ApplicationsRoute::One),
        email: email.to_owned(),
        answer: answer.map(|refused| PreviewAnswer {
            refused,
            headers: vec![("Remote-User".to_owned(), "<jo>".to_owned()), ("Remote-Groups".to_owned(), String::new())],
            claims: "{\n  \"sub\": \"<jo>\"\n}".to_owned(),
            openid_connect: refused.is_none().then(|| "{\n  \"email\": \"<jo>\"\n}".to_owned()),
        }),
    }))
}

pub fn groups(change: impl FnOnce(&mut GroupsView)) -> PageData {
    let row = |name: &str, description: &str, members| GroupRow {
        path: GroupsRoute::One(CHALLENGE.parse().unwrap()).path(),
        name: name.to_owned(),
        description: description.to_owned(),
        members,
    };
    let mut view = GroupsView {
        search: String::new(),
        rows: vec![row("Engineering <&>", "Since <2026>", 1), row("Support", "", 240)],
        pages: Pages { previous: None, next: Some(format!("{ADMIN_GROUPS}?after=x")) },
        done: None,
    };
    change(&mut view);
    console_page(AdminPage::Groups(view))
}

pub fn add_group() -> PageData {
    console_page(AdminPage::AddGroup(AddGroupView { fields: fields(&[("name", "Sa<les"), ("description", "")]) }))
}

pub fn group(change: impl FnOnce(&mut GroupView)) -> PageData {
    let group = CHALLENGE.parse().unwrap();
    let member = |number: u8, name: Option<&str>| MemberRow {
        membership: format!("{CHALLENGE}-{number:032x}"),
        path: AdminRoute::Person(CHALLENGE.parse().unwrap()).path(),
        name: name.map(str::to_owned),
        email: format!("person{number}@codes.example"),
        since: super::settings_pages::moment("3 weeks ago", "1 November 2026, 10:53 UTC"),
    };
    let found = |number: u8, is_member: bool| FoundRow {
        membership: (!is_member).then(|| format!("{CHALLENGE}-{number:032x}")),
        name: is_member.then(|| "Lee".to_owned()),
        email: format!("found{number}@codes.example"),
    };
    let mut view = GroupView {
        id: CHALLENGE.to_owned(),
        path: GroupsRoute::One(group).path(),
        delete: GroupsRoute::Delete(group).path(),
        name: "Engineering <&>".to_owned(),
        description: "Since <2026>".to_owned(),
        fields: fields(&[("name", "Engineering <&>"), ("description", "Since <2026>")]),
        search: String::new(),
        members: vec![member(1, Some("Jo <Alder>")), member(2, None)],
        many: 240,
        pages: Pages { previous: None, next: Some(format!("{}?after=x", GroupsRoute::One(group).path())) },
        add: "p".to_owned(),
        found: vec![found(3, false), found(4, true)],
        has_more_found: true,
        done: None,
    };
    change(&mut view);
    console_page(AdminPage::Group(view))
}

pub fn delete_group() -> PageData {
    let group = CHALLENGE.parse().unwrap();
    console_page(AdminPage::DeleteGroup(DeleteGroupView {
        id: CHALLENGE.to_owned(),
        name: "Engineering <&>".to_owned(),
        members: 240,
        back: GroupsRoute::One(group).path(),
    }))
}

/// The server function of each form, with a page that has the form.
pub fn forms() -> [(&'static str, PageData); 15] {
    [
        ("/api/add_application", add_application()),
        ("/api/save_application_details", application(|_| ())),
        ("/api/remove_application_logo", application(|_| ())),
        ("/api/save_application_access", application(|_| ())),
        ("/api/save_application_strength", application(|_| ())),
        ("/api/save_forward_auth", application(|_| ())),
        ("/api/save_client", application(|_| ())),
        ("/api/put_client_secret_away", application(|_| ())),
        ("/api/act_on_application", confirm_application(ApplicationAct::Delete)),
        ("/api/add_group", add_group()),
        ("/api/save_group", group(|_| ())),
        ("/api/add_group_member", group(|_| ())),
        ("/api/remove_group_member", group(|_| ())),
        ("/api/delete_group", delete_group()),
        ("/api/save_groups_of_person", super::console_pages::person(|_| ())),
    ]
}

/// Every page about applications and groups, in all its variants.
pub fn all() -> Vec<PageData> {
    let mut pages = vec![
        applications(|_| ()),
        applications(|view| view.rows.clear()),
        add_application(),
        application(|_| ()),
        application(|view| {
            (view.is_on, view.has_other_headers, view.client) = (false, false, None);
            (view.logo, view.logo_problem) = (None, Some(LogoProblem::NoImage));
            (view.snippets, view.groups, view.organisations) = (Vec::new(), Vec::new(), Vec::new());
        }),
        application_activity(true),
        application_activity(false),
        preview("nobody@codes.example", None),
        preview("jo@codes.example", Some(None)),
        preview("jo@codes.example", Some(Some(PreviewReason::NoAccess))),
        groups(|_| ()),
        groups(|view| view.rows.clear()),
        groups(|view| (view.rows, view.search) = (Vec::new(), "x".to_owned())),
        add_group(),
        group(|_| ()),
        group(|view| {
            (view.members, view.found, view.many) = (Vec::new(), Vec::new(), 0);
            view.description.clear();
        }),
        group(|view| (view.members, view.search, view.add) = (Vec::new(), "x".to_owned(), String::new())),
        delete_group(),
    ];
    pages.extend(ApplicationAct::ALL.map(confirm_application).into_iter().chain(dry_runs()));
    pages
}
