//! Signing in with a code by text: the server function that sends it, and the form.

use super::sign_in_forms::{HiddenInputs, SignInForms};
use crate::prelude::*;
#[cfg(feature = "ssr")]
use service::sign_in;

/// Sends a code by text to a verified number in any format. `country` tells how to read a national number.
#[server(endpoint = "send_text", input = PostUrl, output = Postcard)]
pub async fn send_text(
    organisation: String,
    phone: String,
    #[server(default)] country: String,
    #[server(default)] return_to: String,
) -> Result<Redirect, ApiError> {
    let draft = FormDraft { phone: phone.clone(), country: country.clone(), ..FormDraft::default() };
    respond(Some(draft), async move |web| {
        let organisation = slug(&organisation)?;
        let sent = sign_in::send_text(&web.cx, organisation.as_ref(), &phone, &country, &return_to).await?;
        Ok(web.code_sent(&sent))
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
        <form class="stack" method="post" action=SendText::url() novalidate on:submit=on_submit on:input=keep>
            <HiddenInputs forms/>
            <PhoneField input country countries value=typed.phone is_optional=false autofocus=true error/>
            <SubmitButton label=words::sign_in::SEND_CODE busy=Signal::derive(move || send.is_busy())/>
        </form>
    }
}
