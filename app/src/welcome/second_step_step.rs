//! The second step: what is set up, and what can be added. Setup happens on settings pages, which return here.

use super::{SecondStepProgress, WelcomeScreen, ways::Ways};
use crate::{
    paths::{self, SettingsAddress},
    settings::BeginAuthenticator,
    submission::Submission,
    ui::{ButtonForm, Envelope, Key, LockIcon, PhoneIcon, Refused, Row, static_view},
    words::{
        settings::{authenticator, passkeys, recovery_codes},
        welcome::{second_step, way},
    },
};
use domain::policy::SecondFactor::{Authenticator, Codes, Passkey};
use leptos::{prelude::*, server_fn::ServerFn};

const LOOK: &str = "button button--quiet";

#[component]
pub fn SecondStepStep(screen: WelcomeScreen, progress: SecondStepProgress) -> impl IntoView {
    let beginning = Submission::of::<BeginAuthenticator>();
    beginning.follow();
    let SecondStepProgress { codes_to, authenticator, passkey, recovery_codes, is_done, may_skip, here } = progress;
    let codes = codes_to.map(|to| row(static_view(view! { <Envelope/> }), way(Codes).text(), to, None));
    let app = authenticator.map(|is_on| {
        let set_up = (!is_on).then(|| {
            let which = Some(("return_to", here.clone()));
            static_view(view! {
                <ButtonForm submission=beginning action=BeginAuthenticator::url() label=authenticator::SET_UP look=LOOK which/>
            })
        });
        let text = if is_on { second_step::IS_SET_UP } else { second_step::APP_OFF };
        row(static_view(view! { <PhoneIcon/> }), way(Authenticator).text(), text.into(), set_up)
    });
    let passkey = passkey.map(|is_there| {
        let add = (!is_there).then(|| {
            let href = paths::coming_from(SettingsAddress::NewPasskey, Some(&here));
            static_view(view! { <a class=LOOK href=href>{passkeys::ADD}</a> })
        });
        let text = if is_there { second_step::IS_SET_UP } else { second_step::PASSKEY_OFF };
        row(static_view(view! { <Key/> }), way(Passkey).text(), text.into(), add)
    });
    let sheet = recovery_codes.map(|left| {
        let text = if left == 0 { recovery_codes::NONE_LEFT.into() } else { recovery_codes::left(left) };
        row(static_view(view! { <LockIcon/> }), recovery_codes::TITLE.text(), text, None)
    });
    let required = (!is_done && !may_skip).then(|| view! { <p>{second_step::required(&screen.organisation.name)}</p> });
    view! {
        <Refused error=Signal::derive(move || beginning.error())/>
        {required}
        <ul class="rows">{codes} {passkey} {app} {sheet}</ul>
        <Ways screen is_done may_skip/>
    }
}

fn row(icon: AnyView, title: &'static str, text: String, actions: Option<AnyView>) -> AnyView {
    static_view(view! { <Row icon title=static_view(title) text actions/> })
}
