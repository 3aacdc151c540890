//! `/admin/invitations`: the state of each invitation, and what the admin can do about it.

use super::{
    ExtendInvitation, ImportRow, InvitationRow, InvitationsView, ResendInvitation, RevokeInvitation, RevokeView,
    filters::{Choice, Filters, Search},
    pager::Pager,
};
use crate::{
    paths::InvitationAct,
    prelude::*,
    words::{
        admin::{self, invitations},
        settings,
    },
};
use domain::invitation::{InvitationFilter, InvitationState};

/// The submissions that the buttons of all rows share.
#[derive(Clone, Copy)]
struct Acting {
    resend: Submission,
    extend: Submission,
}

#[component]
pub fn InvitationsPage(view: InvitationsView, zone: String) -> impl IntoView {
    let acting = Acting { resend: Submission::of::<ResendInvitation>(), extend: Submission::of::<ExtendInvitation>() };
    acting.resend.redirect_on_success();
    acting.extend.redirect_on_success();
    let is_searched = !view.search.is_empty() || view.filter != InvitationFilter::All;
    let filters = InvitationFilter::ALL.into_iter().filter(|filter| *filter != InvitationFilter::All);
    let states = filters.map(|filter| (filter.name(), invitations::filter(filter))).collect();
    let chosen = Some(view.filter.name()).filter(|name| !name.is_empty());
    let done = view.done.map(|done| view! { <JustDone title=done.text()/> });
    let list = if view.rows.is_empty() {
        let (title, text) = invitations::nobody(is_searched);
        static_view(view! {
            <div class="empty">
                <Paper/>
                <p class="empty__title">{title}</p>
                <p>{text}</p>
            </div>
        })
    } else {
        static_view(view! { <Table rows=view.rows zone acting/> })
    };
    let imports = (!view.imports.is_empty()).then(|| view! { <Imports imports=view.imports/> });
    view! {
        {done}
        {imports}
        <Refused error=Signal::derive(move || acting.resend.error().or_else(|| acting.extend.error()))/>
        <Filters action=paths::ADMIN_INVITATIONS label=admin::SEARCH>
            <Search name=paths::SEARCH label=admin::SEARCH placeholder=invitations::PLACEHOLDER value=view.search/>
            <Choice
                name=paths::STATUS
                label=invitations::STATUS
                any=invitations::ANY_STATUS
                options=states
                chosen
            />
        </Filters>
        <div class="panel">{list} <Pager pages=view.pages/></div>
    }
}

/// The newest imports, each with a link to its page.
#[component]
fn Imports(imports: Vec<ImportRow>) -> impl IntoView {
    let rows: Vec<_> = imports
        .into_iter()
        .map(|import| {
            let how_far = format!(" · {}", import.progress());
            view! {
                <li>
                    <a href=import.path>{invitations::imported::title(&import.begun)}</a>
                    <span class="soft">{how_far}</span>
                </li>
            }
        })
        .collect();
    static_view(view! {
        <section class="panel panel__body stack stack--tight" aria-labelledby="imports">
            <h2 id="imports">{invitations::imported::NEWEST}</h2>
            <ul class="stack stack--tight">{rows}</ul>
        </section>
    })
}

#[component]
fn Table(rows: Vec<InvitationRow>, zone: String, acting: Acting) -> impl IntoView {
    let rows: Vec<_> = rows.into_iter().map(|row| view! { <Row row acting/> }).collect();
    view! {
        <table class="table">
            <caption class="visually-hidden">{invitations::TITLE}</caption>
            <thead>
                <tr>
                    <th scope="col">{invitations::PERSON}</th>
                    <th scope="col" class="col-mid">{invitations::STATUS}</th>
                    <th scope="col" class="col-wide">{invitations::sent_column(&zone)}</th>
                    <th scope="col" class="col-wide">{invitations::until_column(&zone)}</th>
                    <th scope="col"><span class="visually-hidden">{invitations::ACTIONS}</span></th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
}

/// CSS classes of a state.
const fn look_of(state: InvitationState) -> &'static str {
    match state {
        InvitationState::Sent | InvitationState::Opened => "status status--wait",
        InvitationState::Confirmed | InvitationState::Waiting(_) | InvitationState::Joined => "status status--on",
        InvitationState::Expired => "status status--stop",
        InvitationState::Revoked => "status status--off",
    }
}

#[component]
fn Row(row: InvitationRow, acting: Acting) -> impl IntoView {
    let InvitationRow { id, name, email, is_admin, state, since, sent, until, acts, revoke } = row;
    let (look, words) = (look_of(state), invitations::state(state).text());
    let label = format!("i{id}");
    let mail = name.is_some().then(|| view! { <span class="table__note">{email.clone()}</span> });
    let role = is_admin.then(|| format!("{} · ", invitations::invite::ADMIN));
    let good = until.as_ref().map(|until| format!(" · {}", invitations::good_until(until)));
    let which = || Some(("invitation", id.clone()));
    let described_by = || Some(label.clone());
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
                    <a class=QUIET href=revoke.clone() aria-describedby=label.clone()>{words}</a>
                }),
            }
        })
        .collect();
    view! {
        <tr>
            <th scope="row">
                <span class="table__name address" id=label.clone()>{name.unwrap_or(email)}</span>
                {mail}
                <span class="person__more">
                    {role.clone()} <span class=look>{words}</span> {format!(" · {since}")} {good}
                </span>
            </th>
            <td class="col-mid">
                <span class=look>{words}</span>
                <span class="table__note">{role} {since}</span>
            </td>
            <td class="table__soft col-wide">{sent}</td>
            <td class="table__soft col-wide">{until.unwrap_or_else(|| admin::NONE.into())}</td>
            <td class="table__acts"><div class="cluster cluster--end">{acts}</div></td>
        </tr>
    }
}

#[component]
pub fn RevokePage(view: RevokeView) -> impl IntoView {
    let acting = Submission::of::<RevokeInvitation>();
    acting.redirect_on_success();
    view! {
        <div class="panel panel--form panel__body stack">
            <Refused error=Signal::derive(move || acting.error())/>
            <p><strong class="address">{view.email}</strong></p>
            <form
                class="actions"
                method="post"
                action=RevokeInvitation::url()
                on:submit=move |event: SubmitEvent| acting.send_on(&event)
            >
                <input type="hidden" name="invitation" value=view.id/>
                <SubmitButton
                    label=invitations::REVOKE
                    look="danger"
                    busy=Signal::derive(move || acting.is_busy())
                />
                <a class="button button--quiet" href=paths::ADMIN_INVITATIONS>{settings::CANCEL}</a>
            </form>
        </div>
    }
}
