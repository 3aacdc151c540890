//! What the operator does at the command line.

use crate::{
    clock::Clock,
    random::Random,
    store::{
        Store,
        accounts::{self, Account, Role},
        organisations::{self, Organisation},
    },
};
use anyhow::{Context as _, bail};
use domain::{AccountId, EmailAddress, OrganisationId, Preset, Slug};

/// Longest name of an organisation or a person, in characters.
const LONGEST_NAME: usize = 100;

/// Makes an organisation. Refuses a slug that is taken.
pub async fn create_organisation(
    store: &Store,
    clock: &dyn Clock,
    random: &dyn Random,
    slug: Slug,
    name: &str,
    preset: Preset,
) -> anyhow::Result<Organisation> {
    if organisations::find_by_slug(store, &slug).await?.is_some() {
        bail!("there is an organisation {slug} already");
    }
    let organisation = Organisation { id: OrganisationId(random.id()?), slug, name: checked_name(name)?, preset };
    let transaction = store.begin().await?;
    organisations::insert(&transaction, &organisation, clock.now()).await?;
    transaction.commit().await?;
    Ok(organisation)
}

/// Makes an account in an organisation. Refuses an address that is taken, in whichever organisation.
pub async fn create_account(
    store: &Store,
    clock: &dyn Clock,
    random: &dyn Random,
    organisation: &Slug,
    email: EmailAddress,
    name: Option<&str>,
    role: Role,
) -> anyhow::Result<Account> {
    let organisation = organisations::find_by_slug(store, organisation)
        .await?
        .with_context(|| format!("there is no organisation {organisation}"))?;
    let transaction = store.begin().await?;
    if accounts::is_taken(&transaction, &email).await? {
        bail!("there is an account with the address {email} already");
    }
    let name = name.map(checked_name).transpose()?;
    let account = Account { id: AccountId(random.id()?), organisation: organisation.id, email, name, role };
    accounts::insert(&transaction, &account, clock.now()).await?;
    transaction.commit().await?;
    Ok(account)
}

fn checked_name(name: &str) -> anyhow::Result<String> {
    let name = name.trim();
    let length = name.chars().count();
    if !(1..=LONGEST_NAME).contains(&length) || name.chars().any(char::is_control) {
        bail!("a name has 1 to {LONGEST_NAME} characters on one line");
    }
    Ok(name.to_owned())
}
