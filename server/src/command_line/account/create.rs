//! `portico account create`.

use super::arguments::{RoleArgument, Whose, read_password, read_phone};
use crate::{settings::RawSettings, startup};
use clap::Args;
use domain::PersonName;
use service::operator::{NewAccount, Operator};

#[derive(Debug, Args)]
pub struct Create {
    #[command(flatten)]
    whose: Whose,
    /// The name of its user
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
    /// Succeed without a change if there is an account with this address
    #[arg(long)]
    if_missing: bool,
}

impl Create {
    pub async fn run(self, operator: Operator<'_>, raw: &RawSettings) -> anyhow::Result<()> {
        let phone = self.phone.as_deref().map(read_phone).transpose()?;
        let (at, email) = self.whose.read(operator, raw).await?;
        if self.if_missing && operator.has_account(&at, &email).await? {
            println!("There is an account {email} in {at} already.");
            return Ok(());
        }
        let mut new = NewAccount {
            organisation: at.clone(),
            email,
            name: self.name,
            role: self.role.into(),
            phone,
            password: None,
        };
        if self.password_stdin {
            let keys = startup::keys_of(raw, operator.store).await?;
            let hasher = startup::hasher(&keys, raw.capacity()?, operator.random)?;
            let name = new.name.as_ref().map_or("", PersonName::as_str);
            let hash = operator.hash_password(&hasher, read_password()?, (&at, &new.email, name)).await?;
            new.password = Some(hash);
        }
        let made = operator.create_account(new).await?;
        println!("Account {} created in {at}.", made.email);
        Ok(())
    }
}
