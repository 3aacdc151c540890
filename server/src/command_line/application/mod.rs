//! The `portico application` commands.

mod client;
mod create;
mod output;
mod set;
mod values;
mod which;

use super::listing::{Listing, next_after};
use super::organisation::AtOrganisation;
use crate::settings::RawSettings;
use clap::{Args, Subcommand};
use client::RotateSecret;
use create::Create;
use domain::ApplicationId;
use output::{row, view_as_json, view_as_text};
use service::operator::Operator;
use set::Set;
use which::Which;

#[derive(Debug, Subcommand)]
pub enum ApplicationCommand {
    /// Add an application. No one can open it until it is given to people
    Create(Create),
    /// List the applications of an organisation, by name
    List(List),
    /// Show an application, and who has access to it
    Show(Show),
    /// Change an application; what is not given stays as it is
    Set(Box<Set>),
    /// Create a new secret for an application's OpenID Connect client; the earlier ones work for one more day
    RotateSecret(RotateSecret),
    /// Remove the OpenID Connect client of an application, with its secrets and all access that it has
    RemoveClient(Which),
    /// Delete an application; others can then use its origins
    Delete(Which),
}

#[derive(Debug, Args)]
pub struct List {
    #[command(flatten)]
    at: AtOrganisation,
    /// Begin after the application with this id
    #[arg(long, value_name = "ID")]
    after: Option<ApplicationId>,
    #[command(flatten)]
    listing: Listing,
}

#[derive(Debug, Args)]
pub struct Show {
    #[command(flatten)]
    which: Which,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl ApplicationCommand {
    pub async fn run(self, operator: Operator<'_>, raw: &RawSettings) -> anyhow::Result<()> {
        match self {
            ApplicationCommand::Create(new) => new.run(operator, raw).await,
            ApplicationCommand::List(List { at, after, listing }) => {
                let at = at.read(operator, raw).await?;
                let page = operator.application_page(&at, after, listing.limit).await?;
                let rows: Vec<_> = page.rows.iter().map(row).collect();
                listing.print(&rows, next_after(&page.rows, page.has_next, |last| last.id.to_string()));
                Ok(())
            }
            ApplicationCommand::Show(Show { which, json }) => {
                let (at, id) = which.read(operator, raw).await?;
                let view = operator.application(&at, id).await?;
                let client = operator.client(&at, id).await?;
                match json {
                    true => println!("{:#}", view_as_json(&view, client.as_ref())?),
                    false => print!("{}", view_as_text(&view, client.as_ref())?),
                }
                Ok(())
            }
            ApplicationCommand::Set(set) => set.run(operator, raw).await,
            ApplicationCommand::RotateSecret(rotation) => rotation.run(operator, raw).await,
            ApplicationCommand::RemoveClient(which) => client::remove_client(which, operator, raw).await,
            ApplicationCommand::Delete(which) => {
                let (at, id) = which.read(operator, raw).await?;
                operator.delete_application(&at, id).await?;
                println!("Application {id} is deleted.");
                Ok(())
            }
        }
    }
}
