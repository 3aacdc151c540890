//! What the operator types. Every command says what is wrong in one line and ends with an exit code.

pub mod demo;

use crate::{
    clock::SystemClock,
    flows::operator,
    random::SystemRandom,
    settings::{self, Written},
    startup,
    store::{Store, accounts::Role},
};
use anyhow::{Context as _, bail};
use app::{organisation::OrganisationView, paths};
use clap::{Args, Parser, Subcommand};
use domain::{EmailAddress, Preset, Slug};

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
        /// With its own database, a made-up secret and example accounts; messages are kept at /dev/inbox
        #[arg(long)]
        demo: bool,
        /// Refuse to start when the database is not up to date
        #[arg(long)]
        no_migrate: bool,
    },
    /// Bring the database up to date
    Migrate,
    /// Make secrets
    #[command(subcommand)]
    Secret(SecretCommand),
    /// Check the settings, the database and the mail server without serving
    Check,
    /// Look after organisations
    #[command(subcommand)]
    Organisation(OrganisationCommand),
    /// Look after accounts
    #[command(subcommand)]
    Account(AccountCommand),
}

#[derive(Debug, Subcommand)]
enum SecretCommand {
    /// Print 32 random bytes in base64, for PORTICO_SECRET_KEY
    Generate,
}

#[derive(Debug, Subcommand)]
enum OrganisationCommand {
    /// Make an organisation
    Create(NewOrganisation),
}

#[derive(Debug, Args)]
struct NewOrganisation {
    /// Its name in addresses: 1 to 40 of a-z, 0-9 and -
    #[arg(long)]
    slug: Slug,
    /// Its name as people read it
    #[arg(long)]
    name: String,
    /// The policy to start from: codes
    #[arg(long, default_value_t = Preset::Codes)]
    preset: Preset,
}

#[derive(Debug, Subcommand)]
enum AccountCommand {
    /// Make an account
    Create(NewAccount),
}

#[derive(Debug, Args)]
struct NewAccount {
    /// The slug of its organisation
    #[arg(long)]
    organisation: Slug,
    #[arg(long)]
    email: EmailAddress,
    #[arg(long)]
    name: Option<String>,
    #[arg(long, value_enum, default_value_t = Role::Member)]
    role: Role,
}

impl CommandLine {
    pub async fn run(self) -> anyhow::Result<()> {
        let written = Written::read()?;
        let (filter, is_json) = written.log()?;
        startup::start_log(&filter, is_json)?;
        match self.command {
            Command::Serve { demo, no_migrate } => startup::serve(written.for_serving(demo)?, !no_migrate).await,
            Command::Migrate => {
                let store = Store::connect(&written.database_url()).await?;
                store.migrate().await?;
                println!("The database is up to date.");
                Ok(())
            }
            Command::Secret(SecretCommand::Generate) => {
                println!("{}", settings::generate_secret()?);
                Ok(())
            }
            Command::Check => check(&written).await,
            Command::Organisation(OrganisationCommand::Create(new)) => create_organisation(&written, new).await,
            Command::Account(AccountCommand::Create(new)) => create_account(&written, new).await,
        }
    }
}

async fn check(written: &Written) -> anyhow::Result<()> {
    let settings = written.for_serving(false)?;
    if !Store::connect(&settings.database_url).await?.is_ready().await? {
        bail!("the database is not up to date. Run: portico migrate");
    }
    for transport in startup::transports(&settings, None)? {
        transport.probe().await.context("PORTICO_SMTP_URL: the mail server does not take mail")?;
    }
    println!("The settings are complete, the database is up to date, and the mail server answers.");
    Ok(())
}

async fn migrated(written: &Written) -> anyhow::Result<Store> {
    let store = Store::connect(&written.database_url()).await?;
    store.migrate().await?;
    Ok(store)
}

async fn create_organisation(written: &Written, new: NewOrganisation) -> anyhow::Result<()> {
    let store = migrated(written).await?;
    let made =
        operator::create_organisation(&store, &SystemClock, &SystemRandom, new.slug, &new.name, new.preset).await?;
    let page = paths::sign_in(&OrganisationView { name: made.name.clone(), slug: made.slug, is_default: false });
    println!("Organisation {} made. Its sign-in page: {page}", made.name);
    Ok(())
}

async fn create_account(written: &Written, new: NewAccount) -> anyhow::Result<()> {
    let store = migrated(written).await?;
    let name = new.name.as_deref();
    let made =
        operator::create_account(&store, &SystemClock, &SystemRandom, &new.organisation, new.email, name, new.role)
            .await?;
    println!("Account {} made.", made.email);
    Ok(())
}
