//! `portico settings`: what holds and where it comes from. It shows no secret.

use crate::settings::{self, RawSettings};
use clap::Args;
use serde_json::{Value, json};

#[derive(Debug, Args)]
pub struct SettingsCommand {
    /// Print JSON
    #[arg(long, conflicts_with_all = ["json_schema", "markdown", "example"])]
    json: bool,
    /// Print a JSON Schema of portico.toml, for editors
    #[arg(long, conflicts_with_all = ["markdown", "example"])]
    json_schema: bool,
    /// Print the table of the documentation
    #[arg(long, conflicts_with = "example")]
    markdown: bool,
    /// Print an example of portico.toml
    #[arg(long)]
    example: bool,
}

impl SettingsCommand {
    /// Prints even if some settings are wrong, and then fails with what is wrong.
    pub fn run(&self, raw: &RawSettings) -> anyhow::Result<()> {
        if self.json_schema {
            println!("{:#}", settings::json_schema());
            return Ok(());
        }
        if self.markdown {
            print!("{}", settings::markdown());
            return Ok(());
        }
        if self.example {
            print!("{}", settings::example());
            return Ok(());
        }
        if self.json {
            print_json(raw)
        } else {
            print_lines(raw)
        }
        raw.for_serving(false).map(drop)
    }
}

fn print_json(raw: &RawSettings) {
    let shown = raw.shown();
    let all: Vec<Value> = shown
        .iter()
        .map(|setting| json!({ "name": setting.name, "value": setting.value, "from": setting.from }))
        .collect();
    println!("{:#}", Value::from(all));
}

fn print_lines(raw: &RawSettings) {
    for setting in raw.shown() {
        let value = setting.value.as_deref().unwrap_or("not set");
        println!("{} = {value}  ({})", setting.name, setting.from);
    }
}
