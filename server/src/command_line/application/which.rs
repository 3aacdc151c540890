//! Which application a command is about.

use crate::command_line::organisation::AtOrganisation;
use crate::settings::RawSettings;
use clap::Args;
use domain::{ApplicationId, Slug};
use service::operator::Operator;

#[derive(Debug, Args)]
pub struct Which {
    #[command(flatten)]
    at: AtOrganisation,
    /// The id of the application, as `portico application list` prints it
    id: ApplicationId,
}

impl Which {
    /// The organisation and the id of the application.
    pub async fn read(self, operator: Operator<'_>, raw: &RawSettings) -> anyhow::Result<(Slug, ApplicationId)> {
        Ok((self.at.read(operator, raw).await?, self.id))
    }
}
