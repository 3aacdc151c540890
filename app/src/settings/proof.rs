//! `/settings/proof`, and the first step of changing the email address: reauthentication with the password, a passkey
//! or a code by email.

#[cfg(feature = "ssr")]
use super::answers::*;
use super::{
    current_password::{CurrentPassword, is_about_current_password},
    frame::NavSection,
    page::{SettingsContext, SettingsView},
};
use crate::{
    api_error::ApiError,
    passkeys::{PasskeyButton, PasskeyCeremony, PasskeyPurpose},
    paths,
    redirect::Redirect,
    submission::Submission,
    ui::{PasswordOwner, Pause, Refused, ServerClock, SubmitButton, focus_first, focus_refused, static_view},
    words::{
        self,
        settings::{self, email, proof},
    },
};
#[cfg(feature = "ssr")]
use crate::{
    passkeys::PasskeyAnswer,
    server::{parameter, run_to_completion},
};
use domain::Password;
#[cfg(feature = "ssr")]
use domain::ReturnTo;
use leptos::{
    ev::SubmitEvent,
    html::Input,
    prelude::*,
    server_fn::{
        ServerFn,
        codec::{PostUrl, Postcard},
    },
};
use serde::{Deserialize, Serialize};

/// `/settings/proof`, and the first step of changing the email address.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProofView {
    /// Path to continue at after reauthentication: a page of the settings, the console or onboarding.
    pub next: String,
    /// Whether this is the first step of changing the email address.
    pub is_for_email: bool,
    pub has_password: bool,
    /// Whether the user can reauthenticate with a passkey.
    pub by_passkey: bool,
    /// Whether the user can reauthenticate with a code by email.
    pub by_code: bool,
    /// The email address that a code goes to, masked.
    pub masked_email: String,
}

impl SettingsView for ProofView {
    fn title(&self) -> &'static str {
        if self.is_for_email { email::TITLE.text() } else { proof::TITLE.text() }
    }

    fn lead(&self) -> String {
        if self.is_for_email { settings::LEAD_PROOF_FOR_EMAIL.into() } else { settings::LEAD_PROOF.into() }
    }

    /// The section of the page that follows.
    fn section(&self) -> NavSection {
        if self.next.starts_with(paths::SETTINGS_SECURITY) { NavSection::Security } else { NavSection::Account }
    }

    fn draw(self, context: SettingsContext) -> AnyView {
        static_view(view! { <ProofPage context view=self/> })
    }
}

impl ProofView {
    #[cfg(feature = "ssr")]
    pub fn before_new_email(web: &WebRequest, signed_in: &SignedIn) -> Self {
        let by_code = signed_in.password_changed_at.is_none();
        ProofView::leading_to(paths::SETTINGS_NEW_EMAIL.to_owned(), true, by_code, web, signed_in)
    }

    #[cfg(feature = "ssr")]
    pub fn load(web: &WebRequest, signed_in: &SignedIn, query: &str) -> Self {
        let next = own_path(parameter(query, paths::NEXT).unwrap_or_default());
        ProofView::leading_to(next, false, true, web, signed_in)
    }

    #[cfg(feature = "ssr")]
    fn leading_to(next: String, is_for_email: bool, by_code: bool, web: &WebRequest, signed_in: &SignedIn) -> Self {
        ProofView {
            next,
            is_for_email,
            has_password: signed_in.password_changed_at.is_some(),
            by_passkey: web.has_passkey(signed_in),
            by_code: by_code && service::settings::may_reauthenticate_by_code(signed_in),
            masked_email: signed_in.account.email.masked(),
        }
    }
}

/// Reauthenticates with the password, then redirects to `next`.
#[server(endpoint = "prove", input = PostUrl, output = Postcard)]
pub async fn prove(current: Password, next: String) -> Result<Redirect, ApiError> {
    let web = web_request()?;
    let outcome = async {
        let (cx, signed_in) = (web.cx.clone(), web.signed_in().await?);
        let proven = async move { service::settings::reauthenticate(&cx, &signed_in, current).await };
        web.changed(run_to_completion(proven).await)?;
        Ok(Redirect::path(own_path(next)))
    };
    web.respond(outcome.await)
}

/// Sends a reauthentication code by email. Once it is entered, the user continues at `next`. The values of the form
/// before it stay kept.
#[server(endpoint = "send_proof_code", input = PostUrl, output = Postcard)]
pub async fn send_proof_code(next: String) -> Result<Redirect, ApiError> {
    let web = web_request()?;
    let outcome = async {
        let signed_in = web.signed_in().await?;
        let next = ReturnTo::from_store(own_path(next));
        let sent = service::settings::send_reauthentication_code(&web.cx, &signed_in, next).await;
        Ok(web.on_its_way(&web.answer(sent)?))
    };
    web.respond(outcome.await)
}

/// Reauthenticates with a passkey, then redirects to `next`.
#[server(endpoint = "prove_with_passkey", input = PostUrl, output = Postcard)]
pub async fn prove_with_passkey(request: String, answer: String, next: String) -> Result<Redirect, ApiError> {
    let web = web_request()?;
    let outcome = async {
        let signed_in = web.signed_in().await?;
        let answer = PasskeyAnswer::of(&request, answer)?;
        let answered = web.answered(&answer)?;
        web.changed(service::settings::reauthenticate_with_passkey(&web.cx, &signed_in, answered).await)?;
        Ok(Redirect::path(own_path(next)))
    };
    web.respond(outcome.await)
}

#[component]
fn ProofPage(context: SettingsContext, view: ProofView) -> impl IntoView {
    let clock = ServerClock::from_reading(context.now, context.received);
    let pause = Pause { clock, label: words::code::UNTIL_NEXT.text(), text: proof::PAUSED.text() };
    let by_password = view.has_password.then(|| {
        let (context, view) = (context.clone(), view.clone());
        static_view(view! { <ByPassword context view pause/> })
    });
    let by_passkey = view.by_passkey.then(|| {
        let (next, is_first) = (view.next.clone(), !view.has_password);
        static_view(view! { <ByPasskey next is_first/> })
    });
    let by_code = (view.by_code || !view.has_password).then(|| static_view(view! { <ByCode view pause/> }));
    view! { <div class="panel panel--form">{by_password} {by_passkey} {by_code}</div> }
}

#[component]
fn ByPassword(context: SettingsContext, view: ProofView, pause: Pause) -> impl IntoView {
    let proving = Submission::of::<Prove>();
    proving.follow();
    let input = NodeRef::<Input>::new();
    let error = proving.beside(is_about_current_password);
    focus_refused(input, error);
    focus_first(input);
    let label = if view.is_for_email { proof::NEXT } else { proof::CONTINUE };
    view! {
        <div class="panel__body stack">
            <Refused error=proving.above(is_about_current_password) pause/>
            <form
                class="stack"
                method="post"
                action=Prove::url()
                novalidate
                on:submit=move |event: SubmitEvent| proving.send_on(&event)
            >
                <input type="hidden" name="next" value=view.next/>
                <PasswordOwner email=context.email/>
                <CurrentPassword input error autofocus=true/>
                <SubmitButton label busy=Signal::derive(move || proving.is_busy())/>
            </form>
            <p>
                <a class="target" href=paths::recovery(&context.organisation)>{words::sign_in::FORGOT_PASSWORD}</a>
            </p>
        </div>
    }
}

/// Comes first if the account has no password.
#[component]
fn ByPasskey(next: String, is_first: bool) -> impl IntoView {
    let proving = Submission::of::<ProveWithPasskey>();
    proving.follow();
    let run = PasskeyCeremony::new(PasskeyPurpose::Proof, proving);
    let place = if is_first { "panel__body stack" } else { "panel__body panel__body--next stack" };
    view! { <div class=place><PasskeyButton run label=proof::PASSKEY fields=vec![("next", next)]/></div> }
}

/// The main choice only if the account has neither a password nor a usable passkey.
#[component]
fn ByCode(view: ProofView, pause: Pause) -> impl IntoView {
    let sending = Submission::of::<SendProofCode>();
    sending.follow();
    let (text, look, place) = if view.has_password || view.by_passkey {
        (proof::OR_CODE, "quiet", "panel__body panel__body--next stack")
    } else {
        (proof::CODE, "primary", "panel__body stack")
    };
    view! {
        <div class=place>
            <Refused error=Signal::derive(move || sending.error()) pause/>
            <form
                class="stack"
                method="post"
                action=SendProofCode::url()
                on:submit=move |event: SubmitEvent| sending.send_on(&event)
            >
                <input type="hidden" name="next" value=view.next/>
                <p>{text} " " <strong class="address">{view.masked_email}</strong> "."</p>
                <SubmitButton label=proof::SEND_CODE look busy=Signal::derive(move || sending.is_busy())/>
            </form>
        </div>
    }
}
