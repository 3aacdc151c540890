//! The commands that work on a database that is up to date. They never migrate it.

use super::account::AccountCommand;
use super::application::ApplicationCommand;
use super::audit::AuditCommand;
use super::group::GroupCommand;
use super::key::KeyCommand;
use super::message::MessageCommand;
use super::operator;
use super::organisation::OrganisationCommand;
use super::policy::PolicyCommand;
use super::session::SessionCommand;
use crate::{settings::RawSettings, startup};
use clap::Subcommand;
use service::{clock::SystemClock, operator::Operator, random::SystemRandom};

#[derive(Debug, Subcommand)]
pub enum DatabaseCommand {
    /// Manage organisations
    #[command(subcommand)]
    Organisation(OrganisationCommand),
    /// Manage the policy of an organisation
    #[command(subcommand)]
    Policy(PolicyCommand),
    /// Manage accounts
    #[command(subcommand)]
    Account(AccountCommand),
    /// List and end sessions
    #[command(subcommand)]
    Session(SessionCommand),
    /// List messages, and try one again
    #[command(subcommand)]
    Message(MessageCommand),
    /// Export the audit log
    #[command(subcommand)]
    Audit(AuditCommand),
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

impl DatabaseCommand {
    pub async fn run(self, raw: &RawSettings) -> anyhow::Result<()> {
        let (store, name) = (startup::current_store(raw).await?, operator::name());
        let operator = Operator { store: &store, clock: &SystemClock, random: &SystemRandom, name: Some(&name) };
        match self {
            DatabaseCommand::Organisation(command) => command.run(operator, raw).await,
            DatabaseCommand::Policy(command) => command.run(operator, raw).await,
            DatabaseCommand::Account(command) => command.run(operator, raw).await,
            DatabaseCommand::Session(command) => command.run(operator, raw).await,
            DatabaseCommand::Message(command) => command.run(operator, raw).await,
            DatabaseCommand::Audit(command) => command.run(operator, raw).await,
            DatabaseCommand::Group(command) => command.run(operator, raw).await,
            DatabaseCommand::Application(command) => command.run(operator, raw).await,
            DatabaseCommand::Key(command) => command.run(operator, raw).await,
        }
    }
}
