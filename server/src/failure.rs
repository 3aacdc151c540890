//! How a flow fails: refused, which is an answer, or broken, which is ours to mend. The only place that logs failures.

use crate::{random::Random, security::HashError, store};
use app::{ApiError, api_error::Refusal};
use domain::Seconds;

/// `E` is the flow's closed list of refusals.
#[derive(Debug)]
pub enum Failure<E> {
    Refused(E),
    /// More is under way than can be done; asking again in a while helps. Nothing was counted.
    Busy,
    /// The session ended.
    SignedOut,
    /// Nobody who asks may see why.
    Broken(anyhow::Error),
}

impl<E> From<anyhow::Error> for Failure<E> {
    fn from(error: anyhow::Error) -> Self {
        Failure::Broken(error)
    }
}

impl<E> From<HashError> for Failure<E> {
    fn from(error: HashError) -> Self {
        match error {
            HashError::Busy => Failure::Busy,
            HashError::Broken(error) => Failure::Broken(error),
        }
    }
}

/// How long somebody should wait who came when too much was under way.
pub const BUSY_FOR: Seconds = Seconds(5);

/// When a database may be there again that cannot be reached or written to.
const UNAVAILABLE_FOR: u16 = 5;

/// In how many seconds asking again may help; `None`: that does not help.
pub fn retry_after(error: &anyhow::Error) -> Option<u16> {
    store::is_unavailable(error).then_some(UNAVAILABLE_FOR)
}

/// What the screen gets to know; the log gets the whole chain, once, under the same incident.
pub fn answer<T, E: Refusal>(outcome: Result<T, Failure<E>>, random: &dyn Random) -> Result<T, ApiError<E>> {
    outcome.map_err(|failure| match failure {
        Failure::Refused(refusal) => ApiError::Refused(refusal),
        Failure::SignedOut => ApiError::SignedOut,
        Failure::Busy => ApiError::Busy { seconds: u16::try_from(BUSY_FOR.0).unwrap_or(u16::MAX) },
        Failure::Broken(error) => {
            let incident = record(&error, random);
            match retry_after(&error) {
                Some(seconds) => ApiError::Unavailable { incident, seconds },
                None => ApiError::Unexpected { incident },
            }
        }
    })
}

/// Logs what broke and gives it a number.
pub fn record(error: &anyhow::Error, random: &dyn Random) -> String {
    let incident = random.incident();
    tracing::error!(incident, error = format!("{error:#}"), "something broke");
    metrics::counter!("portico_incidents_total").increment(1);
    incident
}
