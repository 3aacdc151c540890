//! Passwords at rest: argon2id (RFC 9106) with a pepper, on dedicated threads behind a bounded queue.
//! Never runs on the async runtime, never waits when the queue is full, never does less work when there is no account.
//! Foreign hashes, from imports, are only verified.

#![expect(clippy::disallowed_types, reason = "the only module that hashes passwords")]

mod foreign;
mod hashing_thread;
mod parameters;
mod stored;
mod waiting;

pub use foreign::{CostBudget, MOST_TIMES, TooCostly};
pub use parameters::HashParameters;
pub use stored::{ImportedHash, NotImportable, PasswordHash, key_marker};

use super::Peppers;
use crate::random::Random;
use anyhow::{Context as _, anyhow, ensure};
use domain::{Password, Secret};
use foreign::{Foreign, Kind};
use hashing_thread::{ForeignRuns, Hashed, HashingThread, Job};
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};
use std::thread;
use stored::{AnyStored, Output, Salt, Stored};
use subtle::ConstantTimeEq as _;
use tokio::sync::oneshot;
use tracing::Instrument as _;
use waiting::Waiting;

/// Whether a password matches the stored hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verified {
    No,
    Yes {
        /// The stored hash has lower parameters or an older pepper than a new one, covers only one Unicode spelling of
        /// the password, or was made by another system: hash the password again and store the result.
        is_outdated: bool,
    },
}

/// Why a password was neither hashed nor verified.
#[derive(Debug, thiserror::Error)]
pub enum HashError {
    /// The queue is full: try again after a few seconds.
    #[error("too many passwords are waiting to be hashed")]
    Busy,
    /// Hashing failed, or the stored hash is unreadable.
    #[error("a password could not be hashed")]
    Broken(#[source] anyhow::Error),
}

/// Hashes and verifies passwords on dedicated threads, which end when it is dropped.
pub struct PasswordHasher {
    queue: Sender<Job>,
    waiting: Arc<Waiting>,
    /// How many jobs may wait. `None`: as many as are hashed in ten seconds.
    most_waiting: Option<usize>,
    parameters: HashParameters,
    peppers: Peppers,
    decoy: Stored,
}

impl PasswordHasher {
    /// Starts `threads` hashing threads (one per core). Each allocates its memory with its first job. Fails when the
    /// parameters are out of range, and without threads, peppers or randomness.
    pub fn start(
        parameters: HashParameters,
        peppers: Peppers,
        threads: usize,
        random: &dyn Random,
    ) -> anyhow::Result<Self> {
        parameters.check()?;
        ensure!(threads > 0, "password hashing needs a thread");
        let (hasher, hashing_thread) = Self::open(parameters, peppers, threads, random)?;
        for number in 0..threads {
            let hashing_thread = hashing_thread.clone();
            let name = format!("hash-{number}");
            thread::Builder::new().name(name).spawn(|| hashing_thread.run()).context("no thread to hash on")?;
        }
        Ok(hasher)
    }

    /// Sets how many jobs may wait. `None`: as many as are hashed in ten seconds.
    #[must_use]
    pub fn with_queue(self, most_waiting: Option<usize>) -> Self {
        PasswordHasher { most_waiting, ..self }
    }

    /// Makes the two ends of the queue. The decoy's output is random and not the hash of a password: nothing can tell
    /// the difference, and the start does not wait for a hash.
    fn open(
        parameters: HashParameters,
        peppers: Peppers,
        threads: usize,
        random: &dyn Random,
    ) -> anyhow::Result<(Self, HashingThread)> {
        let ((queue, receiver), waiting) = (channel(), Waiting::new(threads));
        let key_id = Some(peppers.newest().context("no pepper to hash with")?);
        let decoy =
            Stored { parameters, is_nfc: true, key_id, salt: random.bytes()?, output: Secret::new(random.bytes()?) };
        let hashing_thread = HashingThread::new(receiver, waiting.clone(), parameters);
        Ok((PasswordHasher { queue, waiting, most_waiting: None, parameters, peppers, decoy }, hashing_thread))
    }

    /// Hashes with the current parameters, the newest pepper and a new salt. Fails with `Busy` when the queue is full.
    pub async fn hash(&self, password: Password, random: &dyn Random) -> Result<PasswordHash, HashError> {
        let salt = random.bytes().map_err(HashError::Broken)?;
        let key_id = self.peppers.newest();
        let output = self.run(password.in_nfc(), self.parameters, key_id, salt).await?;
        Ok(Stored { parameters: self.parameters, is_nfc: true, key_id, salt, output }.into())
    }

    /// Compares with the stored hash in constant time. `None`, when there is no account or password, is always `No`.
    /// Always costs one run of argon2, so that timing does not tell who has an account. Fails with `Busy` when the
    /// queue is full, and with `Broken` when the stored hash is unreadable.
    pub async fn verify(&self, password: Password, stored: Option<PasswordHash>) -> Result<Verified, HashError> {
        self.verify_among(password, stored, &[]).await
    }

    /// Does what `verify` does, where others have foreign hashes of these kinds: each kind is computed as well, so that
    /// timing does not tell who has which hash (docs/decisions/0020).
    pub async fn verify_among(
        &self,
        password: Password,
        stored: Option<PasswordHash>,
        kinds: &[String],
    ) -> Result<Verified, HashError> {
        let (stored, foreign) = match stored.as_ref().map(PasswordHash::read).transpose() {
            Ok(Some(AnyStored::Own(stored))) => (Ok(Some(stored).filter(|stored| self.has_pepper_of(stored))), None),
            Ok(Some(AnyStored::Foreign(foreign))) => (Ok(None), Some(foreign)),
            Ok(None) => (Ok(None), None),
            Err(error) => (Err(error), None),
        };
        let runs = foreign_runs(&password, foreign, kinds);
        let compared = match &stored {
            Ok(Some(stored)) => stored,
            // The decoy replaces a hash that is missing or unreadable.
            Ok(None) | Err(_) => &self.decoy,
        };
        // An ASCII password has only one spelling. Any other that was hashed as typed is compared as typed.
        let is_one_spelling = compared.is_nfc || password.expose().is_ascii();
        let password = if compared.is_nfc { password.in_nfc() } else { password };
        let hashed = self.run_with(password, compared.parameters, compared.key_id, compared.salt, runs).await?;
        let Hashed { output, is_foreign_right } = hashed;
        let is_same = bool::from(output.expose().ct_eq(compared.output.expose()));
        match stored {
            Ok(Some(stored)) if is_same => {
                let is_peppered = stored.key_id == self.peppers.newest();
                let is_cheap = stored.parameters.is_below(self.parameters);
                Ok(Verified::Yes { is_outdated: !is_peppered || is_cheap || !is_one_spelling })
            }
            Ok(None) if is_foreign_right => Ok(Verified::Yes { is_outdated: true }),
            Ok(_) => Ok(Verified::No),
            Err(error) => Err(HashError::Broken(error)),
        }
    }

    /// Whether the pepper of a hash is known. Without it the password never matches; the user must choose a new one.
    fn has_pepper_of(&self, stored: &Stored) -> bool {
        let has_it = self.peppers.find(stored.key_id).is_some();
        if !has_it {
            tracing::warn!("a password was hashed with a key that PORTICO_PREVIOUS_SECRET_KEYS does not name");
        }
        has_it
    }

    async fn run(
        &self,
        password: Password,
        parameters: HashParameters,
        key_id: Option<i32>,
        salt: Salt,
    ) -> Result<Output, HashError> {
        let hashed = self.run_with(password, parameters, key_id, salt, ForeignRuns::default()).await?;
        Ok(hashed.output)
    }

    async fn run_with(
        &self,
        password: Password,
        parameters: HashParameters,
        key_id: Option<i32>,
        salt: Salt,
        foreign: ForeignRuns,
    ) -> Result<Hashed, HashError> {
        let pepper = self.peppers.find(key_id).context("no pepper to hash with").map_err(HashError::Broken)?.clone();
        let cost = parameters.cost() + foreign.cost();
        let ticket = self.waiting.ticket(cost, self.most_waiting).ok_or(HashError::Busy)?;
        let (answer, answered) = oneshot::channel();
        let job = Job { password, parameters, pepper, salt, foreign, ticket, answer };
        self.queue.send(job).map_err(|_| HashError::Broken(anyhow!("the hashing threads have ended")))?;
        let span = tracing::info_span!(target: store::TRACES, "hash a password");
        let hashed = answered.instrument(span).await.context("a hashing thread ended before it answered");
        hashed.flatten().map_err(HashError::Broken)
    }
}

/// What an attempt computes besides our hash: each of the kinds once, with the stored foreign hash in the place of its
/// kind. A kind that this release does not know is left out.
fn foreign_runs(typed: &Password, stored: Option<Foreign>, kinds: &[String]) -> ForeignRuns {
    let others = kinds.iter().filter_map(|kind| Kind::parse(kind));
    let own = stored.as_ref().map(|stored| stored.kind);
    let decoys = others.filter(|kind| Some(*kind) != own).map(Foreign::decoy).collect();
    ForeignRuns { typed: typed.clone(), stored, decoys }
}

#[cfg(test)]
mod tests;
