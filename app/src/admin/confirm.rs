//! `/admin/people/ID/ACT`: says what the act will do. Only its button changes anything.

use super::page::{AdminContext, AdminView};
#[cfg(feature = "ssr")]
use super::page::{done, reauthenticate};
use crate::prelude::*;
use crate::words::admin::person;
use crate::words::settings;
#[cfg(feature = "ssr")]
use domain::AccountId;
use domain::admin_act::Severity;
use leptos_router::hooks::use_navigate;
#[cfg(feature = "ssr")]
use service::{
    account::{AsAdmin, as_admin},
    admin::proven,
};

/// `/admin/people/ID/ACT`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ConfirmView {
    pub act: AdminAct,
    pub id: String,
    /// Path of the page about this account.
    pub back: String,
    pub name: Option<String>,
    pub email: String,
}

impl AdminView for ConfirmView {
    fn title(&self) -> String {
        person::question(self.act, &person::called(self.name.as_deref(), &self.email))
    }

    fn lead(&self, organisation: &str) -> String {
        person::explained(self.act, organisation)
    }

    fn back(&self) -> (String, String) {
        (self.back.clone(), person::called(self.name.as_deref(), &self.email))
    }

    fn draw(self, context: AdminContext) -> AnyView {
        static_view(view! { <ConfirmPage context view=self/> })
    }
}

impl ConfirmView {
    #[cfg(feature = "ssr")]
    pub async fn load(web: &WebRequest, admin: AsAdmin<'_>, id: AccountId, act: AdminAct) -> Answer<Self> {
        proven(&web.cx.app, admin)?;
        let shown = service::admin::person(&web.cx.app, admin, id, None).await?;
        if !shown.acts.contains(&act) {
            return Err(Refusal::NotOffered.into());
        }
        let account = shown.person.account;
        Ok(ConfirmView {
            act,
            id: id.to_string(),
            back: AdminRoute::Person(id).path(),
            name: account.name,
            email: account.email.to_string(),
        })
    }
}

/// Applies an `AdminAct`, given by its name, to an account of the organisation.
#[server(endpoint = "act_on_person", input = PostUrl, output = Postcard)]
pub async fn act_on_person(person: String, act: String) -> Result<Redirect, ApiError> {
    respond(None, async move |web| {
        let signed_in = web.signed_in().await?;
        let person = person.parse().map_err(|_| Refusal::NotFound)?;
        let act = AdminAct::of(&act).ok_or(Refusal::NotFound)?;
        match proven(&web.cx.app, as_admin(&signed_in)?) {
            Ok(proven) => {
                let is_done = service::admin::act_on_person(&web.cx, proven, person, act).await?;
                let page = AdminRoute::Person(person);
                Ok(if is_done { done(page, act.name()) } else { Redirect::path(page.path()) })
            }
            Err(failure) => reauthenticate(failure, AdminRoute::Confirm(person, act)),
        }
    })
    .await
}

#[component]
fn ConfirmPage(context: AdminContext, view: ConfirmView) -> impl IntoView {
    let acting = Submission::of::<ActOnPerson>();
    acting.redirect_on_success();
    let look = match view.act.severity() {
        Severity::Harmless => "primary",
        Severity::Disruptive | Severity::Severe => "danger",
    };
    let clock = ServerClock::from_reading(context.now, context.received);
    let pause = Pause { clock, label: words::code::UNTIL_NEXT.text(), text: "" };
    let fields = vec![("person", view.id), ("act", view.act.name().to_owned())];
    view! {
        <ConfirmPanel
            acting
            action=ActOnPerson::url()
            pause
            subject=view.email
            fields
            label=person::button(view.act)
            look
            back=view.back
        />
    }
}

/// The panel of a page that asks for confirmation: what the act is about, and the button that does it.
#[component]
pub fn ConfirmPanel(
    acting: Submission,
    /// The form's `action`.
    action: &'static str,
    #[prop(default = None, into)] pause: Option<Pause>,
    /// What the act is about, such as an email address.
    subject: String,
    /// Names and values of the hidden fields.
    fields: Vec<(&'static str, String)>,
    /// The label of the button.
    label: Word,
    #[prop(default = "danger")] look: &'static str,
    /// Path that the cancelling link leads to.
    #[prop(into)]
    back: String,
) -> impl IntoView {
    let fields: Vec<_> =
        fields.into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value/> }).collect();
    view! {
        <div class="panel panel--form panel__body stack">
            <Refused error=Signal::derive(move || acting.error()) pause/>
            <p><strong class="address">{subject}</strong></p>
            <form
                class="actions"
                method="post"
                action=action
                on:submit=move |event: SubmitEvent| acting.send_on(&event)
            >
                {fields}
                <SubmitButton label look busy=Signal::derive(move || acting.is_busy())/>
                <a class="button button--quiet" href=back>{settings::CANCEL}</a>
            </form>
        </div>
    }
}

/// A button that opens a confirmation page.
#[component]
pub fn GoButton(path: String, look: &'static str, label: Word) -> impl IntoView {
    let navigate = use_navigate();
    let to = path.clone();
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        navigate(&to, Default::default());
    };
    view! {
        <form method="get" action=path on:submit=on_submit>
            <button class=look type="submit">{label}</button>
        </form>
    }
}
