//! Every page of the console and every server function, for tests that try them all.

use crate::{settings::OWN, support::prelude::*};
use app::paths::{AdminRoute, ApplicationAct, ApplicationsRoute, GroupsRoute};
use domain::policy::form;
use domain::{AccountId, AdminAct, ApplicationId, GroupId, ImportId, InvitationId, ReservationId};
use leptos::server_fn::axum::server_fn_paths;
use std::collections::BTreeSet;

/// The console's functions that affect no sign-in, and so need no reauthentication.
pub const WITHOUT_REAUTHENTICATION: [&str; 4] =
    ["save_branding", "remove_logo", "preview_policy", "cancel_address_change"];

/// The functions that may be called with or without a session.
const OPEN: [&str; 30] = [
    "answer_second_step",
    "answer_with_passkey",
    "ask_for_invitation",
    "ask_for_passkey",
    "begin_set_up",
    "check_password",
    "choose_password",
    "confirm_email",
    "confirm_invitation",
    "confirm_reset",
    "enter_device_code",
    "finish_set_up",
    "forget_account",
    "forget_method",
    "leave_second_step",
    "read_page",
    "resend_code",
    "save_password",
    "send_code",
    "send_instructions",
    "send_second_code",
    "send_text",
    "set_up_passkey",
    "sign_in_with_passkey",
    "sign_in_with_password",
    "sign_out",
    "sign_up",
    "undo_email_change",
    "verify_code",
    "was_not_me",
];

/// What the pages and the functions of the console are tried with.
#[derive(Clone, Copy)]
pub struct Targets {
    pub person: AccountId,
    pub reservation: ReservationId,
    pub invitation: InvitationId,
    pub application: ApplicationId,
    pub group: GroupId,
}

/// Every page of the console about applications. A new page does not compile until it is listed here.
fn next_of_applications(page: ApplicationsRoute, id: ApplicationId) -> Option<ApplicationsRoute> {
    match page {
        ApplicationsRoute::List => Some(ApplicationsRoute::Add),
        ApplicationsRoute::Add => Some(ApplicationsRoute::One(id)),
        ApplicationsRoute::One(_) => Some(ApplicationsRoute::Activity(id)),
        ApplicationsRoute::Activity(_) => Some(ApplicationsRoute::Preview(id)),
        ApplicationsRoute::Preview(_) => Some(ApplicationsRoute::DryRun(id)),
        ApplicationsRoute::DryRun(_) => Some(ApplicationsRoute::Confirm(id, ApplicationAct::ALL[0])),
        ApplicationsRoute::Confirm(_, act) => {
            ApplicationAct::ALL.get(act as usize + 1).map(|act| ApplicationsRoute::Confirm(id, *act))
        }
    }
}

/// Every page of the console about groups. A new page does not compile until it is listed here.
const fn next_of_groups(page: GroupsRoute, id: GroupId) -> Option<GroupsRoute> {
    match page {
        GroupsRoute::List => Some(GroupsRoute::Add),
        GroupsRoute::Add => Some(GroupsRoute::One(id)),
        GroupsRoute::One(_) => Some(GroupsRoute::Delete(id)),
        GroupsRoute::Delete(_) => None,
    }
}

/// Every page of the console. A new page does not compile until it is listed here.
pub fn every_route(targets: Targets) -> Vec<AdminRoute> {
    let Targets { person, reservation, invitation, application, group } = targets;
    let next = |page: Option<AdminRoute>| match page {
        None => Some(AdminRoute::People),
        Some(AdminRoute::People) => Some(AdminRoute::Person(person)),
        Some(AdminRoute::Person(_)) => Some(AdminRoute::Edit(person)),
        Some(AdminRoute::Edit(_)) => Some(AdminRoute::Confirm(person, AdminAct::ALL[0])),
        Some(AdminRoute::Confirm(_, act)) => Some(match AdminAct::ALL.get(act as usize + 1) {
            Some(act) => AdminRoute::Confirm(person, *act),
            None => AdminRoute::Invite,
        }),
        Some(AdminRoute::Invite) => Some(AdminRoute::Import),
        Some(AdminRoute::Import) => Some(AdminRoute::Imported(ImportId(invitation.0))),
        Some(AdminRoute::Imported(_)) => Some(AdminRoute::Invitations),
        Some(AdminRoute::Invitations) => Some(AdminRoute::Revoke(invitation)),
        Some(AdminRoute::Revoke(_)) => Some(AdminRoute::Applications(ApplicationsRoute::List)),
        Some(AdminRoute::Applications(page)) => Some(match next_of_applications(page, application) {
            Some(page) => AdminRoute::Applications(page),
            None => AdminRoute::Groups(GroupsRoute::List),
        }),
        Some(AdminRoute::Groups(page)) => Some(match next_of_groups(page, group) {
            Some(page) => AdminRoute::Groups(page),
            None => AdminRoute::Reserved,
        }),
        Some(AdminRoute::Reserved) => Some(AdminRoute::Reserve),
        Some(AdminRoute::Reserve) => Some(AdminRoute::Release(reservation)),
        Some(AdminRoute::Release(_)) => Some(AdminRoute::Messages),
        Some(AdminRoute::Messages) => Some(AdminRoute::Audit),
        Some(AdminRoute::Audit) => Some(AdminRoute::Policy),
        Some(AdminRoute::Policy) => Some(AdminRoute::Branding),
        Some(AdminRoute::Branding) => None,
    };
    std::iter::successors(next(None), |page| next(Some(*page))).collect()
}

/// Every function that the console's forms call, with its fields.
fn every_act(targets: Targets) -> Vec<(&'static str, Vec<(&'static str, String)>)> {
    let Targets { person, reservation, invitation, .. } = targets;
    let mut all: Vec<_> = AdminAct::ALL
        .into_iter()
        .map(|act| ("act_on_person", vec![("person", person.to_string()), ("act", act.name().to_owned())]))
        .collect();
    all.push(("save_person", details_of(person)));
    all.push(("cancel_address_change", vec![("person", person.to_string())]));
    // Rules that leave the admin signed in.
    let fields = form::fields_of(&Preset::Links.policy());
    let fields = fields.iter().map(|(name, value)| (name.to_owned().leak() as &str, value.to_owned()));
    all.push(("save_policy", fields.collect()));
    // No policy: it is refused where the call is allowed.
    all.push(("preview_policy", vec![("preset", String::new())]));
    all.push(("save_origins", vec![("origins", "https://evil.example".to_owned())]));
    // An empty name is refused, so nothing changes where the call is allowed.
    all.push(("save_branding", vec![("name", String::new())]));
    all.push(("remove_logo", Vec::new()));
    all.push(("reserve_address", vec![("email", STRANGER.to_owned()), ("reason", "why not".to_owned())]));
    all.push(("release_address", vec![("reservation", reservation.to_string()), ("reason", "why not".to_owned())]));
    // The owner cannot be invited to their own organisation, so nothing changes where the call is allowed.
    let fields = [("name", ""), ("email", OWNER), ("phone", ""), ("country", "US"), ("role", "admin")];
    all.push(("invite_person", fields.map(|(name, value)| (name, value.to_owned())).into()));
    for function in ["resend_invitation", "extend_invitation", "revoke_invitation"] {
        all.push((function, vec![("invitation", invitation.to_string())]));
    }
    all.extend(acts_on_applications(targets.application));
    all.extend(acts_on_groups(targets.group, person));
    all
}

/// Another name, address and number of a person.
fn details_of(person: AccountId) -> Vec<(&'static str, String)> {
    let typed = [("name", "Evil"), ("email", "evil@codes.example"), ("phone", ""), ("country", "US")];
    let typed = typed.into_iter().map(|(name, value)| (name, value.to_owned()));
    std::iter::once(("person", person.to_string())).chain(typed).collect()
}

/// Every function that the console's forms about applications call, with its fields.
fn acts_on_applications(id: ApplicationId) -> Vec<(&'static str, Vec<(&'static str, String)>)> {
    let with = |function, fields: &[(&'static str, &str)]| {
        let mut all = vec![("application", id.to_string())];
        all.extend(fields.iter().map(|(name, value)| (*name, (*value).to_owned())));
        (function, all)
    };
    let mut all = vec![
        // An empty name is refused, so nothing changes where the call is allowed.
        ("add_application", vec![("name", String::new()), ("start_address", "https://wiki.example/".to_owned())]),
        with("save_application_details", &[("name", "Evil"), ("start_address", "https://evil.example/")]),
        with("remove_application_logo", &[]),
        with("save_application_access", &[("everyone", "on"), ("people", "")]),
        with("save_application_strength", &[("level", "signed_in"), ("minutes", "")]),
        with(
            "save_forward_auth",
            &[
                ("origins", "https://evil.example"),
                ("header_style", "remote"),
                ("user_header", "id"),
                ("path_rules", "/* public"),
            ],
        ),
        with(
            "save_client",
            &[
                ("authentication", "client_secret_basic"),
                ("id_token_algorithm", "ES256"),
                ("redirect_uris", "https://evil.example/callback"),
                ("no_pkce", "on"),
            ],
        ),
        with("put_client_secret_away", &[]),
    ];
    all.extend(ApplicationAct::ALL.map(|act| with("act_on_application", &[("act", act.name())])));
    all
}

/// Every function that the console's forms about groups call, with its fields.
fn acts_on_groups(group: GroupId, person: AccountId) -> Vec<(&'static str, Vec<(&'static str, String)>)> {
    let membership = vec![("membership", format!("{group}-{person}"))];
    let (name, description) = (("name", "Evil".to_owned()), ("description", String::new()));
    vec![
        // An empty name is refused, so nothing changes where the call is allowed.
        ("add_group", vec![("name", String::new()), description.clone()]),
        ("save_group", vec![("group", group.to_string()), name, description]),
        ("add_group_member", membership.clone()),
        ("remove_group_member", membership),
        ("save_groups_of_person", vec![("person", person.to_string())]),
        ("delete_group", vec![("group", group.to_string())]),
    ]
}

/// Calls every function of the console, and returns each answer.
pub async fn try_everything(browser: &mut Browser, targets: Targets) -> Vec<(&'static str, Result<String, ApiError>)> {
    let mut answers = Vec::new();
    for (function, fields) in every_act(targets) {
        browser.at = "/admin/people".to_owned();
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        answers.push((function, browser.act(function, &fields).await));
    }
    answers
}

/// A new server function fails this test until it is listed by who may call it. Tests then call each function of the
/// console as every kind of user who may not.
#[test]
fn every_server_function_is_tried_by_users_who_may_not_use_it() {
    let none = uuid::Uuid::nil();
    let console = every_act(Targets {
        person: AccountId(none),
        reservation: ReservationId(none),
        invitation: InvitationId(none),
        application: ApplicationId(none),
        group: GroupId(none),
    });
    let console: BTreeSet<_> = console.iter().map(|(function, _)| *function).collect();
    let registered: BTreeSet<_> =
        server_fn_paths().map(|(path, _)| path.strip_prefix("/api/").unwrap_or(path)).collect();
    let mut known: Vec<&str> = OPEN.iter().chain(&OWN).copied().chain(console).collect();
    known.sort_unstable();
    assert_eq!(known, registered.into_iter().collect::<Vec<_>>());
}

/// The routes of the console that the router answers itself. `to_members_the_console_is_not_there` opens them.
/// `branding_is_for_admins_from_our_own_pages`, `the_logo_of_an_application_is_for_its_admins` and
/// `only_an_admin_posts_a_file` post logos and a file as users who may not, and `only_an_admin_gets_the_people_as_a_file`
/// asks for one.
#[test]
fn every_route_of_the_console_is_known() {
    let router = include_str!("../../src/http/router.rs");
    let routes: BTreeSet<_> = router
        .split("paths::ADMIN")
        .skip(1)
        .map(|rest| rest.split(|letter: char| !letter.is_ascii_uppercase() && letter != '_').next().unwrap())
        .collect();
    assert_eq!(routes, BTreeSet::from(["_APPLICATION_LOGO", "_AUDIT_CSV", "_IMPORT", "_LOGO", "_PEOPLE_CSV"]));
}
