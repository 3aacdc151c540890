//! `/sign-in/code/ID`: the page where the user enters the code: six boxes, the time left and "Resend". All times are by
//! the server's clock. Opening it, in any browser, sends no message and resets no limit.

use super::code_form::CodeForm;
use super::code_form_state::{CodeFormState, Primary};
use super::{CodeScreen, Delivery};
use crate::prelude::*;
use crate::second_step::{Choices, Otherwise};
use domain::Channel;

#[component]
pub fn CodePage(screen: CodeScreen) -> impl IntoView {
    let (change, channel, others) = (screen.change(), screen.channel, screen.others.clone());
    let (organisation, choices) = (screen.organisation.clone(), screen.second_step.clone());
    let form = CodeFormState::new(screen);
    if let Some(choices) = choices {
        return static_view(view! { <SecondCode form organisation choices/> });
    }
    let is_expected = move || form.screen.with(|screen| screen.best_delivery() == Delivery::Expected);
    let title = Memo::new(move |_| match form.primary() {
        Primary::Verify if is_expected() => words::code::title(channel),
        Primary::Verify | Primary::OtherWay => words::code::PAGE_TITLE.text(),
        Primary::Resend | Primary::StartAgain => words::code::elsewhere::TITLE.text(),
    });
    static_view(view! {
        <AuthLayout organisation>
            {static_view(view! {
                <div class="card">
                    <div class="card__head">
                        <h1>{Signal::derive(move || title.get().to_owned())}</h1>
                        <p><Destination form/> " " <a href=change>{words::code::CHANGE}</a></p>
                    </div>
                    <CodeForm form/>
                </div>
                <AfterCode form channel others/>
            })}
        </AuthLayout>
    })
}

/// What to do if nothing arrived, and links to the other ways to sign in. One that is the primary button is not among
/// them.
#[component]
fn AfterCode(form: CodeFormState, channel: Channel, others: Vec<(Method, String)>) -> impl IntoView {
    let primary = Memo::new(move |_| form.primary());
    let is_expected = Memo::new(move |_| form.screen.with(|screen| screen.best_delivery() == Delivery::Expected));
    let help = Signal::derive(move || {
        let text = if is_expected.get() { words::code::nothing_there(channel) } else { words::code::if_wrong(channel) };
        text.to_owned()
    });
    let others: Vec<_> = others
        .into_iter()
        .enumerate()
        .map(|(at, (method, path))| {
            let is_above = present_while(move || at == 0 && primary.get() == Primary::OtherWay);
            view! { <a class="target" href=path hidden=is_above>{words::code::instead(method)}</a> }
        })
        .collect();
    view! {
        <div class="stack stack--tight auth__after">
            <p hidden=present_while(move || primary.get() != Primary::Verify)>{help}</p>
            {others}
        </div>
    }
}

/// The code screen as the second step: the same code is sent by email and by text.
#[component]
fn SecondCode(form: CodeFormState, organisation: OrganisationView, choices: Choices) -> impl IntoView {
    view! {
        <AuthLayout organisation=organisation.clone()>
            {static_view(view! {
                <div class="card">
                    <div class="card__head">
                        <h1>{words::second_step::TITLE_CODES}</h1>
                        <p><Destination form/></p>
                    </div>
                    <CodeForm form/>
                </div>
                <Otherwise organisation choices/>
            })}
        </AuthLayout>
    }
}

/// Where the code goes, where it could not be delivered, or where a new one can go. Agrees with the notice below it.
#[component]
pub fn Destination(form: CodeFormState) -> impl IntoView {
    let lead = Signal::derive(move || match form.screen.with(CodeScreen::best_delivery) {
        _ if form.is_over() => String::from(words::code::NEW_CODE_TO),
        Delivery::Expected | Delivery::Delayed => words::code::BEING_SENT_TO.into(),
        Delivery::Undelivered => words::code::UNDELIVERED_TO.into(),
    });
    let sent_to = Signal::derive(move || form.screen.with(CodeScreen::shown_destination));
    view! { {lead} " " <strong class="address">{sent_to}</strong> "." }
}

/// Tells the user to start again. The server knows no challenge of this browser: it was requested in another browser or
/// long ago, or the browser sends no cookies.
#[component]
pub fn StartAgainPage(title: Word, text: Word, sign_in: String) -> impl IntoView {
    view! {
        <AuthLayout>
            {static_view(view! {
                <div class="card">
                    <div class="card__head">
                        <h1>{title}</h1>
                        <p>{text}</p>
                    </div>
                    <div class="actions">
                        <a class="button button--primary" href=sign_in>{words::code::elsewhere::TO_SIGN_IN}</a>
                    </div>
                </div>
            })}
        </AuthLayout>
    }
}
