//! The settings of email: the mail server and the sender.

use super::problems::Problems;
use super::raw::RawSettings;
use super::table::{MAIL_FROM, SMTP_CONNECTIONS, SMTP_URL};
use anyhow::Context as _;
use domain::Secret;
use service::delivery::{Sender, SmtpMailer};

const DEMO_SENDER: &str = "Portico <no-reply@portico.example>";

#[derive(Debug)]
pub struct Mail {
    /// `None` only in a demo, whose messages are kept for the inbox page.
    pub smtp_url: Option<Secret<String>>,
    pub from: Sender,
    /// The most connections to the mail server at the same time.
    pub connections: usize,
}

impl RawSettings {
    /// The settings of email. Fails if they are missing and this is no demo.
    pub fn mail(&self, is_demo: bool) -> anyhow::Result<Mail> {
        let mut problems = Problems::default();
        let from = problems.note(self.sender(is_demo));
        let smtp_url = self.secret(&SMTP_URL);
        if smtp_url.is_none() && !is_demo {
            let what_to_do = "Set a mail server, like: smtps://user:password@mail.example";
            problems.note::<()>(Err(self.missing(&SMTP_URL, what_to_do)));
        }
        if let Some(url) = &smtp_url {
            // It connects only with the first message.
            let sender = from.clone().map_or_else(|| DEMO_SENDER.parse::<Sender>().context("the sender"), Ok);
            let mailer = sender.and_then(|sender| SmtpMailer::connect(url, sender, "localhost"));
            problems.note(mailer.map_err(|error| self.labelled(&[SMTP_URL], error)));
        }
        let connections = problems.note(self.size(&SMTP_CONNECTIONS)).flatten();
        problems.end()?;
        let from = from.with_context(|| self.label(&MAIL_FROM))?;
        Ok(Mail { smtp_url, from, connections: connections.unwrap_or(1) })
    }

    fn sender(&self, is_demo: bool) -> anyhow::Result<Sender> {
        match self.parsed(&MAIL_FROM, "a sender like: Sign-in <no-reply@your-domain.example>")? {
            Some(from) => Ok(from),
            None if is_demo => DEMO_SENDER.parse::<Sender>().context("the sender of a demo"),
            None => Err(self.missing(&MAIL_FROM, "Set a sender, like: Sign-in <no-reply@your-domain.example>")),
        }
    }
}
