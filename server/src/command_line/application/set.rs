//! `portico application set`.

use super::which::Which;
use crate::settings::RawSettings;
use anyhow::Context as _;
use clap::Args;
use domain::application::{HeaderStyle, PathRules, Strength, StrengthLevel, UserHeader};
use domain::{GroupName, Slug};
use service::operator::Operator;
use service::operator_applications::{ApplicationChange, OpenTo};
use std::fs;
use std::path::{Path, PathBuf};

#[derive(Debug, Args)]
pub struct Set {
    #[command(flatten)]
    which: Which,
    /// Its name as people see it
    #[arg(long)]
    name: Option<String>,
    /// Where people begin, like https://app.example/start
    #[arg(long, value_name = "URL")]
    start_address: Option<String>,
    /// Whether everyone may enter, of its own organisation and of those in --organisations
    #[arg(long, value_name = "yes|no", value_parser = yes_or_no)]
    everyone: Option<bool>,
    /// A group that may enter; may be given several times, and replaces all groups. Empty: none
    #[arg(long = "group", value_name = "NAME")]
    groups: Vec<String>,
    /// The email address of a person who may enter; may be given several times, and replaces all people. Empty: nobody
    #[arg(long = "person", value_name = "EMAIL")]
    people: Vec<String>,
    /// How people must have signed in: signed_in, second_step or passkey
    #[arg(long, value_name = "LEVEL", value_parser = level)]
    strength: Option<StrengthLevel>,
    /// At most how many minutes ago. Empty: as long as they are signed in
    #[arg(long, value_name = "MINUTES")]
    within: Option<String>,
    /// An origin that a reverse proxy guards, like https://app.example; may be given several times, and replaces all
    /// origins. Empty: none
    #[arg(long = "origin", value_name = "ORIGIN")]
    origins: Vec<String>,
    /// The names of the headers: remote, forwarded or auth_request
    #[arg(long, value_name = "STYLE", value_parser = header_style)]
    headers: Option<HeaderStyle>,
    /// What the header with the user contains: id or email
    #[arg(long, value_name = "CONTENT", value_parser = user_header)]
    user_header: Option<UserHeader>,
    /// A file with one path rule on each line, like GET,HEAD /assets/* public
    #[arg(long, value_name = "FILE")]
    path_rules: Option<PathBuf>,
    /// Turn it on or off
    #[arg(long, value_name = "on|off", value_parser = on_or_off)]
    state: Option<bool>,
    /// The slugs of other organisations that it is open to, separated by commas; or all, which includes organisations
    /// that are added later. Empty: none
    #[arg(long, value_name = "SLUGS|all")]
    organisations: Option<String>,
}

impl Set {
    pub async fn run(self, operator: Operator<'_>, raw: &RawSettings) -> anyhow::Result<()> {
        let own = raw.public_url()?.own_origin();
        let (at, id) = self.which.read(operator, raw).await?;
        let strength = match (self.strength, self.within) {
            (None, None) => None,
            (level, within) => {
                let present = operator.application(&at, id).await?.application.strength;
                let level = level.unwrap_or(present.level);
                Some(match within {
                    Some(minutes) => Strength::typed(level, &minutes).context("--within")?,
                    None => Strength { level, ..present },
                })
            }
        };
        let names =
            |names: Vec<String>| names.iter().map(|name| name.parse::<GroupName>()).collect::<Result<Vec<_>, _>>();
        let change = ApplicationChange {
            name: self.name,
            start_address: self.start_address,
            strength,
            header_style: self.headers,
            user_header: self.user_header,
            path_rules: self.path_rules.as_deref().map(read_rules).transpose()?,
            origins: given(self.origins).map(|origins| origins.join("\n")),
            everyone: self.everyone,
            groups: given(self.groups).map(names).transpose().context("--group")?,
            people: given(self.people).map(|people| people.join("\n")),
            is_on: self.state,
            open_to: self.organisations.as_deref().map(read_organisations).transpose().context("--organisations")?,
        };
        match operator.change_application(&at, id, &own, change).await? {
            true => println!("Application {id} is changed."),
            false => println!("Application {id} is as it was."),
        }
        Ok(())
    }
}

/// The values of an option that may be given several times. An empty value stands for none. `None`: it was not given.
fn given(mut values: Vec<String>) -> Option<Vec<String>> {
    if values.is_empty() {
        return None;
    }
    values.retain(|value| !value.trim().is_empty());
    Some(values)
}

fn read_rules(file: &Path) -> anyhow::Result<PathRules> {
    let text = fs::read_to_string(file).with_context(|| format!("{} cannot be read", file.display()))?;
    text.parse::<PathRules>().context("--path-rules")
}

fn read_organisations(text: &str) -> anyhow::Result<OpenTo> {
    if text == "all" {
        return Ok(OpenTo::All);
    }
    let slugs = text.split(',').map(str::trim).filter(|slug| !slug.is_empty()).map(str::parse::<Slug>);
    Ok(OpenTo::These(slugs.collect::<Result<_, _>>()?))
}

fn yes_or_no(text: &str) -> Result<bool, String> {
    choose(text, ["no", "yes"])
}

fn on_or_off(text: &str) -> Result<bool, String> {
    choose(text, ["off", "on"])
}

fn choose(text: &str, [no, yes]: [&str; 2]) -> Result<bool, String> {
    if text == yes {
        Ok(true)
    } else if text == no {
        Ok(false)
    } else {
        Err(format!("{yes} or {no}"))
    }
}

fn level(text: &str) -> Result<StrengthLevel, String> {
    StrengthLevel::of(text).ok_or_else(|| StrengthLevel::NAMES.join(", "))
}

fn header_style(text: &str) -> Result<HeaderStyle, String> {
    HeaderStyle::of(text).ok_or_else(|| HeaderStyle::NAMES.join(", "))
}

fn user_header(text: &str) -> Result<UserHeader, String> {
    UserHeader::of(text).ok_or_else(|| UserHeader::NAMES.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_value_stands_for_none() {
        assert_eq!(given(Vec::new()), None);
        assert_eq!(given(vec![String::new()]), Some(Vec::new()));
        assert_eq!(given(vec!["a".to_owned(), " ".to_owned()]), Some(vec!["a".to_owned()]));
        assert!(matches!(read_organisations("all"), Ok(OpenTo::All)));
        assert!(matches!(read_organisations(""), Ok(OpenTo::These(slugs)) if slugs.is_empty()));
        assert!(matches!(read_organisations("a, b"), Ok(OpenTo::These(slugs)) if slugs.len() == 2));
        assert!(read_organisations("A B").is_err());
    }
}
