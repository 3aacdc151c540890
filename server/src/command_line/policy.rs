//! The `portico policy` commands: they show and set the policy of an organisation, as TOML.

use crate::{settings::RawSettings, startup};
use anyhow::Context as _;
use clap::{Args, Subcommand};
use domain::{Policy, Slug, policy::Document};
use service::operator::Operator;
use std::{io::Read as _, path::PathBuf};

/// Said of a file that lacks one of them.
const AT_LEAST: &str = "A policy has at least two lines: version = 1 and preset = \"codes\", or another preset";

#[derive(Debug, Subcommand)]
pub enum PolicyCommand {
    /// Print the policy of an organisation, with every setting
    Show(Show),
    /// Replace the policy of an organisation; settings that are missing from the file come from its preset
    Set(Set),
}

#[derive(Debug, Args)]
pub struct Show {
    /// The slug of the organisation
    #[arg(long)]
    organisation: Slug,
}

#[derive(Debug, Args)]
pub struct Set {
    /// The slug of the organisation
    #[arg(long)]
    organisation: Slug,
    /// The file with the policy; standard input if omitted
    #[arg(long)]
    file: Option<PathBuf>,
}

impl PolicyCommand {
    pub async fn run(self, operator: Operator<'_>, raw: &RawSettings) -> anyhow::Result<()> {
        match self {
            PolicyCommand::Show(Show { organisation }) => {
                let policy = operator.organisation(&organisation).await?.policy;
                print!("{}", toml::to_string(&Document::from(&policy))?);
            }
            PolicyCommand::Set(Set { organisation, file }) => {
                let text = match &file {
                    Some(file) => {
                        std::fs::read_to_string(file).with_context(|| format!("{} cannot be read", file.display()))?
                    }
                    None => {
                        let mut text = String::new();
                        std::io::stdin().read_to_string(&mut text)?;
                        text
                    }
                };
                let policy = read(&text)?;
                policy.check_served(startup::served(raw)?)?;
                operator.set_policy(&organisation, &policy).await?;
                println!("The policy of {organisation} is saved and now applies.");
            }
        }
        Ok(())
    }
}

/// Parses a policy. An error names the setting that is wrong.
fn read(toml: &str) -> anyhow::Result<Policy> {
    let deserializer = toml::Deserializer::parse(toml).map_err(|error| anyhow::anyhow!("{}", error.message()))?;
    let document: Document =
        serde_path_to_error::deserialize(deserializer).map_err(|error| match error.path().iter().next() {
            Some(_) => anyhow::anyhow!("{}: {}", error.path(), error.inner().message()),
            None => anyhow::anyhow!("{}. {AT_LEAST}", error.inner().message()),
        })?;
    Ok(document.read()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Preset;
    use rstest::rstest;

    #[test]
    fn what_is_shown_can_be_set_again() {
        for preset in Preset::ALL {
            let policy = preset.policy();
            assert_eq!(read(&toml::to_string(&Document::from(&policy)).unwrap()).unwrap(), policy);
        }
    }

    #[test]
    fn a_preset_alone_is_a_policy() {
        assert_eq!(read("version = 1\npreset = 'hardened'").unwrap(), Preset::Hardened.policy());
    }

    #[rstest]
    #[case("preset = 'codes'", "version")]
    #[case("version = 1", "at least two lines")]
    #[case("version = 1\npreset = 'fax'", "preset")]
    #[case("version = 1\npreset = 'codes'\nmethods = ['fax']", "methods[0]")]
    #[case("version = 1\npreset = 'codes'\n[password]\nmin_length = 'long'", "password.min_length")]
    #[case("version = 1\npreset = 'codes'\n[password]\nmin_length = 4", "password.min_length")]
    #[case("version = 1\npreset = 'codes'\n[pasword]\nmin_length = 9", "pasword")]
    fn a_wrong_setting_is_named(#[case] toml: &str, #[case] setting: &str) {
        let error = format!("{:#}", read(toml).unwrap_err());
        assert!(error.contains(setting), "{error}");
    }
}
