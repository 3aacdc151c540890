//! The `portico account` commands.

mod arguments;
mod create;
mod edit;
mod list;
mod transfer;

pub use edit::password_link;

use crate::{settings::RawSettings, startup};
use arguments::Whose;
use clap::Subcommand;
use create::Create;
use edit::{Delete, Edit, SetPassword, SetRole};
use list::{List, Show};
use service::operator::Operator;
use transfer::{Export, Import};

#[derive(Debug, Subcommand)]
pub enum AccountCommand {
    /// Create an account
    Create(Create),
    /// List the accounts of an organisation, by email address
    List(List),
    /// Show one account
    Show(Show),
    /// Change the email address, the name or the phone number of an account
    Edit(Edit),
    /// Delete an account for good. Its address stays reserved unless you release it
    Delete(Delete),
    /// Make an account an admin or a member
    SetRole(SetRole),
    /// Set the password of an account, or print a link with which its user chooses one. Setting it ends the sessions
    SetPassword(SetPassword),
    /// Remove the passkeys, the authenticator app and the recovery codes of an account, and end its sessions
    ResetSecondStep(Whose),
    /// End all sessions of an account
    EndSessions(Whose),
    /// Unlock an account: end its pause or slow-down after wrong passwords
    Unlock(Whose),
    /// Deactivate an account: its sessions end, and it cannot sign in
    Deactivate(Whose),
    /// Reactivate a deactivated account
    Reactivate(Whose),
    /// Write all accounts with the hashes of their passwords, one JSON object a line
    Export(Export),
    /// Create accounts from JSON lines, also with hashes of passwords that other systems made
    Import(Import),
}

impl AccountCommand {
    pub async fn run(self, operator: Operator<'_>, raw: &RawSettings) -> anyhow::Result<()> {
        match self {
            AccountCommand::Create(new) => new.run(operator, raw).await,
            AccountCommand::List(list) => list.run(operator, raw).await,
            AccountCommand::Show(show) => show.run(operator, raw).await,
            AccountCommand::Edit(edit) => edit.run(operator, raw).await,
            AccountCommand::Delete(delete) => delete.run(operator, raw).await,
            AccountCommand::SetRole(set) => set.run(operator, raw).await,
            AccountCommand::SetPassword(set) => set.run(operator, raw).await,
            AccountCommand::Export(export) => export.run(operator, raw).await,
            AccountCommand::Import(import) => import.run(operator, raw).await,
            AccountCommand::ResetSecondStep(whose) => {
                let (at, email) = whose.read(operator, raw).await?;
                match operator.reset_second_step(&at, &email).await? {
                    true => println!("The second step of {email} in {at} is removed, and the sessions have ended."),
                    false => println!("Account {email} in {at} has no second step."),
                }
                Ok(())
            }
            AccountCommand::EndSessions(whose) => {
                let (at, email) = whose.read(operator, raw).await?;
                operator.end_sessions(&at, &email).await?;
                println!("The sessions of {email} in {at} have ended.");
                Ok(())
            }
            AccountCommand::Unlock(whose) => {
                let (at, email) = whose.read(operator, raw).await?;
                operator.unlock(&at, &email, &startup::keys_of(raw, operator.store).await?).await?;
                println!("Account {email} in {at} is unlocked.");
                Ok(())
            }
            AccountCommand::Deactivate(whose) => {
                let (at, email) = whose.read(operator, raw).await?;
                operator.set_deactivated(&at, &email, true).await?;
                println!("Account {email} in {at} is deactivated.");
                Ok(())
            }
            AccountCommand::Reactivate(whose) => {
                let (at, email) = whose.read(operator, raw).await?;
                operator.set_deactivated(&at, &email, false).await?;
                println!("Account {email} in {at} is reactivated.");
                Ok(())
            }
        }
    }
}
