//! Comparing digits, and letting in.

use super::{METHOD, SignedIn, commit, known_device, whose};
use crate::{
    failure::Failure,
    flows::Visitor,
    house::House,
    security::{
        Token, challenges,
        rate_limit::{self, Subject},
    },
    store::{
        TokenHash, Transaction,
        challenges::{self as stored, StoredChallenge},
        known_browsers,
        sessions::{self, NewSession},
    },
};
use domain::{
    AccountId, ChallengeId, EmailAddress, IssuedCode, OneTimeCode, Timestamp,
    limits::{self, Limit},
    policy::CODE_RULES,
    sign_in::SignInError,
};

/// Signs in when the digits are right. Pays for the try first, then compares.
pub async fn verify_code(
    house: &House,
    visitor: &Visitor,
    id: ChallengeId,
    code: &OneTimeCode,
) -> Result<SignedIn, Failure<SignInError>> {
    let elsewhere = || Failure::Refused(SignInError::NotThisBrowser);
    let browser = visitor.browser.as_ref().ok_or_else(elsewhere)?.hash();
    let now = house.clock.now();
    let transaction = house.store.begin().await?;
    let Some(challenge) = stored::pay_try(&transaction, id, &browser, CODE_RULES, now).await? else {
        let challenge = stored::find_for_browser(&transaction, id, &browser).await?.ok_or_else(elsewhere)?;
        let refusal = challenge.state.closed(CODE_RULES, now).unwrap_or(SignInError::CodeExpired);
        return Err(Failure::Refused(refusal));
    };
    let device = known_device(&transaction, visitor, challenge.account, now).await?;
    let prices = prices_of_guessing(&challenge.destination, device.as_ref(), visitor);
    if let Err(too_often) = rate_limit::pay(&transaction, &house.keys, &prices, now).await? {
        return Err(Failure::Refused(SignInError::TooManyAttempts { until: too_often.until }));
    }
    let matching = find_matching(house, &transaction, &challenge, code).await?;
    let verdict = challenge.state.judge(CODE_RULES, matching, now);
    // A code that nobody was sent cannot be right, whatever its digits.
    let (Ok(()), Some(account)) = (verdict, challenge.account) else {
        sound_alarm_when_many_guess(house, &transaction, now).await?;
        commit(transaction).await?;
        metrics::counter!("portico_codes_total", "outcome" => "refused").increment(1);
        return Err(Failure::Refused(verdict.err().unwrap_or(SignInError::InvalidCode)));
    };
    if !stored::consume(&transaction, id, now).await? {
        return Err(Failure::Refused(SignInError::CodeExpired));
    }
    rate_limit::refund(&transaction, &house.keys, &prices).await?;
    let signed_in = open_session(house, &transaction, visitor, account, now).await?;
    commit(transaction).await?;
    metrics::counter!("portico_codes_total", "outcome" => "accepted").increment(1);
    Ok(signed_in)
}

/// The issued code that these digits are. All are compared, so that the time does not tell which.
async fn find_matching(
    house: &House,
    transaction: &Transaction,
    challenge: &StoredChallenge,
    code: &OneTimeCode,
) -> anyhow::Result<Option<IssuedCode>> {
    let digest = challenges::digest(&house.keys, challenges::SIGN_IN, challenge.id, &challenge.destination, code)?;
    let mut matching = None;
    for stored in stored::codes(transaction, challenge.id).await? {
        if stored.key_id == house.keys.id && challenges::is_same(&digest, &stored.digest) {
            matching = Some(IssuedCode { expires_at: stored.expires_at });
        }
    }
    Ok(matching)
}

fn prices_of_guessing<'a>(
    email: &'a EmailAddress,
    device: Option<&'a TokenHash>,
    visitor: &Visitor,
) -> [(Limit, Subject<'a>); 4] {
    let whose = whose(email, device);
    [
        (limits::WRONG_PER_ADDRESS_AND_HOUR, whose),
        (limits::WRONG_PER_ADDRESS_IN_A_ROW, whose),
        (limits::WRONG_PER_CLIENT_AND_HOUR, Subject::Client(visitor.client)),
        (limits::WRONG_PER_CLIENT_AND_DAY, Subject::Client(visitor.client)),
    ]
}

async fn sound_alarm_when_many_guess(house: &House, transaction: &Transaction, now: Timestamp) -> anyhow::Result<()> {
    let price = [(limits::WRONG_EVERYWHERE_ALARM, Subject::Everybody)];
    if rate_limit::pay(transaction, &house.keys, &price, now).await?.is_err() {
        metrics::counter!("portico_guessing_alarms_total").increment(1);
        tracing::warn!("more wrong codes this hour than people make: somebody is guessing");
    }
    Ok(())
}

/// Opens a session with a token of its own, ends the one that this browser had, and remembers the browser.
async fn open_session(
    house: &House,
    transaction: &Transaction,
    visitor: &Visitor,
    account: AccountId,
    now: Timestamp,
) -> anyhow::Result<SignedIn> {
    if let Some(before) = &visitor.session {
        sessions::end(transaction, &before.hash(), now).await?;
    }
    let session = Token::fresh(house.random.as_ref())?;
    let new = NewSession {
        id: house.random.id()?,
        token: session.hash(),
        account,
        method: METHOD,
        client_address: visitor.client.to_string(),
        user_agent: visitor.user_agent.clone(),
    };
    sessions::insert(transaction, new, now).await?;
    let device = match visitor.device.clone() {
        Some(device) => device,
        None => Token::fresh(house.random.as_ref())?,
    };
    known_browsers::remember(transaction, &device.hash(), account, now).await?;
    Ok(SignedIn { session, device })
}
