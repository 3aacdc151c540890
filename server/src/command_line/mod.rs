//! The operator's command line. Every command reports a failure in one line and ends with an exit code.

mod account;
mod application;
mod doctor;
mod group;
mod key;
mod organisation;
mod policy;
mod secret;

use crate::log;
use crate::settings::RawSettings;
use crate::startup::{self, migrated_store};
use account::AccountCommand;
use anyhow::Context as _;
use application::ApplicationCommand;
use clap::{Parser, Subcommand};
use doctor::DoctorCommand;
use group::GroupCommand;
use key::KeyCommand;
use organisation::OrganisationCommand;
use policy::PolicyCommand;
use secret::SecretCommand;
use service::{clock::SystemClock, operator::Operator, random::SystemRandom};
use std::sync::Arc;
use store::Store;

/// A self-hosted front door for web applications
#[derive(Debug, Parser)]
#[command(name = "portico", version, about)]
pub struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the sign-in pages
    Serve {
        /// Use a separate database, a generated secret and example accounts, and keep messages at /dev/inbox
        #[arg(long)]
        demo: bool,
        /// Refuse to start when the database is not up to date
        #[arg(long)]
        no_migrate: bool,
    },
    /// Bring the database up to date
    Migrate,
    /// Generate and rotate the secret key
    #[command(subcommand)]
    Secret(SecretCommand),
    /// Check the settings, the database, the mail server and the text provider without starting the server
    Check,
    /// Test from outside whether an application's reverse proxy can be bypassed
    #[command(subcommand)]
    Doctor(DoctorCommand),
    /// Manage organisations
    #[command(subcommand)]
    Organisation(OrganisationCommand),
    /// Manage the policy of an organisation
    #[command(subcommand)]
    Policy(PolicyCommand),
    /// Manage accounts
    #[command(subcommand)]
    Account(AccountCommand),
    /// Manage groups of people
    #[command(subcommand)]
    Group(GroupCommand),
    /// Manage applications, and who has access to them
    #[command(subcommand)]
    Application(ApplicationCommand),
    /// List and rotate the keys that sign what applications are told
    #[command(subcommand)]
    Key(KeyCommand),
}

impl CommandLine {
    pub async fn run(self) -> anyhow::Result<()> {
        let raw = RawSettings::read()?;
        let (filter, is_json) = raw.log()?;
        log::start(&filter, is_json)?;
        match self.command {
            Command::Serve { demo, no_migrate } => startup::serve(raw.for_serving(demo)?, !no_migrate).await,
            Command::Migrate => {
                migrated_store(&raw).await?;
                println!("The database is up to date.");
                Ok(())
            }
            Command::Secret(command) => command.run(&raw).await,
            Command::Check => check(&raw).await,
            Command::Doctor(command) => command.run().await,
            Command::Organisation(command) => command.run(operator(&migrated_store(&raw).await?), &raw).await,
            Command::Policy(command) => command.run(operator(&migrated_store(&raw).await?), &raw).await,
            Command::Account(command) => command.run(operator(&migrated_store(&raw).await?), &raw).await,
            Command::Group(command) => command.run(operator(&migrated_store(&raw).await?), &raw).await,
            Command::Application(command) => command.run(operator(&migrated_store(&raw).await?), &raw).await,
            Command::Key(command) => command.run(operator(&migrated_store(&raw).await?), &raw).await,
        }
    }
}

fn operator(store: &Store) -> Operator<'_> {
    Operator { store, clock: &SystemClock, random: &SystemRandom }
}

async fn check(raw: &RawSettings) -> anyhow::Result<()> {
    let settings = raw.for_serving(false)?;
    let store = startup::open_store(&settings.database_url, false).await?;
    startup::check_policies(&store, startup::served(raw)?).await?;
    for transport in startup::transports(&settings, None)? {
        transport.probe().await.context("PORTICO_SMTP_URL: the mail server does not accept mail")?;
    }
    let mut who = "the mail server answers";
    if let Some(provider) = startup::text_provider(&settings, Arc::new(SystemClock))? {
        provider.probe().await.context("PORTICO_SMS_PROVIDER: the provider does not accept texts")?;
        who = "the mail server and the text provider answer";
    }
    println!("The settings are complete, the database is up to date, and {who}.");
    Ok(())
}
