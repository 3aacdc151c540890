//! `/admin/people/ID/edit`: changes name, address and number of a person. A new address waits for its confirmation; the
//! page of the person shows it, and can cancel the change.

use super::page::{AddForm, AdminContext, AdminView};
#[cfg(feature = "ssr")]
use super::page::{done, reauthenticate};
use crate::prelude::*;
#[cfg(feature = "ssr")]
use crate::server::locale::countries;
use crate::words::admin::{groups, invitations::invite, person};
#[cfg(feature = "ssr")]
use domain::AccountId;
#[cfg(feature = "ssr")]
use service::{
    account::{AsAdmin, as_admin},
    admin::{Edited, TypedDetails, proven},
};
#[cfg(feature = "ssr")]
use store::email_confirmations::EmailConfirmation;

/// `/admin/people/ID/edit`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EditView {
    pub id: String,
    /// Path of the page about this account.
    pub back: String,
    pub name: Option<String>,
    pub email: String,
    /// In the international format; empty: none.
    pub phone: String,
    pub countries: Vec<CountryChoice>,
}

domain::named_enum! {
    /// What the page of a person reports as saved.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
    pub enum PersonSaved {
        Groups = "groups",
        Details = "details",
        /// The new address waits for its confirmation.
        AddressAsked = "address-asked",
        AddressCancelled = "address-cancelled",
    }
}

impl PersonSaved {
    /// The message beside the check mark.
    pub const fn words(self) -> Word {
        match self {
            PersonSaved::Groups => groups::DONE_OF_PERSON,
            PersonSaved::Details => person::SAVED_DETAILS,
            PersonSaved::AddressAsked => person::SAVED_ADDRESS_ASKED,
            PersonSaved::AddressCancelled => person::SAVED_ADDRESS_CANCELLED,
        }
    }
}

/// An address that waits for its confirmation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitingEmail {
    pub email: String,
    /// When its link expires.
    pub until: String,
}

#[cfg(feature = "ssr")]
impl WaitingEmail {
    pub fn of(pending: &EmailConfirmation, reading: Reading<'_>) -> Self {
        WaitingEmail { email: pending.new.to_string(), until: reading.in_words(pending.expires_at) }
    }
}

impl AdminView for EditView {
    fn title(&self) -> String {
        person::edit_title(person::called(self.name.as_deref(), &self.email))
    }

    fn lead(&self, _: &str) -> String {
        person::EDIT_LEAD.into()
    }

    fn back(&self) -> (String, String) {
        (self.back.clone(), person::called(self.name.as_deref(), &self.email))
    }

    fn draw(self, context: AdminContext) -> AnyView {
        static_view(view! { <EditPage draft=context.draft view=self/> })
    }
}

impl EditView {
    #[cfg(feature = "ssr")]
    pub async fn load(web: &WebRequest, admin: AsAdmin<'_>, id: AccountId) -> Answer<Self> {
        proven(&web.cx.app, admin)?;
        let shown = service::admin::person(&web.cx.app, admin, id, None).await?;
        if !shown.is_editable {
            return Err(Refusal::NotOffered.into());
        }
        let account = shown.person.account;
        Ok(EditView {
            id: id.to_string(),
            back: AdminRoute::Person(id).path(),
            name: account.name,
            email: account.email.to_string(),
            phone: account.phone.map(|phone| phone.number.to_string()).unwrap_or_default(),
            countries: countries(&web.cx.app.phone_numbers),
        })
    }
}

/// Changes what was typed differently: the name and the number at once, the address once it is confirmed.
#[server(endpoint = "save_person", input = PostUrl, output = Postcard)]
pub async fn save_person(
    person: String,
    name: String,
    email: String,
    phone: String,
    #[server(default)] country: String,
) -> Result<Redirect, ApiError> {
    let draft = FormDraft {
        name: name.clone(),
        email: email.clone(),
        phone: phone.clone(),
        country: country.clone(),
        ..FormDraft::default()
    };
    respond(Some(draft.clone()), async move |web| {
        let signed_in = web.signed_in().await?;
        let admin = as_admin(&signed_in)?;
        let person: AccountId = person.parse().map_err(|_| Refusal::NotFound)?;
        let typed = TypedDetails { name: &name, email: &email, phone: &phone, country: &country };
        let edited = match proven(&web.cx.app, admin) {
            Ok(proven) => service::admin::edit_person(&web.cx, proven, person, typed).await,
            Err(failure) => {
                let page = paths::reauthentication_before(&AdminRoute::Edit(person).path());
                web.keep_draft_until_reauthenticated(&signed_in, &page, &draft);
                return reauthenticate(failure, AdminRoute::Edit(person));
            }
        };
        let saved = match edited? {
            Edited::Saved => PersonSaved::Details,
            Edited::AddressAsked => PersonSaved::AddressAsked,
        };
        web.forget_draft();
        web.forget_kept_form();
        Ok(done(AdminRoute::Person(person), saved.name()))
    })
    .await
}

/// Cancels the change to an address that waits for its confirmation.
#[server(endpoint = "cancel_address_change", input = PostUrl, output = Postcard)]
pub async fn cancel_address_change(person: String) -> Result<Redirect, ApiError> {
    respond(None, async move |web| {
        let signed_in = web.signed_in().await?;
        let person: AccountId = person.parse().map_err(|_| Refusal::NotFound)?;
        let page = AdminRoute::Person(person);
        match service::admin::cancel_address_change(&web.cx, as_admin(&signed_in)?, person).await? {
            true => Ok(done(page, PersonSaved::AddressCancelled.name())),
            false => Ok(Redirect::path(page.path())),
        }
    })
    .await
}

fn is_about_name(error: &Refusal) -> bool {
    matches!(error, Refusal::InvalidField(FormField::Name))
}

fn is_about_address(error: &Refusal) -> bool {
    matches!(error, Refusal::InvalidField(FormField::Email) | Refusal::AddressReserved)
}

fn is_about_number(error: &Refusal) -> bool {
    matches!(
        error,
        Refusal::InvalidField(FormField::Phone) | Refusal::Phone(PhoneRefusal::CountryNotServed) | Refusal::LastWayIn
    )
}

fn is_about_field(error: &Refusal) -> bool {
    is_about_name(error) || is_about_address(error) || is_about_number(error)
}

/// A refusal in words about the other person.
fn sentence(error: Refusal) -> Sentence {
    match error {
        Refusal::InvalidField(FormField::Name) => person::NOT_A_NAME.text().into(),
        Refusal::AddressReserved => person::ADDRESS_TAKEN.text().into(),
        Refusal::LastWayIn => person::ONLY_WAY_IN.text().into(),
        other => words::refusal(&other),
    }
}

/// The refusal beside a field.
fn beside(saving: Submission, is_about: fn(&Refusal) -> bool) -> Signal<Option<Sentence>> {
    Signal::derive(move || match saving.error() {
        Some(ApiError::Refused(error)) => error.each().find(is_about).map(sentence),
        _ => None,
    })
}

#[component]
fn EditPage(draft: FormDraft, view: EditView) -> impl IntoView {
    let saving = Submission::of::<SavePerson>();
    saving.redirect_on_success();
    let (name, email, phone) = (NodeRef::<Input>::new(), NodeRef::<Input>::new(), NodeRef::<Input>::new());
    let is_typed = draft != FormDraft::default();
    let value = move |typed: String, present: String| if is_typed { typed } else { present };
    let country = RwSignal::new(draft.country);
    let (about_name, about_email) = (beside(saving, is_about_name), beside(saving, is_about_address));
    let about_phone = beside(saving, is_about_number);
    focus_refused(name, about_name);
    focus_refused(email, about_email);
    focus_refused(phone, about_phone);
    view! {
        <AddForm saving action=SavePerson::url() is_about_field label=person::SAVE back=view.back>
            <input type="hidden" name="person" value=view.id/>
            <Field
                input=name
                ids=NAME
                kind=Kind { autocomplete: "off", ..Kind::NAME }
                label=invite::NAME
                value=value(draft.name, view.name.unwrap_or_default())
                autofocus=true
                is_optional=true
                enter_key="next"
                error=about_name
            />
            <Field
                input=email
                ids=EMAIL
                kind=Kind::email("off")
                label=words::sign_in::EMAIL_ADDRESS
                hint=person::EDIT_EMAIL_HINT
                value=value(draft.email, view.email)
                enter_key="next"
                error=about_email
            />
            <div class="stack stack--tight">
                <PhoneField
                    input=phone
                    country
                    countries=view.countries
                    value=value(draft.phone, view.phone)
                    is_optional=true
                    error=about_phone
                />
                <p class="field__hint">{person::EDIT_PHONE_HINT}</p>
            </div>
        </AddForm>
    }
}

/// The address that waits, among the facts about a person, with the button that cancels its change.
#[component]
pub fn WaitingAddress(person: String, waiting: WaitingEmail) -> impl IntoView {
    let cancelling = Submission::of::<CancelAddressChange>();
    cancelling.redirect_on_success();
    view! {
        <dt>{person::WAITING}</dt>
        <dd>
            <p>{person::waiting_until(waiting.email, waiting.until)}</p>
            <Refused error=Signal::derive(move || cancelling.error())/>
            <form
                method="post"
                action=CancelAddressChange::url()
                on:submit=move |event: SubmitEvent| cancelling.send_on(&event)
            >
                <input type="hidden" name="person" value=person/>
                <SubmitButton
                    label=person::CANCEL_CHANGE
                    look="quiet"
                    busy=Signal::derive(move || cancelling.is_busy())
                />
            </form>
        </dd>
    }
}
