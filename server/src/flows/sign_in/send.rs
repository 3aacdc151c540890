//! Sending a code, and sending another.

use super::{CodeSent, commit, gate, known_device, whose};
use crate::{
    delivery::Content,
    failure::Failure,
    flows::{
        Visitor,
        messages::{self, Outgoing},
    },
    house::House,
    security::{
        Token, challenges,
        rate_limit::{self, Subject},
    },
    store::{
        Transaction, accounts,
        challenges::{self as stored, StoredChallenge, StoredCode},
    },
};
use domain::{
    AccountId, Challenge, ChallengeId, EmailAddress, Slug, Timestamp, limits, policy::CODE_RULES, sign_in::SignInError,
};

/// Sends a code. Asked again by the same browser within the minute, it sends nothing and leads to the same challenge.
pub async fn send_code(
    house: &House,
    visitor: &Visitor,
    slug: Option<&Slug>,
    email: EmailAddress,
) -> Result<CodeSent, Failure<SignInError>> {
    let (organisation, _) = gate(house, slug).await?;
    let now = house.clock.now();
    let browser = match visitor.browser.clone() {
        Some(browser) => browser,
        None => Token::fresh(house.random.as_ref())?,
    };
    let transaction = house.store.begin().await?;
    let hash = browser.hash();
    let account = accounts::find_by_email(&transaction, organisation.id, &email).await?.map(|account| account.id);
    let too_often = pay_for_asking(house, &transaction, visitor, &email, account, now).await?.err();
    // Paying waited for all other requests about this address. Was one of this browser's within the minute, its code is on
    // the way, and this one, not needed, pays nothing after all.
    let open = stored::find_open(&transaction, organisation.id, &hash, &email, now).await?;
    let challenge = match (open, too_often) {
        (Some(open), _) if now < open.state.resend_at(CODE_RULES) => {
            return Ok(CodeSent { challenge: open.id, browser });
        }
        (_, Some(too_often)) => {
            return Err(Failure::Refused(SignInError::TooManyAttempts { until: too_often.until }));
        }
        (Some(open), None) => {
            let reopened = open.state.reopened(CODE_RULES, now);
            if !stored::reopen(&transaction, &open, &reopened, account).await? {
                return Ok(CodeSent { challenge: open.id, browser });
            }
            stored::forget_older_codes(&transaction, open.id, CODE_RULES.live - 1).await?;
            StoredChallenge { state: reopened, account, ..open }
        }
        (None, None) => {
            let state = Challenge::opened(CODE_RULES, now);
            let id = ChallengeId(house.random.id()?);
            let new = StoredChallenge { id, organisation: organisation.id, account, destination: email, state };
            stored::insert(&transaction, &new, challenges::SIGN_IN, &hash, now).await?;
            new
        }
    };
    issue_code(house, &transaction, &challenge, now).await?;
    commit(transaction).await?;
    house.outbox_bell.notify_one();
    metrics::counter!("portico_codes_total", "outcome" => "sent").increment(1);
    Ok(CodeSent { challenge: challenge.id, browser })
}

/// Sends a fresh code for a challenge of this browser. The one in transit stays good until its own time runs out.
pub async fn resend_code(house: &House, visitor: &Visitor, id: ChallengeId) -> Result<(), Failure<SignInError>> {
    let elsewhere = || Failure::Refused(SignInError::NotThisBrowser);
    let browser = visitor.browser.as_ref().ok_or_else(elsewhere)?.hash();
    let now = house.clock.now();
    let transaction = house.store.begin().await?;
    let challenge = stored::find_for_browser(&transaction, id, &browser).await?.ok_or_else(elsewhere)?;
    if challenge.state.is_consumed {
        return Err(elsewhere());
    }
    let resend_at = challenge.state.resend_at(CODE_RULES);
    let too_early = || Failure::Refused(SignInError::TooManyAttempts { until: Some(resend_at) });
    if now < resend_at {
        return Err(too_early());
    }
    // The account may have been made since the code was first asked for.
    let account = accounts::find_by_email(&transaction, challenge.organisation, &challenge.destination).await?;
    let account = account.map(|account| account.id);
    let paid = pay_for_asking(house, &transaction, visitor, &challenge.destination, account, now).await?;
    if let Err(too_often) = paid {
        return Err(Failure::Refused(SignInError::TooManyAttempts { until: too_often.until }));
    }
    let reopened = challenge.state.reopened(CODE_RULES, now);
    if !stored::reopen(&transaction, &challenge, &reopened, account).await? {
        return Err(too_early());
    }
    stored::forget_older_codes(&transaction, challenge.id, CODE_RULES.live - 1).await?;
    let challenge = StoredChallenge { state: reopened, account, ..challenge };
    issue_code(house, &transaction, &challenge, now).await?;
    commit(transaction).await?;
    house.outbox_bell.notify_one();
    metrics::counter!("portico_codes_total", "outcome" => "sent_again").increment(1);
    Ok(())
}

/// Makes a code, keeps its digest, and puts the message with it into the outbox of the same transaction.
async fn issue_code(
    house: &House,
    transaction: &Transaction,
    challenge: &StoredChallenge,
    now: Timestamp,
) -> anyhow::Result<()> {
    let random = house.random.as_ref();
    let code = random.one_time_code()?;
    let digest = challenges::digest(&house.keys, challenges::SIGN_IN, challenge.id, &challenge.destination, &code)?;
    let expires_at = challenge.state.expires_at;
    let stored_code = StoredCode { id: random.id()?, digest: digest.to_vec(), key_id: house.keys.id, expires_at };
    stored::add_code(transaction, challenge.id, stored_code).await?;
    let message = Outgoing {
        organisation: challenge.organisation,
        challenge: Some(challenge.id),
        to: &challenge.destination.clone().into(),
        content: &Content::sign_in_code(&code),
        is_decoy: challenge.account.is_none(),
        give_up_at: expires_at,
    };
    messages::post(house, transaction, message, now).await
}

async fn pay_for_asking(
    house: &House,
    transaction: &Transaction,
    visitor: &Visitor,
    email: &EmailAddress,
    account: Option<AccountId>,
    now: Timestamp,
) -> anyhow::Result<Result<(), rate_limit::TooOften>> {
    let device = known_device(transaction, visitor, account, now).await?;
    let whose = whose(email, device.as_ref());
    let prices = [
        (limits::CODES_PER_ADDRESS_AND_HOUR, whose),
        (limits::CODES_PER_ADDRESS_AND_DAY, whose),
        (limits::CODES_PER_CLIENT_AND_HOUR, Subject::Client(visitor.client)),
    ];
    rate_limit::pay(transaction, &house.keys, &prices, now).await
}
