//! The state that the pieces of the sign-in page share: the selected method, the typed email address and the submission
//! of each method.

use super::{ContinueAs, SignInScreen};
use crate::{chunk::Draw, prelude::*};
use domain::Method;
use leptos::ev::{Event, MouseEvent, Targeted};
use web_sys::HtmlInputElement;

/// The id of the form of the selected method.
pub const FORM: &str = "sign-in";
const REMEMBER: &str = "remember";

#[derive(Clone, Copy)]
pub struct SignInForms {
    pub screen: StoredValue<SignInScreen>,
    pub selected: RwSignal<Method>,
    /// The method whose tab was pressed last. It becomes the selected one when its form is loaded.
    pub wanted: RwSignal<Method>,
    /// Draws the form of the selected method.
    pub form: RwSignal<Draw<SignInForms>>,
    pub is_loading: RwSignal<bool>,
    /// Whether the wanted form could not be loaded.
    pub is_lost: RwSignal<bool>,
    /// The typed email address. All forms share it.
    pub email: RwSignal<String>,
    pub clock: ServerClock,
    /// The submission of each method, in the order of `Method::ALL`.
    pub submissions: [Submission; Method::ALL.len()],
    pub select: Callback<Method>,
}

impl SignInForms {
    /// The path of the page with this method selected.
    pub fn path_of(self, method: Method) -> String {
        self.screen.with_value(|screen| screen.path_of(method))
    }

    /// The submission of a method.
    pub fn submission(self, method: Method) -> Submission {
        self.submissions[method as usize]
    }

    pub fn select(self, method: Method) {
        self.select.run(method);
    }

    /// Handles a click on a link to a method: switches in place, unless the user wants a new tab or window.
    pub fn on_press(self, event: &MouseEvent, method: Method) {
        if !(event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key()) {
            event.prevent_default();
            self.select(method);
        }
    }

    pub fn organisation(self) -> String {
        self.screen.with_value(|screen| screen.organisation.slug.to_string())
    }

    pub fn return_to(self) -> String {
        self.screen.with_value(|screen| screen.return_to.clone().unwrap_or_default())
    }

    /// The account that this browser remembers, if it signed in with this method.
    pub fn continue_as(self, method: Method) -> Option<ContinueAs> {
        self.screen.with_value(|screen| screen.account.clone().filter(|account| account.method == method))
    }

    /// The countdown after too many requests for codes.
    pub fn code_pause(self) -> Pause {
        // A code works only in the browser that requested it.
        let has_code = self.screen.with_value(|screen| screen.enterable_code.is_some());
        let text = if has_code { words::sign_in::PAUSED } else { words::code::PAUSED };
        Pause { clock: self.clock, label: words::sign_in::UNTIL_NEXT.text(), text: text.text() }
    }

    /// The `autocomplete` of the email field: `with` if passkeys are offered, which browsers suggest beside email
    /// addresses, otherwise `without`.
    pub fn autocomplete(self, without: &'static str, with: &'static str) -> &'static str {
        if self.screen.with_value(|screen| screen.passkey.is_some()) { with } else { without }
    }

    /// Shares the typed email address with the other forms, including text typed before the page was hydrated.
    pub fn keep_email(self, input: NodeRef<Input>) {
        if let Some(input) = input.get_untracked() {
            self.email.set(input.value());
        }
    }
}

/// The hidden fields of every form of the page.
#[component]
pub fn HiddenInputs(forms: SignInForms) -> impl IntoView {
    view! {
        <input type="hidden" name="organisation" value=forms.organisation()/>
        <input type="hidden" name="return_to" value=forms.return_to()/>
    }
}

/// The box by which the user asks to be remembered in this browser. It stays ticked when another method is selected.
#[component]
pub fn RememberMe(forms: SignInForms) -> impl IntoView {
    let is_ticked = forms.screen.with_value(|screen| screen.draft.remember);
    let on_input = move |event: Targeted<Event, HtmlInputElement>| {
        let is_ticked = event.target().checked();
        forms.screen.update_value(|screen| screen.draft.remember = is_ticked);
    };
    view! {
        <label class="check" for=REMEMBER>
            <input type="checkbox" id=REMEMBER name=REMEMBER value="on" checked=is_ticked on:input:target=on_input/>
            <span>{words::sign_in::REMEMBER_ME}</span>
        </label>
    }
}

/// After too many requests for codes: leads to where the code that was sent last can be entered, if this browser
/// requested it.
#[component]
pub fn EnterableCode(forms: SignInForms, method: Method) -> impl IntoView {
    let send = forms.submission(method);
    move || {
        let is_paused = matches!(send.error(), Some(ApiError::Refused(Refusal::TooManyAttempts { .. })));
        let path = forms.screen.with_value(|screen| screen.enterable_code.clone()).filter(|_| is_paused);
        path.map(|path| {
            static_view(view! {
                <a class="enterable button button--primary button--wide" href=path>{words::sign_in::ENTER_IT}</a>
            })
        })
    }
}
