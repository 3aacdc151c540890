//! `portico application set`.

use super::client::{ClientOptions, print_made};
use super::values::{Lists, given, level, lines, on_or_off, yes_or_no};
use super::which::Which;
use crate::settings::RawSettings;
use crate::startup;
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
    /// The name that people see
    #[arg(long)]
    name: Option<String>,
    /// The page that people open first, like https://app.example/start
    #[arg(long, value_name = "URL")]
    start_address: Option<String>,
    /// Whether everyone has access, of its own organisation and of those in --organisations
    #[arg(long, value_name = "yes|no", value_parser = yes_or_no)]
    everyone: Option<bool>,
    /// A group that has access. May be given several times, and replaces all groups. Empty: none
    #[arg(long = "group", value_name = "NAME")]
    groups: Vec<String>,
    /// The email address of a person who has access. May be given several times, and replaces all people. Empty:
    /// nobody
    #[arg(long = "person", value_name = "EMAIL")]
    people: Vec<String>,
    /// How people must have signed in: signed-in, second-step or passkey
    #[arg(long, value_name = "LEVEL", value_parser = level)]
    strength: Option<StrengthLevel>,
    /// How many minutes ago people may have signed in, at most. Empty: no limit
    #[arg(long, value_name = "MINUTES")]
    within: Option<String>,
    /// An origin that a reverse proxy protects, like https://app.example. May be given several times, and replaces all
    /// origins. Empty: none
    #[arg(long = "origin", value_name = "ORIGIN")]
    origins: Vec<String>,
    /// The names of the headers: remote, forwarded or auth_request
    #[arg(long, value_name = "STYLE", value_parser = header_style)]
    headers: Option<HeaderStyle>,
    /// What the header with the user contains: id or email
    #[arg(long, value_name = "CONTENT", value_parser = user_header)]
    user_header: Option<UserHeader>,
    /// A file with one path rule per line, like GET,HEAD /assets/* public
    #[arg(long, value_name = "FILE")]
    path_rules: Option<PathBuf>,
    /// Turn it on or off
    #[arg(long, value_name = "on|off", value_parser = on_or_off)]
    state: Option<bool>,
    /// The slugs of other organisations that it is open to, separated by commas; or all, which includes organisations
    /// that are added later. Empty: none
    #[arg(long, value_name = "SLUGS|all")]
    organisations: Option<String>,
    #[command(flatten)]
    client: ClientOptions,
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
            origins: lines(self.origins),
            everyone: self.everyone,
            groups: given(self.groups).map(names).transpose().context("--group")?,
            people: lines(self.people),
            is_on: self.state,
            open_to: self.organisations.as_deref().map(read_organisations).transpose().context("--organisations")?,
        };
        let client = self.client.change();
        let lists = Lists {
            origins: change.origins.clone(),
            people: change.people.clone(),
            redirect_uris: client.as_ref().and_then(|client| client.redirect_uris.clone()),
            sign_out_uris: client.as_ref().and_then(|client| client.sign_out_uris.clone()),
        };
        let mut is_changed = false;
        if let Some(client) = client {
            if let Some(algorithm) = client.id_token_algorithm {
                operator.make_signing_key_if_missing(&startup::keys_of(raw, operator.store).await?, algorithm).await?;
            }
            let is_new = operator.client(&at, id).await?.is_none();
            let set = operator.set_client(&at, id, &own, client).await;
            let (is_client_changed, made) = set.map_err(|error| lists.named(error))?;
            is_changed = is_client_changed;
            if is_new || made.secret.is_some() {
                print_made(&made);
            }
        }
        let changed = operator.change_application(&at, id, &own, change).await;
        is_changed |= changed.map_err(|error| lists.named(error))?;
        match is_changed {
            true => println!("Application {id} is changed."),
            false => println!("Nothing about application {id} has changed."),
        }
        Ok(())
    }
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
    fn organisations_are_all_or_named() {
        assert!(matches!(read_organisations("all"), Ok(OpenTo::All)));
        assert!(matches!(read_organisations(""), Ok(OpenTo::These(slugs)) if slugs.is_empty()));
        assert!(matches!(read_organisations("a, b"), Ok(OpenTo::These(slugs)) if slugs.len() == 2));
        assert!(read_organisations("A B").is_err());
    }
}
