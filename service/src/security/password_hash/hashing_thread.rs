//! A hashing thread: takes jobs off the shared queue and hashes them in memory that it reuses.
//! Never uses more than one job's memory, and skips jobs whose caller has gone.

use super::foreign::Foreign;
use super::parameters::{HashParameters, OUTPUT};
use super::stored::{Output, Salt};
use super::waiting::{Ticket, Waiting};
use allocator_api2::vec::Vec;
use argon2::{Algorithm, Argon2, Block, Version};
use domain::{Password, Secret};
use hugealloc::HugeAlloc;
use std::sync::{Arc, Mutex, PoisonError, mpsc::Receiver};
use tokio::{sync::oneshot, time::Instant};

/// A password to hash, and the channel for the result.
pub(super) struct Job {
    pub password: Password,
    pub parameters: HashParameters,
    pub pepper: Secret<[u8; 32]>,
    pub salt: Salt,
    pub foreign: ForeignRuns,
    /// Its place in the queue.
    pub ticket: Ticket,
    pub answer: oneshot::Sender<anyhow::Result<Hashed>>,
}

/// The foreign hashes that a password is compared with before it is hashed. All are computed, whatever they answer.
#[derive(Default)]
pub(super) struct ForeignRuns {
    /// The password as it was typed, which is what other systems hash.
    pub typed: Password,
    /// The stored hash, if it is a foreign one.
    pub stored: Option<Foreign>,
    pub decoys: Vec<Foreign>,
}

/// What a job found out.
pub(super) struct Hashed {
    pub output: Output,
    /// Whether the password matches the stored foreign hash.
    pub is_foreign_right: bool,
}

impl ForeignRuns {
    /// KiB that our argon2 fills in the same time.
    pub(super) fn cost(&self) -> u64 {
        self.stored.iter().chain(&self.decoys).map(|foreign| foreign.kind.cost()).sum()
    }

    fn compare(&self) -> anyhow::Result<bool> {
        let typed = self.typed.expose().as_bytes();
        let is_right = self.stored.as_ref().map(|stored| stored.matches(typed));
        for decoy in &self.decoys {
            decoy.matches(typed)?;
        }
        is_right.unwrap_or(Ok(false))
    }
}

/// The memory that a hash fills. argon2 accesses it in random order, so it uses large pages where the system has them
/// (docs/decisions/0015).
pub(super) type Memory = Vec<Block, HugeAlloc>;

/// What a hashing thread works with; each thread gets a clone.
#[derive(Clone)]
pub(super) struct HashingThread {
    queue: Arc<Mutex<Receiver<Job>>>,
    waiting: Arc<Waiting>,
    usual: HashParameters,
}

impl HashingThread {
    pub(super) fn new(queue: Receiver<Job>, waiting: Arc<Waiting>, usual: HashParameters) -> Self {
        HashingThread { queue: Arc::new(Mutex::new(queue)), waiting, usual }
    }

    /// Works until the hasher is dropped.
    pub(super) fn run(self) {
        // Requests that need no hash should not wait for hashing. Only Linux sets the niceness of one thread; elsewhere
        // this would slow down the whole process.
        #[cfg(target_os = "linux")]
        let _ = rustix::process::nice(10);
        let mut memory = Memory::new_in(HugeAlloc);
        while let Some(job) = self.next() {
            self.work(job, &mut memory);
        }
    }

    /// Waits for the next job. `None`: the hasher was dropped.
    pub(super) fn next(&self) -> Option<Job> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner).recv().ok()
    }

    pub(super) fn work(&self, job: Job, memory: &mut Memory) {
        let Job { password, parameters, pepper, salt, foreign, ticket, answer } = job;
        ticket.leave();
        if answer.is_closed() {
            return;
        }
        let started = Instant::now();
        let compared = foreign.compare();
        let output = hash(&password, parameters, &pepper, &salt, memory);
        self.waiting.measure(parameters.cost() + foreign.cost(), started.elapsed());
        if parameters.memory_kib > self.usual.memory_kib {
            // Free what an expensive hash needed; the next job allocates the usual amount.
            *memory = Memory::new_in(HugeAlloc);
        }
        // Fails when the caller has gone meanwhile; then no answer is needed.
        let hashed = compared.and_then(|is_foreign_right| Ok(Hashed { output: output?, is_foreign_right }));
        let _ = answer.send(hashed);
    }
}

fn hash(
    password: &Password,
    parameters: HashParameters,
    pepper: &Secret<[u8; 32]>,
    salt: &Salt,
    memory: &mut Memory,
) -> anyhow::Result<Output> {
    let mut output = [0; OUTPUT];
    let parameters = parameters.params()?;
    let blocks = parameters.block_count();
    if memory.len() < blocks {
        *memory = Memory::new_in(HugeAlloc);
        memory.try_reserve_exact(blocks)?;
        memory.resize(blocks, Block::new());
    }
    let argon2 = Argon2::new_with_secret(pepper.expose(), Algorithm::Argon2id, Version::V0x13, parameters)?;
    argon2.hash_password_into_with_memory(password.expose().as_bytes(), salt, &mut output, memory.as_mut_slice())?;
    Ok(Secret::new(output))
}
