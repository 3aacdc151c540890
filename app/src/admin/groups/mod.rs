//! `/admin/groups`: lists and searches the groups of the organisation.

mod add;
mod choices;
mod delete;
mod fields;
mod group;
mod members;
mod of_person;

pub use add::{AddGroup, AddGroupView};
pub use choices::{GROUPS, GroupChoice, GroupChoices, ticked};
#[cfg(feature = "ssr")]
pub use choices::{group_choices, ticked_groups};
pub use delete::{DeleteGroup, DeleteGroupView};
pub use group::{GroupView, SaveGroup};
pub use members::{AddGroupMember, FoundRow, MemberRow, RemoveGroupMember};
#[cfg(feature = "ssr")]
pub use of_person::choices_of;
pub use of_person::{GroupsOfPerson, SaveGroupsOfPerson};

use super::list::{EmptyList, Filters, Pager, Pages, Search};
#[cfg(feature = "ssr")]
use super::list::{page_request, pages, typed};
use super::page::{AdminContext, AdminView, ConsoleSection};
use crate::prelude::*;
use crate::words::admin::{self, groups};
use crate::words::by_name;
#[cfg(feature = "ssr")]
use service::account::AsAdmin;

/// `/admin/groups`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GroupsView {
    /// As typed by the admin.
    pub search: String,
    pub rows: Vec<GroupRow>,
    pub pages: Pages,
    pub done: Option<GroupDone>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GroupRow {
    /// Path of the page about this group.
    pub path: String,
    pub name: String,
    /// Empty: none was given.
    pub description: String,
    pub members: u32,
}

domain::named_enum! {
    /// The change that was just made to a group, shown once.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
    pub enum GroupDone {
        Added = "added",
        Saved = "saved",
        MemberAdded = "member-added",
        MemberRemoved = "member-removed",
        Deleted = "deleted",
    }
}

static DONE: [Word; GroupDone::ALL.len()] = by_name(groups::BY_KEY, "done_", GroupDone::NAMES);

impl GroupDone {
    /// The message above the page after the change.
    pub fn text(self) -> Word {
        DONE[self as usize]
    }
}

impl AdminView for GroupsView {
    fn title(&self) -> String {
        groups::TITLE.into()
    }

    fn lead(&self, _: &str) -> String {
        groups::LEAD.into()
    }

    fn section(&self) -> ConsoleSection {
        ConsoleSection::GROUPS
    }

    fn is_first(&self) -> bool {
        true
    }

    fn buttons(&self) -> Option<AnyView> {
        let look = "button button--primary button--small";
        Some(static_view(view! { <a class=look href=paths::ADMIN_ADD_GROUP>{groups::ADD}</a> }))
    }

    fn draw(self, _: AdminContext) -> AnyView {
        static_view(view! { <GroupsPage view=self/> })
    }
}

impl GroupsView {
    #[cfg(feature = "ssr")]
    pub async fn load(web: &WebRequest, admin: AsAdmin<'_>, query: &str) -> Answer<Self> {
        let search = typed(query, paths::SEARCH);
        let page = service::groups::list(&web.cx.app, admin, &search, page_request(query)).await?;
        let filters = [(paths::SEARCH, search.as_str())];
        let pages = pages(paths::ADMIN_GROUPS, &filters, &page, |row| row.group.id.to_string());
        let rows = page.rows.into_iter().map(|row| GroupRow {
            path: GroupsRoute::One(row.group.id).path(),
            name: row.group.name.to_string(),
            description: row.group.description,
            members: u32::try_from(row.members).unwrap_or(u32::MAX),
        });
        Ok(GroupsView {
            rows: rows.collect(),
            pages,
            done: unless_refused(query, paths::DONE).and_then(|name| GroupDone::of(&name)),
            search,
        })
    }
}

#[component]
fn GroupsPage(view: GroupsView) -> impl IntoView {
    let done = view.done.map(|done| view! { <JustDone title=done.text()/> });
    let list = if view.rows.is_empty() {
        let (title, text) = groups::nothing(!view.search.is_empty());
        let icon = static_view(view! { <People/> });
        static_view(view! { <EmptyList icon title text/> })
    } else {
        static_view(view! { <Table rows=view.rows/> })
    };
    view! {
        {done}
        <Filters action=paths::ADMIN_GROUPS label=admin::SEARCH>
            <Search name=paths::SEARCH label=admin::SEARCH placeholder=groups::PLACEHOLDER value=view.search/>
        </Filters>
        <div class="panel">{list} <Pager pages=view.pages/></div>
    }
}

#[component]
fn Table(rows: Vec<GroupRow>) -> impl IntoView {
    let rows: Vec<_> = rows.into_iter().map(|row| view! { <Line row/> }).collect();
    view! {
        <table class="table">
            <caption class="visually-hidden">{groups::TITLE}</caption>
            <thead>
                <tr>
                    <th scope="col">{groups::GROUP}</th>
                    <th scope="col" class="col-mid">{groups::MEMBERS}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
}

#[component]
fn Line(row: GroupRow) -> impl IntoView {
    let GroupRow { path, name, description, members } = row;
    let description = (!description.is_empty()).then(|| view! { <span class="table__note">{description}</span> });
    view! {
        <tr>
            <th scope="row">
                <a class="person__name" href=path>{name}</a>
                {description}
                <span class="person__more">{groups::many(members)}</span>
            </th>
            <td class="table__soft col-mid">{groups::many(members)}</td>
        </tr>
    }
}
