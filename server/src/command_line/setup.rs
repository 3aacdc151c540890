//! `portico setup`: from an empty folder to the first admin. It writes `portico.toml`, makes the secret key, migrates the
//! database, and makes the first organisation with its first admin. What is set already stays as it is.

use super::account::password_link;
use super::listing::quoted;
use super::operator;
use super::organisation::sign_in_path;
use super::setup_questions::{Answers, missing};
use crate::settings::{self, RawSettings, table};
use crate::startup;
use anyhow::{Context as _, bail, ensure};
use clap::Args;
use domain::{EmailAddress, PersonName, Preset, Secret, Slug};
use service::operator::{NewAccount, NewOrganisation, Operator};
use service::{clock::SystemClock, random::SystemRandom};
use std::fs::{OpenOptions, Permissions};
use std::io::{ErrorKind, IsTerminal as _, Write as _};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use store::Store;
use store::accounts::Role;
use store::organisations::Organisation;
use toml::{Table, Value};

/// Where the settings are written if the command line names no file, and where packages put theirs.
const FILES: [&str; 2] = ["portico.toml", PACKAGED];
const PACKAGED: &str = "/etc/portico/portico.toml";
/// The database of a package, unless another one is named: in the folder that its service may write into.
const PACKAGED_DATABASE: &str = "sqlite:///var/lib/portico/portico.db?mode=rwc";

#[derive(Debug, Args)]
pub struct Setup {
    /// The URL at which users will reach Portico, like https://sign-in.example
    #[arg(long, value_name = "URL")]
    public_url: Option<String>,
    /// The mail server, like smtps://user:password@mail.example. Other users of this machine can see the arguments of
    /// commands: to hide a password, leave this out and answer the questions, or set PORTICO_SMTP_URL
    #[arg(long, value_name = "URL", value_parser = secret)]
    smtp_url: Option<Secret<String>>,
    /// The sender of all email, like "Example <sign-in@company.example>"
    #[arg(long, value_name = "SENDER")]
    mail_from: Option<String>,
    /// The database; SQLite in the folder `data`, or for a package in /var/lib/portico, if omitted
    #[arg(long, value_name = "URL", value_parser = secret)]
    database_url: Option<Secret<String>>,
    /// The name of the first organisation as users see it
    #[arg(long, value_name = "NAME")]
    name: Option<PersonName>,
    /// Its name in URLs
    #[arg(long, default_value = "main")]
    slug: Slug,
    /// The policy that it starts from: codes, links, invited, temporary or hardened
    #[arg(long, default_value_t = Preset::Codes)]
    preset: Preset,
    /// The email address of its first admin
    #[arg(long, value_name = "EMAIL")]
    email: Option<EmailAddress>,
}

impl Setup {
    pub async fn run(self, config: Option<PathBuf>, raw: &RawSettings) -> anyhow::Result<()> {
        let file = SettingsFile::open(config.unwrap_or_else(usual_file))?;
        let given = Answers {
            public_url: self.public_url,
            smtp_url: self.smtp_url.map(|url| url.expose().clone()),
            mail_from: self.mail_from,
            name: self.name.as_ref().map(ToString::to_string),
            email: self.email.as_ref().map(ToString::to_string),
        };
        let answers = if std::io::stdin().is_terminal() { given.ask(|key| !is_set(raw, key))? } else { given };
        let open = missing(&answers, |key| !is_set(raw, key));
        ensure!(open.is_empty(), "setup needs answers, and there is no terminal to ask. Give: {}", open.join(", "));
        let name: PersonName = answers.name.as_deref().unwrap_or_default().parse().context("--name")?;
        let email: EmailAddress = answers.email.as_deref().unwrap_or_default().parse().context("--email")?;
        file.write(&to_write(answers, self.database_url.as_ref(), &file.path, raw)?)?;
        let new = (self.slug, name, self.preset);
        let founded = found(&file.path, new, &email).await;
        if founded.is_err() {
            // The next attempt begins anew. Nothing is encrypted with the key yet: the organisation is made last.
            file.restore()?;
        }
        founded?.tell(&file.path, &email).await
    }
}

/// A URL that may contain a password, so its `Debug` is blank.
fn secret(text: &str) -> Result<Secret<String>, String> {
    Ok(Secret::new(text.to_owned()))
}

/// Whether the environment, or a credential of systemd, has a setting.
fn is_set(raw: &RawSettings, key: &str) -> bool {
    table::find(key).is_some_and(|setting| raw.source(setting).is_some())
}

/// The file of the working folder, unless there is none and the one of a package is there.
fn usual_file() -> PathBuf {
    let [own, packaged] = FILES.map(PathBuf::from);
    if !own.exists() && packaged.exists() { packaged } else { own }
}

/// Whether Portico finds a file that no `--config` names.
fn is_found(file: &Path) -> bool {
    FILES.iter().any(|usual| file == Path::new(usual))
}

/// The settings to write into a file.
fn to_write(
    answers: Answers,
    database_url: Option<&Secret<String>>,
    file: &Path,
    raw: &RawSettings,
) -> anyhow::Result<Table> {
    let is_packaged = file == Path::new(PACKAGED) && !is_set(raw, "database_url");
    let database_url = database_url.map(|url| url.expose().as_str()).or(is_packaged.then_some(PACKAGED_DATABASE));
    let secret_key = if is_set(raw, "secret_key") { None } else { Some(settings::generate_secret()?) };
    let all = [
        ("public_url", answers.public_url),
        ("secret_key", secret_key),
        ("database_url", database_url.map(str::to_owned)),
        ("smtp_url", answers.smtp_url),
        ("mail_from", answers.mail_from),
    ];
    Ok(all.into_iter().filter_map(|(key, value)| Some((key.to_owned(), Value::String(value?)))).collect())
}

/// The file that is written. It may be there, as long as it sets nothing.
struct SettingsFile {
    path: PathBuf,
    /// What it contained; `None`: it was not there.
    before: Option<String>,
}

impl SettingsFile {
    fn open(path: PathBuf) -> anyhow::Result<Self> {
        let before = match std::fs::read_to_string(&path) {
            Ok(text) => Some(text),
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            Err(error) => return Err(error).with_context(|| format!("{} cannot be read", path.display())),
        };
        let is_empty = before.as_deref().is_none_or(|text| text.parse::<Table>().is_ok_and(|table| table.is_empty()));
        ensure!(
            is_empty,
            "{} has settings already, and setup does not change them. Go on with: portico check",
            path.display()
        );
        Ok(SettingsFile { path, before })
    }

    /// Appends the settings. Only the owner can read the file.
    fn write(&self, table: &Table) -> anyhow::Result<()> {
        if let Some(folder) = self.path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder).with_context(|| self.cannot("written"))?;
        }
        let text = format!("{}{}", self.before.as_deref().unwrap_or_default(), toml::to_string(table)?);
        let mut file = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(&self.path)
            .with_context(|| self.cannot("written"))?;
        // A file that was there keeps its mode otherwise.
        file.set_permissions(Permissions::from_mode(0o600)).with_context(|| self.cannot("written"))?;
        file.write_all(text.as_bytes()).with_context(|| self.cannot("written"))
    }

    /// Makes it as it was before.
    fn restore(&self) -> anyhow::Result<()> {
        match &self.before {
            Some(text) => std::fs::write(&self.path, text).with_context(|| self.cannot("written")),
            None => std::fs::remove_file(&self.path).with_context(|| self.cannot("removed")),
        }
    }

    fn cannot(&self, what: &str) -> String {
        format!("{} cannot be {what}", self.path.display())
    }
}

/// Checks the settings that were written, migrates the database, and makes the organisation and its admin.
async fn found(
    file: &Path,
    (slug, name, preset): (Slug, PersonName, Preset),
    email: &EmailAddress,
) -> anyhow::Result<Founded> {
    let raw = RawSettings::read(Some(file)).named_by_options();
    raw.for_serving(false)?;
    let policy = preset.policy();
    policy.check_served(startup::served(&raw)?)?;
    let store = startup::migrated_store(&raw).await?;
    let user = operator::name();
    let operator = Operator { store: &store, clock: &SystemClock, random: &SystemRandom, name: Some(&user) };
    if let Some(there) = operator.organisations(None, 1).await?.0.first() {
        bail!("the database has an organisation already: {}. Go on with: portico check", there.slug);
    }
    let new = NewOrganisation { slug: slug.clone(), name, preset, return_origins: Vec::new() };
    let admin = NewAccount {
        organisation: slug,
        email: email.clone(),
        name: None,
        role: Role::Admin,
        phone: None,
        password: None,
    };
    let organisation = operator.found(new, admin).await?;
    Ok(Founded { raw, store, organisation })
}

/// An installation with its first organisation. From here on, its settings stay.
struct Founded {
    raw: RawSettings,
    store: Store,
    organisation: Organisation,
}

impl Founded {
    /// Makes the link for the first admin, and says how to go on.
    async fn tell(self, file: &Path, email: &EmailAddress) -> anyhow::Result<()> {
        let Founded { raw, store, organisation } = self;
        println!("The settings are in {}. Keep a copy of its secret_key where you keep passwords.", file.display());
        let user = operator::name();
        let operator = Operator { store: &store, clock: &SystemClock, random: &SystemRandom, name: Some(&user) };
        let link = password_link(operator, &raw, (&organisation.slug, email)).await.with_context(|| {
            format!(
                "everything is set up but the link for {email}. Make one: portico account set-password --email {email} \
                 --link"
            )
        })?;
        let start = match is_found(file) {
            true => "portico serve".to_owned(),
            false => format!("portico --config {} serve", quoted(&file.display().to_string())),
        };
        let sign_in = format!("{}{}", raw.public_url()?.origin, sign_in_path(&organisation, true));
        println!("To start Portico: {start}");
        println!(
            "Then open this link as {email} and choose a password: it signs you in, also while no email can be sent."
        );
        println!("It works once, for 24 hours:\n\n  {link}\n");
        println!("Your sign-in page: {sign_in}");
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_database_of_a_package_is_where_its_service_may_write() {
        let written = |database_url: Option<&str>, file: &str| {
            let answers = Answers { public_url: None, smtp_url: None, mail_from: None, name: None, email: None };
            let database_url = database_url.map(|url| Secret::new(url.to_owned()));
            let table = to_write(answers, database_url.as_ref(), Path::new(file), &RawSettings::default()).unwrap();
            table.get("database_url").and_then(Value::as_str).map(str::to_owned)
        };
        assert_eq!(written(None, "portico.toml"), None);
        assert_eq!(written(None, PACKAGED).as_deref(), Some(PACKAGED_DATABASE));
        assert_eq!(written(Some("sqlite::memory:"), PACKAGED).as_deref(), Some("sqlite::memory:"));
    }
}
