//! The `portico application` commands.

mod output;
mod set;
mod which;

use super::organisation::AtOrganisation;
use crate::settings::RawSettings;
use clap::{Args, Subcommand};
use output::{line_of, summary_as_json, view_as_json, view_as_text};
use serde_json::Value;
use service::applications::NewApplication;
use service::operator::Operator;
use set::Set;
use which::Which;

#[derive(Debug, Subcommand)]
pub enum ApplicationCommand {
    /// Add an application, which nobody may enter yet
    Create(Create),
    /// List the applications of an organisation
    List(List),
    /// Show an application, and who may enter it
    Show(Show),
    /// Change an application; what is not given stays as it is
    Set(Box<Set>),
    /// Delete an application; its origins become free
    Delete(Which),
}

#[derive(Debug, Args)]
pub struct Create {
    #[command(flatten)]
    at: AtOrganisation,
    /// Its name as people see it
    #[arg(long)]
    name: String,
    /// Where people begin, like https://app.example/start
    #[arg(long, value_name = "URL")]
    start_address: String,
    /// A reverse proxy guards the origin of the start address
    #[arg(long)]
    forward_auth: bool,
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
                match json {
                    true => println!("{:#}", view_as_json(&view)),
                    false => print!("{}", view_as_text(&view)),
                }
                Ok(())
            }
            ApplicationCommand::Set(set) => set.run(operator, raw).await,
            ApplicationCommand::Delete(which) => {
                let (at, id) = which.read(operator, raw).await?;
                operator.delete_application(&at, id).await?;
                println!("Application {id} is deleted.");
                Ok(())
            }
        }
    }
}

impl Create {
    async fn run(self, operator: Operator<'_>, raw: &RawSettings) -> anyhow::Result<()> {
        let (at, own) = (self.at.read(operator, raw).await?, raw.public_url()?.own_origin());
        let new =
            NewApplication { name: &self.name, start_address: &self.start_address, is_forward_auth: self.forward_auth };
        let made = operator.create_application(&at, &own, new).await?;
        println!("Application {} in {at} made: {}", made.name, made.id);
        Ok(())
    }
}
