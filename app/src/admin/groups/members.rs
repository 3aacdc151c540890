//! The people in a group, and those who can be added to it.

#[cfg(feature = "ssr")]
use super::GroupDone;
use crate::admin::list::{EmptyList, Filters, Pager, Pages, Search};
#[cfg(feature = "ssr")]
use crate::admin::page::{done, reauthenticate};
use crate::prelude::*;
use crate::settings::initials;
use crate::words::admin::{groups, people};
#[cfg(feature = "ssr")]
use domain::{AccountId, GroupId};
#[cfg(feature = "ssr")]
use service::account::as_admin;
#[cfg(feature = "ssr")]
use service::admin::proven;
#[cfg(feature = "ssr")]
use service::groups::{FoundPerson, Member};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MemberRow {
    /// The value of the button that removes the person.
    pub membership: String,
    /// Path of the page about this account.
    pub path: String,
    pub name: Option<String>,
    pub email: String,
    /// Since when the person is in the group.
    pub since: Moment,
}

/// A person whom the search for new members found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FoundRow {
    /// The value of the button that adds the person. `None`: the person is in the group already.
    pub membership: Option<String>,
    pub name: Option<String>,
    pub email: String,
}

/// The field with a group and a person, so that each button is a form with one value.
const MEMBERSHIP: &str = "membership";

#[cfg(feature = "ssr")]
fn membership(group: GroupId, person: AccountId) -> String {
    format!("{group}-{person}")
}

#[cfg(feature = "ssr")]
fn read_membership(text: &str) -> Answer<(GroupId, AccountId)> {
    let (group, person) = text.split_once('-').ok_or(Refusal::NotFound)?;
    let group = group.parse().map_err(|_| Refusal::NotFound)?;
    Ok((group, person.parse().map_err(|_| Refusal::NotFound)?))
}

impl MemberRow {
    #[cfg(feature = "ssr")]
    pub fn of(group: GroupId, member: Member, reading: Reading<'_>) -> Self {
        let account = member.person.account;
        MemberRow {
            membership: membership(group, account.id),
            path: AdminRoute::Person(account.id).path(),
            name: account.name,
            email: account.email.to_string(),
            since: reading.moment(member.added_at),
        }
    }
}

impl FoundRow {
    #[cfg(feature = "ssr")]
    pub fn of(group: GroupId, found: FoundPerson) -> Self {
        let account = found.person.account;
        FoundRow {
            membership: (!found.is_member).then(|| membership(group, account.id)),
            name: account.name,
            email: account.email.to_string(),
        }
    }
}

/// Adds a person to a group.
#[server(endpoint = "add_group_member", input = PostUrl, output = Postcard)]
pub async fn add_group_member(membership: String) -> Result<Redirect, ApiError> {
    respond(None, async move |web| {
        let signed_in = web.signed_in().await?;
        let admin = as_admin(&signed_in)?;
        let (group, person) = read_membership(&membership)?;
        match proven(&web.cx.app, admin) {
            Ok(proven) => {
                service::groups::add_member(&web.cx, proven, group, person).await?;
                Ok(done(GroupsRoute::One(group), GroupDone::MemberAdded.name()))
            }
            Err(failure) => reauthenticate(failure, GroupsRoute::One(group)),
        }
    })
    .await
}

/// Removes a person from a group.
#[server(endpoint = "remove_group_member", input = PostUrl, output = Postcard)]
pub async fn remove_group_member(membership: String) -> Result<Redirect, ApiError> {
    respond(None, async move |web| {
        let signed_in = web.signed_in().await?;
        let admin = as_admin(&signed_in)?;
        let (group, person) = read_membership(&membership)?;
        match proven(&web.cx.app, admin) {
            Ok(proven) => {
                service::groups::remove_member(&web.cx, proven, group, person).await?;
                Ok(done(GroupsRoute::One(group), GroupDone::MemberRemoved.name()))
            }
            Err(failure) => reauthenticate(failure, GroupsRoute::One(group)),
        }
    })
    .await
}

#[component]
pub fn Members(path: String, search: String, members: Vec<MemberRow>, many: u32, pages: Pages) -> impl IntoView {
    let removing = Submission::of::<RemoveGroupMember>();
    removing.redirect_on_success();
    let is_searched = !search.is_empty();
    let has_search = is_searched || !members.is_empty();
    let list = if members.is_empty() {
        let (title, text) = groups::nobody(is_searched);
        let icon = static_view(view! { <Person/> });
        static_view(view! { <EmptyList icon title text/> })
    } else {
        static_view(view! { <Table members removing/> })
    };
    let find = has_search.then(|| {
        view! {
            <div class="panel__body">
                <Filters action=path label=groups::FIND_MEMBERS>
                    <Search
                        name=paths::SEARCH
                        label=groups::FIND_MEMBERS
                        placeholder=people::PLACEHOLDER
                        value=search
                    />
                </Filters>
            </div>
        }
    });
    view! {
        <Section id="members" title=groups::MEMBERS_SECTION>
            <Refused error=Signal::derive(move || removing.error())/>
            {find}
            {list}
            <Pager count=people::count(many, false) pages/>
        </Section>
    }
}

#[component]
fn Table(members: Vec<MemberRow>, removing: Submission) -> impl IntoView {
    let rows: Vec<_> = members.into_iter().map(|member| view! { <Line member removing/> }).collect();
    view! {
        <table class="table">
            <caption class="visually-hidden">{groups::MEMBERS_SECTION}</caption>
            <thead>
                <tr>
                    <th scope="col">{groups::PERSON}</th>
                    <th scope="col" class="col-wide">{groups::SINCE}</th>
                    <th scope="col"><span class="visually-hidden">{groups::ACTIONS}</span></th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
}

#[component]
fn Line(member: MemberRow, removing: Submission) -> impl IntoView {
    let MemberRow { membership, path, name, email, since } = member;
    let letters = initials(name.as_deref(), &email);
    let label = format!("m{membership}");
    let mail = name.is_some().then(|| view! { <span class="person__mail">{email.clone()}</span> });
    view! {
        <tr>
            <th scope="row">
                <div class="person">
                    <span class="avatar" aria-hidden="true">{letters}</span>
                    <div class="person__who" id=label.clone()>
                        <a href=path>{name.unwrap_or(email)}</a>
                        {mail}
                    </div>
                </div>
            </th>
            <td class="table__soft col-wide"><When moment=since/></td>
            <td class="table__acts">
                <ButtonForm
                    submission=removing
                    action=RemoveGroupMember::url()
                    label=groups::REMOVE
                    which=Some((MEMBERSHIP, membership))
                    described_by=Some(label)
                />
            </td>
        </tr>
    }
}

/// A search for people, and those whom it found, each with a button that adds them.
#[component]
pub fn PeopleToAdd(
    path: String,
    search: String,
    found: Vec<FoundRow>,
    /// The search finds more people than these.
    has_more: bool,
) -> impl IntoView {
    let adding = Submission::of::<AddGroupMember>();
    adding.redirect_on_success();
    let is_searched = !search.is_empty();
    let is_nobody = is_searched && found.is_empty();
    let rows: Vec<_> = found.into_iter().map(|found| view! { <Found found adding/> }).collect();
    view! {
        <Section id="add" title=groups::ADD_PEOPLE>
            <Refused error=Signal::derive(move || adding.error())/>
            <div class="panel__body">
                <Filters action=path label=groups::FIND_PEOPLE>
                    <Search name=paths::ADD label=groups::FIND_PEOPLE placeholder=people::PLACEHOLDER value=search/>
                </Filters>
                {is_nobody.then(|| view! { <p role="status">{groups::FOUND_NOBODY}</p> })}
            </div>
            {(!rows.is_empty()).then(|| view! { <ul class="rows rows--next">{rows}</ul> })}
            {has_more.then(|| view! { <p class="panel__foot">{groups::FOUND_MORE}</p> })}
        </Section>
    }
}

#[component]
fn Found(found: FoundRow, adding: Submission) -> impl IntoView {
    let FoundRow { membership, name, email } = found;
    let icon = static_view(view! { <Person/> });
    let text = if name.is_some() { email.clone() } else { String::new() };
    let (title, actions) = match membership {
        None => {
            (static_view(name.unwrap_or(email)), static_view(view! { <span class="soft">{groups::ALREADY}</span> }))
        }
        Some(membership) => {
            let label = format!("a{membership}");
            let title = static_view(view! { <span id=label.clone()>{name.unwrap_or(email)}</span> });
            let button = static_view(view! {
                <ButtonForm
                    submission=adding
                    action=AddGroupMember::url()
                    label=groups::ADD_PERSON
                    which=Some((MEMBERSHIP, membership))
                    described_by=Some(label)
                />
            });
            (title, button)
        }
    };
    view! { <Row icon title text actions=Some(actions)/> }
}
