//! `/admin/groups/ID/delete`: says what deleting a group will do. Only its button deletes it.

#[cfg(feature = "ssr")]
use super::GroupDone;
use crate::admin::confirm::ConfirmPanel;
use crate::admin::page::{AdminContext, AdminView, ConsoleSection};
#[cfg(feature = "ssr")]
use crate::admin::page::{done, reauthenticate};
use crate::prelude::*;
use crate::words::admin::groups;
#[cfg(feature = "ssr")]
use domain::GroupId;
#[cfg(feature = "ssr")]
use service::account::{AsAdmin, as_admin};
#[cfg(feature = "ssr")]
use service::admin::proven;
#[cfg(feature = "ssr")]
use store::paging::PageRequest;

/// `/admin/groups/ID/delete`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeleteGroupView {
    pub id: String,
    pub name: String,
    pub members: u32,
    /// Path of the page about this group.
    pub back: String,
}

impl AdminView for DeleteGroupView {
    fn title(&self) -> String {
        groups::ask_delete(&self.name)
    }

    fn lead(&self, _: &str) -> String {
        groups::WILL_DELETE.into()
    }

    fn section(&self) -> ConsoleSection {
        ConsoleSection::GROUPS
    }

    fn back(&self) -> (String, String) {
        (self.back.clone(), self.name.clone())
    }

    fn draw(self, _: AdminContext) -> AnyView {
        static_view(view! { <DeletePage view=self/> })
    }
}

impl DeleteGroupView {
    #[cfg(feature = "ssr")]
    pub async fn load(web: &WebRequest, admin: AsAdmin<'_>, id: GroupId) -> Answer<Self> {
        proven(&web.cx.app, admin)?;
        let shown = service::groups::show(&web.cx.app, admin, id, "", PageRequest::First).await?;
        Ok(DeleteGroupView {
            id: id.to_string(),
            name: shown.group.name.to_string(),
            members: u32::try_from(shown.many).unwrap_or(u32::MAX),
            back: GroupsRoute::One(id).path(),
        })
    }
}

/// Deletes a group. Its members keep their accounts.
#[server(endpoint = "delete_group", input = PostUrl, output = Postcard)]
pub async fn delete_group(group: String) -> Result<Redirect, ApiError> {
    respond(None, async move |web| {
        let signed_in = web.signed_in().await?;
        let admin = as_admin(&signed_in)?;
        let group = group.parse().map_err(|_| Refusal::NotFound)?;
        match proven(&web.cx.app, admin) {
            Ok(proven) => {
                service::groups::delete(&web.cx, proven, group).await?;
                Ok(done(GroupsRoute::List, GroupDone::Deleted.name()))
            }
            Err(failure) => reauthenticate(failure, GroupsRoute::Delete(group)),
        }
    })
    .await
}

#[component]
fn DeletePage(view: DeleteGroupView) -> impl IntoView {
    let acting = Submission::of::<DeleteGroup>();
    acting.redirect_on_success();
    view! {
        <ConfirmPanel
            acting
            action=DeleteGroup::url()
            subject=groups::many(view.members)
            fields=vec![("group", view.id)]
            label=groups::DO_DELETE
            back=view.back
        />
    }
}
