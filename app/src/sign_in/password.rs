//! Signing in with email address and password: the server function, and the form. Wrong passwords lead to a lockout or
//! to a wait before the next attempt. Both end by the server's clock.

use super::SendCode;
use super::known_account::{KnownAddress, NotYou};
use super::locked::OtherMethods;
use super::sign_in_forms::{FORM, HiddenInputs, RememberMe, SignInForms};
use crate::{prelude::*, submission::chooses_language};
#[cfg(feature = "ssr")]
use service::sign_in::{self, PasswordOutcome};

/// Signs in with a password. The response, the rate limits and the time that it takes do not reveal whether an account
/// has the address. `remember` asks that this browser remembers the account.
#[server(endpoint = "sign_in_with_password", input = PostUrl, output = Postcard)]
pub async fn sign_in_with_password(
    organisation: String,
    email: String,
    password: Password,
    #[server(default)] return_to: String,
    #[server(default)] remember: String,
) -> Result<Redirect, ApiError> {
    let remember = !remember.is_empty();
    let draft = FormDraft { email: email.clone(), remember, ..FormDraft::default() };
    respond(Some(draft), async move |web| {
        let organisation = slug(&organisation)?;
        let (email, password) = both_valid(email_address(&email), possible_password(password))?;
        let entry =
            sign_in::sign_in_with_password(&web.cx, organisation.as_ref(), &email, password, &return_to).await?;
        Ok(match entry {
            PasswordOutcome::SignIn(entered) => web.continue_remembering(entered, remember),
            PasswordOutcome::ChoosePassword(grant) => web.may_choose(&grant, organisation.as_ref()),
        })
    })
    .await
}

#[component]
pub fn PasswordForm(forms: SignInForms) -> impl IntoView {
    let form = PasswordFormState::new(forms);
    form.follow_refusals();
    let spoken = form.announcement();
    let on_submit = move |event: SubmitEvent| {
        form.submit(&event);
    };
    // Without JavaScript: the code that the locked page offers was refused.
    let code = Submission::of::<SendCode>();
    let code_error = move || code.error().filter(|_| forms.submission(Method::Password).error().is_none());
    let has_others = forms.screen.with_value(|screen| screen.methods.len() > 1);
    let text = if has_others { words::sign_in::PASSWORD_PAUSED } else { words::sign_in::ONLY_PASSWORD_PAUSED };
    let pause = Pause { clock: forms.clock, label: words::sign_in::UNTIL_PASSWORD.text(), text: text.text() };
    view! {
        <Refused error=form.form_error() pause/>
        <Refused error=Signal::derive(code_error) pause=forms.code_pause()/>
        {move || form.is_locked_out.get().then(|| static_view(view! { <OtherMethods forms/> }))}
        <form
            class="stack"
            id=FORM
            method="post"
            action=SignInWithPassword::url()
            novalidate
            hidden=present_while(move || form.is_locked_out.get())
            on:submit=on_submit
            on:input=move |_| forms.keep_email(form.email)
        >
            <HiddenInputs forms/>
            <Fields form/>
            <SubmitButton
                label=words::sign_in::SIGN_IN
                busy=Signal::derive(move || forms.submission(Method::Password).is_busy())
                wait=Signal::derive(move || form.wait())
            />
        </form>
        {forms.continue_as(Method::Password).map(|_| view! { <NotYou forms/> })}
        {move || (!form.is_locked_out.get() || has_others).then(|| static_view(view! { <ForgotLink forms/> }))}
        <span class="visually-hidden" role="status">{Signal::derive(move || spoken.get().to_owned())}</span>
    }
}

#[component]
fn Fields(form: PasswordFormState) -> impl IntoView {
    let error = until_edited(PASSWORD.input, form.password_error);
    let is_password_first = error.with_untracked(Option::is_some) && form.email_error.with_untracked(Option::is_none);
    // For browsers without JavaScript. With it, the button shows a countdown instead.
    let wait = form.wait_at_first();
    let forms = form.forms;
    let account = forms.continue_as(Method::Password);
    let (is_known, error_of_email) = (account.is_some(), form.email_error);
    let email = match account {
        Some(account) => static_view(view! { <KnownAddress input=form.email account/> }),
        None => static_view(view! {
            <Field
                input=form.email
                ids=EMAIL.bare()
                kind=Kind::email(forms.autocomplete("username", "username webauthn"))
                label=words::sign_in::EMAIL_ADDRESS
                value=forms.email.get_untracked()
                autofocus=!is_password_first
                enter_key="next"
                error=error_of_email
            />
        }),
    };
    view! {
        {email}
        <div class="field">
            <PasswordInput
                input=form.password
                id=PASSWORD.input
                label=words::password::PASSWORD
                autocomplete="current-password"
                described_by=PASSWORD.described_by(error)
                invalid=Signal::derive(move || error.with(Option::is_some))
                autofocus=is_password_first || is_known
            />
            <FieldFoot ids=PASSWORD hint=Signal::stored(String::new()) error/>
            {wait.map(|wait| view! { <p class="field__hint without-script">{wait}</p> })}
        </div>
        {match is_known {
            true => static_view(view! { <input type="hidden" name="remember" value="on"/> }),
            false => static_view(view! { <RememberMe forms/> }),
        }}
    }
}

#[component]
fn ForgotLink(forms: SignInForms) -> impl IntoView {
    let recovery = forms.screen.with_value(|screen| paths::recovery(&screen.organisation));
    view! {
        <p class="link-line">
            <a class="target" href=recovery>{words::sign_in::FORGOT_PASSWORD}</a>
        </p>
    }
}

#[derive(Clone, Copy)]
struct PasswordFormState {
    forms: SignInForms,
    email: NodeRef<Input>,
    password: NodeRef<Input>,
    email_error: Signal<Option<Sentence>>,
    password_error: Signal<Option<Sentence>>,
    /// Whether the password is locked out, so that the user must wait or use another method.
    is_locked_out: Memo<bool>,
    next_at: Memo<Option<Timestamp>>,
    is_live: Signal<bool>,
}

const fn is_about_email(error: &Refusal) -> bool {
    matches!(error, Refusal::InvalidField(FormField::Email))
}

const fn is_about_password(error: &Refusal) -> bool {
    matches!(
        error,
        Refusal::InvalidField(FormField::Password)
            | Refusal::Password(
                PasswordRefusal::Wrong { .. } | PasswordRefusal::SlowedDown { .. } | PasswordRefusal::TemporaryExpired
            )
    )
}

impl PasswordFormState {
    fn new(forms: SignInForms) -> Self {
        let form = forms.submission(Method::Password);
        let is_locked_out = Memo::new(move |_| match form.error() {
            Some(ApiError::Refused(Refusal::TooManyAttempts { until })) => {
                until.is_none_or(|until| until > forms.clock.now())
            }
            _ => false,
        });
        let next_at = Memo::new(move |_| match form.error() {
            Some(ApiError::Refused(Refusal::Password(PasswordRefusal::SlowedDown { next_at }))) => Some(next_at),
            _ => None,
        });
        PasswordFormState {
            forms,
            email: NodeRef::new(),
            password: NodeRef::new(),
            email_error: form.field_error(is_about_email),
            password_error: form.field_error(is_about_password),
            is_locked_out,
            next_at,
            is_live: is_live(),
        }
    }

    fn form_error(self) -> Signal<Option<ApiError>> {
        self.forms.submission(Method::Password).form_error(|error| is_about_email(error) || is_about_password(error))
    }

    /// The time until the next attempt is accepted. Zero without JavaScript: nothing would count it down, so the button
    /// stays enabled.
    fn wait(self) -> Seconds {
        match self.next_at.get() {
            Some(next_at) if self.is_live.get() => next_at.left_at(self.forms.clock.now()),
            _ => Seconds(0),
        }
    }

    /// From when on the next attempt is accepted, as of when the server rendered the page. `None` if there is no wait.
    fn wait_at_first(self) -> Option<String> {
        let now = self.forms.screen.with_value(|screen| screen.now);
        let next_at = self.next_at.get_untracked().filter(|&next_at| next_at > now)?;
        Some(without_script(|| words::try_again_at(next_at, now)))
    }

    fn submit(self, event: &SubmitEvent) {
        if chooses_language(event) {
            return;
        }
        event.prevent_default();
        if untrack(|| self.wait()) == Seconds(0) && !self.is_locked_out.get_untracked() {
            self.forms.submission(Method::Password).send_on(event);
        }
    }

    /// Focuses the refused field. A wrong password is cleared, but the email address stays, and so does a password that
    /// was not checked.
    fn follow_refusals(self) {
        let form = self.forms.submission(Method::Password);
        focus_refused(self.email, self.email_error);
        focus_refused(self.password, self.password_error);
        let is_known = self.forms.continue_as(Method::Password).is_some();
        focus_first(if is_known { self.password } else { self.email });
        Effect::new(move |was_drawn: Option<()>| {
            let is_compared =
                form.error().is_some_and(|error| matches!(error, ApiError::Refused(error) if !is_about_email(&error)));
            if let (true, Some(()), Some(input)) = (is_compared, was_drawn, self.password.get_untracked()) {
                input.set_value("");
            }
            self.forms.keep_email(self.email);
        });
    }

    /// The text for screen readers: says when the wait is over.
    fn announcement(self) -> RwSignal<&'static str> {
        let spoken = RwSignal::new("");
        let is_waiting = Memo::new(move |_| self.is_locked_out.get() || self.wait() > Seconds(0));
        Effect::new(move |before: Option<bool>| {
            let now = is_waiting.get();
            if before.is_some_and(|before| before != now) {
                spoken.set(if now { "" } else { words::sign_in::TRY_NOW.text() });
                if let (false, Some(input)) = (now, self.password.get_untracked()) {
                    // The form becomes visible with the next frame.
                    request_animation_frame(move || focus_unless_elsewhere(&input));
                }
            }
            now
        });
        spoken
    }
}
