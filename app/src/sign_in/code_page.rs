//! `/sign-in/code/ID`: the page where the user enters the code. Opening it, in any browser, sends no message and resets
//! no limit.

use super::{CodeScreen, code_form::CodeForm};
use crate::{
    second_step::{Choices, Otherwise},
    ui::{AuthLayout, static_view},
    words::{self, Word},
};
use leptos::prelude::*;

#[component]
pub fn CodePage(screen: CodeScreen) -> impl IntoView {
    let (start, channel) = (screen.start.clone(), screen.channel);
    let organisation = screen.organisation.clone();
    let sent_to = screen.sent_to.clone();
    if let Some(choices) = screen.second_step.clone() {
        return static_view(view! { <SecondCode screen choices/> });
    }
    static_view(view! {
            <AuthLayout organisation>
    {static_view(view! {            <div class="card">
                    <div class="card__head">
                        <h1>{words::code::title(channel)}</h1>
                        <p>
                            {words::code::SENT_TO} " " <strong class="address">{sent_to}</strong> ". "
                            <a href=start.clone()>{words::code::CHANGE}</a>
                        </p>
                    </div>
                    <CodeForm screen/>
                </div>
                <p class="gate__after">{words::code::nothing_there(channel)} " " <a href=start>{words::code::START_AGAIN}</a> "."</p>})}
            </AuthLayout>
        })
}

/// The code screen as the second step: one code is sent by email and by text.
#[component]
fn SecondCode(screen: CodeScreen, choices: Choices) -> impl IntoView {
    let organisation = screen.organisation.clone();
    let sent_to = screen.sent_to.clone();
    view! {
        <AuthLayout organisation=organisation.clone()>
            {static_view(view! {
                <div class="card">
                    <div class="card__head">
                        <h1>{words::second_step::TITLE_CODES}</h1>
                        <p>{words::code::SENT_TO} " " <strong class="address">{sent_to}</strong> "."</p>
                    </div>
                    <CodeForm screen/>
                </div>
                <Otherwise organisation choices/>
            })}
        </AuthLayout>
    }
}

/// Tells the user to start again. The server knows no challenge of this browser: it was requested in another browser or
/// long ago, or the browser sends no cookies.
#[component]
pub fn StartAgainPage(title: Word, text: Word, sign_in: String) -> impl IntoView {
    view! {
            <AuthLayout>
    {static_view(view! {            <div class="card">
                    <div class="card__head">
                        <h1>{title}</h1>
                        <p>{text}</p>
                    </div>
                    <div class="actions">
                        <a class="button button--primary" href=sign_in>{words::code::elsewhere::TO_SIGN_IN}</a>
                    </div>
                </div>})}
            </AuthLayout>
        }
}
