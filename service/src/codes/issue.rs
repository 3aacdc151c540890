//! The limits that asking for a code counts against, and how a code is made and sent.

use super::texts;
use crate::{
    RequestContext,
    app_context::AppContext,
    attempts::Attempt,
    delivery::Content,
    failure::Failure,
    messages::{self, Outgoing},
    second_step,
    security::{
        codes::digest,
        rate_limit::{self, Subject},
    },
};
use domain::{Destination, OrganisationId, Timestamp, limits};
use store::{
    Transaction,
    accounts::Account,
    challenges::{Purpose, StoredChallenge},
    codes::{self, StoredCode},
    reserved_addresses,
};

/// Makes a code, stores its digest, and puts the message into the outbox in the same transaction. Refuses with
/// `TooManyAttempts` or `PhoneRefusal::TextsPaused` when a limit is reached: codes for new addresses and numbers count against the
/// account and the address, and texts count against the limits for texts.
pub async fn issue_code(
    cx: &RequestContext,
    transaction: &Transaction,
    challenge: &StoredChallenge,
    account: Option<&Account>,
    now: Timestamp,
) -> Result<(), Failure> {
    pay_for_others(&cx.app, transaction, challenge, now).await?;
    let random = cx.app.random.as_ref();
    let code = random.one_time_code()?;
    let digest = digest(cx.app.keys.newest(), challenge, &code)?;
    let expires_at = challenge.state.expires_at;
    let stored_code =
        StoredCode { id: random.id()?, digest: digest.to_vec(), key_id: cx.app.keys.newest().id, expires_at };
    codes::insert(transaction, challenge.id, stored_code).await?;
    let is_reserved = match (challenge.purpose, &challenge.destination) {
        (Purpose::SignUp, Destination::Email(email)) => {
            reserved_addresses::is_out_of_use(transaction, email, challenge.organisation).await?
        }
        _ => false,
    };
    let content = match (challenge.purpose, account) {
        (Purpose::SignIn | Purpose::SecondStep | Purpose::NewPhone, _) => Content::sign_in_code(&code),
        (Purpose::Proof, _) => Content::proof_code(&code),
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
        language: cx.language_for(account),
        content: &content,
        is_decoy: challenge.purpose == Purpose::SignIn && account.is_none(),
        give_up_at: expires_at,
    };
    messages::post(&cx.app, transaction, message.clone(), now).await?;
    match account.filter(|_| challenge.purpose == Purpose::SecondStep) {
        Some(account) => Ok(text_as_well(&cx.app, transaction, message, account, now).await?),
        None => Ok(()),
    }
}

async fn pay_for_others(
    app: &AppContext,
    transaction: &Transaction,
    challenge: &StoredChallenge,
    now: Timestamp,
) -> Result<(), Failure> {
    let by_account = match challenge.purpose {
        Purpose::NewEmail => Some(limits::NEW_EMAIL_CODES_PER_ACCOUNT_AND_DAY),
        Purpose::NewPhone => Some(limits::NEW_PHONE_CODES_PER_ACCOUNT_AND_DAY),
        _ => None,
    };
    if let (Some(limit), Some(account)) = (by_account, challenge.account) {
        let price = [(limit, Subject::Account(challenge.organisation, account))];
        rate_limit::pay(transaction, &app.keys, &price, now).await??;
    }
    if matches!(challenge.purpose, Purpose::NewEmail | Purpose::SignUp) {
        let to = challenge.destination.as_str();
        messages::pay(app, transaction, challenge.organisation, to, now).await??;
    }
    match &challenge.destination {
        Destination::Phone(number) => {
            texts::pay(app, transaction, challenge.organisation, number, challenge.purpose, now).await
        }
        Destination::Email(_) => Ok(()),
    }
}

/// Sends the code of a second step by text as well. When a limit refuses the text, only the email goes out.
async fn text_as_well(
    app: &AppContext,
    transaction: &Transaction,
    message: Outgoing<'_>,
    account: &Account,
    now: Timestamp,
) -> anyhow::Result<()> {
    let Some(number) = second_step::number_of(app, account) else { return Ok(()) };
    match texts::pay(app, transaction, account.organisation, number, Purpose::SecondStep, now).await {
        Ok(()) => {}
        Err(Failure::Broken(error)) => return Err(error),
        Err(_) => return Ok(()),
    }
    messages::post(app, transaction, Outgoing { to: &number.clone().into(), ..message }, now).await
}

/// Counts a request for a code against the limits of the destination and of the client IP address, in the organisation
/// of the page. `account` is as in `Attempt::of`. Returns when the client's window ends, or `None` when the client's
/// limit was not counted. Refuses with `TooManyAttempts`.
pub async fn pay_for_asking(
    cx: &RequestContext,
    transaction: &Transaction,
    (organisation, destination): (OrganisationId, &Destination),
    account: Option<&Account>,
    now: Timestamp,
) -> Result<Option<Timestamp>, Failure> {
    let attempt = Attempt::of(transaction, cx, (organisation, destination.as_str()), account, now).await?;
    let prices = attempt.prices(
        &[limits::CODES_PER_ADDRESS_AND_HOUR, limits::CODES_PER_ADDRESS_AND_DAY],
        &[limits::CODES_PER_CLIENT_AND_HOUR],
    );
    let receipt = rate_limit::pay(transaction, &cx.app.keys, &prices, now).await??;
    Ok(receipt.window_of(limits::CODES_PER_CLIENT_AND_HOUR))
}
