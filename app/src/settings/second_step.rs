//! The second step on the security page: the authenticator app and the recovery codes.

use super::authenticator::BeginAuthenticator;
use crate::prelude::*;
use crate::words::settings::{authenticator, recovery_codes, second_step};

/// The second step on `/settings/security`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SecondStepView {
    /// Whether the organisation allows authenticator apps.
    pub takes_authenticator: bool,
    /// Since when an app is set up, formatted. `None`: there is none.
    pub authenticator: Option<String>,
    /// False if a second step is required and the account has no other.
    pub may_turn_off: bool,
    /// How many recovery codes are left. `None`: the account has no second factor that they could replace.
    pub recovery_codes: Option<u32>,
}

impl SecondStepView {
    /// `None` if the organisation accepts no authenticator app and the user has no second factor.
    #[cfg(feature = "ssr")]
    pub fn of(signed_in: &SignedIn) -> Option<Self> {
        let enrolled = &signed_in.enrolled;
        let takes_authenticator = signed_in.organisation.policy.second_step.takes(SecondFactor::Authenticator);
        let is_there = takes_authenticator || !enrolled.ways.is_empty();
        let zone = signed_in.account.zone();
        is_there.then(|| SecondStepView {
            takes_authenticator,
            authenticator: signed_in.authenticator_since.map(|since| in_words(since, zone)),
            may_turn_off: service::settings::may_turn_off(signed_in, enrolled, SecondFactor::Authenticator),
            recovery_codes: (!enrolled.ways.is_empty()).then_some(enrolled.recovery_codes),
        })
    }
}

#[component]
pub fn SecondStepSection(view: SecondStepView, organisation: String) -> impl IntoView {
    let beginning = Submission::of::<BeginAuthenticator>();
    beginning.redirect_on_success();
    // Who has set up nothing can lose nothing.
    let about = match view.recovery_codes {
        Some(_) => format!("{} {}", second_step::ABOUT, second_step::lost(organisation)),
        None => second_step::ABOUT.into(),
    };
    let codes = view.recovery_codes.map(|left| static_view(view! { <Codes left/> }));
    let has_app = view.takes_authenticator || view.authenticator.is_some();
    let app = has_app.then(|| view! { <App view beginning/> });
    view! {
        <Section id="second-step" title=second_step::SECTION about>
            <Refused error=Signal::derive(move || beginning.error())/>
            <ul class="rows">
                {app}
                {codes}
            </ul>
        </Section>
    }
}

#[component]
fn App(view: SecondStepView, beginning: Submission) -> impl IntoView {
    let SecondStepView { takes_authenticator, authenticator: since, may_turn_off, .. } = view;
    let text = match &since {
        None => authenticator::OFF.into(),
        Some(when) if may_turn_off => authenticator::on(when),
        Some(when) => authenticator::required(when),
    };
    let is_on = since.is_some();
    let begin = takes_authenticator.then(|| {
        let label = if is_on { authenticator::REPLACE } else { authenticator::SET_UP };
        view! { <ButtonForm submission=beginning action=BeginAuthenticator::url() label/> }
    });
    let end = (is_on && may_turn_off).then(|| {
        view! { <a class=QUIET href=paths::SETTINGS_TURN_OFF_AUTHENTICATOR>{authenticator::TURN_OFF}</a> }
    });
    let (icon, title) = (static_view(view! { <PhoneIcon/> }), static_view(authenticator::APP.text()));
    view! { <Row icon title text actions=Some(static_view(view! { {begin} {end} }))/> }
}

#[component]
fn Codes(left: u32) -> impl IntoView {
    let text = recovery_codes::remaining(left);
    let (icon, title) = (static_view(view! { <Key/> }), static_view(recovery_codes::TITLE.text()));
    let link = static_view(view! { <a class=QUIET href=paths::SETTINGS_RECOVERY_CODES>{recovery_codes::VIEW}</a> });
    view! { <Row icon title text actions=Some(link)/> }
}
