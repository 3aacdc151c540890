//! `portico account list` and `portico account show`.

use super::arguments::{RoleArgument, Whose};
use crate::command_line::listing::{Listing, Row, next_after};
use crate::command_line::organisation::AtOrganisation;
use crate::settings::RawSettings;
use clap::{Args, ValueEnum};
use domain::{EmailAddress, StatusFilter};
use serde_json::{Value, json};
use service::delivery::rfc3339;
use service::operator::Operator;
use service::operator_people::{AccountDetails, AccountFilter, Person};
use store::account_status::AccountStatus;

#[derive(Debug, Args)]
pub struct List {
    #[command(flatten)]
    at: AtOrganisation,
    /// Only accounts with words that begin so, in the name, the address or the phone number
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    search: String,
    /// Only accounts in this state
    #[arg(long, value_enum)]
    state: Option<StateArgument>,
    /// Only accounts with this role
    #[arg(long, value_enum)]
    role: Option<RoleArgument>,
    /// Begin after the account with this address
    #[arg(long, value_name = "EMAIL")]
    after: Option<EmailAddress>,
    #[command(flatten)]
    listing: Listing,
}

#[derive(Debug, Args)]
pub struct Show {
    #[command(flatten)]
    whose: Whose,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum StateArgument {
    Active,
    Locked,
    Deactivated,
    Closed,
}

impl From<StateArgument> for StatusFilter {
    fn from(argument: StateArgument) -> Self {
        match argument {
            StateArgument::Active => StatusFilter::Active,
            StateArgument::Locked => StatusFilter::Locked,
            StateArgument::Deactivated => StatusFilter::Deactivated,
            StateArgument::Closed => StatusFilter::Closed,
        }
    }
}

impl List {
    pub async fn run(self, operator: Operator<'_>, raw: &RawSettings) -> anyhow::Result<()> {
        let List { at, search, state, role, after, listing } = self;
        let at = at.read(operator, raw).await?;
        let filter = AccountFilter { text: search, state: state.map(Into::into), role: role.map(Into::into) };
        let page = operator.accounts(&at, &filter, after.as_ref(), listing.limit).await?;
        let rows = page.rows.iter().map(row).collect::<anyhow::Result<Vec<_>>>()?;
        listing.print(&rows, next_after(&page.rows, page.has_next, |person| person.account.email.to_string()));
        Ok(())
    }
}

impl Show {
    pub async fn run(self, operator: Operator<'_>, raw: &RawSettings) -> anyhow::Result<()> {
        let (at, email) = self.whose.read(operator, raw).await?;
        let json = details(&operator.account(&at, &email).await?)?;
        match (self.json, json) {
            (false, Value::Object(fields)) => {
                for (name, value) in fields {
                    let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                    println!("{name}: {value}");
                }
            }
            (_, json) => println!("{json:#}"),
        }
        Ok(())
    }
}

const fn state(person: &Person) -> &'static str {
    match person.status {
        AccountStatus::Active => "active",
        AccountStatus::Deactivated => "deactivated",
        AccountStatus::Closed => "closed",
    }
}

fn row(person: &Person) -> anyhow::Result<Row> {
    let account = &person.account;
    let name = account.name.as_deref().unwrap_or_default();
    let line = format!("{}  {}  {}  {name}", account.email, account.role.name(), state(person));
    Ok(Row { line, json: as_json(person)? })
}

fn as_json(person: &Person) -> anyhow::Result<Value> {
    let account = &person.account;
    Ok(json!({
        "id": account.id.to_string(),
        "email": account.email.to_string(),
        "name": account.name,
        "role": account.role.name(),
        "state": state(person),
        "phone": account.phone.as_ref().map(|phone| phone.number.to_string()),
        "created_at": rfc3339(person.created_at)?,
    }))
}

fn details(account: &AccountDetails) -> anyhow::Result<Value> {
    let AccountDetails { person, last_seen, password_changed_at, second_step } = account;
    let mut json = as_json(person)?;
    json["last_seen"] = json!(last_seen.map(rfc3339).transpose()?);
    json["password_changed_at"] = json!(password_changed_at.map(rfc3339).transpose()?);
    json["second_factors"] = second_step.ways.iter().map(|factor| json!(factor.name())).collect();
    json["recovery_codes"] = json!(second_step.recovery_codes);
    Ok(json)
}
