//! `portico check`: tries what the settings name, and says everything that is wrong at once. It changes nothing, and
//! sends nothing unless it is asked to.

use crate::settings::{Problems, RawSettings, Settings};
use crate::{start_checks, startup};
use anyhow::{Context as _, bail};
use clap::Args;
use domain::Destination;
use serde_json::json;
use service::clock::SystemClock;
use service::delivery::Email;
use service::delivery::texts::Text;
use service::random::{Random, SystemRandom};
use std::sync::Arc;
use store::{NEWER, Schema, Store, organisations};

/// The name of the sender if the settings have none.
const NAME: &str = "Portico";
const SUBJECT: &str = "A test of Portico";
const BODY: &str = "This message was sent by `portico check --send-to`. If you can read it, messages arrive.";

#[derive(Debug, Args)]
pub struct Check {
    /// Also send one message to this email address or phone number
    #[arg(long, value_name = "ADDRESS|NUMBER")]
    send_to: Option<Destination>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// What was found.
#[derive(Default)]
struct Report {
    problems: Problems,
    /// The migrations that are missing.
    would_migrate: Vec<String>,
    /// What answers.
    answering: Vec<&'static str>,
    /// Whether a message was sent.
    is_sent: bool,
}

impl Check {
    /// Fails if something is wrong.
    pub async fn run(self, raw: &RawSettings) -> anyhow::Result<()> {
        let mut report = Report::default();
        let settings = report.problems.note(raw.for_serving(false));
        let outcome = report.look_at_database(raw, settings.as_ref()).await;
        report.problems.note(outcome);
        if let Some(settings) = &settings {
            report.look_at_messages(settings, self.send_to.as_ref()).await;
        } else if self.send_to.is_some() {
            report.problems.add("--send-to: nothing was sent, because the settings are not complete".to_owned());
        }
        report.tell(self.json)
    }
}

impl Report {
    async fn look_at_database(&mut self, raw: &RawSettings, settings: Option<&Settings>) -> anyhow::Result<()> {
        let store = Store::connect_existing(raw.database(false)?.url.expose()).await?;
        match store.schema().await? {
            Schema::Current => {}
            Schema::Newer => bail!(NEWER),
            Schema::Older => {
                self.would_migrate = store.missing_migrations().await?;
                let names = self.would_migrate.join(", ");
                bail!("the database is not up to date. Run: portico migrate. It would apply: {names}");
            }
        }
        if let Some(settings) = settings {
            let checked = start_checks::check(settings, &store).await;
            self.problems.note(checked);
        }
        let served = startup::served(raw)?;
        for organisation in organisations::all(&store).await? {
            let (slug, checked) = (organisation.slug, organisation.policy.check_served(served));
            self.problems.note(checked.with_context(|| format!("the policy of {slug}")));
        }
        Ok(())
    }

    /// Connects to the mail server and the text provider, and sends a message if an address or a number is given.
    async fn look_at_messages(&mut self, settings: &Settings, to: Option<&Destination>) {
        let outcome = self.look_at_mail(settings, to).await;
        self.problems.note(outcome);
        let outcome = self.look_at_texts(settings, to).await;
        self.problems.note(outcome);
    }

    async fn look_at_mail(&mut self, settings: &Settings, to: Option<&Destination>) -> anyhow::Result<()> {
        for transport in startup::transports(settings, None)? {
            transport.probe().await.context("PORTICO_SMTP_URL: the mail server does not accept mail")?;
            self.answering.push("the mail server");
            if let Some(Destination::Email(address)) = to {
                let email = Email {
                    message_id: new_id()?,
                    from_name: settings.mail.from.name.clone().unwrap_or_else(|| NAME.to_owned()),
                    reply_to: None,
                    to: address.clone(),
                    subject: SUBJECT.to_owned(),
                    text: BODY.to_owned(),
                    html: format!("<p>{BODY}</p>"),
                };
                transport.send(&email).await.context("PORTICO_SMTP_URL: the mail server did not accept the message")?;
                self.is_sent = true;
            }
        }
        Ok(())
    }

    async fn look_at_texts(&mut self, settings: &Settings, to: Option<&Destination>) -> anyhow::Result<()> {
        let number = match to {
            Some(Destination::Phone(number)) => Some(number),
            _ => None,
        };
        let Some(provider) = startup::text_provider(settings, Arc::new(SystemClock))? else {
            if number.is_some() {
                bail!("--send-to: PORTICO_SMS_PROVIDER names no provider that sends texts");
            }
            return Ok(());
        };
        provider.probe().await.context("PORTICO_SMS_PROVIDER: the provider does not accept texts")?;
        self.answering.push("the text provider");
        if let Some(number) = number {
            let text = Text { message_id: new_id()?, to: number.clone(), body: SUBJECT.to_owned() };
            provider.send(&text).await.context("PORTICO_SMS_PROVIDER: the provider did not accept the text")?;
            self.is_sent = true;
        }
        Ok(())
    }

    fn tell(self, is_json: bool) -> anyhow::Result<()> {
        let Report { problems, would_migrate, answering, is_sent } = self;
        if is_json {
            let found: Vec<&str> = problems.iter().collect();
            let report = json!({
                "ok": found.is_empty(),
                "problems": found,
                "would_migrate": would_migrate,
                "answering": answering,
                "sent": is_sent,
            });
            println!("{report:#}");
        }
        let found: Vec<&str> = problems.iter().collect();
        match found.as_slice() {
            [] => {}
            [only] => bail!("{only}"),
            all => bail!("{} things are wrong:\n  {}", all.len(), all.join("\n  ")),
        }
        if !is_json {
            let who = match answering.as_slice() {
                [one] => format!("{one} answers"),
                all => format!("{} answer", all.join(" and ")),
            };
            println!("The settings are complete, the database is up to date, and {who}.");
            if is_sent {
                println!("A message was sent.");
            }
        }
        Ok(())
    }
}

fn new_id() -> anyhow::Result<String> {
    let random: &dyn Random = &SystemRandom;
    Ok(random.id()?.simple().to_string())
}
