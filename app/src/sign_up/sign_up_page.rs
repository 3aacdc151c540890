//! The sign-up page and its form, which only asks for what the organisation needs.

use super::{SignUp, SignUpScreen};
use crate::prelude::*;

#[component]
pub fn SignUpPage(screen: SignUpScreen) -> impl IntoView {
    let sign_in = paths::with_return_to(paths::sign_in(&screen.organisation), screen.return_to.as_deref());
    let organisation = screen.organisation.clone();
    let name = organisation.name.clone();
    view! {
        <AuthLayout organisation>
            {static_view(
                view! {
                    <div class="card">
                        <div class="card__head">
                            <h1>{words::sign_up::PAGE_TITLE}</h1>
                            <p>{words::sign_up::text(&name)}</p>
                        </div>
                        <SignUpForm screen/>
                    </div>
                    <p class="auth__after">
                        {words::sign_up::HAVE_ACCOUNT} " " <a href=sign_in>{words::sign_in::SIGN_IN}</a>
                    </p>
                },
            )}
        </AuthLayout>
    }
}

#[derive(Clone, Copy)]
struct SignUpFormState {
    screen: StoredValue<SignUpScreen>,
    submission: Submission,
    name: NodeRef<Input>,
    email: NodeRef<Input>,
    phone: NodeRef<Input>,
    country: RwSignal<String>,
    /// `None`: the organisation offers no passwords.
    password: Option<NewPassword>,
    name_error: Signal<Option<Sentence>>,
    email_error: Signal<Option<Sentence>>,
    phone_error: Signal<Option<Sentence>>,
    password_error: Signal<Option<Sentence>>,
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

impl SignUpFormState {
    fn new(screen: SignUpScreen) -> Self {
        let submission = Submission::of::<SignUp>();
        SignUpFormState {
            submission,
            name: NodeRef::new(),
            email: NodeRef::new(),
            phone: NodeRef::new(),
            country: RwSignal::new(screen.draft.country.clone()),
            password: screen.password.map(|rules| NewPassword::new(rules, &screen.organisation)),
            name_error: submission.field_error(|error| matches!(error, Refusal::InvalidField(FormField::Name))),
            email_error: submission.field_error(|error| matches!(error, Refusal::InvalidField(FormField::Email))),
            phone_error: submission.field_error(|error| {
                matches!(
                    error,
                    Refusal::InvalidField(FormField::Phone) | Refusal::Phone(PhoneRefusal::CountryNotServed)
                )
            }),
            password_error: submission
                .field_error(|error| matches!(error, Refusal::Password(PasswordRefusal::Unsuitable(_)))),
            screen: StoredValue::new(screen),
        }
    }

    fn organisation(self) -> String {
        self.screen.with_value(|screen| screen.organisation.slug.to_string())
    }

    fn return_to(self) -> String {
        self.screen.with_value(|screen| screen.return_to.clone().unwrap_or_default())
    }

    fn form_error(self) -> Signal<Option<ApiError>> {
        self.submission.form_error(is_about_a_field)
    }

    /// Which of name, email, phone and password has the focus when the page opens: the first that is refused, else the
    /// name.
    fn focused(self) -> [bool; 4] {
        let errors = [self.name_error, self.email_error, self.phone_error, self.password_error];
        let first = untrack(|| errors.iter().position(|error| error.with(Option::is_some))).unwrap_or(0);
        [0, 1, 2, 3].map(|field| field == first)
    }

    /// Rates the password again: the user's own data in it makes it weaker.
    fn rate(self) {
        if let Some(password) = self.password {
            password.rate(&typed(self.email), &typed(self.name));
        }
    }

    fn follow_outcome(self) {
        self.submission.redirect_on_success();
        focus_refused(self.name, self.name_error);
        focus_refused(self.email, self.email_error);
        focus_refused(self.phone, self.phone_error);
        if let Some(password) = self.password {
            focus_refused(password.input, self.password_error);
        }
        focus_first(self.name);
        // Rate what was typed before hydration.
        effect(move || self.rate());
    }

    fn submit(self, event: &SubmitEvent) {
        self.rate();
        match self.password {
            Some(password) => {
                password.send(self.submission, event, &[(self.name, FormField::Name), (self.email, FormField::Email)]);
            }
            None => self.submission.send_on(event),
        }
    }
}

#[component]
fn SignUpForm(screen: SignUpScreen) -> impl IntoView {
    let clock = ServerClock::from_reading(screen.now, screen.received);
    let pause = Pause { clock, label: words::sign_in::UNTIL_NEXT.text(), text: words::sign_in::PAUSED.text() };
    let draft = screen.draft.clone();
    // Restores the address when the user comes back from the code screen or from another page.
    let LastTyped(last) = expect_context();
    if !draft.email.is_empty() {
        last.set(draft.email);
    }
    let countries = screen.countries.clone();
    let form = SignUpFormState::new(screen);
    form.follow_outcome();
    let on_submit = move |event: SubmitEvent| {
        form.submit(&event);
    };
    let keep = move || last.set(typed(form.email));
    let on_input = move |_| {
        form.rate();
        keep();
    };
    effect(keep);
    let [at_name, at_email, at_phone, at_password] = form.focused();
    let ends_with_email = countries.is_empty() && form.password.is_none();
    let phone = (!countries.is_empty()).then(|| {
        let (input, country, value, error) = (form.phone, form.country, draft.phone, form.phone_error);
        let enter_key = if form.password.is_some() { "next" } else { "go" };
        view! { <PhoneField input country countries value is_optional=true autofocus=at_phone enter_key error/> }
    });
    let password = form.password.map(|password| {
        let error = form.password_error;
        view! { <NewPasswordField password label=words::password::PASSWORD autofocus=at_password error/> }
    });
    view! {
        <Refused error=form.form_error() pause/>
        <form
            class="stack"
            method="post"
            action=SignUp::url()
            novalidate
            on:submit=on_submit
            on:input=on_input
        >
            <input type="hidden" name="organisation" value=form.organisation()/>
            <input type="hidden" name="return_to" value=form.return_to()/>
            <Field
                input=form.name
                ids=NAME
                kind=Kind::NAME
                label=words::sign_up::FULL_NAME
                value=draft.name
                autofocus=at_name
                enter_key="next"
                error=form.name_error
            />
            <Field
                input=form.email
                ids=EMAIL
                kind=Kind::email("email")
                label=words::sign_in::EMAIL_ADDRESS
                value=last.get_untracked()
                hint=words::sign_up::EMAIL_HINT
                autofocus=at_email
                enter_key=if ends_with_email { "go" } else { "next" }
                error=form.email_error
            />
            {phone}
            {password}
            <SaveButton
                label=words::sign_up::CREATE
                busy=Signal::derive(move || form.submission.is_busy())
                password=form.password
            />
        </form>
    }
}
