//! `/admin/groups/new`: adds a group without members.

#[cfg(feature = "ssr")]
use super::GroupDone;
#[cfg(feature = "ssr")]
use super::fields::{FIELDS, fields_of};
use super::fields::{GroupFields, is_about_field};
#[cfg(feature = "ssr")]
use crate::admin::page::done;
use crate::admin::page::{AddForm, AdminContext, AdminView, ConsoleSection};
use crate::prelude::*;
use crate::words::admin::groups;
#[cfg(feature = "ssr")]
use service::account::{AsAdmin, as_admin};
#[cfg(feature = "ssr")]
use service::admin::proven;
#[cfg(feature = "ssr")]
use service::groups::NewGroup;

/// The name under which the values of the form are kept.
#[cfg(feature = "ssr")]
const FORM: &str = "add-group";

/// `/admin/groups/new`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AddGroupView {
    /// Values of the form, as typed before.
    pub fields: Fields,
}

impl AdminView for AddGroupView {
    fn title(&self) -> String {
        groups::ADD.into()
    }

    fn lead(&self, _: &str) -> String {
        groups::LEAD_ADD.into()
    }

    fn section(&self) -> ConsoleSection {
        ConsoleSection::GROUPS
    }

    fn draw(self, _: AdminContext) -> AnyView {
        static_view(view! { <AddPage fields=self.fields/> })
    }
}

impl AddGroupView {
    #[cfg(feature = "ssr")]
    pub fn load(web: &WebRequest, admin: AsAdmin<'_>) -> Answer<Self> {
        proven(&web.cx.app, admin)?;
        Ok(AddGroupView { fields: web.kept_form(admin, FORM, &FIELDS).unwrap_or_default() })
    }
}

/// Adds a group without members.
#[server(endpoint = "add_group", input = PostUrl, output = Postcard)]
pub async fn add_group(name: String, description: String) -> Result<Redirect, ApiError> {
    respond(None, async move |web| {
        let signed_in = web.signed_in().await?;
        let admin = as_admin(&signed_in)?;
        let new = NewGroup { name: &name, description: &description };
        let added = match proven(&web.cx.app, admin) {
            Ok(proven) => service::groups::create(&web.cx, proven, new).await,
            Err(failure) => Err(failure),
        };
        match added {
            Ok(id) => {
                web.forget_kept_form();
                Ok(done(GroupsRoute::One(id), GroupDone::Added.name()))
            }
            Err(failure) => {
                let fields = fields_of(&name, &description);
                web.keep_and_reauthenticate(admin, failure, FORM, &fields, GroupsRoute::Add)
            }
        }
    })
    .await
}

#[component]
fn AddPage(fields: Fields) -> impl IntoView {
    let saving = Submission::of::<AddGroup>();
    saving.redirect_on_success();
    view! {
        <AddForm saving action=AddGroup::url() is_about_field label=groups::ADD_BUTTON back=paths::ADMIN_GROUPS>
            <GroupFields fields saving/>
        </AddForm>
    }
}
