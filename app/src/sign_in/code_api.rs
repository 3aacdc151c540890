//! The server functions of the code screen, and what it shows of a challenge.

#[cfg(feature = "ssr")]
use super::{CodeScreen, Delivery};
use crate::prelude::*;
#[cfg(feature = "ssr")]
use crate::{
    page::PageData, paths::SecondStepAddress, second_step::handlers::choices, settings::answers::own_path,
    words::second_step::both,
};
use domain::one_time_code::TypedCode;
#[cfg(feature = "ssr")]
use domain::{ChallengeId, Channel, Method, policy::CODE_RULES, welcome::Step};
#[cfg(feature = "ssr")]
use service::code_page::{self, CodeOutcome, CodeShown};
#[cfg(feature = "ssr")]
use store::{
    challenges::{Purpose, StoredChallenge},
    outbox::DeliveryStatus,
};

/// Sends a new code. The previous one stays valid until it expires.
#[server(endpoint = "resend_code", input = PostUrl, output = Postcard)]
pub async fn resend_code(challenge: String) -> Result<Redirect, ApiError> {
    respond(None, async move |web| {
        let id = challenge.parse().map_err(|_| Refusal::NotThisBrowser)?;
        let signed_in = web.session_account().await?;
        if let Err(failure) = code_page::resend_code(&web.cx, signed_in, id).await {
            return web.refused_code(id, failure).await;
        }
        if let Some(browser) = &web.cx.browser {
            web.set_cookie(cookies::browser(browser));
        }
        Ok(Redirect::path(paths::code(id)))
    })
    .await
}

/// Completes the challenge if the code is correct. Text that cannot be a code does not count as a try.
#[server(endpoint = "verify_code", input = PostUrl, output = Postcard)]
pub async fn verify_code(
    challenge: String,
    code: TypedCode,
    #[server(default)] remember: String,
) -> Result<Redirect, ApiError> {
    respond(None, async move |web| {
        let id = challenge.parse().map_err(|_| Refusal::NotThisBrowser)?;
        let code = code.0.parse().map_err(|_| Refusal::Code(CodeRefusal::Invalid))?;
        let signed_in = web.session_account().await?;
        match code_page::verify_code(&web.cx, signed_in, id, &code, !remember.is_empty()).await {
            Ok(CodeOutcome::SignIn(entered)) => Ok(web.continue_sign_in(entered)),
            Ok(CodeOutcome::Change(changed)) => Ok(web.confirmed(changed)),
            Err(failure) => web.refused_code(id, failure).await,
        }
    })
    .await
}

#[cfg(feature = "ssr")]
impl WebRequest {
    pub(crate) async fn code_screen(&self, challenge: ChallengeId) -> Answer<Result<CodeScreen, PageData>> {
        let shown = match code_page::show_code(&self.cx, challenge).await {
            // A request from one of our own pages without any cookie means that the browser keeps no cookies; the
            // refusal below says so. In all other cases the link may have been opened in another browser.
            Err(Failure::Refused(Refusal::NotThisBrowser)) if self.sends_cookies || !self.is_same_origin => {
                if let Some(further) = self.redirect_further().await? {
                    return Ok(Err(PageData::Redirect(further.path)));
                }
                let (organisation, is_default) = code_page::start_of_code(&self.cx, challenge).await?;
                return Ok(Err(PageData::Elsewhere(paths::sign_in(&OrganisationView::of(organisation, is_default)))));
            }
            shown => shown?,
        };
        if shown.challenge.purpose.is_change() {
            // A code that confirms a change is only for a signed-in user.
            self.signed_in().await?;
        }
        if shown.challenge.is_entered
            && let Some(further) = self.further_after(&shown.challenge).await?
        {
            return Ok(Err(PageData::Redirect(further.path)));
        }
        Ok(Ok(self.code_screen_of(shown)))
    }

    /// Where an entered code has led, also if it was entered in another tab or by the first of two clicks. `None` if it
    /// has led nowhere in this browser.
    async fn further_after(&self, challenge: &StoredChallenge) -> Answer<Option<Redirect>> {
        if !challenge.purpose.is_change() {
            return self.redirect_further().await;
        }
        let signed_in = self.signed_in().await?;
        let next = challenge.return_to.as_ref().map(ToString::to_string);
        Ok((Some(signed_in.account.id) == challenge.account)
            .then(|| Redirect::path(own_path(next.unwrap_or_default()))))
    }

    /// Returns the refusal. If the code was entered already, redirects to where it led instead.
    async fn refused_code(&self, id: ChallengeId, failure: Failure) -> Answer<Redirect> {
        use Refusal::{Code, NotThisBrowser, SignInOver};
        if let Failure::Refused(Code(CodeRefusal::Expired) | NotThisBrowser | SignInOver) = failure
            && let Ok(Err(PageData::Redirect(path))) = self.code_screen(id).await
        {
            return Ok(Redirect::path(path));
        }
        Err(failure)
    }

    fn code_screen_of(&self, shown: CodeShown) -> CodeScreen {
        let CodeShown { challenge, organisation, is_default, whereabouts, second_step } = shown;
        let channel = challenge.destination.channel();
        // Only an email with a sign-in code may be a decoy, for an address without an account.
        let may_be_decoy = challenge.purpose == Purpose::SignIn && channel == Channel::Email;
        let delivery_by = |channel| {
            let located = whereabouts.iter().find(|located| located.channel == channel);
            located.map(|located| delivery(located.at, may_be_decoy))
        };
        let (delivery, texted) = (delivery_by(channel).unwrap_or(Delivery::Expected), delivery_by(Channel::Text));
        let (to, beside, second_step) = match &second_step {
            None => (vec![challenge.destination.masked()], None, None),
            Some(underway) => {
                let choices = choices(&organisation, &underway.needed, SecondStepAddress::Codes);
                let mut to = self.masked_destinations(&underway.account);
                if texted.is_none() && !whereabouts.is_empty() {
                    // No text was sent, because texts are paused.
                    to.truncate(1);
                }
                (to, texted, Some(choices))
            }
        };
        let now = self.cx.app.clock.now();
        let organisation = OrganisationView::of(organisation, is_default);
        let return_to = challenge.return_to.as_ref().map(ToString::to_string);
        let returning = |start| paths::with_return_to(start, return_to.as_deref());
        let start = match (challenge.purpose, challenge.destination.channel()) {
            (Purpose::SignUp, _) => returning(paths::sign_up(&organisation)),
            (Purpose::SignIn, Channel::Email) => returning(paths::sign_in_with(&organisation, Method::EmailCode)),
            (Purpose::SignIn, Channel::Text) => returning(paths::sign_in_with(&organisation, Method::TextCode)),
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
        CodeScreen {
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
        }
    }
}

/// What the screen may say about the delivery of a message. For a message that may be a decoy, a failure of this one
/// message is not shown: it would tell whether the address has an account.
#[cfg(feature = "ssr")]
const fn delivery(at: DeliveryStatus, may_be_decoy: bool) -> Delivery {
    match at {
        DeliveryStatus::Delayed => Delivery::Delayed,
        DeliveryStatus::Undelivered => Delivery::Undelivered,
        DeliveryStatus::Expected => Delivery::Expected,
        DeliveryStatus::Postponed | DeliveryStatus::Failed if may_be_decoy => Delivery::Expected,
        DeliveryStatus::Postponed => Delivery::Delayed,
        DeliveryStatus::Failed => Delivery::Undelivered,
    }
}
