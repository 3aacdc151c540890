//! The `portico account` commands.

use super::organisation::AtOrganisation;
use crate::{settings::RawSettings, startup};
use anyhow::Context as _;
use clap::{Args, Subcommand, ValueEnum};
use domain::{EmailAddress, Password, PersonName, PhoneNumber, Slug};
use service::operator::{NewAccount, Operator};
use service::phone_numbers::PhoneNumbers;
use std::io::BufRead as _;
use store::accounts::Role;

#[derive(Debug, Subcommand)]
pub enum AccountCommand {
    /// Create an account
    Create(Create),
    /// Unlock an account: end its pause or slow-down after wrong passwords
    Unlock(Whose),
    /// Deactivate an account: its sessions end, and it cannot sign in
    Deactivate(Whose),
    /// Reactivate a deactivated account
    Reactivate(Whose),
}

#[derive(Debug, Args)]
pub struct Create {
    #[command(flatten)]
    whose: Whose,
    #[arg(long)]
    name: Option<PersonName>,
    #[arg(long, value_enum, default_value_t = RoleArgument::Member)]
    role: RoleArgument,
    /// A phone number like +12015550142, which counts as verified
    #[arg(long)]
    phone: Option<String>,
    /// Read the password from the first line of standard input
    #[arg(long)]
    password_stdin: bool,
}

// An email address identifies an account only within an organisation. This is no doc comment: clap would print it.
#[derive(Debug, Args)]
pub struct Whose {
    #[command(flatten)]
    at: AtOrganisation,
    #[arg(long)]
    email: EmailAddress,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum RoleArgument {
    Admin,
    Member,
}

impl From<RoleArgument> for Role {
    fn from(argument: RoleArgument) -> Self {
        match argument {
            RoleArgument::Admin => Role::Admin,
            RoleArgument::Member => Role::Member,
        }
    }
}

impl AccountCommand {
    pub async fn run(self, operator: Operator<'_>, raw: &RawSettings) -> anyhow::Result<()> {
        match self {
            AccountCommand::Create(new) => new.run(operator, raw).await,
            AccountCommand::Unlock(whose) => {
                let (at, email) = whose.read(operator, raw).await?;
                operator.unlock(&at, &email, &startup::keys(raw)?).await?;
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

impl Whose {
    async fn read(self, operator: Operator<'_>, raw: &RawSettings) -> anyhow::Result<(Slug, EmailAddress)> {
        Ok((self.at.read(operator, raw).await?, self.email))
    }
}

impl Create {
    async fn run(self, operator: Operator<'_>, raw: &RawSettings) -> anyhow::Result<()> {
        let phone = self.phone.as_deref().map(read_phone).transpose()?;
        let (at, email) = self.whose.read(operator, raw).await?;
        let mut new = NewAccount {
            organisation: at.clone(),
            email,
            name: self.name,
            role: self.role.into(),
            phone,
            password: None,
        };
        if self.password_stdin {
            let hasher = startup::hasher(&startup::keys(raw)?, raw.capacity()?, operator.random)?;
            new.password = Some(operator.hash_password(&hasher, read_password()?, &new).await?);
        }
        let made = operator.create_account(new).await?;
        println!("Account {} created in {at}.", made.email);
        Ok(())
    }
}

/// Accepts any international spelling of a number.
fn read_phone(typed: &str) -> anyhow::Result<PhoneNumber> {
    let read = PhoneNumbers::anywhere(typed);
    read.map(|read| read.number).with_context(|| format!("--phone: {typed:?} is not a number like +12015550142"))
}

fn read_password() -> anyhow::Result<Password> {
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    let line = line.strip_suffix('\n').unwrap_or(&line);
    Ok(Password::new(line.strip_suffix('\r').unwrap_or(line).to_owned()))
}
