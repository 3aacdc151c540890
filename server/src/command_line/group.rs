//! The `portico group` commands.

use super::listing::{Listing, Row, next_after, quoted};
use super::organisation::AtOrganisation;
use crate::settings::RawSettings;
use clap::{Args, Subcommand};
use domain::{EmailAddress, GroupName};
use serde_json::json;
use service::groups::{ListedGroup, NewGroup};
use service::operator::Operator;

#[derive(Debug, Subcommand)]
pub enum GroupCommand {
    /// Add a group without members
    Create(Create),
    /// List the groups of an organisation, by name
    List(List),
    /// Add accounts to a group
    Add(Members),
    /// Remove accounts from a group
    Remove(Members),
    /// Delete a group; its members lose the access that only this group gave them
    Delete(Which),
}

#[derive(Debug, Args)]
pub struct Create {
    #[command(flatten)]
    at: AtOrganisation,
    /// The name of the group, which applications are told
    #[arg(long)]
    name: String,
    /// What the group is for, on one line
    #[arg(long, default_value = "")]
    description: String,
    /// Succeed without a change if the organisation has a group with this name
    #[arg(long)]
    if_missing: bool,
}

#[derive(Debug, Args)]
pub struct List {
    #[command(flatten)]
    at: AtOrganisation,
    /// Begin after the group with this name
    #[arg(long, value_name = "NAME")]
    after: Option<GroupName>,
    #[command(flatten)]
    listing: Listing,
}

#[derive(Debug, Args)]
pub struct Which {
    #[command(flatten)]
    at: AtOrganisation,
    /// The name of the group
    #[arg(long)]
    name: GroupName,
}

#[derive(Debug, Args)]
pub struct Members {
    #[command(flatten)]
    which: Which,
    /// The email address of an account; may be given several times
    #[arg(long = "email", value_name = "EMAIL", required = true)]
    emails: Vec<EmailAddress>,
}

impl GroupCommand {
    pub async fn run(self, operator: Operator<'_>, raw: &RawSettings) -> anyhow::Result<()> {
        match self {
            GroupCommand::Create(Create { at, name, description, if_missing }) => {
                let at = at.read(operator, raw).await?;
                if if_missing && operator.groups(&at).await?.iter().any(|there| there.group.name.as_str() == name) {
                    println!("There is a group {name} in {at} already.");
                    return Ok(());
                }
                let made = operator.create_group(&at, NewGroup { name: &name, description: &description }).await?;
                println!("Group {} created in {at}.", made.name);
            }
            GroupCommand::List(List { at, after, listing }) => {
                let at = at.read(operator, raw).await?;
                let page = operator.group_page(&at, after.as_ref(), listing.limit).await?;
                let rows: Vec<_> = page.rows.iter().map(row).collect();
                listing.print(&rows, next_after(&page.rows, page.has_next, |last| quoted(last.group.name.as_str())));
            }
            GroupCommand::Add(Members { which: Which { at, name }, emails }) => {
                let at = at.read(operator, raw).await?;
                for email in emails {
                    let is_new = operator.add_to_group(&at, &name, &email).await?;
                    println!("{email} is {} {name}.", if is_new { "now in" } else { "already in" });
                }
            }
            GroupCommand::Remove(Members { which: Which { at, name }, emails }) => {
                let at = at.read(operator, raw).await?;
                for email in emails {
                    let was_in = operator.remove_from_group(&at, &name, &email).await?;
                    println!("{email} is {} {name}.", if was_in { "no longer in" } else { "not in" });
                }
            }
            GroupCommand::Delete(Which { at, name }) => {
                operator.delete_group(&at.read(operator, raw).await?, &name).await?;
                println!("Group {name} is deleted.");
            }
        }
        Ok(())
    }
}

fn row(ListedGroup { group, members }: &ListedGroup) -> Row {
    let line = format!("{}  {members}  {}", group.name, group.description);
    let json = json!({
        "id": group.id.to_string(),
        "name": group.name.as_str(),
        "description": group.description,
        "members": members,
    });
    Row { line, json }
}
