//! The console, where admins manage their organisation. Its pages are a chunk of their own, which members never load. A
//! page has a file or a folder with its data, its view and the server functions of its forms.

mod applications;
mod audit;
mod branding;
mod confirm;
mod edit;
mod groups;
mod import;
mod invitations;
mod invite;
#[cfg(feature = "ssr")]
mod kept_form;
mod list;
mod logo;
mod messages;
mod page;
mod people;
mod person;
mod policy;
mod reserved;
mod screen;
mod settings_fields;
mod status;

pub use applications::{
    ActOnApplication, AddApplication, AddApplicationView, ApplicationActivityView, ApplicationDone,
    ApplicationPreviewView, ApplicationRow, ApplicationView, ApplicationsView, ClientDetails, ClientValues,
    ConfirmApplicationView, DryRunAnswer, DryRunObstacle, DryRunView, FormValues, PreviewAnswer, PreviewReason,
    PutClientSecretAway, RemoveApplicationLogo, SaveApplicationAccess, SaveApplicationDetails, SaveApplicationStrength,
    SaveClient, SaveForwardAuth, SecretRow, ShownSecret, Snippet,
};
#[cfg(feature = "ssr")]
pub use audit::{AuditQuery, came_from};
pub use audit::{AuditRow, AuditView};
pub use branding::{BrandingDone, BrandingView, RemoveLogo, SaveBranding};
pub use confirm::{ActOnPerson, ConfirmView};
pub use edit::{CancelAddressChange, EditView, PersonSaved, SavePerson, WaitingEmail};
pub use groups::{
    AddGroup, AddGroupMember, AddGroupView, DeleteGroup, DeleteGroupView, FoundRow, GroupChoice, GroupDone, GroupRow,
    GroupView, GroupsView, MemberRow, RemoveGroupMember, SaveGroup, SaveGroupsOfPerson,
};
pub use import::{BadRow, GoodRow, ImportAct, ImportPreview, ImportRow, ImportView, Imported, ImportedView};
#[cfg(feature = "ssr")]
pub use import::{PostedFile, importer};
pub use invitations::{
    ExtendInvitation, InvitationDone, InvitationRow, InvitationsView, ResendInvitation, RevokeInvitation, RevokeView,
};
pub use invite::{InvitePerson, InviteView};
pub use list::Pages;
pub use logo::LogoProblem;
pub use messages::{MessageRow, MessagesView};
pub use page::{AdminContext, AdminView, console};
#[cfg(feature = "ssr")]
pub use people::people_filter;
pub use people::{PeopleView, PersonRow};
pub use person::PersonView;
pub use policy::{DrawnCard, PolicyDone, PolicyView, PreviewPolicy, SaveOrigins, SavePolicy};
pub use reserved::{
    ReleaseAddress, ReleaseView, ReserveAddress, ReserveView, ReservedDone, ReservedRow, ReservedView, ReservedWhy,
};
pub use screen::{AdminPages, AdminScreen};
pub use status::{SecondStepStatus, Status};

use crate::prelude::*;
use leptos::prelude::AnyView;
use page::ConsoleSection;
#[cfg(feature = "ssr")]
use service::account::AsAdmin;

/// Declares `AdminPage`: a variant for each page, with its data. The `AdminView` of the data says all else.
macro_rules! pages {
    ($($(#[$doc:meta])* $Page:ident($View:ident),)+) => {
        /// A page of the console.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        pub enum AdminPage { $($(#[$doc])* $Page($View),)+ }

        impl AdminPage {
            /// The heading of the page, also the title of the browser tab.
            pub fn title(&self) -> String {
                match self { $(AdminPage::$Page(view) => view.title(),)+ }
            }

            /// The text below the heading: what the page is for.
            pub fn lead(&self, organisation: &str) -> String {
                match self { $(AdminPage::$Page(view) => view.lead(organisation),)+ }
            }

            fn section(&self) -> ConsoleSection {
                match self { $(AdminPage::$Page(view) => view.section(),)+ }
            }

            fn is_first(&self) -> bool {
                match self { $(AdminPage::$Page(view) => view.is_first(),)+ }
            }

            fn back(&self) -> (String, String) {
                match self { $(AdminPage::$Page(view) => view.back(),)+ }
            }

            fn buttons(&self) -> Option<AnyView> {
                match self { $(AdminPage::$Page(view) => view.buttons(),)+ }
            }

            fn logo(&self) -> Option<String> {
                match self { $(AdminPage::$Page(view) => view.logo(),)+ }
            }

            fn draw(self, context: AdminContext) -> AnyView {
                match self { $(AdminPage::$Page(view) => view.draw(context),)+ }
            }
        }
    };
}

pages! {
    People(PeopleView),
    Person(PersonView),
    Edit(EditView),
    /// Asks the admin to confirm an action on an account.
    Confirm(ConfirmView),
    Invite(InviteView),
    Import(ImportView),
    /// The progress of an import.
    Imported(ImportedView),
    Invitations(InvitationsView),
    /// Asks the admin to confirm that an invitation is revoked.
    Revoke(RevokeView),
    Applications(ApplicationsView),
    AddApplication(AddApplicationView),
    Application(ApplicationView),
    ApplicationActivity(ApplicationActivityView),
    ApplicationPreview(ApplicationPreviewView),
    ApplicationDryRun(DryRunView),
    /// Asks the admin to confirm an action on an application.
    ConfirmApplication(ConfirmApplicationView),
    Groups(GroupsView),
    AddGroup(AddGroupView),
    Group(GroupView),
    /// Asks the admin to confirm that a group is deleted.
    DeleteGroup(DeleteGroupView),
    Reserved(ReservedView),
    Reserve(ReserveView),
    Release(ReleaseView),
    Messages(MessagesView),
    Audit(AuditView),
    Policy(PolicyView),
    Branding(BrandingView),
}

#[cfg(feature = "ssr")]
impl AdminPage {
    async fn load(web: &WebRequest, admin: AsAdmin<'_>, page: AdminRoute, query: &str) -> Answer<Self> {
        Ok(match page {
            AdminRoute::People => AdminPage::People(PeopleView::load(web, admin, query).await?),
            AdminRoute::Person(id) => AdminPage::Person(PersonView::load(web, admin, id, query).await?),
            AdminRoute::Edit(id) => AdminPage::Edit(EditView::load(web, admin, id).await?),
            AdminRoute::Confirm(id, act) => AdminPage::Confirm(ConfirmView::load(web, admin, id, act).await?),
            AdminRoute::Invite => AdminPage::Invite(InviteView::load(web, admin).await?),
            AdminRoute::Import => AdminPage::Import(ImportView::load(web, admin)?),
            AdminRoute::Imported(id) => AdminPage::Imported(ImportedView::load(web, admin, id).await?),
            AdminRoute::Invitations => AdminPage::Invitations(InvitationsView::load(web, admin, query).await?),
            AdminRoute::Revoke(id) => AdminPage::Revoke(RevokeView::load(web, admin, id).await?),
            AdminRoute::Applications(page) => AdminPage::of_applications(web, admin, page, query).await?,
            AdminRoute::Groups(page) => AdminPage::of_groups(web, admin, page, query).await?,
            AdminRoute::Reserved => AdminPage::Reserved(ReservedView::load(web, admin, query).await?),
            AdminRoute::Reserve => AdminPage::Reserve(ReserveView::load(web, admin)?),
            AdminRoute::Release(id) => AdminPage::Release(ReleaseView::load(web, admin, id).await?),
            AdminRoute::Messages => AdminPage::Messages(MessagesView::load(web, admin, query).await?),
            AdminRoute::Audit => AdminPage::Audit(AuditView::load(web, admin, query).await?),
            AdminRoute::Policy => AdminPage::Policy(PolicyView::load(web, admin, query).await?),
            AdminRoute::Branding => AdminPage::Branding(BrandingView::load(web, admin, query)),
        })
    }

    async fn of_applications(
        web: &WebRequest,
        admin: AsAdmin<'_>,
        page: ApplicationsRoute,
        query: &str,
    ) -> Answer<Self> {
        Ok(match page {
            ApplicationsRoute::List => AdminPage::Applications(ApplicationsView::load(web, admin, query).await?),
            ApplicationsRoute::Add => AdminPage::AddApplication(AddApplicationView::load(web, admin)?),
            ApplicationsRoute::One(id) => AdminPage::Application(ApplicationView::load(web, admin, id, query).await?),
            ApplicationsRoute::Activity(id) => {
                AdminPage::ApplicationActivity(ApplicationActivityView::load(web, admin, id, query).await?)
            }
            ApplicationsRoute::Preview(id) => {
                AdminPage::ApplicationPreview(ApplicationPreviewView::load(web, admin, id, query).await?)
            }
            ApplicationsRoute::DryRun(id) => AdminPage::ApplicationDryRun(DryRunView::load(web, admin, id).await?),
            ApplicationsRoute::Confirm(id, act) => {
                AdminPage::ConfirmApplication(ConfirmApplicationView::load(web, admin, id, act).await?)
            }
        })
    }

    async fn of_groups(web: &WebRequest, admin: AsAdmin<'_>, page: GroupsRoute, query: &str) -> Answer<Self> {
        Ok(match page {
            GroupsRoute::List => AdminPage::Groups(GroupsView::load(web, admin, query).await?),
            GroupsRoute::Add => AdminPage::AddGroup(AddGroupView::load(web, admin)?),
            GroupsRoute::One(id) => AdminPage::Group(GroupView::load(web, admin, id, query).await?),
            GroupsRoute::Delete(id) => AdminPage::DeleteGroup(DeleteGroupView::load(web, admin, id).await?),
        })
    }
}
