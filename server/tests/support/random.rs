//! Seeded randomness: every run gets the same values.

use rand::{Rng as _, SeedableRng as _, rngs::StdRng};
use service::random::Random;
use std::sync::Mutex;

pub struct SeededRandom(Mutex<StdRng>);

impl SeededRandom {
    pub fn new(seed: u64) -> Self {
        SeededRandom(Mutex::new(StdRng::seed_from_u64(seed)))
    }
}

impl Random for SeededRandom {
    fn fill(&self, bytes: &mut [u8]) -> anyhow::Result<()> {
        self.0.lock().unwrap().fill_bytes(bytes);
        Ok(())
    }
}
