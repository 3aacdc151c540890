//! The table of results, and the statistics behind it. Results stay in the table if a later measurement fails.

use std::any::Any;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// The results so far, one row per figure.
#[derive(Default)]
pub struct Table(Vec<Row>);

impl Table {
    /// Adds a row, and prints it at once so that it is seen even if the program is ended early.
    pub fn add(&mut self, row: Row) {
        say(&format!("{}: {}", row.what, row.measured));
        self.0.push(row);
    }

    /// Runs a measurement that adds rows. If it fails or panics, a row says so, and later measurements still run.
    pub fn attempt(&mut self, what: &'static str, measure: impl FnOnce(&mut Table) -> anyhow::Result<()>) {
        let fault = match catch_unwind(AssertUnwindSafe(|| measure(self))) {
            Ok(Ok(())) => return,
            Ok(Err(error)) => format!("{error:#}"),
            Err(panic) => in_words(panic.as_ref()),
        };
        self.add(Row::failed(what, &fault));
    }

    /// Measures one figure. If that fails or panics, the row says so.
    pub fn row(&mut self, what: &'static str, measure: impl FnOnce(&'static str) -> anyhow::Result<Row>) {
        self.attempt(what, |table| {
            table.add(measure(what)?);
            Ok(())
        });
    }

    pub fn is_kept(&self) -> bool {
        self.0.iter().all(|row| row.is_kept)
    }
}

impl fmt::Display for Table {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "| what | promise | measured |\n|---|---|---|")?;
        for Row { what, promise, measured, .. } in &self.0 {
            writeln!(formatter, "| {what} | {promise} | {measured} |")?;
        }
        for Row { what, promise, measured, .. } in self.0.iter().filter(|row| !row.is_kept) {
            writeln!(formatter, "\nNot kept: {what}: {promise}, measured {measured}")?;
        }
        Ok(())
    }
}

fn in_words(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
    text.unwrap_or("it panicked").to_owned()
}

/// One line of the table.
pub struct Row {
    what: &'static str,
    promise: String,
    measured: String,
    is_kept: bool,
}

impl Row {
    /// `detail` says what the figure consists of.
    pub fn at_most(what: &'static str, most: usize, unit: &str, measured: usize, detail: &str) -> Self {
        Row {
            what,
            promise: format!("at most {} {unit}", thousands(most)),
            measured: format!("{} {unit}{}", thousands(measured), in_brackets(detail)),
            is_kept: measured <= most,
        }
    }

    pub fn below(what: &'static str, bound: f64, unit: &str, measured: f64, detail: &str) -> Self {
        Row {
            what,
            promise: format!("under {bound} {unit}"),
            measured: format!("{measured:.1} {unit}{}", in_brackets(detail)),
            is_kept: measured < bound,
        }
    }

    pub fn ratio(what: &'static str, least: f64, ratios: Vec<f64>) -> Self {
        let rounds = ratios.len();
        let Spread { low_quarter, median, high_quarter, .. } = spread(ratios);
        Row {
            what,
            promise: format!("at least {least}"),
            measured: format!("{median:.2} ({rounds} rounds, half of them {low_quarter:.2} to {high_quarter:.2})"),
            is_kept: median >= least,
        }
    }

    pub fn ratio_at_most(what: &'static str, most: f64, ratios: Vec<f64>) -> Self {
        let is_kept = spread(ratios.clone()).median <= most;
        Row { promise: format!("at most {most}"), is_kept, ..Row::ratio(what, 0.0, ratios) }
    }

    /// `within` is the lowest and the highest value that is promised.
    pub fn between(what: &'static str, within: [f64; 2], measured: f64, detail: &str) -> Self {
        let [low, high] = within;
        Row {
            what,
            promise: format!("{low} to {high}"),
            measured: format!("{measured:.3}{}", in_brackets(detail)),
            is_kept: (low..=high).contains(&measured),
        }
    }

    /// Appends `detail` to what was measured.
    pub fn with(self, detail: &str) -> Self {
        Row { measured: format!("{}; {detail}", self.measured), ..self }
    }

    /// A figure without a promise.
    pub fn to_know(what: &'static str, measured: String) -> Self {
        Row { what, promise: "–".to_owned(), measured, is_kept: true }
    }

    /// A promise that is kept if there are no `faults`. The row shows them, or else `looked_at`.
    pub fn without(what: &'static str, promise: &str, looked_at: &str, faults: &[String]) -> Self {
        let measured = if faults.is_empty() { looked_at.to_owned() } else { faults.join("; ") };
        Row { what, promise: promise.to_owned(), measured, is_kept: faults.is_empty() }
    }

    /// A measurement that failed. The fault is put on one line, so that it stays within its cell.
    fn failed(what: &'static str, fault: &str) -> Self {
        let fault = fault.replace('|', "\\|").split_whitespace().collect::<Vec<_>>().join(" ");
        Row { what, promise: "–".to_owned(), measured: format!("**failed**: {fault}"), is_kept: false }
    }
}

fn in_brackets(detail: &str) -> String {
    if detail.is_empty() { String::new() } else { format!(" ({detail})") }
}

/// Formats 153600 as 153,600.
pub fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

pub struct Spread {
    pub low: f64,
    pub low_quarter: f64,
    pub median: f64,
    pub high_quarter: f64,
    pub high: f64,
}

/// The quartiles and extremes. For an odd number of values the median is one of them.
pub fn spread(mut values: Vec<f64>) -> Spread {
    values.sort_by(f64::total_cmp);
    let at = |index: usize| values.get(index).copied().unwrap_or(f64::NAN);
    let many = values.len();
    Spread {
        low: at(0),
        low_quarter: at(many / 4),
        median: at(many / 2),
        high_quarter: at(many * 3 / 4),
        high: at(many.saturating_sub(1)),
    }
}

/// The 99th percentile: 99 of 100 values do not exceed it.
pub fn p99(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let place = (values.len() * 99).div_ceil(100);
    values.get(place.saturating_sub(1)).copied().unwrap_or(f64::NAN)
}

/// Prints the progress to standard error. It is not part of the table.
pub fn say(what: &str) {
    eprintln!("  {what}");
}
