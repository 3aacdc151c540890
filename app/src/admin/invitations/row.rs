//! An invitation in the list: its state, what became of its message, and the menu of what can be done with it.

use super::acts::{ExtendInvitation, ResendInvitation};
use crate::admin::page::moment_or_none;
use crate::paths::InvitationAct;
use crate::prelude::*;
use crate::words::admin::{invitations, messages};
use domain::{MessageState, invitation::InvitationState};
#[cfg(feature = "ssr")]
use service::invitations::InvitationEntry;
#[cfg(feature = "ssr")]
use store::accounts::Role;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InvitationRow {
    pub id: String,
    pub name: Option<String>,
    pub email: String,
    pub is_admin: bool,
    pub state: InvitationState,
    /// When the invitation reached this state.
    pub since: Moment,
    /// What became of its newest message. `None`: unknown, or the user has signed in or will get no message any more.
    pub delivery: Option<MessageState>,
    /// The provider's last answer, when it refused that message.
    pub answer: Option<String>,
    /// When it was sent. `None`: its message has not left.
    pub sent: Option<Moment>,
    /// When it expires. Only while it is open.
    pub until: Option<Moment>,
    pub acts: Vec<InvitationAct>,
    /// Path of the page that revokes it.
    pub revoke: String,
}

impl InvitationRow {
    #[cfg(feature = "ssr")]
    pub fn of(entry: InvitationEntry, offers_password: bool, reading: Reading<'_>) -> Self {
        let InvitationEntry { invitation, state, is_deactivated, delivery, .. } = entry;
        let (delivery, answer) = match delivery {
            Some(delivery) => (Some(delivery.state), delivery.last_answer),
            None => (None, None),
        };
        let reached = invitation.milestones;
        let moment = |at: Timestamp| reading.moment(at);
        let (since, acts): (_, &[InvitationAct]) = match state {
            InvitationState::Sent => (Some(reached.sent_at), &InvitationAct::ALL),
            InvitationState::CodeTried => (reached.code_tried_at, &InvitationAct::ALL),
            InvitationState::Expired => (Some(reached.expires_at), &InvitationAct::ALL),
            InvitationState::Confirmed if offers_password => {
                (reached.confirmed_at, &[InvitationAct::Resend, InvitationAct::Revoke])
            }
            InvitationState::Confirmed => (reached.confirmed_at, &[InvitationAct::Revoke]),
            InvitationState::SignedIn(_) => (reached.first_signed_in_at, &[]),
            InvitationState::Joined => (reached.joined_at, &[]),
            InvitationState::Revoked => (reached.revoked_at, &[]),
        };
        let is_open = matches!(state, InvitationState::Sent | InvitationState::CodeTried);
        InvitationRow {
            id: invitation.id.to_string(),
            name: invitation.name,
            email: invitation.email.to_string(),
            is_admin: invitation.role == Role::Admin,
            state,
            since: moment(since.unwrap_or(reached.sent_at)),
            delivery,
            answer,
            sent: delivery.is_none_or(MessageState::has_left).then(|| moment(reached.sent_at)),
            until: is_open.then(|| moment(reached.expires_at)),
            acts: acts.iter().copied().filter(|act| !is_deactivated || *act == InvitationAct::Revoke).collect(),
            revoke: AdminRoute::Revoke(invitation.id).path(),
        }
    }
}

/// The submissions that the buttons of all rows share.
#[derive(Clone, Copy)]
pub struct Acting {
    pub resend: Submission,
    pub extend: Submission,
}

/// CSS classes and label of a state. Until the code is tried, the label tells what became of the message.
fn look_of(state: InvitationState, delivery: Option<MessageState>) -> (&'static str, Word) {
    const WAIT: &str = "status status--wait";
    const STOP: &str = "status status--stop";
    let look = match (state, delivery) {
        (InvitationState::Sent, Some(MessageState::Queued | MessageState::Retried)) => {
            return (WAIT, invitations::STATE_UNSENT);
        }
        (InvitationState::Sent, Some(MessageState::Failed | MessageState::GivenUp)) => {
            return (STOP, invitations::STATE_NOT_SENT);
        }
        (InvitationState::Sent, Some(MessageState::Undelivered)) => {
            return (STOP, messages::state(MessageState::Undelivered));
        }
        (InvitationState::Sent | InvitationState::CodeTried, _) => WAIT,
        (InvitationState::Confirmed | InvitationState::SignedIn(_) | InvitationState::Joined, _) => "status status--on",
        (InvitationState::Expired, _) => STOP,
        (InvitationState::Revoked, _) => "status status--off",
    };
    (look, invitations::state(state))
}

/// Why a message did not arrive, in the words of the page of messages.
fn reason(state: InvitationState, delivery: MessageState, answer: Option<String>) -> Option<String> {
    let label = match delivery {
        MessageState::Sent | MessageState::Delivered => return None,
        // The label of the state says so already.
        MessageState::Queued if state == InvitationState::Sent => return None,
        other => messages::state(other).text(),
    };
    Some(match answer {
        Some(answer) => format!("{label}: {answer}"),
        None => label.to_owned(),
    })
}

/// What an admin can do with the invitation. `None`: nothing.
fn menu(
    acts: Vec<InvitationAct>,
    id: &str,
    label: &str,
    revoke: String,
    acting: Acting,
) -> Option<impl IntoView + use<>> {
    let which = || Some(("invitation", id.to_owned()));
    let described_by = || Some(label.to_owned());
    let acts: Vec<_> = acts
        .into_iter()
        .map(|act| {
            let words = invitations::act(act);
            match act {
                InvitationAct::Resend => static_view(view! {
                    <ButtonForm
                        submission=acting.resend
                        action=ResendInvitation::url()
                        label=words
                        which=which()
                        described_by=described_by()
                    />
                }),
                InvitationAct::Extend => static_view(view! {
                    <ButtonForm
                        submission=acting.extend
                        action=ExtendInvitation::url()
                        label=words
                        which=which()
                        described_by=described_by()
                    />
                }),
                InvitationAct::Revoke => static_view(view! {
                    <a class=QUIET href=revoke.clone() aria-describedby=label.to_owned()>{words}</a>
                }),
            }
        })
        .collect();
    (!acts.is_empty()).then(|| {
        view! {
            <details class="menu">
                <summary class=QUIET aria-describedby=label.to_owned()>
                    <span>{invitations::ACTIONS}</span>
                    <Down/>
                </summary>
                <div class="menu__acts">{acts}</div>
            </details>
        }
    })
}

#[component]
pub fn Row(row: InvitationRow, acting: Acting) -> impl IntoView {
    let InvitationRow { id, name, email, is_admin, state, since, delivery, answer, sent, until, acts, revoke } = row;
    let (look, words) = look_of(state, delivery);
    let reason = delivery.and_then(|delivery| reason(state, delivery, answer));
    let reason = reason.map(|reason| view! { <span class="table__note">{reason}</span> });
    let label = format!("i{id}");
    let mail = name.is_some().then(|| view! { <span class="table__note">{email.clone()}</span> });
    let role = is_admin.then(|| format!("{} · ", invitations::invite::ADMIN));
    let expiry = |until| with_times(&invitations::good_until(MARKS[0]), &[until]);
    let good = until.clone().map(|until| view! { " · " {expiry(until)} });
    let menu = menu(acts, &id, &label, revoke, acting);
    view! {
        <tr>
            <th scope="row">
                <span class="table__name address" id=label.clone()>{name.unwrap_or(email)}</span>
                {mail}
                <span class="person__more">
                    {role.clone()} <span class=look>{words}</span> " · " <When moment=since.clone()/> {good}
                </span>
                {reason}
            </th>
            <td class="col-mid">
                <span class=look>{words}</span>
                <span class="table__note">{role} <When moment=since/></span>
            </td>
            <td class="table__soft col-wide">{moment_or_none(sent)}</td>
            <td class="table__soft col-wide">{moment_or_none(until)}</td>
            <td class="table__acts">{menu}</td>
        </tr>
    }
}
