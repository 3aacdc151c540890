//! The baseline for password sign-ins: argon2 on every core at once, each core with its own memory that is used again.
//! The memory is a plain `Vec`, or in large pages like the server's.

#![expect(clippy::disallowed_types, reason = "it hashes without the server")]

use argon2::{Algorithm, Argon2, Block, Params, Version};
use hugealloc::HugeAlloc;
use service::security::HashParameters;
use std::hint::black_box;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Instant;

const OUTPUT: usize = 32;

pub struct BareHashing<M> {
    params: Params,
    /// One per core.
    memories: Vec<M>,
}

impl BareHashing<Vec<Block>> {
    /// Hashes with the parameters of `serve`, in plain memory.
    pub fn plain(cores: usize) -> anyhow::Result<Self> {
        Self::open(cores, |blocks| vec![Block::new(); blocks])
    }
}

impl BareHashing<allocator_api2::vec::Vec<Block, HugeAlloc>> {
    /// Hashes with the parameters of `serve`, in large pages.
    pub fn in_large_pages(cores: usize) -> anyhow::Result<Self> {
        Self::open(cores, |blocks| {
            let mut memory = allocator_api2::vec::Vec::with_capacity_in(blocks, HugeAlloc);
            memory.resize(blocks, Block::new());
            memory
        })
    }
}

impl<M: AsMut<[Block]> + Send> BareHashing<M> {
    fn open(cores: usize, memory: impl Fn(usize) -> M) -> anyhow::Result<Self> {
        let HashParameters { memory_kib, passes } = HashParameters::default();
        let params = Params::new(memory_kib, passes, 1, Some(OUTPUT))?;
        let memories = (0..cores).map(|_| memory(params.block_count())).collect();
        Ok(BareHashing { params, memories })
    }

    /// Returns how many seconds `many` hashes take.
    pub fn hash(&mut self, many: usize) -> anyhow::Result<f64> {
        let left = AtomicUsize::new(many);
        let BareHashing { params, memories } = self;
        let (left, params) = (&left, &*params);
        let began = Instant::now();
        thread::scope(|scope| {
            let cores: Vec<_> =
                memories.iter_mut().map(|memory| scope.spawn(move || work(left, params, memory.as_mut()))).collect();
            for core in cores {
                core.join().map_err(|_| anyhow::anyhow!("a hashing thread broke"))??;
            }
            anyhow::Ok(began.elapsed().as_secs_f64())
        })
    }
}

fn work(left: &AtomicUsize, params: &Params, memory: &mut [Block]) -> anyhow::Result<()> {
    let take = |left: usize| left.checked_sub(1);
    while let Ok(number) = left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take) {
        let argon2 = Argon2::new_with_secret(&[7; 32], Algorithm::Argon2id, Version::V0x13, params.clone())?;
        let mut output = [0; OUTPUT];
        argon2.hash_password_into_with_memory(&number.to_be_bytes(), &[1; 16], &mut output, &mut *memory)?;
        black_box(output);
    }
    Ok(())
}
