//! How a use case fails: it is refused, which is an answer to the user, or it breaks because of a fault of the server.
//! The only place that logs faults.

use crate::random::Random;
use crate::security::HashError;
use crate::security::rate_limit::TooOften;
use domain::{Refusal, Seconds};

/// Why a use case did not succeed.
#[derive(Debug)]
pub enum Failure {
    Refused(Refusal),
    /// Too much work is waiting; trying again after `BUSY_FOR` helps. A password that was not compared for this reason
    /// does not count as an attempt.
    Busy,
    /// The session has ended.
    SignedOut,
    /// A fault of the server. The user must not see the reason.
    Broken(anyhow::Error),
}

/// Both values of a form, or the refusals of both, so that the form shows all its errors at the same time.
pub fn both_valid<T, U>(one: Result<T, Failure>, other: Result<U, Failure>) -> Result<(T, U), Failure> {
    match (one, other) {
        (Ok(one), Ok(other)) => Ok((one, other)),
        (Err(Failure::Refused(one)), Err(Failure::Refused(other))) => Err(one.and(other).into()),
        (Err(failure), _) | (_, Err(failure)) => Err(failure),
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Failure::Refused(refusal)
    }
}

impl From<TooOften> for Failure {
    fn from(TooOften { until }: TooOften) -> Self {
        Failure::Refused(Refusal::TooManyAttempts { until })
    }
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        Failure::Broken(error)
    }
}

impl From<HashError> for Failure {
    fn from(error: HashError) -> Self {
        match error {
            HashError::Busy => Failure::Busy,
            HashError::Broken(error) => Failure::Broken(error),
        }
    }
}

/// How long a client should wait before it tries again after `Failure::Busy`.
pub const BUSY_FOR: Seconds = Seconds(5);

/// Seconds after which a database that cannot be reached or written to may be available again.
const UNAVAILABLE_FOR: u16 = 5;

/// After how many seconds a retry may help; `None`: it does not help.
pub fn retry_after(error: &anyhow::Error) -> Option<u16> {
    store::is_unavailable(error).then_some(UNAVAILABLE_FOR)
}

/// Logs and counts a fault. Returns its incident id, for the user to report.
pub fn record(error: &anyhow::Error, random: &dyn Random) -> String {
    let incident = random.incident();
    tracing::error!(incident, error = format!("{error:#}"), "something broke");
    metrics::counter!("portico_incidents_total").increment(1);
    incident
}
