//! Every page of the console and every server function, for tests that try them all.

use crate::{settings::OWN, support::prelude::*};
use app::paths::AdminAddress;
use domain::{AccountId, AdminAct, ImportId, InvitationId, ReservationId, policy::form};
use leptos::server_fn::axum::server_fn_paths;
use std::collections::BTreeSet;

/// The console's functions that affect no sign-in, and so need no reauthentication.
pub const WITHOUT_PROOF: [&str; 2] = ["save_branding", "remove_logo"];

/// The functions that may be called with or without a session.
const OPEN: [&str; 26] = [
    "answer_second_step",
    "answer_with_passkey",
    "ask_for_invitation",
    "ask_for_passkey",
    "begin_set_up",
    "choose_password",
    "confirm_invitation",
    "confirm_reset",
    "finish_set_up",
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

/// Every page of the console, with this account, reservation and invitation. A new page does not compile until it is
/// listed here.
pub fn every_address(person: AccountId, reservation: ReservationId, invitation: InvitationId) -> Vec<AdminAddress> {
    let next = |page: Option<AdminAddress>| match page {
        None => Some(AdminAddress::People),
        Some(AdminAddress::People) => Some(AdminAddress::Person(person)),
        Some(AdminAddress::Person(_)) => Some(AdminAddress::Confirm(person, AdminAct::ALL[0])),
        Some(AdminAddress::Confirm(_, act)) => Some(match AdminAct::ALL.get(act as usize + 1) {
            Some(act) => AdminAddress::Confirm(person, *act),
            None => AdminAddress::Invite,
        }),
        Some(AdminAddress::Invite) => Some(AdminAddress::Import),
        Some(AdminAddress::Import) => Some(AdminAddress::Imported(ImportId(invitation.0))),
        Some(AdminAddress::Imported(_)) => Some(AdminAddress::Invitations),
        Some(AdminAddress::Invitations) => Some(AdminAddress::Revoke(invitation)),
        Some(AdminAddress::Revoke(_)) => Some(AdminAddress::Reserved),
        Some(AdminAddress::Reserved) => Some(AdminAddress::Reserve),
        Some(AdminAddress::Reserve) => Some(AdminAddress::Release(reservation)),
        Some(AdminAddress::Release(_)) => Some(AdminAddress::Messages),
        Some(AdminAddress::Messages) => Some(AdminAddress::Audit),
        Some(AdminAddress::Audit) => Some(AdminAddress::Policy),
        Some(AdminAddress::Policy) => Some(AdminAddress::Branding),
        Some(AdminAddress::Branding) => None,
    };
    std::iter::successors(next(None), |page| next(Some(*page))).collect()
}

/// Every function that the console's forms call, with its fields.
fn every_act(
    person: AccountId,
    reservation: ReservationId,
    invitation: InvitationId,
) -> Vec<(&'static str, Vec<(&'static str, String)>)> {
    let mut all: Vec<_> = AdminAct::ALL
        .into_iter()
        .map(|act| ("act_on_person", vec![("person", person.to_string()), ("act", act.name().to_owned())]))
        .collect();
    // Rules that leave the admin signed in.
    let fields = form::fields_of(&Preset::Links.policy());
    let fields = fields.iter().map(|(name, value)| (name.to_owned().leak() as &str, value.to_owned()));
    all.push(("save_policy", fields.collect()));
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
    all
}

/// Calls every function of the console about this account, reservation and invitation, and returns each answer.
pub async fn try_everything(
    browser: &mut Browser,
    person: AccountId,
    reservation: ReservationId,
    invitation: InvitationId,
) -> Vec<(&'static str, Result<String, ApiError>)> {
    let mut answers = Vec::new();
    for (function, fields) in every_act(person, reservation, invitation) {
        browser.at = "/admin/people".to_owned();
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        answers.push((function, browser.act(function, &fields).await));
    }
    answers
}

/// A new server function fails this test until it is listed by who may call it. Tests then call each function of the
/// console as every kind of user who may not.
#[test]
fn every_server_function_is_tried_by_whoever_may_not_use_it() {
    let none = uuid::Uuid::nil();
    let console = every_act(AccountId(none), ReservationId(none), InvitationId(none));
    let console: BTreeSet<_> = console.iter().map(|(function, _)| *function).collect();
    let registered: BTreeSet<_> =
        server_fn_paths().map(|(path, _)| path.strip_prefix("/api/").unwrap_or(path)).collect();
    let mut known: Vec<&str> = OPEN.iter().chain(&OWN).copied().chain(console).collect();
    known.sort_unstable();
    assert_eq!(known, registered.into_iter().collect::<Vec<_>>());
}

/// The routes of the console that the router answers itself. `to_members_the_console_is_not_there` opens them.
/// `branding_is_for_admins_from_our_own_pages` and `nobody_else_posts_a_file` post a logo and a file as users who may
/// not.
#[test]
fn every_route_of_the_console_is_known() {
    let router = include_str!("../../src/http/router.rs");
    let routes: BTreeSet<_> = router
        .split("paths::ADMIN")
        .skip(1)
        .map(|rest| rest.split(|letter: char| !letter.is_ascii_uppercase() && letter != '_').next().unwrap())
        .collect();
    assert_eq!(routes, BTreeSet::from(["_AUDIT_CSV", "_IMPORT", "_LOGO"]));
}
