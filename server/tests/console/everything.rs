//! All there is to open and to do.

use crate::support::{Browser, OWNER, Refused as RefusedBy, STRANGER};
use app::paths::{AdminAddress, PersonAct};
use domain::{AccountId, InvitationId, Preset, ReservationId, policy::form};

/// Every page of the console about a person and a reserved address; a new one does not compile until it is here.
pub fn every_address(person: AccountId, reservation: ReservationId, invitation: InvitationId) -> Vec<AdminAddress> {
    let next = |page: Option<AdminAddress>| match page {
        None => Some(AdminAddress::People),
        Some(AdminAddress::People) => Some(AdminAddress::Person(person)),
        Some(AdminAddress::Person(_)) => Some(AdminAddress::Confirm(person, next_act(None)?)),
        Some(AdminAddress::Confirm(_, act)) => Some(match next_act(Some(act)) {
            Some(act) => AdminAddress::Confirm(person, act),
            None => AdminAddress::Invite,
        }),
        Some(AdminAddress::Invite) => Some(AdminAddress::Import),
        Some(AdminAddress::Import) => Some(AdminAddress::Invitations),
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

pub fn next_act(act: Option<PersonAct>) -> Option<PersonAct> {
    match act {
        None => Some(PersonAct::Deactivate),
        Some(PersonAct::Deactivate) => Some(PersonAct::Reactivate),
        Some(PersonAct::Reactivate) => Some(PersonAct::Unlock),
        Some(PersonAct::Unlock) => Some(PersonAct::EndSessions),
        Some(PersonAct::EndSessions) => Some(PersonAct::StartRecovery),
        Some(PersonAct::StartRecovery) => Some(PersonAct::ResetSecondStep),
        Some(PersonAct::ResetSecondStep) => Some(PersonAct::MakeAdmin),
        Some(PersonAct::MakeAdmin) => Some(PersonAct::MakeMember),
        Some(PersonAct::MakeMember) => None,
    }
}

/// Every act that the console's forms post, with what it needs.
fn every_act(
    person: AccountId,
    reservation: ReservationId,
    invitation: InvitationId,
) -> Vec<(&'static str, Vec<(&'static str, String)>)> {
    let acts = std::iter::successors(next_act(None), |act| next_act(Some(*act)));
    let mut all: Vec<_> = acts
        .map(|act| ("act_on_person", vec![("person", person.to_string()), ("act", act.name().to_owned())]))
        .collect();
    let fields = form::fields_of(&Preset::Hardened.policy());
    let fields = fields.iter().map(|(name, value)| (name.to_owned().leak() as &str, value.to_owned()));
    all.push(("save_policy", fields.collect()));
    all.push(("save_origins", vec![("origins", "https://evil.example".to_owned())]));
    all.push(("reserve_address", vec![("email", STRANGER.to_owned()), ("reason", "why not".to_owned())]));
    all.push(("release_address", vec![("reservation", reservation.to_string()), ("reason", "why not".to_owned())]));
    // Somebody who cannot be invited, so that nothing changes where it is allowed.
    let fields = [("name", ""), ("email", OWNER), ("phone", ""), ("country", "US"), ("role", "admin")];
    all.push(("invite_person", fields.map(|(name, value)| (name, value.to_owned())).into()));
    for function in ["resend_invitation", "extend_invitation", "revoke_invitation"] {
        all.push((function, vec![("invitation", invitation.to_string())]));
    }
    all
}

/// Tries all there is about somebody and an address, and says what each act answered.
pub async fn try_everything(
    browser: &mut Browser,
    person: AccountId,
    reservation: ReservationId,
    invitation: InvitationId,
) -> Vec<(&'static str, Result<String, RefusedBy>)> {
    let mut answers = Vec::new();
    for (function, fields) in every_act(person, reservation, invitation) {
        browser.at = "/admin/people".to_owned();
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        answers.push((function, browser.act(function, &fields).await));
    }
    answers
}
