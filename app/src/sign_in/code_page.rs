//! `/sign-in/code/ID`: where the digits are typed. Opening it, again or elsewhere, sends nothing and resets nothing.

use super::{CodeScreen, code_form::CodeForm};
use crate::{
    second_step::{Choices, Otherwise},
    ui::{GateLayout, still},
    words::{self, Word},
};
use leptos::prelude::*;

#[component]
pub fn CodePage(screen: CodeScreen) -> impl IntoView {
    let (start, channel) = (screen.start.clone(), screen.channel);
    let organisation = screen.organisation.clone();
    let sent_to = screen.sent_to.clone();
    if let Some(choices) = screen.second_step.clone() {
        return still(view! { <SecondCode screen choices/> });
    }
    still(view! {
            <GateLayout organisation>
    {still(view! {            <div class="card">
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
            </GateLayout>
        })
}

/// The second step: one code, by email and by text.
#[component]
fn SecondCode(screen: CodeScreen, choices: Choices) -> impl IntoView {
    let organisation = screen.organisation.clone();
    let sent_to = screen.sent_to.clone();
    view! {
        <GateLayout organisation=organisation.clone()>
            {still(view! {
                <div class="card">
                    <div class="card__head">
                        <h1>{words::second_step::TITLE_CODES}</h1>
                        <p>{words::code::SENT_TO} " " <strong class="address">{sent_to}</strong> "."</p>
                    </div>
                    <CodeForm screen/>
                </div>
                <Otherwise organisation choices/>
            })}
        </GateLayout>
    }
}

/// Nothing is known here of what was begun: in another browser, long ago, or in one without cookies.
#[component]
pub fn StartAgainPage(title: Word, text: Word, sign_in: String) -> impl IntoView {
    view! {
            <GateLayout>
    {still(view! {            <div class="card">
                    <div class="card__head">
                        <h1>{title}</h1>
                        <p>{text}</p>
                    </div>
                    <div class="actions">
                        <a class="button button--primary" href=sign_in>{words::code::elsewhere::TO_SIGN_IN}</a>
                    </div>
                </div>})}
            </GateLayout>
        }
}
