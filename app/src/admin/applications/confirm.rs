//! `/admin/applications/ID/ACT`: says what the action on an application will do. Only its button changes anything.

#[cfg(feature = "ssr")]
use super::ApplicationDone;
#[cfg(feature = "ssr")]
use super::forms::read_id;
use crate::admin::confirm::ConfirmPanel;
use crate::admin::page::{AdminContext, AdminView, ConsoleSection};
#[cfg(feature = "ssr")]
use crate::admin::page::{done, reauthenticate};
use crate::paths::ApplicationAct;
use crate::prelude::*;
use crate::words::admin::applications;
#[cfg(feature = "ssr")]
use domain::ApplicationId;
#[cfg(feature = "ssr")]
use service::account::{AsAdmin, as_admin};
#[cfg(feature = "ssr")]
use service::admin::proven;

/// `/admin/applications/ID/ACT`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ConfirmApplicationView {
    pub act: ApplicationAct,
    pub id: String,
    pub name: String,
    pub start: String,
    /// Path of the page about this application.
    pub back: String,
}

impl AdminView for ConfirmApplicationView {
    fn title(&self) -> String {
        applications::question(self.act, &self.name)
    }

    fn lead(&self, _: &str) -> String {
        applications::explained(self.act).into()
    }

    fn section(&self) -> ConsoleSection {
        ConsoleSection::APPLICATIONS
    }

    fn back(&self) -> (String, String) {
        (self.back.clone(), self.name.clone())
    }

    fn draw(self, _: AdminContext) -> AnyView {
        static_view(view! { <ConfirmPage view=self/> })
    }
}

impl ConfirmApplicationView {
    #[cfg(feature = "ssr")]
    pub async fn load(web: &WebRequest, admin: AsAdmin<'_>, id: ApplicationId, act: ApplicationAct) -> Answer<Self> {
        proven(&web.cx.app, admin)?;
        let application = service::applications::show(&web.cx.app, admin, id).await?.application;
        let is_about_client = matches!(
            act,
            ApplicationAct::RotateSecret | ApplicationAct::EndEarlierSecrets | ApplicationAct::RemoveClient
        );
        if is_about_client {
            let client = service::applications::show_client(&web.cx.app, admin, id).await?.ok_or(Refusal::NotFound)?;
            if act == ApplicationAct::RotateSecret && client.settings.is_public() {
                return Err(Refusal::NotFound.into());
            }
        }
        Ok(ConfirmApplicationView {
            act,
            id: id.to_string(),
            name: application.name.to_string(),
            start: application.start.to_string(),
            back: ApplicationsRoute::One(id).path(),
        })
    }
}

/// Turns an application off or on, deletes it, or does something to its client. `act` is the name of an `ApplicationAct`.
#[server(endpoint = "act_on_application", input = PostUrl, output = Postcard)]
pub async fn act_on_application(application: String, act: String) -> Result<Redirect, ApiError> {
    respond(None, async move |web| {
        let signed_in = web.signed_in().await?;
        let admin = as_admin(&signed_in)?;
        let id = read_id(&application)?;
        let act = ApplicationAct::of(&act).ok_or(Refusal::NotFound)?;
        let proven = match proven(&web.cx.app, admin) {
            Ok(proven) => proven,
            Err(failure) => return reauthenticate(failure, ApplicationsRoute::Confirm(id, act)),
        };
        let page = ApplicationsRoute::One(id);
        match act {
            ApplicationAct::TurnOff => {
                service::applications::turn_off(&web.cx, proven, id).await?;
                Ok(done(page, ApplicationDone::TurnedOff.name()))
            }
            ApplicationAct::TurnOn => {
                service::applications::turn_on(&web.cx, proven, id).await?;
                Ok(done(page, ApplicationDone::TurnedOn.name()))
            }
            ApplicationAct::RotateSecret => {
                service::applications::rotate_secret(&web.cx, proven, id).await?;
                Ok(done(page, ApplicationDone::SecretMade.name()))
            }
            ApplicationAct::EndEarlierSecrets => {
                service::applications::end_earlier_secrets(&web.cx, proven, id).await?;
                Ok(done(page, ApplicationDone::EarlierSecretsEnded.name()))
            }
            ApplicationAct::RemoveClient => {
                service::applications::remove_client(&web.cx, proven, id).await?;
                Ok(done(page, ApplicationDone::ClientRemoved.name()))
            }
            ApplicationAct::Delete => {
                service::applications::delete(&web.cx, proven, id).await?;
                Ok(done(ApplicationsRoute::List, ApplicationDone::Deleted.name()))
            }
        }
    })
    .await
}

#[component]
fn ConfirmPage(view: ConfirmApplicationView) -> impl IntoView {
    let acting = Submission::of::<ActOnApplication>();
    acting.redirect_on_success();
    let look = match view.act {
        ApplicationAct::TurnOn | ApplicationAct::RotateSecret => "primary",
        ApplicationAct::TurnOff
        | ApplicationAct::EndEarlierSecrets
        | ApplicationAct::RemoveClient
        | ApplicationAct::Delete => "danger",
    };
    let fields = vec![("application", view.id), ("act", view.act.name().to_owned())];
    view! {
        <ConfirmPanel
            acting
            action=ActOnApplication::url()
            subject=view.start
            fields
            label=applications::button(view.act)
            look
            back=view.back
        />
    }
}
