//! `portico doctor`: looks at the installation as the world sees it, and says what to do. It asks the resolver of this
//! machine, the public URL and the database, and changes nothing.

mod database;
mod public_url;
mod report;
mod sender;

use crate::settings::RawSettings;
use clap::Args;
use report::Report;

#[derive(Debug, Args)]
pub struct Installation {
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl Installation {
    /// Fails if something is wrong.
    pub async fn run(self, raw: &RawSettings) -> anyhow::Result<()> {
        let settings = raw.for_serving(false)?;
        let mut report = Report::default();
        public_url::look(&settings, &mut report).await?;
        sender::look(&settings, &mut report).await;
        database::look(raw, &settings, &mut report).await;
        report.tell(self.json)
    }
}
