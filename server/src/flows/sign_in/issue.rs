//! What every code costs, and how one is made.

use super::{known_device, texts, whose};
use crate::{
    delivery::Content,
    failure::Failure,
    flows::{
        Visitor,
        messages::{self, Outgoing},
    },
    house::House,
    security::{
        challenges,
        rate_limit::{self, Subject, TooOften},
    },
    store::{
        TokenHash, Transaction,
        accounts::Account,
        challenges::{Purpose, StoredChallenge},
        codes::{self, StoredCode},
        reserved_addresses,
    },
};
use domain::{Destination, Timestamp, limits, sign_in::SignInError};

/// Makes a code, keeps its digest, and puts the message with it into the outbox of the same transaction. Where the code goes to an
/// address or a number that is not proven yet, it is paid for: by the account that asks, and for the address.
pub async fn issue_code(
    house: &House,
    transaction: &Transaction,
    visitor: &Visitor,
    challenge: &StoredChallenge,
    account: Option<&Account>,
    now: Timestamp,
) -> Result<(), Failure<SignInError>> {
    pay_for_others(house, transaction, challenge, now).await?;
    let random = house.random.as_ref();
    let code = random.one_time_code()?;
    let digest = challenges::digest(house.keys.newest(), challenge, &code)?;
    let expires_at = challenge.state.expires_at;
    let stored_code =
        StoredCode { id: random.id()?, digest: digest.to_vec(), key_id: house.keys.newest().id, expires_at };
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
        // The code stays with us: nothing that is typed on the screen is right.
        (Purpose::SignUp, Some(_)) => Content::AlreadyRegistered,
    };
    // Whoever has the address already is told by their own organisation.
    let organisation = match (challenge.purpose, account) {
        (Purpose::SignUp, Some(account)) => account.organisation,
        _ => challenge.organisation,
    };
    let message = Outgoing {
        organisation,
        challenge: Some(challenge.id),
        about: account.map(|account| account.id),
        to: &challenge.destination,
        language: visitor.language_for(account),
        content: &content,
        is_decoy: challenge.purpose == Purpose::SignIn && account.is_none(),
        give_up_at: expires_at,
    };
    messages::post(house, transaction, message.clone(), now).await?;
    match account.filter(|_| challenge.purpose == Purpose::SecondStep) {
        Some(account) => Ok(text_as_well(house, transaction, message, account, now).await?),
        None => Ok(()),
    }
}

async fn pay_for_others(
    house: &House,
    transaction: &Transaction,
    challenge: &StoredChallenge,
    now: Timestamp,
) -> Result<(), Failure<SignInError>> {
    let refused = |TooOften { until }| Failure::Refused(SignInError::TooManyAttempts { until });
    let by_account = match challenge.purpose {
        Purpose::NewEmail => Some(limits::NEW_EMAIL_CODES_PER_ACCOUNT_AND_DAY),
        Purpose::NewPhone => Some(limits::NEW_PHONE_CODES_PER_ACCOUNT_AND_DAY),
        _ => None,
    };
    if let (Some(limit), Some(account)) = (by_account, challenge.account) {
        let id = account.to_string();
        rate_limit::pay(transaction, &house.keys, &[(limit, Subject::Destination(&id))], now)
            .await?
            .map_err(refused)?;
    }
    if matches!(challenge.purpose, Purpose::NewEmail | Purpose::SignUp) {
        let to = challenge.destination.as_str();
        messages::pay(house, transaction, challenge.organisation, to, now).await?.map_err(refused)?;
    }
    match &challenge.destination {
        Destination::Phone(number) => texts::pay(house, transaction, number, challenge.purpose, now).await,
        Destination::Email(_) => Ok(()),
    }
}

/// The same by text, to a number that is verified. Where texts are paused, the email has to do.
async fn text_as_well(
    house: &House,
    transaction: &Transaction,
    message: Outgoing<'_>,
    account: &Account,
    now: Timestamp,
) -> anyhow::Result<()> {
    let phone = account.phone.as_ref().filter(|phone| phone.is_verified && house.takes_texts);
    let Some(number) = phone.map(|phone| &phone.number) else { return Ok(()) };
    match texts::pay(house, transaction, number, Purpose::SecondStep, now).await {
        Ok(()) => {}
        Err(Failure::Broken(error)) => return Err(error),
        Err(_) => return Ok(()),
    }
    messages::post(house, transaction, Outgoing { to: &number.clone().into(), ..message }, now).await
}

pub async fn pay_for_asking(
    house: &House,
    transaction: &Transaction,
    visitor: &Visitor,
    destination: &Destination,
    account: Option<&Account>,
    now: Timestamp,
) -> Result<(), Failure<SignInError>> {
    let device: Option<TokenHash> = known_device(transaction, visitor, account.map(|account| account.id), now).await?;
    let whose = whose(destination.as_str(), device.as_ref());
    let prices = [
        (limits::CODES_PER_ADDRESS_AND_HOUR, whose),
        (limits::CODES_PER_ADDRESS_AND_DAY, whose),
        (limits::CODES_PER_CLIENT_AND_HOUR, Subject::Client(visitor.client)),
    ];
    if let Err(too_often) = rate_limit::pay(transaction, &house.keys, &prices, now).await? {
        return Err(Failure::Refused(SignInError::TooManyAttempts { until: too_often.until }));
    }
    Ok(())
}
