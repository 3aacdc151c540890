//! What the commands that list something share: how many rows, from which one on, and in which form.

use clap::Args;
use serde_json::Value;
use uuid::Uuid;

// How much of a list to print. This is no doc comment: clap would print it.
#[derive(Debug, Args)]
pub struct Listing {
    /// The most rows to print: 1 to 1000
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u64).range(1..=1000))]
    pub limit: u64,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

impl Listing {
    /// Prints the rows. If there are more, says on standard error how to get them: `next` is the value of `--after`.
    pub fn print(&self, rows: &[Row], next: Option<String>) {
        match self.json {
            true => println!("{:#}", rows.iter().map(|row| row.json.clone()).collect::<Value>()),
            false => rows.iter().for_each(|row| println!("{}", row.line.trim_end())),
        }
        if let Some(next) = next {
            eprintln!("There are more. Continue with: --after {next}");
        }
    }
}

/// Reads an id of a row.
pub fn id(text: &str) -> Result<Uuid, String> {
    Uuid::try_parse(text).map_err(|_| "it is not an id".to_owned())
}

/// A name that may have spaces, as a shell reads it.
pub fn quoted(name: &str) -> String {
    format!("'{}'", name.replace('\'', r"'\''"))
}

/// A row of a list, in both forms.
pub struct Row {
    pub line: String,
    pub json: Value,
}

/// The key of the last row, if there are more.
pub fn next_after<T>(rows: &[T], is_more: bool, key: impl Fn(&T) -> String) -> Option<String> {
    rows.last().filter(|_| is_more).map(key)
}
