//! Messages from templates. Built in, so that the program needs no folder beside it.

use anyhow::Context as _;
use domain::{EmailAddress, OneTimeCode, Seconds};
use minijinja::{Environment, Value, context};
use serde::{Deserialize, Serialize};
use std::fmt;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// An email ready to leave. It holds a code: no `Debug` of its content.
#[derive(Clone)]
pub struct Email {
    /// Stable over all attempts, so that a second delivery can be recognised.
    pub message_id: String,
    pub to: EmailAddress,
    pub subject: String,
    pub text: String,
    pub html: String,
}

impl fmt::Debug for Email {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Email").field("message_id", &self.message_id).finish_non_exhaustive()
    }
}

/// What the message with a code needs besides the organisation. Kept sealed in the outbox.
#[derive(Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
pub struct SignInCode {
    code: String,
}

impl SignInCode {
    pub const TEMPLATE: &'static str = "sign_in_code";

    pub fn of(code: &OneTimeCode) -> Self {
        SignInCode { code: code.expose().to_owned() }
    }
}

/// All templates, compiled once.
pub struct Templates {
    environment: Environment<'static>,
    public_host: String,
}

impl Templates {
    pub fn load(public_host: String) -> anyhow::Result<Self> {
        let mut environment = Environment::new();
        for (name, source) in [
            ("sign_in_code/subject.txt", include_str!("../../templates/sign_in_code/subject.txt")),
            ("sign_in_code/body.txt", include_str!("../../templates/sign_in_code/body.txt")),
            ("sign_in_code/body.html", include_str!("../../templates/sign_in_code/body.html")),
            ("dev_inbox.html", include_str!("../../templates/dev_inbox.html")),
        ] {
            environment.add_template(name, source).with_context(|| format!("template {name}"))?;
        }
        Ok(Templates { environment, public_host })
    }

    /// The message with a code.
    pub fn sign_in_code(
        &self,
        message_id: String,
        to: EmailAddress,
        organisation: &str,
        payload: &SignInCode,
        good_for: Seconds,
    ) -> anyhow::Result<Email> {
        let code: OneTimeCode = payload.code.parse()?;
        let values = context! {
            organisation => organisation,
            code => code.expose(),
            code_spaced => code.spaced(),
            minutes => good_for.0 / 60,
            public_host => self.public_host.as_str(),
        };
        Ok(Email {
            message_id,
            to,
            subject: self.render("sign_in_code/subject.txt", values.clone())?,
            text: self.render("sign_in_code/body.txt", values.clone())?,
            html: self.render("sign_in_code/body.html", values.clone())?,
        })
    }

    /// Fills one template.
    pub fn render(&self, name: &str, values: impl Into<Value>) -> anyhow::Result<String> {
        Ok(self.environment.get_template(name)?.render(values)?)
    }
}
