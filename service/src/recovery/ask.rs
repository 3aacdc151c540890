//! Sending recovery links: to an address for which a user requests one, and to an account for which an admin does.

use crate::attempts::Attempt;
use crate::prelude::*;
use crate::sign_in::find_organisation;
use domain::policy::{RESET_RULES, Recovery};
use store::rate_limits::Cost;
use store::recovery_links::{self, LinkPurpose, RecoveryLink};

/// The result of requesting a link.
#[derive(Debug)]
pub struct RecoveryRequested {
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
) -> Result<RecoveryRequested, Failure> {
    let (organisation, is_default) = find_organisation(&cx.app, slug).await?;
    let (purpose, good_for) = instructions(&organisation).ok_or(Refusal::NotOffered)?;
    if purpose == LinkPurpose::Reset && again.as_ref() != Some(&email) {
        return Err(Refusal::AddressesDiffer.into());
    }
    let unit = cx.begin().await?;
    let found = accounts::find_by_email_even_deactivated(&unit, organisation.id, &email).await?;
    let is_deactivated = found.as_ref().is_some_and(|(_, is_deactivated)| *is_deactivated);
    let account = found.as_ref().map(|(account, _)| account);
    let asked_for = (organisation.id, email.as_str());
    let attempt = Attempt::of(cx, &unit, asked_for, account).await?;
    let mut costs = attempt.costs(
        &[limits::RECOVERIES_PER_ADDRESS_AND_HOUR, limits::RECOVERIES_PER_ADDRESS_AND_DAY],
        &[limits::RECOVERIES_PER_CLIENT_AND_HOUR],
    );
    if purpose == LinkPurpose::Reset {
        costs.push((limits::RESETS_PER_ADDRESS, attempt.subject()));
    }
    let receipt = unit.consume(&costs).await??;
    let cost = Cost::NOTHING.and(receipt.window_of(limits::RECOVERIES_PER_CLIENT_AND_HOUR));
    let (language, account) = (unit.language_for(account), account.map(|account| account.id));
    let to = To { organisation: &organisation, email: email.clone(), language, account, is_deactivated, cost };
    write_link(&unit, to, (purpose, good_for)).await?;
    let again_at = (purpose == LinkPurpose::Reset).then_some(unit.now + limits::RESETS_PER_ADDRESS.window);
    unit.commit().await?;
    metrics::counter!("portico_recoveries_total", "step" => "asked").increment(1);
    Ok(RecoveryRequested { organisation, is_default, again_at })
}

/// Sends an account the link of its organisation, because an admin requested it. Other people's requests for the
/// address do not use up the admin's rate limit. The caller has locked the account. Refuses with `NotOffered` or
/// `TooManyAttempts`.
pub(crate) async fn start(unit: &UnitOfWork<'_>, admin: &SignedIn, account: &Account) -> Result<(), Failure> {
    let organisation = &admin.organisation;
    if instructions(organisation).is_none() {
        return Err(Refusal::NotOffered.into());
    }
    consume_as_admin(unit, organisation.id, &account.email).await?;
    Ok(send_link(unit, organisation, account, account.language.clone().unwrap_or_default()).await?)
}

/// Sends an account the link of its organisation, if that offers passwords. The caller has counted it.
pub(crate) async fn send_link(
    unit: &UnitOfWork<'_>,
    organisation: &Organisation,
    account: &Account,
    language: LanguageTag,
) -> anyhow::Result<()> {
    let Some(instructions) = instructions(organisation) else { return Ok(()) };
    let to = To {
        organisation,
        email: account.email.clone(),
        language,
        account: Some(account.id),
        is_deactivated: false,
        cost: Cost::NOTHING,
    };
    write_link(unit, to, instructions).await
}

/// Counts a message that an admin requests against a rate limit that other people cannot use up.
async fn consume_as_admin(
    unit: &UnitOfWork<'_>,
    organisation: OrganisationId,
    email: &EmailAddress,
) -> Result<(), Failure> {
    let of_admins = Subject::AdminFor(organisation, email.as_str());
    let costs = [limits::RECOVERIES_PER_ADDRESS_AND_HOUR, limits::RECOVERIES_PER_ADDRESS_AND_DAY];
    let costs = costs.map(|limit| (limit, of_admins));
    unit.consume(&costs).await??;
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
    /// What the request cost its client address.
    cost: Cost,
}

async fn write_link(
    unit: &UnitOfWork<'_>,
    To { organisation, email, language, account, is_deactivated, cost }: To<'_>,
    (purpose, good_for): (LinkPurpose, Seconds),
) -> anyhow::Result<()> {
    let token = Token::fresh(unit.app.random.as_ref())?;
    // Stored even if no account has the address, so that both take the same time.
    let link = RecoveryLink {
        purpose,
        organisation: organisation.id,
        account: account.filter(|_| !is_deactivated),
        created_at: unit.now,
        expires_at: unit.now + good_for,
        used_at: None,
        cost,
    };
    recovery_links::insert(unit, &token.hash(), &link).await?;
    let content = match (is_deactivated, purpose) {
        (true, _) => Content::AccountDeactivated,
        (false, LinkPurpose::NewPassword) => Content::RecoveryLink { token: token.expose().to_owned() },
        (false, LinkPurpose::Reset) => Content::ConfirmReset { token: token.expose().to_owned() },
    };
    unit.record(AuditEventKind::RecoveryAsked, AuditSubject::of(organisation.id, account)).await?;
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
    unit.post(message).await
}
