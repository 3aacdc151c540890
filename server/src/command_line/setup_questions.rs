//! The questions of `portico setup`. They are asked on a terminal only.

use anyhow::Context as _;
use dialoguer::{Input, Password};
use domain::{EmailAddress, PersonName};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use service::delivery::Sender;
use std::str::FromStr;

/// What `setup` has to know. `None`: not answered yet.
pub struct Answers {
    pub public_url: Option<String>,
    pub smtp_url: Option<String>,
    pub mail_from: Option<String>,
    pub name: Option<String>,
    pub email: Option<String>,
}

/// The options that still have to be given. `is_needed` says whether a setting is set nowhere else.
pub fn missing(answers: &Answers, is_needed: impl Fn(&str) -> bool) -> Vec<&'static str> {
    let Answers { public_url, smtp_url, mail_from, name, email } = answers;
    [
        ("--public-url", public_url.is_none() && is_needed("public_url")),
        ("--smtp-url", smtp_url.is_none() && is_needed("smtp_url")),
        ("--mail-from", mail_from.is_none() && is_needed("mail_from")),
        ("--name", name.is_none()),
        ("--email", email.is_none()),
    ]
    .into_iter()
    .filter_map(|(option, is_missing)| is_missing.then_some(option))
    .collect()
}

impl Answers {
    /// Asks for what is not answered yet.
    pub fn ask(self, is_needed: impl Fn(&str) -> bool) -> anyhow::Result<Self> {
        let open = missing(&self, is_needed);
        let is_open = |option: &str| open.contains(&option);
        let Answers { mut public_url, mut smtp_url, mut mail_from, mut name, mut email } = self;
        if is_open("--public-url") {
            public_url = Some(text::<crate::settings::PublicUrl>("URL at which users reach Portico (https://…)")?);
        }
        if is_open("--smtp-url") {
            smtp_url = Some(mail_server()?);
        }
        if is_open("--mail-from") {
            mail_from = Some(text::<Sender>("Sender of all email, like Example <sign-in@company.example>")?);
        }
        if is_open("--name") {
            name = Some(text::<PersonName>("Name of your organisation")?);
        }
        if is_open("--email") {
            email = Some(text::<EmailAddress>("Email address of its first admin")?);
        }
        Ok(Answers { public_url, smtp_url, mail_from, name, email })
    }
}

/// Asks until the answer can be read as a `T`.
fn text<T: FromStr>(question: &str) -> anyhow::Result<String> {
    let check = |typed: &String| match typed.trim().parse::<T>() {
        Ok(_) => Ok(()),
        Err(_) => Err("That cannot be used."),
    };
    let typed = Input::<String>::new().with_prompt(question).validate_with(check).interact_text();
    Ok(typed.context("the question was not answered")?.trim().to_owned())
}

/// Asks for the parts of the mail server's URL. The password is not shown.
fn mail_server() -> anyhow::Result<String> {
    const LOST: &str = "the question was not answered";
    let host = Input::<String>::new().with_prompt("Mail server, like mail.example or smtps://mail.example:465");
    let host = host.interact_text().context(LOST)?.trim().to_owned();
    let (scheme, host) = host.split_once("://").unwrap_or(("smtps", &host));
    let user = Input::<String>::new().with_prompt("User at the mail server (empty: none)").allow_empty(true);
    let user = user.interact_text().context(LOST)?.trim().to_owned();
    if user.is_empty() {
        return Ok(format!("{scheme}://{host}"));
    }
    let password = Password::new().with_prompt("Password at the mail server").interact().context(LOST)?;
    Ok(smtp_url(scheme, host, &user, &password))
}

fn smtp_url(scheme: &str, host: &str, user: &str, password: &str) -> String {
    let [user, password] = [user, password].map(|part| utf8_percent_encode(part, NON_ALPHANUMERIC).to_string());
    format!("{scheme}://{user}:{password}@{host}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_set_elsewhere_is_not_asked_for() {
        let nothing = Answers { public_url: None, smtp_url: None, mail_from: None, name: None, email: None };
        let all = ["--public-url", "--smtp-url", "--mail-from", "--name", "--email"];
        assert_eq!(missing(&nothing, |_| true), all);
        assert_eq!(missing(&nothing, |_| false), ["--name", "--email"]);
        let some = Answers { name: Some("Example".to_owned()), ..nothing };
        assert_eq!(missing(&some, |setting| setting == "mail_from"), ["--mail-from", "--email"]);
    }

    #[test]
    fn a_password_with_signs_of_urls_stays_a_password() {
        let url = smtp_url("smtps", "mail.example", "jo@company.example", "a/b:c@d#e%");
        assert_eq!(url, "smtps://jo%40company%2Eexample:a%2Fb%3Ac%40d%23e%25@mail.example");
    }
}
