//! The server functions of the code screen, and what it shows of a challenge.

#[cfg(feature = "ssr")]
use super::{CodeScreen, ConfirmedChange, Delivery};
use crate::prelude::*;
#[cfg(feature = "ssr")]
use crate::{
    page::PageData, paths::SecondStepRoute, second_step::load::choices, server::filling_challenge,
    settings::answers::own_path, words::second_step::both,
};
use domain::one_time_code::TypedCode;
#[cfg(feature = "ssr")]
use domain::{ChallengeId, Channel, Destination, OrganisationId, WebMail, onboarding::Step, policy::CODE_RULES};
#[cfg(feature = "ssr")]
use service::{
    code_page::{self, CodeOutcome, CodeShown},
    sign_in,
};
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

/// Completes the challenge if the code is correct. Text that cannot be a code does not count as an attempt.
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
            Ok(CodeOutcome::SignIn { entered, is_second_step }) => {
                let remember = if is_second_step { web.remembers_second_step() } else { web.remembers(&challenge) };
                Ok(web.continue_remembering(entered, remember))
            }
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
            Err(Failure::Refused(Refusal::NotThisBrowser)) => {
                if let Some(further) = self.redirect_further().await? {
                    return Ok(Err(PageData::Redirect(further.path)));
                }
                let (organisation, is_default) = code_page::start_of_code(&self.cx, challenge).await?;
                let sign_in = paths::sign_in(&OrganisationView::of(organisation, is_default));
                // A request from one of our own pages without any cookie means that the browser keeps no cookies. In
                // all other cases the link may have been opened in another browser.
                let keeps_cookies = self.sends_cookies || !self.is_same_origin;
                return Ok(Err(if keeps_cookies {
                    PageData::Elsewhere(sign_in)
                } else {
                    PageData::NoCookies(sign_in)
                }));
            }
            shown => shown?,
        };
        if shown.challenge.purpose.needs_session() {
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
        if !challenge.purpose.needs_session() {
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
        let CodeShown { challenge, organisation, is_default, deliveries, second_step } = shown;
        let channel = challenge.destination.channel();
        // Only an email with a sign-in code may be a decoy, for an address without an account.
        let may_be_decoy = challenge.purpose == Purpose::SignIn && channel == Channel::Email;
        let delivery_by = |channel| {
            let found = deliveries.iter().find(|delivery| delivery.channel == channel);
            found.map(|found| delivery(found.status, may_be_decoy))
        };
        let (delivery, texted) = (delivery_by(channel).unwrap_or(Delivery::Expected), delivery_by(Channel::Text));
        let (to, beside, second_step) = match &second_step {
            None => (vec![challenge.destination.masked()], None, None),
            Some(pending) => {
                let choices = choices(&organisation, &pending.needed, SecondStepRoute::Codes);
                let mut to = self.masked_destinations(&pending.account);
                match (delivery, texted) {
                    // No text was sent, because texts are paused.
                    (_, None) if !deliveries.is_empty() => to.truncate(1),
                    // One of the two messages was not delivered. The code goes only where the other one goes.
                    (Delivery::Expected | Delivery::Delayed, Some(Delivery::Undelivered)) => to.truncate(1),
                    (Delivery::Undelivered, Some(Delivery::Expected | Delivery::Delayed)) if to.len() > 1 => {
                        to.remove(0);
                    }
                    _ => {}
                }
                (to, texted, Some(choices))
            }
        };
        let now = self.cx.app.clock.now();
        let methods = sign_in::methods(&self.cx.app, &organisation);
        let organisation = OrganisationView::of(organisation, is_default);
        let return_to = challenge.return_to.as_ref().map(ToString::to_string);
        let start = start_of(&challenge, &organisation, return_to.as_deref());
        let confirms = confirmed_change(challenge.purpose, &start);
        let others = other_ways(&challenge, &organisation, methods);
        let web_mail = web_mail(&challenge);
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
            others,
            web_mail,
            confirms,
            received: Default::default(),
        }
    }
}

#[cfg(feature = "ssr")]
impl WebRequest {
    /// The values of a form that a link on the code screen leads back to: the address or number that the code went to,
    /// if this browser requested it from this organisation, and for a change in the settings only while its account is
    /// signed in. Otherwise empty.
    pub(crate) async fn draft_of_code(&self, organisation: OrganisationId, query: &str) -> Answer<FormDraft> {
        let Some(challenge) = filling_challenge(query) else { return Ok(FormDraft::default()) };
        let signed_in = self.session_account().await?;
        Ok(match code_page::address_of(&self.cx, signed_in, organisation, challenge).await? {
            Some(Destination::Email(address)) => {
                let (name, phone) = code_page::typed_with(&self.cx.app, challenge).await?.unwrap_or_default();
                let phone = phone.as_ref().map(ToString::to_string).unwrap_or_default();
                FormDraft { email: address.to_string(), name, phone, ..FormDraft::default() }
            }
            Some(Destination::Phone(number)) => FormDraft { phone: number.to_string(), ..FormDraft::default() },
            None => FormDraft::default(),
        })
    }
}

/// The path where the user can type another address or number, or begin the flow again.
#[cfg(feature = "ssr")]
fn start_of(challenge: &StoredChallenge, organisation: &OrganisationView, return_to: Option<&str>) -> String {
    let returning = |start| paths::with_return_to(start, return_to);
    match challenge.purpose {
        Purpose::SignUp => returning(paths::sign_up(organisation)),
        Purpose::SignIn => {
            returning(paths::sign_in_with(organisation, Method::by_code(challenge.destination.channel())))
        }
        Purpose::NewEmail => paths::SETTINGS_NEW_EMAIL.to_owned(),
        Purpose::NewPhone if return_to.is_some_and(paths::is_onboarding) => {
            let query = return_to.and_then(|next| next.split_once('?'));
            let wanted = query.and_then(|(_, query)| parameter(query, paths::RETURN_TO));
            paths::onboarding(Some(Step::Phone), wanted.as_deref())
        }
        Purpose::NewPhone => paths::SETTINGS_PHONE.to_owned(),
        Purpose::SecondStep => paths::second_step(organisation, SecondStepRoute::Codes),
        Purpose::Reauthentication => paths::SETTINGS_ACCOUNT.to_owned(),
    }
}

/// The other ways to sign in, with their pages, which are filled with the address that this code went to. They are the
/// same for all accounts, so they tell nothing about one.
#[cfg(feature = "ssr")]
fn other_ways(
    challenge: &StoredChallenge,
    organisation: &OrganisationView,
    methods: Vec<Method>,
) -> Vec<(Method, String)> {
    if challenge.purpose != Purpose::SignIn {
        return Vec::new();
    }
    let return_to = challenge.return_to.as_ref().map(ToString::to_string);
    let here = Method::by_code(challenge.destination.channel());
    let page = |method: Method| match method.has_form() {
        true => paths::sign_in_with(organisation, method),
        false => paths::sign_in(organisation),
    };
    let path = |method| paths::filled_from(&paths::with_return_to(page(method), return_to.as_deref()), challenge.id);
    methods.into_iter().filter(|&method| method != here).map(|method| (method, path(method))).collect()
}

/// The web mail of the address, if the user typed the address here.
#[cfg(feature = "ssr")]
fn web_mail(challenge: &StoredChallenge) -> Option<WebMail> {
    match &challenge.destination {
        Destination::Email(address) if challenge.purpose.is_typed() => WebMail::of(address),
        _ => None,
    }
}

/// What a code confirms in the settings. `start` is where the user can start again: the phone number of the onboarding
/// is confirmed there.
#[cfg(feature = "ssr")]
fn confirmed_change(purpose: Purpose, start: &str) -> Option<ConfirmedChange> {
    match purpose {
        Purpose::NewEmail => Some(ConfirmedChange::NewEmail),
        Purpose::NewPhone => (!paths::is_onboarding(start)).then_some(ConfirmedChange::NewPhone),
        Purpose::Reauthentication => Some(ConfirmedChange::Identity),
        Purpose::SignIn | Purpose::SignUp | Purpose::SecondStep => None,
    }
}

/// What the screen may say about the delivery of a message. For a message that may be a decoy, a failure of this one
/// message is not shown: it would tell whether the address has an account.
#[cfg(feature = "ssr")]
const fn delivery(status: DeliveryStatus, may_be_decoy: bool) -> Delivery {
    match status {
        DeliveryStatus::Delayed => Delivery::Delayed,
        DeliveryStatus::Undelivered => Delivery::Undelivered,
        DeliveryStatus::Expected => Delivery::Expected,
        DeliveryStatus::Postponed | DeliveryStatus::Failed if may_be_decoy => Delivery::Expected,
        DeliveryStatus::Postponed => Delivery::Delayed,
        DeliveryStatus::Failed => Delivery::Undelivered,
    }
}
