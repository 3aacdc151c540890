//! The operator's command line. Every command reports a failure in one line and ends with an exit code.

// First, because its macros are for all that follow.
#[macro_use]
mod output;

mod account;
mod application;
mod audit;
mod backup;
mod check;
mod describe;
mod doctor;
mod group;
mod healthcheck;
mod key;
mod listing;
mod message;
mod on_database;
mod operator;
mod organisation;
mod policy;
mod secret;
mod session;
mod settings;
mod setup;
mod setup_questions;

use crate::http::Traces;
use crate::log;
use crate::settings::{self as all_settings, RawSettings};
use crate::startup::{self, migrated_store};
use anyhow::Context as _;
use backup::{Backup, Move, Restore};
use check::Check;
use clap::{CommandFactory as _, Parser, Subcommand};
use describe::{Completions, Man};
use doctor::Doctor;
use on_database::DatabaseCommand;
use secret::SecretCommand;
use settings::SettingsCommand;
use setup::Setup;
use std::path::PathBuf;

/// A self-hosted front door for web applications
#[derive(Debug, Parser)]
#[command(name = "portico", version = env!("PORTICO_VERSION"), about)]
pub struct CommandLine {
    /// The file with the settings; if omitted, portico.toml in the working folder, or else /etc/portico/portico.toml
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the sign-in pages
    #[command(after_long_help = all_settings::help(), after_help = "The settings are listed by --help, and by portico settings.")]
    Serve {
        /// Use a separate database, a generated secret and example accounts, and keep messages at /dev/inbox
        #[arg(long)]
        demo: bool,
        /// Refuse to start when the database is not up to date
        #[arg(long)]
        no_migrate: bool,
    },
    /// Set up Portico: write portico.toml, make the secret key, the database, the first organisation and its admin
    Setup(Setup),
    /// Bring the database up to date
    Migrate,
    /// Write everything that the database contains into a file, while servers run
    Backup(Backup),
    /// Restore a backup into an empty database
    Restore(Restore),
    /// Copy everything into an empty database of the other kind or on another machine, while no server runs
    Move(Move),
    /// Print the settings that hold, and where each of them comes from
    Settings(SettingsCommand),
    /// Generate and rotate the secret key
    #[command(subcommand)]
    Secret(SecretCommand),
    /// Check the settings, the database, the mail server and the text provider without starting the server
    Check(Check),
    /// Succeed if the server at PORTICO_SITE_ADDR is ready, for containers
    Healthcheck,
    /// Look at the installation as the world sees it: DNS, proxy, clock, mail domain, database and disk
    Doctor(Doctor),
    #[command(flatten)]
    OnDatabase(DatabaseCommand),
    /// Print the completions of a shell
    Completions(Completions),
    /// Print the manual
    Man(Man),
}

impl CommandLine {
    pub async fn run(self) -> anyhow::Result<()> {
        let raw = RawSettings::read(self.config.as_deref());
        let serving = match &self.command {
            Command::Serve { demo, .. } => Some(raw.for_serving(*demo)?),
            // What is wrong is a part of their answer, or no matter of theirs.
            Command::Check(_)
            | Command::Settings(_)
            | Command::Setup(_)
            | Command::Completions(_)
            | Command::Man(_) => None,
            _ => {
                raw.demand_readable()?;
                None
            }
        };
        // These tell what is wrong with the settings of the log, too.
        let is_told = matches!(self.command, Command::Check(_) | Command::Settings(_));
        let traces = start_log(&raw, serving.is_some()).or_else(|error| if is_told { Ok(None) } else { Err(error) })?;
        match self.command {
            Command::Serve { no_migrate, .. } => {
                let served = startup::serve(serving.context("the settings were not read")?, !no_migrate).await;
                if let Some(traces) = traces {
                    traces.stop().await;
                }
                served
            }
            Command::Settings(command) => command.run(&raw),
            Command::Migrate => {
                migrated_store(&raw).await?;
                println!("The database is up to date.");
                Ok(())
            }
            Command::Backup(command) => command.run(&raw).await,
            Command::Restore(command) => command.run(&raw).await,
            Command::Move(command) => command.run(&raw).await,
            Command::Secret(command) => command.run(&raw).await,
            Command::Setup(command) => command.run(self.config, &raw).await,
            Command::Check(command) => command.run(&raw).await,
            Command::Healthcheck => healthcheck::run(&raw),
            Command::Doctor(command) => command.run(&raw).await,
            Command::OnDatabase(command) => command.run(&raw).await,
            Command::Completions(command) => command.run(CommandLine::command()),
            Command::Man(command) => command.run(CommandLine::command()),
        }
    }
}

/// Starts the log and, for a server that should send them, the traces. Warns of variables that are no settings. A command
/// says itself what it does, so it logs from `warn` on unless the setting demands more or less.
fn start_log(raw: &RawSettings, is_server: bool) -> anyhow::Result<Option<Traces>> {
    let (mut filter, is_json) = raw.log()?;
    if !is_server && raw.source(&all_settings::table::LOG).is_none() {
        filter = "warn".to_owned();
    }
    let traces = (is_server && all_settings::sends_traces()).then(Traces::start).transpose()?;
    log::start(&filter, is_json, traces.as_ref().map(Traces::tracer))?;
    raw.warn_of_unknown();
    Ok(traces)
}
