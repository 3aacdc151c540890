//! What every code costs, and how one is made.

use super::{known_device, second_step, texts, whose};
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
        rate_limit::{self, Subject},
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

/// Makes a code, keeps its digest, and puts the message with it into the outbox of the same transaction.
pub async fn issue_code(
    house: &House,
    transaction: &Transaction,
    visitor: &Visitor,
    challenge: &StoredChallenge,
    account: Option<&Account>,
    now: Timestamp,
) -> anyhow::Result<()> {
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
        Some(account) => text_as_well(house, transaction, message, account, now).await,
        None => Ok(()),
    }
}

/// The same by text. Where texts are paused, the email has to do.
async fn text_as_well(
    house: &House,
    transaction: &Transaction,
    message: Outgoing<'_>,
    account: &Account,
    now: Timestamp,
) -> anyhow::Result<()> {
    let Some(number) = second_step::number_of(house, account) else { return Ok(()) };
    match texts::pay(house, transaction, number, now).await {
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
    match destination {
        Destination::Phone(number) if account.is_some() => texts::pay(house, transaction, number, now).await,
        _ => Ok(()),
    }
}
