//! Signing in with a code by text: the server function that sends it, and the form.

use super::sign_in_forms::{EnterableCode, FORM, HiddenInputs, RememberMe, SignInForms};
use crate::prelude::*;
#[cfg(feature = "ssr")]
use service::sign_in;

/// Sends a code by text to a verified number in any format. `country` tells how to read a national number. `remembered`
/// asks for a code to the number that this browser remembers, `remember` that it remembers this one.
#[server(endpoint = "send_text", input = PostUrl, output = Postcard)]
pub async fn send_text(
    organisation: String,
    #[server(default)] phone: String,
    #[server(default)] country: String,
    #[server(default)] return_to: String,
    #[server(default)] remember: String,
    #[server(default)] remembered: String,
) -> Result<Redirect, ApiError> {
    let remember = !remember.is_empty();
    let draft = FormDraft { phone: phone.clone(), country: country.clone(), remember, ..FormDraft::default() };
    respond(Some(draft), async move |web| {
        let organisation = slug(&organisation)?;
        let phone = match remembered.is_empty() {
            true => phone,
            false => {
                let known = web.remembered_destination(organisation.as_ref(), FormField::Phone).await?;
                known.as_str().to_owned()
            }
        };
        let sent = sign_in::send_text(&web.cx, organisation.as_ref(), &phone, &country, &return_to).await?;
        Ok(web.code_sent_remembering(&sent, remember))
    })
    .await
}

/// Signing in with a code by text: asks for the phone number.
#[component]
pub fn TextForm(forms: SignInForms) -> impl IntoView {
    let send = forms.submission(Method::TextCode);
    let input = NodeRef::<Input>::new();
    let (countries, typed) = forms.screen.with_value(|screen| (screen.countries.clone(), screen.draft.clone()));
    let country = RwSignal::new(typed.country);
    let is_about_field = |error: &Refusal| {
        matches!(
            error,
            Refusal::InvalidField(FormField::Phone)
                | Refusal::Phone(PhoneRefusal::CountryNotServed | PhoneRefusal::NotVerified)
        )
    };
    let error = send.field_error(is_about_field);
    focus_refused(input, error);
    focus_first(input);
    let on_submit = move |event: SubmitEvent| {
        send.send_on(&event);
    };
    // Keeps the number while the user looks at another form.
    let keep = move |_| {
        if let Some(input) = input.get_untracked() {
            forms.screen.update_value(|screen| {
                screen.draft.phone = input.value();
                screen.draft.country = country.get_untracked();
            });
        }
    };
    view! {
        <Refused error=send.form_error(is_about_field) pause=forms.code_pause()/>
        <EnterableCode forms method=Method::TextCode/>
        <form class="stack" id=FORM method="post" action=SendText::url() novalidate on:submit=on_submit on:input=keep>
            <HiddenInputs forms/>
            <PhoneField input country countries value=typed.phone is_optional=false autofocus=true error/>
            <RememberMe forms/>
            <SubmitButton label=words::sign_in::SEND_CODE busy=Signal::derive(move || send.is_busy())/>
        </form>
    }
}
