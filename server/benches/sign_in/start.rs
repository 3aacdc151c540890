//! The time from starting the process to the first sign-in page.

use crate::release::Portico;
use crate::report::{Row, Spread, spread};
use std::time::Instant;

const STARTS: usize = 7;

pub fn measure(what: &'static str) -> anyhow::Result<Row> {
    let milliseconds = (0..STARTS).map(|_| start()).collect::<anyhow::Result<Vec<f64>>>()?;
    let Spread { low, median, high, .. } = spread(milliseconds);
    Ok(Row::below(what, 100.0, "ms", median, &format!("{STARTS} starts from {low:.1} to {high:.1}")))
}

fn start() -> anyhow::Result<f64> {
    let began = Instant::now();
    let mut portico = Portico::start()?;
    portico.first_answer(app::paths::SIGN_IN)?;
    Ok(began.elapsed().as_secs_f64() * 1e3)
}
