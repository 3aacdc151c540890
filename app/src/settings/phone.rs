//! `/settings/account/phone`: a new phone number. The account gets it once the code is entered.

use super::page::{SaveOrCancel, SettingsContext, SettingsView};
#[cfg(feature = "ssr")]
use super::{answers::done, page::Done};
use crate::prelude::*;
#[cfg(feature = "ssr")]
use crate::server::locale::countries;
use crate::words::settings::{self, phone};

/// `/settings/account/phone`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PhoneView {
    pub current: Option<PhoneEntry>,
    pub countries: Vec<CountryChoice>,
}

/// The number of an account, verified or not.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PhoneEntry {
    pub number: String,
    pub is_verified: bool,
}

impl PhoneEntry {
    #[cfg(feature = "ssr")]
    pub fn of(signed_in: &SignedIn) -> Option<Self> {
        let phone = signed_in.account.phone.as_ref()?;
        Some(PhoneEntry { number: phone.number.to_string(), is_verified: phone.is_verified })
    }
}

impl SettingsView for PhoneView {
    fn title(&self) -> &'static str {
        if self.current.is_some() { phone::REPLACE_TITLE.text() } else { phone::ADD.text() }
    }

    fn lead(&self) -> String {
        settings::LEAD_PHONE.into()
    }

    fn draw(self, context: SettingsContext) -> AnyView {
        static_view(view! { <PhonePage context view=self/> })
    }
}

impl PhoneView {
    #[cfg(feature = "ssr")]
    pub fn load(web: &WebRequest, signed_in: &SignedIn) -> Answer<Self> {
        recently_authenticated(&web.cx.app, signed_in)?;
        if !web.cx.app.takes_texts {
            return Err(Refusal::NotOffered.into());
        }
        let countries = countries(&web.cx.app.phone_numbers);
        Ok(PhoneView { current: PhoneEntry::of(signed_in), countries })
    }
}

/// Sends a code to a phone number. The account gets the number once the code is entered.
#[server(endpoint = "set_phone", input = PostUrl, output = Postcard)]
pub async fn set_phone(phone: String, country: String) -> Result<Redirect, ApiError> {
    let draft = FormDraft { phone: phone.clone(), country: country.clone(), ..FormDraft::default() };
    respond(Some(draft.clone()), async move |web| {
        let signed_in = web.signed_in().await?;
        let cx = &web.cx;
        match recently_authenticated(&cx.app, &signed_in) {
            Ok(reauthenticated) => {
                let sent = service::settings::set_phone(cx, reauthenticated, &phone, &country, None).await?;
                Ok(web.change_code_sent(&sent))
            }
            Err(failure) => web.reauthenticate(failure, SettingsRoute::Phone, Some((&signed_in, draft))),
        }
    })
    .await
}

#[server(endpoint = "remove_phone", input = PostUrl, output = Postcard)]
pub async fn remove_phone() -> Result<Redirect, ApiError> {
    const REMOVED: Done = Done::new("phone-removed");
    respond(None, async move |web| {
        let signed_in = web.signed_in().await?;
        match recently_authenticated(&web.cx.app, &signed_in) {
            Ok(reauthenticated) => {
                web.renew_session(&service::settings::remove_phone(&web.cx, reauthenticated).await?);
                Ok(done(SettingsRoute::Account, REMOVED))
            }
            Err(failure) => web.reauthenticate(failure, SettingsRoute::RemovePhone, None),
        }
    })
    .await
}

fn is_about_number(error: &Refusal) -> bool {
    matches!(
        error,
        Refusal::InvalidField(FormField::Phone) | Refusal::Phone(PhoneRefusal::CountryNotServed | PhoneRefusal::Taken)
    )
}

#[component]
fn PhonePage(context: SettingsContext, view: PhoneView) -> impl IntoView {
    let sending = Submission::of::<SetPhone>();
    sending.redirect_on_success();
    let input = NodeRef::<Input>::new();
    let country = RwSignal::new(context.draft.country);
    let error = sending.field_error(is_about_number);
    focus_refused(input, error);
    focus_first(input);
    let clock = ServerClock::from_reading(context.now, context.received);
    let pause = Pause { clock, label: words::code::UNTIL_NEXT.text(), text: phone::PAUSED.text() };
    let replaced = view.current.map(|current| {
        let text = phone::replaces(&current.number, current.is_verified);
        view! { <p class="soft">{text}</p> }
    });
    view! {
        <div class="panel panel--form panel__body stack">
            <Refused error=sending.form_error(is_about_number) pause/>
            {replaced}
            <form
                class="stack"
                method="post"
                action=SetPhone::url()
                novalidate
                on:submit=move |event: SubmitEvent| sending.send_on(&event)
            >
                <PhoneField
                    input
                    country
                    countries=view.countries
                    value=context.draft.phone
                    is_optional=false
                    autofocus=true
                    error
                />
                <SaveOrCancel saving=sending label=phone::SEND_CODE back=paths::SETTINGS_ACCOUNT/>
            </form>
        </div>
    }
}
