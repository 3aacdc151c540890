//! `/admin/groups/ID`: the name and the description of a group, and its members.

use super::GroupDone;
#[cfg(feature = "ssr")]
use super::fields::{FIELDS, fields_of};
use super::fields::{GroupFields, is_about_field};
use super::members::{FoundRow, MemberRow, Members, PeopleToAdd};
use crate::admin::confirm::GoButton;
use crate::admin::list::Pages;
#[cfg(feature = "ssr")]
use crate::admin::list::{page_request, pages, typed};
#[cfg(feature = "ssr")]
use crate::admin::page::done;
use crate::admin::page::{AdminContext, AdminView, ConsoleSection};
use crate::prelude::*;
use crate::words::admin::groups;
#[cfg(feature = "ssr")]
use domain::GroupId;
#[cfg(feature = "ssr")]
use service::account::{AsAdmin, as_admin};
#[cfg(feature = "ssr")]
use service::admin::proven;
#[cfg(feature = "ssr")]
use service::groups::NewGroup;

/// `/admin/groups/ID`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GroupView {
    pub id: String,
    /// Path of this page.
    pub path: String,
    /// Path of the page that deletes the group.
    pub delete: String,
    pub name: String,
    /// Empty: none was given.
    pub description: String,
    /// Values of the form: as saved, or as typed before.
    pub fields: Fields,
    /// The search text for members, as typed by the admin.
    pub search: String,
    pub members: Vec<MemberRow>,
    /// How many members the search finds.
    pub many: u32,
    pub pages: Pages,
    /// The search text for people to add, as typed by the admin. Empty: the admin has not searched.
    pub add: String,
    pub found: Vec<FoundRow>,
    /// The search finds more people than are shown.
    pub has_more_found: bool,
    pub done: Option<GroupDone>,
}

impl AdminView for GroupView {
    fn title(&self) -> String {
        self.name.clone()
    }

    fn lead(&self, _: &str) -> String {
        if self.description.is_empty() { groups::NO_DESCRIPTION.into() } else { self.description.clone() }
    }

    fn section(&self) -> ConsoleSection {
        ConsoleSection::GROUPS
    }

    fn draw(self, _: AdminContext) -> AnyView {
        static_view(view! { <GroupPage view=self/> })
    }
}

/// The name under which the values of a group's form are kept.
#[cfg(feature = "ssr")]
fn form_of(id: GroupId) -> String {
    format!("group-{id}")
}

impl GroupView {
    #[cfg(feature = "ssr")]
    pub async fn load(web: &WebRequest, admin: AsAdmin<'_>, id: GroupId, query: &str) -> Answer<Self> {
        let (search, add) = (typed(query, paths::SEARCH), typed(query, paths::ADD));
        let shown = service::groups::show(&web.cx.app, admin, id, &search, page_request(query)).await?;
        let found = service::groups::find_people(&web.cx.app, admin, id, &add).await?;
        let (group, page) = (shown.group, shown.members);
        let reading = web.reading(admin.signed_in());
        let filters = [(paths::SEARCH, search.as_str())];
        let kept = web.kept_form(admin, &form_of(id), &FIELDS);
        Ok(GroupView {
            id: id.to_string(),
            path: GroupsRoute::One(id).path(),
            delete: GroupsRoute::Delete(id).path(),
            fields: kept.unwrap_or_else(|| fields_of(group.name.as_str(), &group.description)),
            name: group.name.to_string(),
            description: group.description,
            many: u32::try_from(shown.many).unwrap_or(u32::MAX),
            pages: pages(&GroupsRoute::One(id).path(), &filters, &page, |row| row.person.account.id.to_string()),
            members: page.rows.into_iter().map(|member| MemberRow::of(id, member, reading)).collect(),
            has_more_found: found.has_next,
            found: found.rows.into_iter().map(|found| FoundRow::of(id, found)).collect(),
            done: unless_refused(query, paths::DONE).and_then(|name| GroupDone::of(&name)),
            search,
            add,
        })
    }
}

/// Changes the name and the description of a group.
#[server(endpoint = "save_group", input = PostUrl, output = Postcard)]
pub async fn save_group(group: String, name: String, description: String) -> Result<Redirect, ApiError> {
    respond(None, async move |web| {
        let signed_in = web.signed_in().await?;
        let admin = as_admin(&signed_in)?;
        let group: GroupId = group.parse().map_err(|_| Refusal::NotFound)?;
        let new = NewGroup { name: &name, description: &description };
        let saved = match proven(&web.cx.app, admin) {
            Ok(proven) => service::groups::change(&web.cx, proven, group, new).await,
            Err(failure) => Err(failure),
        };
        match saved {
            Ok(()) => {
                web.forget_kept_form();
                Ok(done(GroupsRoute::One(group), GroupDone::Saved.name()))
            }
            Err(failure) => {
                let fields = fields_of(&name, &description);
                web.keep_and_reauthenticate(admin, failure, &form_of(group), &fields, GroupsRoute::One(group))
            }
        }
    })
    .await
}

#[component]
fn GroupPage(view: GroupView) -> impl IntoView {
    let GroupView { id, path, delete, fields, search, members, many, pages, add, found, has_more_found, done, .. } =
        view;
    let done = done.map(|done| view! { <JustDone title=done.text()/> });
    view! {
        {done}
        {static_view(view! { <Members path=path.clone() search members many pages/> })}
        {static_view(view! { <PeopleToAdd path search=add found has_more=has_more_found/> })}
        {static_view(view! { <Details id fields/> })}
        <Section id="delete" title=groups::DELETE_TITLE about=groups::ABOUT_DELETE>
            <div class="panel__body cluster">
                <GoButton
                    path=delete
                    look="button button--danger-quiet button--small"
                    label=groups::DELETE
                />
            </div>
        </Section>
    }
}

#[component]
fn Details(id: String, fields: Fields) -> impl IntoView {
    let saving = Submission::of::<SaveGroup>();
    saving.redirect_on_success();
    view! {
        <Section id="details" title=groups::DETAILS about=groups::ABOUT_DETAILS>
            <form
                class="panel__body stack"
                method="post"
                action=SaveGroup::url()
                novalidate
                on:submit=move |event: SubmitEvent| saving.send_on(&event)
            >
                <Refused error=saving.form_error(is_about_field)/>
                <input type="hidden" name="group" value=id/>
                <GroupFields fields saving/>
                <SubmitButton label=groups::SAVE busy=Signal::derive(move || saving.is_busy())/>
            </form>
        </Section>
    }
}
