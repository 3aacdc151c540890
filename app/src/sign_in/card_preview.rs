//! The card of the sign-in page as HTML, for the editor of the policy: the card as visitors see it, without anything that
//! this browser or its user would add. It is only shown and does nothing.

use super::sign_in_page::card;
use super::{PasskeyButtonPosition, SignInForms, SignInScreen, method_forms};
use crate::{chunk::Draw, prelude::*, redirect::ShownPath};
use domain::Policy;
use leptos_router::{components::Router, location::RequestUrl};
use service::sign_in;
use store::organisations::Organisation;

/// Draws the card that an organisation would have under a policy. Empty if no method has a form on this installation.
pub(crate) async fn card_html(web: &WebRequest, organisation: &Organisation, policy: &Policy) -> Answer<String> {
    let organisation = Organisation { policy: policy.clone(), ..organisation.clone() };
    let is_default = sign_in::is_default(&web.cx.app, &organisation).await?;
    let Some(screen) = visitors_screen(web, organisation, is_default) else { return Ok(String::new()) };
    // The server has the code of all forms.
    let Ok(form) = method_forms::form(screen.selected).await else { return Ok(String::new()) };
    let passkey = match screen.passkey {
        Some(_) => method_forms::passkey().await.ok(),
        None => None,
    };
    let html = Owner::new().with(|| {
        provide_context(RequestUrl::new(paths::SIGN_IN));
        view! {
            <Router>
                <Card screen form passkey/>
            </Router>
        }
        .to_html()
    });
    // The editor has headings of its own, below which the one of the card is. Texts are escaped and contain no tag.
    Ok(html.replace("<h1", "<h4").replace("</h1>", "</h4>"))
}

#[component]
fn Card(screen: SignInScreen, form: Draw<SignInForms>, passkey: Option<Draw<SignInForms>>) -> impl IntoView {
    provide_context(LastTyped(RwSignal::new(String::new())));
    provide_context(ShownPath::new(paths::SIGN_IN.to_owned()));
    card(SignInForms::new(screen, form), passkey, None)
}

/// The page of a visitor whom this browser knows nothing about. `None` if no method has a form.
fn visitors_screen(web: &WebRequest, organisation: Organisation, is_default: bool) -> Option<SignInScreen> {
    let app = &web.cx.app;
    let passkey = sign_in::methods(app, &organisation).iter().position(|&method| method == Method::Passkey);
    let methods = sign_in::typed_methods(app, &organisation);
    Some(SignInScreen {
        selected: methods.first().copied()?,
        is_remembered: false,
        account: None,
        enterable_code: None,
        passkey: passkey.map(|at| match at {
            0 => PasskeyButtonPosition::Above,
            _ => PasskeyButtonPosition::Below,
        }),
        may_sign_up: false,
        asks_for_code: false,
        countries: web.countries(&methods),
        return_to: None,
        signed_in_as: None,
        notice: None,
        demo: Vec::new(),
        methods,
        organisation: OrganisationView::of(organisation, is_default),
        draft: FormDraft::default(),
        now: app.clock.now(),
        received: Default::default(),
    })
}
