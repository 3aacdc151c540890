//! "This wasn't me": ends the session that a message told of, and forgets the browser that it began in.

use super::sign_in::{commit, is_default};
use crate::{
    failure::Failure,
    house::House,
    security::Token,
    store::{
        TokenHash,
        accounts::{self, Account},
        known_browsers,
        organisations::{self, Organisation},
        session_alarms,
        sessions::{self, Session},
    },
};
use domain::sign_in::SignInError;

/// What a link is about.
#[derive(Debug)]
pub struct Alarm {
    pub session: Session,
    pub account: Account,
    pub organisation: Organisation,
    pub is_default: bool,
}

/// What the page shows. Changes nothing.
pub async fn show(house: &House, token: &str) -> Result<Alarm, Failure<SignInError>> {
    let unknown = || Failure::Refused(SignInError::NotOffered);
    let hash = hash(token).ok_or_else(unknown)?;
    let session = session_alarms::read(&house.store, &hash, house.clock.now()).await?.ok_or_else(unknown)?;
    let session = sessions::find_by_id(&house.store, session).await?.ok_or_else(unknown)?;
    let account = accounts::find_by_id(&house.store, session.account).await?.ok_or_else(unknown)?;
    let organisation = organisations::find_by_id(&house.store, account.organisation).await?.ok_or_else(unknown)?;
    let is_default = is_default(house, &organisation).await?;
    Ok(Alarm { session, account, organisation, is_default })
}

/// Ends that session. Pressing again changes nothing more.
pub async fn end(house: &House, token: &str) -> Result<Alarm, Failure<SignInError>> {
    let alarm = show(house, token).await?;
    let transaction = house.store.begin().await?;
    sessions::end_by_id(&transaction, alarm.session.id, house.clock.now()).await?;
    if let Some(device) = &alarm.session.device {
        known_browsers::forget(&transaction, device, alarm.account.id).await?;
    }
    commit(transaction).await?;
    metrics::counter!("portico_sessions_disowned_total").increment(1);
    Ok(alarm)
}

fn hash(token: &str) -> Option<TokenHash> {
    Token::from_cookie(token).map(|token| token.hash())
}
