//! Arguments that several `portico account` commands have.

use crate::command_line::organisation::AtOrganisation;
use crate::settings::RawSettings;
use anyhow::Context as _;
use clap::{Args, ValueEnum};
use domain::{EmailAddress, Password, PhoneNumber, Slug};
use service::operator::Operator;
use service::phone_numbers::PhoneNumbers;
use std::io::BufRead as _;
use store::accounts::Role;

// An email address identifies an account only within an organisation. This is no doc comment: clap would print it.
#[derive(Debug, Args)]
pub struct Whose {
    #[command(flatten)]
    at: AtOrganisation,
    /// The email address of the account
    #[arg(long)]
    email: EmailAddress,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum RoleArgument {
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

impl Whose {
    pub async fn read(self, operator: Operator<'_>, raw: &RawSettings) -> anyhow::Result<(Slug, EmailAddress)> {
        Ok((self.at.read(operator, raw).await?, self.email))
    }
}

/// Accepts any international spelling of a number.
pub fn read_phone(typed: &str) -> anyhow::Result<PhoneNumber> {
    let read = PhoneNumbers::anywhere(typed);
    read.map(|read| read.number).with_context(|| format!("--phone: {typed:?} is not a number like +12015550142"))
}

/// The first line of standard input.
pub fn read_password() -> anyhow::Result<Password> {
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    let line = line.strip_suffix('\n').unwrap_or(&line);
    Ok(Password::new(line.strip_suffix('\r').unwrap_or(line).to_owned()))
}
