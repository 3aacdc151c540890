//! From exec to the first sign-in page, and what the process holds when nobody asks.

use crate::{
    release::Portico,
    report::{Row, Spread, say, spread},
};
use std::{
    thread,
    time::{Duration, Instant},
};

const STARTS: usize = 7;
const IDLE: Duration = Duration::from_secs(2);

/// The rows, and the last one started: it still runs.
pub fn measure() -> anyhow::Result<(Vec<Row>, Portico)> {
    let (first, mut portico) = start()?;
    let mut milliseconds = vec![first];
    while milliseconds.len() < STARTS {
        drop(portico);
        let next = start()?;
        milliseconds.push(next.0);
        portico = next.1;
    }
    let Spread { low, median, high, .. } = spread(milliseconds);
    say("letting it idle");
    thread::sleep(IDLE);
    let memory = portico.memory()?;
    let rows = vec![
        Row::below(
            "from exec to the first 200 at `/sign-in`, migrations included",
            100.0,
            "ms",
            median,
            &format!("{STARTS} starts from {low:.1} to {high:.1}"),
        ),
        Row::below("memory when idle", 40.0, "MB", memory as f64 / 1e6, "VmRSS, MB of 1,000,000 bytes"),
    ];
    Ok((rows, portico))
}

fn start() -> anyhow::Result<(f64, Portico)> {
    let began = Instant::now();
    let mut portico = Portico::start()?;
    portico.first_answer(app::paths::SIGN_IN)?;
    Ok((began.elapsed().as_secs_f64() * 1e3, portico))
}
