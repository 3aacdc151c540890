//! `/admin/invitations/ID/revoke`: says what revoking an invitation will do. Only its button revokes it.

#[cfg(feature = "ssr")]
use super::acts::InvitationDone;
use crate::admin::confirm::ConfirmPanel;
#[cfg(feature = "ssr")]
use crate::admin::page::reauthenticate;
use crate::admin::page::{AdminContext, AdminView, ConsoleSection};
use crate::prelude::*;
use crate::words::admin::invitations;
#[cfg(feature = "ssr")]
use domain::InvitationId;
#[cfg(feature = "ssr")]
use service::{
    account::{AsAdmin, as_admin},
    admin::proven,
};

/// `/admin/invitations/ID/revoke`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RevokeView {
    pub id: String,
    pub email: String,
    /// The invitation already led to an account, which revoking deactivates.
    pub has_account: bool,
}

impl AdminView for RevokeView {
    fn title(&self) -> String {
        invitations::REVOKE_TITLE.into()
    }

    fn lead(&self, _: &str) -> String {
        if self.has_account { invitations::REVOKE_ACCOUNT.into() } else { invitations::REVOKE_LEAD.into() }
    }

    fn section(&self) -> ConsoleSection {
        ConsoleSection::INVITATIONS
    }

    fn draw(self, _: AdminContext) -> AnyView {
        static_view(view! { <RevokePage view=self/> })
    }
}

impl RevokeView {
    #[cfg(feature = "ssr")]
    pub async fn load(web: &WebRequest, admin: AsAdmin<'_>, id: InvitationId) -> Answer<Self> {
        proven(&web.cx.app, admin)?;
        let invitation = service::invitations::open_one(&web.cx.app, admin, id).await?;
        Ok(RevokeView {
            id: id.to_string(),
            email: invitation.email.to_string(),
            has_account: invitation.account.is_some(),
        })
    }
}

#[server(endpoint = "revoke_invitation", input = PostUrl, output = Postcard)]
pub async fn revoke_invitation(invitation: String) -> Result<Redirect, ApiError> {
    respond(None, async move |web| {
        let signed_in = web.signed_in().await?;
        let invitation = invitation.parse().map_err(|_| Refusal::NotFound)?;
        match proven(&web.cx.app, as_admin(&signed_in)?) {
            Ok(proven) => {
                service::invitations::revoke_invitation(&web.cx, proven, invitation).await?;
                Ok(Redirect::path(InvitationDone::Revoked.path()))
            }
            Err(failure) => reauthenticate(failure, AdminRoute::Revoke(invitation)),
        }
    })
    .await
}

#[component]
fn RevokePage(view: RevokeView) -> impl IntoView {
    let acting = Submission::of::<RevokeInvitation>();
    acting.redirect_on_success();
    view! {
        <ConfirmPanel
            acting
            action=RevokeInvitation::url()
            subject=view.email
            fields=vec![("invitation", view.id)]
            label=invitations::REVOKE
            back=paths::ADMIN_INVITATIONS
        />
    }
}
