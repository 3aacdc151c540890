//! Renders messages from templates. These are compiled into the binary, so that it needs no folder beside it.

use super::{
    date,
    message::{Content, CredentialsAfterReset},
    texts::{Text, gsm7},
    wording::{Said, Wording},
};
use anyhow::{Context as _, bail, ensure};
use domain::{Color, EmailAddress, LanguageTag, OneTimeCode, PhoneNumber, Seconds, SupportContact, Timestamp};
use minijinja::{Environment, UndefinedBehavior, Value, context};
use std::fmt;

/// An email that is ready to send. `Debug` shows only its id, because the content may include a code.
#[derive(Clone)]
pub struct Email {
    /// Identifies the message. Every attempt has this id, so that a second delivery can be recognised.
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

/// The organisation that a message is from, and the paths of the pages that it may link to.
#[derive(Clone, Debug)]
pub struct MessageContext {
    /// The name of the organisation.
    pub organisation: String,
    /// `None`: Portico's colour.
    pub color: Option<Color>,
    pub support: Option<SupportContact>,
    pub staying: CredentialsAfterReset,
    pub language: LanguageTag,
    /// The path of the sign-in page.
    pub sign_in: String,
    /// The path of the page that starts account recovery.
    pub recovery: String,
    /// The path of the page "This wasn't me" for a token.
    pub not_me: fn(&str) -> String,
    /// The path of the page that sets a new password, for a token.
    pub new_password: fn(&str) -> String,
    /// The path of the page that undoes a change of the email address, for a token.
    pub undo: fn(&str) -> String,
    /// The path of the page that requests a temporary password, for a token.
    pub reset: fn(&str) -> String,
    /// The path of the page that accepts an invitation, for a token.
    pub invitation: fn(&str) -> String,
    /// The path of the admins' list of invitations.
    pub invitations: &'static str,
}

/// The templates of all messages, compiled once and shared by all languages.
pub struct Templates {
    languages: Vec<(Wording, Environment<'static>)>,
    origin: String,
    public_host: String,
}

/// Template sources of messages, given the names of their folders.
macro_rules! messages {
    ($($name:literal)*) => {
        [$(
            (concat!($name, "/subject.txt"), include_str!(concat!("../../templates/", $name, "/subject.txt"))),
            (concat!($name, "/body.txt"), include_str!(concat!("../../templates/", $name, "/body.txt"))),
            (concat!($name, "/body.html"), include_str!(concat!("../../templates/", $name, "/body.html"))),
        )*]
    };
}

const MESSAGES: [(&str, &str); 60] = messages![
    "sign_in_code" "sign_up_code" "already_registered" "sign_in_locked" "new_sign_in"
    "recovery_link" "confirm_reset" "temporary_password" "account_deactivated" "password_changed"
    "address_reserved" "proof_code" "new_email_code" "email_changed" "account_changed"
    "changed_by_admin" "invitation" "email_confirmed" "first_password" "invitation_wanted"
];

const OTHERS: [(&str, &str); 5] = [
    ("parts.txt", include_str!("../../templates/parts.txt")),
    ("sign_in_code/text.txt", include_str!("../../templates/sign_in_code/text.txt")),
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
        letterhead: &MessageContext,
        content: &Content,
        good_for: Seconds,
    ) -> anyhow::Result<Email> {
        let (wording, environment) = self.language(&letterhead.language)?;
        let values = context! {
            organisation => letterhead.organisation.as_str(),
            color => letterhead.color.map(|color| color.to_string()),
            color_ink => letterhead.color.map(|color| color.ink().to_string()),
            support => letterhead.support.as_ref().map(ToString::to_string),
            support_href => letterhead.support.as_ref().map(SupportContact::href),
            staying => letterhead.staying.name(),
            public_host => self.public_host.as_str(),
            sign_in => self.link(&letterhead.sign_in)?,
            recovery => self.link(&letterhead.recovery)?,
            ..self.own_values(letterhead, content, good_for, wording)?
        };
        let values = context! { w => Said::of(wording, content.template(), values.clone()), ..values };
        let part = |name: &str| render(environment, &format!("{}/{name}", content.template()), values.clone());
        Ok(Email { message_id, to, subject: part("subject.txt")?, text: part("body.txt")?, html: part("body.html")? })
    }

    /// Renders a text of a single message. Its last line binds the code to this server's host, for browsers that fill
    /// it in (WICG, origin-bound one-time codes delivered via SMS). A host that is too long is left out, a long
    /// organisation name is shortened or left out. Fails for any content but `SignInCode`.
    pub fn text(
        &self,
        message_id: String,
        to: PhoneNumber,
        letterhead: &MessageContext,
        content: &Content,
        good_for: Seconds,
    ) -> anyhow::Result<Text> {
        let Content::SignInCode { code } = content else { bail!("no text says {}", content.template()) };
        let code: OneTimeCode = code.parse()?;
        let (code, minutes) = (code.expose(), good_for.0 / 60);
        let (wording, environment) = self.language(&letterhead.language)?;
        let filled = |organisation: &str, host: &str| {
            let values = context! { organisation, code, minutes, host };
            let values = context! { w => Said::of(wording, content.template(), values.clone()), ..values };
            render(environment, "sign_in_code/text.txt", values)
        };
        let host = without_port(&self.public_host);
        let host = if gsm7::length(&filled("", host)?) <= gsm7::LONGEST { host } else { "" };
        let around = gsm7::length(&filled("-", host)?) - gsm7::length("-");
        let organisation = gsm7::fitted(&letterhead.organisation, gsm7::LONGEST.saturating_sub(around));
        Ok(Text { message_id, to, body: filled(&organisation, host)? })
    }

    /// The template values that only this kind of message has.
    #[expect(clippy::too_many_lines, reason = "one arm for each kind of message")]
    fn own_values(
        &self,
        letterhead: &MessageContext,
        content: &Content,
        good_for: Seconds,
        wording: &Wording,
    ) -> anyhow::Result<Value> {
        let facts = |at: &Timestamp, zone: &Option<String>, browser: &str, place: &str| {
            let at = date::in_words(*at, zone.as_deref(), wording)?;
            anyhow::Ok(context! { at, browser => wording.browser(browser), place })
        };
        Ok(match content {
            Content::SignInCode { code }
            | Content::SignUpCode { code }
            | Content::ProofCode { code }
            | Content::NewEmailCode { code } => {
                let code: OneTimeCode = code.parse()?;
                context! { code => code.expose(), code_spaced => code.spaced(), minutes => good_for.0 / 60 }
            }
            Content::AlreadyRegistered
            | Content::AddressReserved
            | Content::AccountDeactivated
            | Content::EmailConfirmed => context! {},
            Content::Invitation { code, token } => context! {
                code => code.as_str(),
                invitation => self.link(&(letterhead.invitation)(token))?,
                days => good_for.0 / 86_400,
            },
            Content::FirstPassword { password, signs_in } => context! {
                password => password.as_str(),
                signs_in,
                days => good_for.0 / 86_400,
            },
            Content::InvitationWanted { email, name } => context! {
                email => email.as_str(),
                name,
                board => self.link(letterhead.invitations)?,
            },
            Content::RecoveryLink { token } => context! {
                new_password => self.link(&(letterhead.new_password)(token))?,
                minutes => good_for.0 / 60,
            },
            Content::ConfirmReset { token } => context! {
                reset => self.link(&(letterhead.reset)(token))?,
                minutes => good_for.0 / 60,
            },
            Content::TemporaryPassword { password } => context! {
                password => password.as_str(),
                minutes => good_for.0 / 60,
            },
            Content::SignInLocked { until } => context! { until => date::in_words(*until, None, wording)? },
            Content::PasswordChanged { at, zone, browser, place } => facts(at, zone, browser, place)?,
            Content::NewSignIn { at, zone, browser, place, token } => context! {
                not_me => self.link(&(letterhead.not_me)(token))?,
                ..facts(at, zone, browser, place)?
            },
            Content::EmailChanged { token, new, at, zone, browser, place } => context! {
                new,
                undo => self.link(&(letterhead.undo)(token))?,
                ..facts(at, zone, browser, place)?
            },
            Content::ChangedByAdmin { what, at, zone } => context! {
                what => what.name(),
                at => date::in_words(*at, zone.as_deref(), wording)?,
            },
            Content::AccountChanged { what, left, at, zone, browser, place } => context! {
                what => what.name(),
                left,
                ..facts(at, zone, browser, place)?
            },
        })
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
    environment.add_filter("padded", |text: String| format!("{text:<7}  "));
    for (name, source) in MESSAGES.into_iter().chain(OTHERS) {
        environment.add_template(name, source).with_context(|| format!("template {name}"))?;
    }
    Ok(environment)
}

/// Adds the sentences of a language. The clone shares the compiled templates, which take most of the memory.
fn in_language(shared: &Environment<'static>, wording: Wording) -> (Wording, Environment<'static>) {
    let mut environment = shared.clone();
    environment.add_global("language", wording.code);
    environment.add_global("shared", Said::shared(&wording));
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
