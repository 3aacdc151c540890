//! The `portico application` commands.

mod client;
mod create;
mod output;
mod set;
mod values;
mod which;

use super::organisation::AtOrganisation;
use crate::settings::RawSettings;
use clap::{Args, Subcommand};
use client::RotateSecret;
use create::Create;
use output::{line_of, summary_as_json, view_as_json, view_as_text};
use serde_json::Value;
use service::operator::Operator;
use set::Set;
use which::Which;

#[derive(Debug, Subcommand)]
pub enum ApplicationCommand {
    /// Add an application, which nobody has access to yet
    Create(Create),
    /// List the applications of an organisation
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
    /// Print JSON
    #[arg(long)]
    json: bool,
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
            ApplicationCommand::List(List { at, json }) => {
                let at = at.read(operator, raw).await?;
                let applications = operator.applications(&at).await?;
                match json {
                    true => println!("{:#}", applications.iter().map(summary_as_json).collect::<Value>()),
                    false => applications.iter().for_each(|application| println!("{}", line_of(application))),
                }
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
