//! State shared by the fields of the sign-up form, and the field that each refusal belongs to.

use crate::{
    api_error::ApiError,
    sign_up::{SignUp, SignUpScreen},
    submission::Submission,
    ui::{NewPassword, focus_first, focus_refused},
    words::Sentence,
};
use domain::refusal::{FormField, PasswordRefusal, PhoneRefusal, Refusal};
use leptos::{ev::SubmitEvent, html::Input, prelude::*};

#[derive(Clone, Copy)]
pub struct Form {
    screen: StoredValue<SignUpScreen>,
    pub submission: Submission,
    pub name: NodeRef<Input>,
    pub email: NodeRef<Input>,
    pub phone: NodeRef<Input>,
    pub country: RwSignal<String>,
    /// `None`: the organisation offers no passwords.
    pub password: Option<NewPassword>,
    pub name_error: Signal<Option<Sentence>>,
    pub email_error: Signal<Option<Sentence>>,
    pub phone_error: Signal<Option<Sentence>>,
    pub password_error: Signal<Option<Sentence>>,
}

fn is_about_a_field(error: &Refusal) -> bool {
    matches!(
        error,
        Refusal::InvalidField(FormField::Name | FormField::Email | FormField::Phone)
            | Refusal::Phone(PhoneRefusal::CountryNotServed)
            | Refusal::Password(PasswordRefusal::Unsuitable(_))
    )
}

fn typed(input: NodeRef<Input>) -> String {
    input.get_untracked().map(|input| input.value()).unwrap_or_default()
}

impl Form {
    pub fn new(screen: SignUpScreen) -> Self {
        let submission = Submission::of::<SignUp>();
        Form {
            submission,
            name: NodeRef::new(),
            email: NodeRef::new(),
            phone: NodeRef::new(),
            country: RwSignal::new(screen.typed.country.clone()),
            password: screen.password.map(NewPassword::new),
            name_error: submission.beside(|error| matches!(error, Refusal::InvalidField(FormField::Name))),
            email_error: submission.beside(|error| matches!(error, Refusal::InvalidField(FormField::Email))),
            phone_error: submission.beside(|error| {
                matches!(
                    error,
                    Refusal::InvalidField(FormField::Phone) | Refusal::Phone(PhoneRefusal::CountryNotServed)
                )
            }),
            password_error: submission
                .beside(|error| matches!(error, Refusal::Password(PasswordRefusal::Unsuitable(_)))),
            screen: StoredValue::new(screen),
        }
    }

    /// The email address as typed now.
    pub fn typed_email(self) -> String {
        typed(self.email)
    }

    pub fn organisation(self) -> String {
        self.screen.with_value(|screen| screen.organisation.slug.to_string())
    }

    pub fn return_to(self) -> String {
        self.screen.with_value(|screen| screen.return_to.clone().unwrap_or_default())
    }

    pub fn above(self) -> Signal<Option<ApiError>> {
        self.submission.above(is_about_a_field)
    }

    /// Whether email, phone or password is refused.
    pub fn refused_fields(self) -> [bool; 3] {
        [self.email_error, self.phone_error, self.password_error].map(|error| error.with(Option::is_some))
    }

    /// Rates the password again: the user's own data in it makes it weaker.
    pub fn look(self) {
        if let Some(password) = self.password {
            let organisation = self.screen.with_value(|screen| screen.organisation.name.clone());
            password.look(&[&typed(self.email), &typed(self.name), &organisation]);
        }
    }

    pub fn follow_outcome(self) {
        self.submission.follow();
        focus_refused(self.name, self.name_error);
        focus_refused(self.email, self.email_error);
        focus_refused(self.phone, self.phone_error);
        if let Some(password) = self.password {
            focus_refused(password.input, self.password_error);
        }
        focus_first(self.name);
        // Rate what was typed before hydration.
        Effect::new(move || self.look());
    }

    pub fn submit(self, event: &SubmitEvent) {
        self.look();
        match self.password {
            Some(password) => password.send(self.submission, event),
            None => self.submission.send_on(event),
        }
    }
}
