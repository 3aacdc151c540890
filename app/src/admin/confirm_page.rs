//! `/admin/people/ID/ACT`: says what the act will do. Only its button changes anything.

use super::{ActOnPerson, AdminScreen, ConfirmView};
use crate::{
    prelude::*,
    words::{admin::person, settings},
};
use domain::admin_act::Severity;

#[component]
pub fn ConfirmPage(screen: AdminScreen, view: ConfirmView) -> impl IntoView {
    let acting = Submission::of::<ActOnPerson>();
    acting.redirect_on_success();
    let look = match view.act.severity() {
        Severity::Harmless => "primary",
        Severity::Disruptive | Severity::Severe => "danger",
    };
    let clock = ServerClock::from_reading(screen.now, screen.received);
    let pause = Pause { clock, label: words::code::UNTIL_NEXT.text(), text: "" };
    view! {
        <div class="panel panel--form panel__body stack">
            <Refused error=Signal::derive(move || acting.error()) pause/>
            <p><strong class="address">{view.email}</strong></p>
            <form
                class="actions"
                method="post"
                action=ActOnPerson::url()
                on:submit=move |event: SubmitEvent| acting.send_on(&event)
            >
                <input type="hidden" name="person" value=view.id/>
                <input type="hidden" name="act" value=view.act.name()/>
                <SubmitButton
                    label=person::button(view.act)
                    look
                    busy=Signal::derive(move || acting.is_busy())
                />
                <a class="button button--quiet" href=view.back>{settings::CANCEL}</a>
            </form>
        </div>
    }
}
