//! What the code screen shows of a challenge.

use super::{RequestBackend, second_step::choices, view};
use crate::{
    flows::sign_in::{self, CodeShown},
    store::{challenges::Purpose, outbox::Whereabouts},
};
use app::{
    backend::{Answer, parameter},
    paths::{self, SecondStepAddress},
    sign_in::{CodeScreen, Delivery},
    words::second_step::both,
};
use domain::{ChallengeId, Channel, Method, policy::CODE_RULES, welcome::Step};

impl RequestBackend {
    pub(super) async fn shown_code(&self, challenge: ChallengeId) -> Answer<CodeScreen> {
        let outcome = sign_in::show_code(&self.house, &self.visitor, challenge).await;
        let CodeShown { challenge, organisation, is_default, whereabouts, second_step } = self.answer(outcome)?;
        let channel = challenge.destination.channel();
        // There alone a message may be a decoy.
        let may_be_decoy = challenge.purpose == Purpose::SignIn && channel == Channel::Email;
        let became = |channel| {
            let located = whereabouts.iter().find(|located| located.channel == channel);
            located.map(|located| delivery(located.at, may_be_decoy))
        };
        let (delivery, texted) = (became(channel).unwrap_or(Delivery::Expected), became(Channel::Text));
        let (to, beside, second_step) = match &second_step {
            None => (vec![challenge.destination.masked()], None, None),
            Some(underway) => {
                let choices = choices(&organisation, &underway.needed, SecondStepAddress::Codes);
                let mut to = self.goes_to(&underway.account);
                if texted.is_none() && !whereabouts.is_empty() {
                    // Texts are paused.
                    to.truncate(1);
                }
                (to, texted, Some(choices))
            }
        };
        let now = self.house.clock.now();
        let organisation = view(organisation, is_default);
        let return_to = challenge.return_to.as_ref().map(ToString::to_string);
        let here = |start| paths::with_return_to(start, return_to.as_deref());
        let start = match (challenge.purpose, challenge.destination.channel()) {
            (Purpose::SignUp, _) => here(paths::sign_up(&organisation)),
            (Purpose::SignIn, Channel::Email) => here(paths::sign_in_with(&organisation, Method::EmailCode)),
            (Purpose::SignIn, Channel::Text) => here(paths::sign_in_with(&organisation, Method::TextCode)),
            (Purpose::NewEmail, _) => paths::SETTINGS_EMAIL.to_owned(),
            (Purpose::NewPhone, _) if return_to.as_deref().is_some_and(paths::is_welcome) => {
                let query = return_to.as_deref().and_then(|next| next.split_once('?'));
                let wanted = query.and_then(|(_, query)| parameter(query, paths::RETURN_TO));
                paths::welcome(Some(Step::Phone), wanted.as_deref())
            }
            (Purpose::NewPhone, _) => paths::SETTINGS_PHONE.to_owned(),
            (Purpose::SecondStep, _) => paths::second_step(&organisation, SecondStepAddress::Codes),
            (Purpose::Proof, _) => paths::SETTINGS_ACCOUNT.to_owned(),
        };
        Ok(CodeScreen {
            challenge: challenge.id,
            organisation,
            sent_to: both(&to),
            channel,
            second_step,
            start,
            return_to,
            now,
            expires_at: challenge.state.expires_at,
            resend_at: challenge.state.resend_at(CODE_RULES),
            good_for: CODE_RULES.good_for,
            closed: challenge.state.closed(CODE_RULES, now),
            delivery,
            beside,
            received: Default::default(),
        })
    }
}

/// What may be said of a message. Where it may be a decoy, what happens to one alone would tell whether the address has an account.
const fn delivery(at: Whereabouts, may_be_decoy: bool) -> Delivery {
    match at {
        Whereabouts::Delayed => Delivery::Delayed,
        Whereabouts::Undelivered => Delivery::Undelivered,
        Whereabouts::Expected => Delivery::Expected,
        Whereabouts::Postponed | Whereabouts::Failed if may_be_decoy => Delivery::Expected,
        Whereabouts::Postponed => Delivery::Delayed,
        Whereabouts::Failed => Delivery::Undelivered,
    }
}
