//! Sending recovery links: to an address for which a user requests one, and to an account for which an admin does.

use crate::{
    RequestContext, account,
    app_context::AppContext,
    attempts::Attempt,
    audit::{self, AuditEntry},
    delivery::Content,
    failure::Failure,
    messages::{self, Outgoing},
    security::{
        Token,
        rate_limit::{self, Subject},
    },
    sign_in::gate,
};
use domain::{
    AccountId, AuditEventKind, Destination, EmailAddress, LanguageTag, Method, OrganisationId, Refusal, Seconds, Slug,
    Timestamp, limits,
    policy::{RESET_RULES, Recovery},
};
use store::{
    Transaction,
    accounts::{self, Account},
    organisations::Organisation,
    rate_limits::Cost,
    recovery_links::{self, LinkPurpose, RecoveryLink},
};

/// The result of requesting a link.
#[derive(Debug)]
pub struct Asked {
    pub organisation: Organisation,
    pub is_default: bool,
    /// When another link may be requested; `None`: the page does not say.
    pub again_at: Option<Timestamp>,
}

/// Which link an organisation sends, and how long it is valid. `None`: the policy does not offer passwords.
pub fn instructions(organisation: &Organisation) -> Option<(LinkPurpose, Seconds)> {
    if !organisation.policy.offers(Method::Password) {
        return None;
    }
    Some(match organisation.policy.recovery {
        Recovery::Link { good_for } => (LinkPurpose::NewPassword, good_for),
        Recovery::TemporaryPassword => (LinkPurpose::Reset, RESET_RULES.link),
    })
}

/// Sends a link to an address. Where a temporary password follows, the address must be repeated in `again`. The answer,
/// the cost and the time are the same whether or not an account has it. Refuses with `NotOffered`, `AddressesDiffer` or
/// `TooManyAttempts`.
pub async fn ask(
    cx: &RequestContext,
    slug: Option<&Slug>,
    email: EmailAddress,
    again: Option<EmailAddress>,
) -> Result<Asked, Failure> {
    let (organisation, is_default) = gate(&cx.app, slug).await?;
    let (purpose, good_for) = instructions(&organisation).ok_or(Refusal::NotOffered)?;
    if purpose == LinkPurpose::Reset && again.as_ref() != Some(&email) {
        return Err(Refusal::AddressesDiffer.into());
    }
    let now = cx.app.clock.now();
    let transaction = cx.app.store.begin().await?;
    let found = accounts::find_by_email_even_deactivated(&transaction, organisation.id, &email).await?;
    let is_deactivated = found.as_ref().is_some_and(|(_, is_deactivated)| *is_deactivated);
    let account = found.as_ref().map(|(account, _)| account);
    let asked_for = (organisation.id, email.as_str());
    let attempt = Attempt::of(&transaction, cx, asked_for, account, now).await?;
    let mut prices = attempt.prices(
        &[limits::RECOVERIES_PER_ADDRESS_AND_HOUR, limits::RECOVERIES_PER_ADDRESS_AND_DAY],
        &[limits::RECOVERIES_PER_CLIENT_AND_HOUR],
    );
    if purpose == LinkPurpose::Reset {
        prices.push((limits::RESETS_PER_ADDRESS, attempt.subject()));
    }
    let receipt = rate_limit::pay(&transaction, &cx.app.keys, &prices, now).await??;
    let cost = Cost::NOTHING.and(receipt.window_of(limits::RECOVERIES_PER_CLIENT_AND_HOUR));
    let (language, account) = (cx.language_for(account), account.map(|account| account.id));
    let to =
        To { organisation: &organisation, email: email.clone(), language, account, is_deactivated, who: None, cost };
    write_link(cx, &transaction, to, (purpose, good_for), now).await?;
    cx.app.store.commit(transaction).await?;
    metrics::counter!("portico_recoveries_total", "step" => "asked").increment(1);
    let again_at = (purpose == LinkPurpose::Reset).then_some(now + limits::RESETS_PER_ADDRESS.window);
    Ok(Asked { organisation, is_default, again_at })
}

/// Sends an account the link of its organisation, because an admin requested it. Other people's requests for the
/// address do not use up the admin's rate limit. The caller has locked the account. Refuses with `NotOffered` or
/// `TooManyAttempts`.
pub(crate) async fn start(
    cx: &RequestContext,
    transaction: &Transaction,
    admin: &account::SignedIn,
    account: &Account,
    now: Timestamp,
) -> Result<(), Failure> {
    let organisation = &admin.organisation;
    let instructions = instructions(organisation).ok_or(Refusal::NotOffered)?;
    pay_as_admin(&cx.app, transaction, organisation.id, &account.email, now).await?;
    let to = To {
        organisation,
        email: account.email.clone(),
        language: account.language.clone().unwrap_or_default(),
        account: Some(account.id),
        is_deactivated: false,
        who: Some(admin.account.id),
        cost: Cost::NOTHING,
    };
    Ok(write_link(cx, transaction, to, instructions, now).await?)
}

/// Counts a message that an admin requests against a rate limit that other people cannot use up.
async fn pay_as_admin(
    app: &AppContext,
    transaction: &Transaction,
    organisation: OrganisationId,
    email: &EmailAddress,
    now: Timestamp,
) -> Result<(), Failure> {
    let of_admins = Subject::KnownBrowser(organisation, email.as_str(), b"admin");
    let prices = [limits::RECOVERIES_PER_ADDRESS_AND_HOUR, limits::RECOVERIES_PER_ADDRESS_AND_DAY];
    let prices = prices.map(|limit| (limit, of_admins));
    rate_limit::pay(transaction, &app.keys, &prices, now).await??;
    Ok(())
}

/// The recipient of a link.
struct To<'a> {
    organisation: &'a Organisation,
    email: EmailAddress,
    language: LanguageTag,
    /// `None`: no account has the address.
    account: Option<AccountId>,
    is_deactivated: bool,
    /// The admin who requested the link; `None`: no admin did.
    who: Option<AccountId>,
    /// What the request cost its client address.
    cost: Cost,
}

async fn write_link(
    cx: &RequestContext,
    transaction: &Transaction,
    To { organisation, email, language, account, is_deactivated, who, cost }: To<'_>,
    (purpose, good_for): (LinkPurpose, Seconds),
    now: Timestamp,
) -> anyhow::Result<()> {
    let token = Token::fresh(cx.app.random.as_ref())?;
    // Stored even if no account has the address, so that both take the same time.
    let link = RecoveryLink {
        purpose,
        organisation: organisation.id,
        account: account.filter(|_| !is_deactivated),
        created_at: now,
        expires_at: now + good_for,
        used_at: None,
        cost,
    };
    recovery_links::insert(transaction, &token.hash(), &link).await?;
    let content = match (is_deactivated, purpose) {
        (true, _) => Content::AccountDeactivated,
        (false, LinkPurpose::NewPassword) => Content::RecoveryLink { token: token.expose().to_owned() },
        (false, LinkPurpose::Reset) => Content::ConfirmReset { token: token.expose().to_owned() },
    };
    let noted = AuditEntry {
        organisation: organisation.id,
        whom: account,
        who,
        activity: AuditEventKind::RecoveryAsked,
        detail: None,
    };
    audit::note(&cx.app, transaction, Some(cx), noted, now).await?;
    let message = Outgoing {
        organisation: organisation.id,
        about: account,
        challenge: None,
        to: &Destination::Email(email),
        language,
        content: &content,
        is_decoy: account.is_none(),
        give_up_at: link.expires_at,
    };
    messages::post(&cx.app, transaction, message, now).await
}
