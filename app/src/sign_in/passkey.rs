//! Signing in with a passkey: the server function, and the button.

use super::sign_in_forms::SignInForms;
#[cfg(feature = "ssr")]
use crate::passkeys::PasskeyResponse;
use crate::passkeys::{PasskeyButton, PasskeyCeremony, PasskeyPurpose};
use crate::prelude::*;
#[cfg(feature = "ssr")]
use service::sign_in;

/// Signs in to the account that the passkey belongs to.
#[server(endpoint = "sign_in_with_passkey", input = PostUrl, output = Postcard)]
pub async fn sign_in_with_passkey(
    organisation: String,
    request: String,
    answer: String,
    #[server(default)] return_to: String,
) -> Result<Redirect, ApiError> {
    respond(None, async move |web| {
        let response = PasskeyResponse::of(&request, answer)?;
        let organisation = slug(&organisation)?;
        let answered = response.answered()?;
        let entered = sign_in::sign_in_with_passkey(&web.cx, organisation.as_ref(), answered, &return_to).await?;
        Ok(web.continue_sign_in(entered))
    })
    .await
}

/// "Sign in with a passkey": the button, and passkeys among the browser's suggestions for the email field.
#[component]
pub fn PasskeyEntry(forms: SignInForms) -> impl IntoView {
    let ceremony = PasskeyCeremony::new(PasskeyPurpose::SignIn, forms.submission(Method::Passkey));
    let organisation = forms.organisation();
    let fields = vec![("organisation", organisation.clone()), ("return_to", forms.return_to())];
    let offered = (organisation.clone(), fields.clone());
    effect(move || {
        let (organisation, fields) = offered.clone();
        ceremony.start_conditional_ui(organisation, fields);
    });
    effect(move || ceremony.signal_if_unknown());
    view! {
        <div class="stack">
            <PasskeyButton ceremony label=words::sign_in::PASSKEY organisation fields pause=forms.code_pause()/>
        </div>
    }
}
