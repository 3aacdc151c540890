//! Signing in with a code by email or text, a password or a passkey. Every step takes as long and answers the same
//! whether or not an account has the address; only an unknown phone number is refused.

mod attempt;
mod enter;
mod issue;
mod passkey;
mod password;
pub mod second_step;
mod send;
mod temporary;
pub(super) mod texts;
pub(super) mod tries;
mod verify;

pub use enter::{Entered, SignedIn};
pub use passkey::{ask_for_passkey, sign_in_with_passkey};
pub use password::{Entry, sign_in_with_password};
pub use send::{CodeSent, resend_code, send_code, send_text};
pub use tries::failures_of;
pub use verify::{Verified, verify_code};

pub(super) use attempt::{Attempt, known_device, of_account};
pub(super) use tries::prices_of_passkey;
pub(super) use verify::sound_alarm_when_many_guess;

pub(super) use enter::{Entering, enter, send_code as send_code_of_second_step};
pub(super) use send::{Request, open_challenge, send};

use super::RequestContext;
use crate::{app_context::AppContext, failure::Failure};
use anyhow::Context as _;
use domain::{ChallengeId, Method, Refusal, ReturnTo, Slug};
use store::{
    challenges::{self as stored, Purpose, StoredChallenge},
    organisations::{self, Organisation},
    outbox::{self, Located},
};

/// What the code screen shows about a challenge.
#[derive(Debug)]
pub struct CodeShown {
    pub challenge: StoredChallenge,
    pub organisation: Organisation,
    /// Whether the organisation's pages have no slug in their path.
    pub is_default: bool,
    /// The delivery status on each channel that the code was sent on. Empty when it is unknown.
    pub whereabouts: Vec<Located>,
    /// The pending sign-in, if this is the code of a second step.
    pub second_step: Option<second_step::Underway>,
}

/// Finds the organisation of a sign-in page, and whether it is the default one. Without a slug this is the default
/// organisation. Refuses an unknown slug with `NoSuchOrganisation`.
pub async fn gate(app: &AppContext, slug: Option<&Slug>) -> Result<(Organisation, bool), Failure> {
    let organisation =
        organisations::find_cached(&app.store, slug.or(app.default_organisation.as_ref()), app.clock.now());
    let organisation = organisation.await?.ok_or(Refusal::NoSuchOrganisation)?;
    let is_default = is_default(app, &organisation).await?;
    Ok((organisation.as_ref().clone(), is_default))
}

/// Finds the organisation for a request that names none: the one that this browser last signed in to, else the default
/// one. Returns also whether it is the default. An organisation that no longer exists is ignored.
pub async fn home(cx: &RequestContext) -> Result<(Organisation, bool), Failure> {
    match &cx.organisation {
        Some(slug) => match gate(&cx.app, Some(slug)).await {
            Err(Failure::Refused(Refusal::NoSuchOrganisation)) => gate(&cx.app, None).await,
            found => found,
        },
        None => gate(&cx.app, None).await,
    }
}

/// The sign-in methods that the organisation's policy allows and this server can provide, in the policy's order.
pub fn methods(app: &AppContext, organisation: &Organisation) -> Vec<Method> {
    let may_serve = |method: &Method| match method {
        Method::TextCode => app.takes_texts,
        Method::Passkey => app.passkeys.is_some(),
        Method::EmailCode | Method::Password => true,
    };
    organisation.policy.methods.iter().copied().filter(may_serve).collect()
}

/// The sign-in methods of an organisation without passkeys: those that have a form to type into.
pub fn typed_methods(app: &AppContext, organisation: &Organisation) -> Vec<Method> {
    let mut methods = methods(app, organisation);
    methods.retain(|&method| method != Method::Passkey);
    methods
}

/// Finds the organisation of a sign-in page. Refuses with `NotOffered` when it does not offer the method.
async fn offering(app: &AppContext, slug: Option<&Slug>, method: Method) -> Result<Organisation, Failure> {
    let (organisation, _) = gate(app, slug).await?;
    if methods(app, &organisation).contains(&method) { Ok(organisation) } else { Err(Refusal::NotOffered.into()) }
}

/// Whether the organisation's pages have no slug in their path: it is the configured default, else the first created.
pub async fn is_default(app: &AppContext, organisation: &Organisation) -> anyhow::Result<bool> {
    if let Some(slug) = &app.default_organisation {
        return Ok(*slug == organisation.slug);
    }
    let first = organisations::find_cached(&app.store, None, app.clock.now()).await?;
    Ok(first.is_some_and(|first| first.id == organisation.id))
}

/// Checks the address to go to after signing in. `None`: it is neither a path of this site nor on an origin that the
/// organisation allows.
pub fn return_to(organisation: &Organisation, wanted: &str) -> Option<ReturnTo> {
    ReturnTo::check(wanted, &organisation.return_origins)
}

/// Reads what the code screen shows. Changes nothing. Refuses with `NotThisBrowser` when the challenge was not started
/// in this browser, or when it belongs to a second step that is no longer pending here.
pub async fn show_code(cx: &RequestContext, id: ChallengeId) -> Result<CodeShown, Failure> {
    let browser = cx.browser.as_ref().ok_or(Refusal::NotThisBrowser)?.hash();
    let challenge = stored::read_for_browser(&cx.app.store, id, &browser).await?.ok_or(Refusal::NotThisBrowser)?;
    let organisation = organisations::find_by_id(&cx.app.store, challenge.organisation).await?;
    let organisation = organisation.context("the organisation of a challenge is gone")?;
    let is_default = is_default(&cx.app, &organisation).await?;
    let whereabouts = outbox::whereabouts(&cx.app.store, id).await?;
    let second_step = match challenge.purpose {
        Purpose::SecondStep => {
            let shown = second_step::show(cx, None).await?;
            let theirs = shown.underway.filter(|underway| Some(underway.account.id) == challenge.account);
            Some(theirs.ok_or(Refusal::NotThisBrowser)?)
        }
        _ => None,
    };
    Ok(CodeShown { challenge, organisation, is_default, whereabouts, second_step })
}

/// Finds the organisation whose sign-in page can send a new code, for a browser that cannot answer challenge `id`: that
/// of the challenge, or that of [`home`] when the challenge is gone. Returns also whether it is the default.
pub async fn start_of_code(cx: &RequestContext, id: ChallengeId) -> Result<(Organisation, bool), Failure> {
    let found = match stored::organisation_of(&cx.app.store, id).await? {
        Some(organisation) => organisations::find_by_id(&cx.app.store, organisation).await?,
        None => None,
    };
    let Some(organisation) = found else { return home(cx).await };
    let is_default = is_default(&cx.app, &organisation).await?;
    Ok((organisation, is_default))
}
