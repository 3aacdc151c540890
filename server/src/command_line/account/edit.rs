//! The `portico account` commands that change an account or delete it.

use super::arguments::{RoleArgument, Whose, read_password, read_phone};
use crate::{settings::RawSettings, startup};
use anyhow::ensure;
use app::paths;
use clap::Args;
use domain::{EmailAddress, PersonName, Slug};
use service::operator::Operator;
use service::operator_accounts::{AccountChange, FormerAddress};
use store::accounts::Role;

#[derive(Debug, Args)]
pub struct Edit {
    #[command(flatten)]
    whose: Whose,
    /// The new email address. It ends the sessions and what was sent to the old address, which stays reserved for the
    /// account
    #[arg(long, value_name = "EMAIL")]
    new_email: Option<EmailAddress>,
    /// The name of its user
    #[arg(long)]
    name: Option<PersonName>,
    /// A phone number like +12015550142, which counts as verified
    #[arg(long, conflicts_with = "no_phone")]
    phone: Option<String>,
    /// Remove the phone number
    #[arg(long)]
    no_phone: bool,
}

#[derive(Debug, Args)]
pub struct Delete {
    #[command(flatten)]
    whose: Whose,
    /// Allow other accounts to have the address
    #[arg(long)]
    release_address: bool,
    /// Do it: without this option the command only says what it would delete
    #[arg(long)]
    yes: bool,
}

#[derive(Debug, Args)]
pub struct SetRole {
    #[command(flatten)]
    whose: Whose,
    #[arg(long, value_enum)]
    role: RoleArgument,
}

#[derive(Debug, Args)]
pub struct SetPassword {
    #[command(flatten)]
    whose: Whose,
    /// Read the password from the first line of standard input
    #[arg(long)]
    password_stdin: bool,
    /// Print a link with which the user chooses a password: it works once, for 24 hours. If the account has no password
    /// yet, it also signs the user in
    #[arg(long, conflicts_with = "password_stdin")]
    link: bool,
}

impl Edit {
    pub async fn run(self, operator: Operator<'_>, raw: &RawSettings) -> anyhow::Result<()> {
        let Edit { whose, new_email, name, phone, no_phone } = self;
        ensure!(
            new_email.is_some() || name.is_some() || phone.is_some() || no_phone,
            "nothing to change. Give at least one of --new-email, --name, --phone and --no-phone"
        );
        let phone = match phone {
            Some(typed) => Some(Some(read_phone(&typed)?)),
            None if no_phone => Some(None),
            None => None,
        };
        let (at, email) = whose.read(operator, raw).await?;
        let new = new_email.clone().unwrap_or_else(|| email.clone());
        let is_awaited = operator.edit_account(&at, &email, AccountChange { email: new_email, name, phone }).await?;
        println!("Account {email} in {at} is changed.");
        if is_awaited {
            eprintln!(
                "Nobody has signed in to it yet, and what was sent to {email} no longer works. Resend the invitation in \
                 the console, or pass on a link: portico account set-password --organisation {at} --email {new} --link"
            );
        }
        Ok(())
    }
}

impl Delete {
    pub async fn run(self, operator: Operator<'_>, raw: &RawSettings) -> anyhow::Result<()> {
        let (at, email) = self.whose.read(operator, raw).await?;
        operator.account(&at, &email).await?;
        ensure!(self.yes, "this deletes the account {email} in {at} for good. To do it, add: --yes");
        let address = if self.release_address { FormerAddress::Released } else { FormerAddress::Reserved };
        operator.delete_account(&at, &email, address).await?;
        println!("Account {email} in {at} is deleted.");
        warn_without_admin(operator, &at).await
    }
}

impl SetRole {
    pub async fn run(self, operator: Operator<'_>, raw: &RawSettings) -> anyhow::Result<()> {
        let (at, email) = self.whose.read(operator, raw).await?;
        let role = Role::from(self.role);
        let is_new = operator.set_role(&at, &email, role).await?;
        println!("Account {email} in {at} is {} {}.", if is_new { "now" } else { "already" }, role.name());
        warn_without_admin(operator, &at).await
    }
}

impl SetPassword {
    pub async fn run(self, operator: Operator<'_>, raw: &RawSettings) -> anyhow::Result<()> {
        ensure!(self.password_stdin || self.link, "say how: --password-stdin, or --link");
        let (at, email) = self.whose.read(operator, raw).await?;
        if self.link {
            println!("{}", password_link(operator, raw, (&at, &email)).await?);
            return Ok(());
        }
        let account = operator.account(&at, &email).await?.person.account;
        let keys = startup::keys_of(raw, operator.store).await?;
        let hasher = startup::hasher(&keys, raw.capacity()?, operator.random)?;
        let about = (&at, &email, account.name.as_deref().unwrap_or_default());
        let hash = operator.hash_password(&hasher, read_password()?, about).await?;
        operator.set_password(&at, &email, hash).await?;
        println!("Account {email} in {at} has the new password, and its sessions have ended.");
        Ok(())
    }
}

/// Makes a link with which the user of an account chooses a password.
pub async fn password_link(
    operator: Operator<'_>,
    raw: &RawSettings,
    (at, email): (&Slug, &EmailAddress),
) -> anyhow::Result<String> {
    let origin = raw.public_url()?.origin;
    let token = operator.make_password_link(at, email).await?;
    Ok(format!("{origin}{}", paths::new_password(token.expose())))
}

/// Says on standard error if the organisation has no active admin now.
async fn warn_without_admin(operator: Operator<'_>, at: &Slug) -> anyhow::Result<()> {
    if !operator.has_admin(at).await? {
        eprintln!(
            "{at} has no active admin now. Choose one: portico account set-role --organisation {at} --role admin --email \
             ADDRESS"
        );
    }
    Ok(())
}
