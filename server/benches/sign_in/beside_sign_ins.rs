//! How long a signed-in user waits for an answer while many others sign in, compared with a server that is idle
//! otherwise.

use crate::connection::{Connection, Question};
use crate::crowd::{Crowd, runtime};
use crate::passwords::MANY;
use crate::report::{Row, p99, say, spread};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::Instant;

const ROUNDS: usize = 15;
/// The first round only warms up.
const WARM_UP: usize = 1;
/// The three slowest are beyond the 99th percentile.
const LOOKS_A_ROUND: usize = 300;

/// Alternates rounds without and with the others; which of them comes first changes.
pub fn measure(what: &'static str, crowd: &Crowd, question: &Question) -> anyhow::Result<Row> {
    say("asking while others sign in");
    let (mut ratios, mut all_alone, mut all_beside) = (vec![], vec![], vec![]);
    for round in 0..WARM_UP + ROUNDS {
        let (alone, beside) = if round % 2 == 0 {
            let alone = p99(milliseconds(crowd, question)?);
            (alone, p99(beside_others(crowd, question)?))
        } else {
            let beside = p99(beside_others(crowd, question)?);
            (p99(milliseconds(crowd, question)?), beside)
        };
        if round >= WARM_UP {
            ratios.push(beside / alone);
            all_alone.push(alone);
            all_beside.push(beside);
        }
    }
    let (alone, beside) = (spread(all_alone).median, spread(all_beside).median);
    Ok(Row::ratio_at_most(what, 3.0, ratios).with(&format!("{beside:.1} ms to {alone:.1} ms")))
}

/// The milliseconds of each request. They follow each other on one connection, driven by the current thread.
fn milliseconds(crowd: &Crowd, question: &Question) -> anyhow::Result<Vec<f64>> {
    runtime()?.block_on(async {
        let mut connection = Connection::open(crowd.address()).await?;
        let mut milliseconds = Vec::with_capacity(LOOKS_A_ROUND);
        for _ in 0..LOOKS_A_ROUND {
            let began = Instant::now();
            connection.ask(question).await?;
            milliseconds.push(began.elapsed().as_secs_f64() * 1e3);
        }
        Ok(milliseconds)
    })
}

fn beside_others(crowd: &Crowd, question: &Question) -> anyhow::Result<Vec<f64>> {
    let is_over = AtomicBool::new(false);
    let (told, is_crowded) = mpsc::channel();
    thread::scope(|scope| {
        let is_over = &is_over;
        let others = scope.spawn(move || crowd.keep_signing_in(MANY, is_over, &told));
        // An error means that the others failed; joining their thread returns why.
        let milliseconds = if is_crowded.recv().is_ok() { milliseconds(crowd, question) } else { Ok(Vec::new()) };
        is_over.store(true, Ordering::Relaxed);
        others.join().map_err(|_| anyhow::anyhow!("the others broke"))??;
        milliseconds
    })
}
