//! Renders messages from templates. These are compiled into the binary, so that it needs no folder beside it.

use super::message::{Content, TEMPLATES};
use super::message_context::MessageContext;
use super::texts::{Text, gsm7};
use super::wording::{TemplateSentences, Wording};
use anyhow::{Context as _, bail, ensure};
use domain::{EmailAddress, LanguageTag, OneTimeCode, PhoneNumber, Seconds, SupportContact};
use minijinja::{Environment, UndefinedBehavior, Value, context};
use std::fmt;

/// An email that is ready to send. `Debug` shows only its id, because the content may include a code.
#[derive(Clone)]
pub struct Email {
    /// Identifies the message. Every attempt has this id, so that a second delivery can be recognised.
    pub message_id: String,
    /// The name of the sender. The address is that of the installation.
    pub from_name: String,
    pub reply_to: Option<EmailAddress>,
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

/// The templates of all messages, compiled once and shared by all languages.
pub struct Templates {
    languages: Vec<(Wording, Environment<'static>)>,
    origin: String,
    public_host: String,
}

/// The templates that belong to no single email.
const OTHERS: [(&str, &str); 5] = [
    ("parts.txt", include_str!("../../templates/parts.txt")),
    ("sign_in_code.sms.txt", include_str!("../../templates/sign_in_code.sms.txt")),
    ("layout.html", include_str!("../../templates/layout.html")),
    ("parts.html", include_str!("../../templates/parts.html")),
    ("dev_inbox.html", include_str!("../../templates/dev_inbox.html")),
];

impl Templates {
    /// Compiles all templates. `origin` (`https://sign-in.example`) begins every link; `public_host`
    /// (`sign-in.example`) is shown to users. The first wording serves languages that have none. Fails without a
    /// wording or on a bad template.
    pub fn load(origin: String, public_host: String, wordings: Vec<Wording>) -> anyhow::Result<Self> {
        let shared = environment()?;
        let languages: Vec<_> = wordings.into_iter().map(|wording| in_language(&shared, wording)).collect();
        ensure!(!languages.is_empty(), "messages in no language");
        Ok(Templates { languages, origin, public_host })
    }

    fn language(&self, tag: &LanguageTag) -> anyhow::Result<&(Wording, Environment<'static>)> {
        let found = self.languages.iter().find(|(wording, _)| wording.code == tag.as_str());
        found.or(self.languages.first()).context("messages in no language")
    }

    /// Renders an email. `good_for` is the validity of the code, link or password in it. Fails on a template error.
    pub fn email(
        &self,
        message_id: String,
        to: EmailAddress,
        message_context: &MessageContext,
        content: &Content,
        good_for: Seconds,
    ) -> anyhow::Result<Email> {
        let (wording, environment) = self.language(&message_context.language)?;
        let values = context! {
            organisation => message_context.organisation.as_str(),
            logo => message_context.logo.as_deref().map(|path| self.link(path)).transpose()?,
            color => message_context.color.map(|color| color.to_string()),
            color_ink => message_context.color.map(|color| color.ink().to_string()),
            support => message_context.support.as_ref().map(ToString::to_string),
            support_href => message_context.support.as_ref().map(SupportContact::href),
            credentials_after_reset => message_context.credentials_after_reset.name(),
            public_host => self.public_host.as_str(),
            sign_in => self.link(&message_context.sign_in)?,
            recovery => self.link(&message_context.recovery)?,
            ..content.values(message_context, good_for, wording, |path| self.link(path))?
        };
        let values = context! { w => TemplateSentences::of(wording, content.template(), values.clone()), ..values };
        let part = |kind: &str| render(environment, &format!("{}.{kind}", content.template()), values.clone());
        let text = part("txt")?;
        let (subject, text) = text.split_once("\n\n").context("a text begins with its subject and an empty line")?;
        Ok(Email {
            message_id,
            from_name: message_context.sender_name.clone(),
            reply_to: message_context.reply_to.clone(),
            to,
            subject: subject.to_owned(),
            text: text.to_owned(),
            html: part("html")?,
        })
    }

    /// Renders a text of a single message. Its last line binds the code to this server's host, for browsers that fill
    /// it in (WICG, origin-bound one-time codes delivered via SMS). A host that is too long is left out, a long
    /// organisation name is shortened or left out. Fails for any content but `SignInCode`.
    pub fn text(
        &self,
        message_id: String,
        to: PhoneNumber,
        message_context: &MessageContext,
        content: &Content,
        good_for: Seconds,
    ) -> anyhow::Result<Text> {
        let Content::SignInCode { code } = content else { bail!("no text says {}", content.template()) };
        let code: OneTimeCode = code.parse()?;
        let (code, minutes) = (code.expose(), good_for.0 / 60);
        let (wording, environment) = self.language(&message_context.language)?;
        let filled = |organisation: &str, host: &str| {
            let values = context! { organisation, code, minutes, host };
            let values = context! { w => TemplateSentences::of(wording, content.template(), values.clone()), ..values };
            render(environment, "sign_in_code.sms.txt", values)
        };
        let host = without_port(&self.public_host);
        let host = if gsm7::length(&filled("", host)?) <= gsm7::LONGEST { host } else { "" };
        let around = gsm7::length(&filled("-", host)?) - gsm7::length("-");
        let organisation = gsm7::fitted(&message_context.organisation, gsm7::LONGEST.saturating_sub(around));
        Ok(Text { message_id, to, body: filled(&organisation, host)? })
    }

    /// A link for both text and HTML, which needs no escaping because it has no special characters of HTML.
    fn link(&self, path: &str) -> anyhow::Result<Value> {
        let link = format!("{}{path}", self.origin);
        ensure!(!link.contains(['&', '<', '>', '"', '\'', ' ']), "a link that is no address of ours");
        Ok(Value::from_safe_string(link))
    }

    /// Renders a template that is not a message, in the first language. Fails when there is none of that name.
    pub fn render(&self, name: &str, values: impl Into<Value>) -> anyhow::Result<String> {
        let (_, environment) = self.languages.first().context("templates in no language")?;
        render(environment, name, values.into())
    }
}

fn environment() -> anyhow::Result<Environment<'static>> {
    let mut environment = Environment::new();
    // A missing value is an error: better no message than one with a gap.
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    // Pads labels in plain text, so that their values align in a column.
    environment.add_filter("padded", |text: String| format!("{text:<10}  "));
    for &(name, source) in TEMPLATES.iter().chain(&OTHERS) {
        environment.add_template(name, source).with_context(|| format!("template {name}"))?;
    }
    Ok(environment)
}

/// Adds the sentences of a language. The clone shares the compiled templates, which take most of the memory.
fn in_language(shared: &Environment<'static>, wording: Wording) -> (Wording, Environment<'static>) {
    let mut environment = shared.clone();
    environment.add_global("language", wording.code);
    environment.add_global("shared", TemplateSentences::shared(&wording));
    (wording, environment)
}

fn render(environment: &Environment<'static>, name: &str, values: Value) -> anyhow::Result<String> {
    Ok(environment.get_template(name)?.render(values)?)
}

fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_named_without_its_port() {
        for (host, name) in [
            ("sign-in.example", "sign-in.example"),
            ("localhost:3000", "localhost"),
            ("[::1]:3000", "[::1]"),
            ("[::1]", "[::1]"),
        ] {
            assert_eq!(without_port(host), name);
        }
    }
}
