//! The limits that asking for a code counts against, and how a code is made and sent.

use super::texts;
use crate::{attempts::Attempt, prelude::*, second_step, security::codes::digest};
use store::challenges::StoredChallenge;
use store::codes::{self, StoredCode};
use store::reserved_addresses;

/// Makes a code, stores its digest, and puts the message into the outbox in the same transaction. Refuses with
/// `TooManyAttempts` or `PhoneRefusal::TextsPaused` when a limit is reached: codes for new addresses and numbers count
/// against the account and the address, and texts count against the limits for texts.
pub async fn issue_code(
    unit: &UnitOfWork<'_>,
    challenge: &StoredChallenge,
    account: Option<&Account>,
) -> Result<(), Failure> {
    consume_for_others(unit, challenge).await?;
    let random = unit.app.random.as_ref();
    let code = random.one_time_code()?;
    let digest = digest(unit.app.keys.newest(), challenge, &code)?;
    let expires_at = challenge.state.expires_at;
    let stored_code =
        StoredCode { id: random.id()?, digest: digest.to_vec(), key_id: unit.app.keys.newest().id, expires_at };
    codes::insert(unit, challenge.id, stored_code).await?;
    let is_reserved = match (challenge.purpose, &challenge.destination) {
        (Purpose::SignUp, Destination::Email(email)) => {
            reserved_addresses::is_out_of_use(unit, email, challenge.organisation).await?
        }
        _ => false,
    };
    let content = match (challenge.purpose, account) {
        (Purpose::SignIn | Purpose::SecondStep | Purpose::NewPhone, _) => Content::sign_in_code(&code),
        (Purpose::Reauthentication, _) => Content::reauthentication_code(&code),
        (Purpose::NewEmail, _) => Content::new_email_code(&code),
        (Purpose::SignUp, _) if is_reserved => Content::AddressReserved,
        (Purpose::SignUp, None) => Content::sign_up_code(&code),
        // The code is never sent, so no input on the code screen can be right.
        (Purpose::SignUp, Some(_)) => Content::AlreadyRegistered,
    };
    let message = Outgoing {
        organisation: challenge.organisation,
        challenge: Some(challenge.id),
        about: account.map(|account| account.id),
        to: &challenge.destination,
        language: unit.language_for(account),
        content: &content,
        is_decoy: challenge.purpose == Purpose::SignIn && account.is_none(),
        give_up_at: expires_at,
    };
    unit.post(message.clone()).await?;
    match account.filter(|_| challenge.purpose == Purpose::SecondStep) {
        Some(account) => Ok(text_as_well(unit, message, account).await?),
        None => Ok(()),
    }
}

async fn consume_for_others(unit: &UnitOfWork<'_>, challenge: &StoredChallenge) -> Result<(), Failure> {
    let (by_account, is_for_others) = match challenge.purpose {
        Purpose::NewEmail => (Some(limits::NEW_EMAIL_CODES_PER_ACCOUNT_AND_DAY), true),
        Purpose::NewPhone => (Some(limits::NEW_PHONE_CODES_PER_ACCOUNT_AND_DAY), false),
        Purpose::SignUp => (None, true),
        Purpose::SignIn | Purpose::Reauthentication | Purpose::SecondStep => (None, false),
    };
    if let (Some(limit), Some(account)) = (by_account, challenge.account) {
        let cost = [(limit, Subject::Account(challenge.organisation, account))];
        unit.consume(&cost).await??;
    }
    if is_for_others {
        let to = challenge.destination.as_str();
        unit.consume_message(challenge.organisation, to).await??;
    }
    match &challenge.destination {
        Destination::Phone(number) => texts::consume(unit, challenge.organisation, number, challenge.purpose).await,
        Destination::Email(_) => Ok(()),
    }
}

/// Sends the code of a second step by text as well. When a limit refuses the text, only the email goes out.
async fn text_as_well(unit: &UnitOfWork<'_>, message: Outgoing<'_>, account: &Account) -> anyhow::Result<()> {
    let Some(number) = second_step::number_of(unit.app, account) else { return Ok(()) };
    match texts::consume(unit, account.organisation, number, Purpose::SecondStep).await {
        Ok(()) => {}
        Err(Failure::Broken(error)) => return Err(error),
        Err(_) => return Ok(()),
    }
    unit.post(Outgoing { to: &number.clone().into(), ..message }).await
}

/// Counts a request for a code against the limits of the destination and of the client address, in the organisation
/// of the page. `account` is as in `Attempt::of`. Returns when the client's window ends, or `None` when the client's
/// limit was not counted. Refuses with `TooManyAttempts`.
pub async fn consume_request(
    cx: &RequestContext,
    unit: &UnitOfWork<'_>,
    (organisation, destination): (OrganisationId, &Destination),
    account: Option<&Account>,
) -> Result<Option<Timestamp>, Failure> {
    let attempt = Attempt::of(cx, unit, (organisation, destination.as_str()), account).await?;
    let costs = attempt.costs(
        &[limits::CODES_PER_ADDRESS_AND_HOUR, limits::CODES_PER_ADDRESS_AND_DAY],
        &[limits::CODES_PER_CLIENT_AND_HOUR],
    );
    let receipt = unit.consume(&costs).await??;
    Ok(receipt.window_of(limits::CODES_PER_CLIENT_AND_HOUR))
}
