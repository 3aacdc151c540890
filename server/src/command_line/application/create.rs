//! `portico application create`.

use super::client::print_made;
use super::values::Lists;
use crate::command_line::organisation::AtOrganisation;
use crate::settings::RawSettings;
use clap::Args;
use service::applications::NewApplication;
use service::operator::Operator;

#[derive(Debug, Args)]
pub struct Create {
    #[command(flatten)]
    at: AtOrganisation,
    /// The name that people see
    #[arg(long)]
    name: String,
    /// The page that people open first, like https://app.example/start
    #[arg(long, value_name = "URL")]
    start_address: String,
    /// A reverse proxy protects the origin of the start address
    #[arg(long)]
    forward_auth: bool,
    /// It uses OpenID Connect, and receives answers here, like https://app.example/callback. The secret is printed once
    #[arg(long, value_name = "URL")]
    redirect_uri: Option<String>,
    /// It runs on its users' devices, so it cannot keep a secret
    #[arg(long, requires = "redirect_uri")]
    public: bool,
    /// Succeed without a change if the organisation has an application with this name
    #[arg(long)]
    if_missing: bool,
}

impl Create {
    pub async fn run(self, operator: Operator<'_>, raw: &RawSettings) -> anyhow::Result<()> {
        let (at, own) = (self.at.read(operator, raw).await?, raw.public_url()?.own_origin());
        if self.if_missing {
            let there = operator.applications(&at).await?;
            if let Some(there) = there.iter().find(|there| there.name.as_str() == self.name) {
                println!("There is an application {} in {at} already: {}", there.name, there.id);
                return Ok(());
            }
        }
        let new = NewApplication {
            name: &self.name,
            start_address: &self.start_address,
            is_forward_auth: self.forward_auth,
            redirect_uri: self.redirect_uri.as_deref(),
            is_public: self.public,
        };
        let lists = Lists { redirect_uris: self.redirect_uri.clone(), ..Lists::default() };
        let created = operator.create_application(&at, &own, new).await;
        let (application, made) = created.map_err(|error| lists.named(error))?;
        println!("Application {} created in {at}: {}", application.name, application.id);
        if let Some(made) = &made {
            print_made(made);
        }
        Ok(())
    }
}
