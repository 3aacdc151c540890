//! The example organisations, accounts and applications of a demo, with known passwords. They exist only with `--demo`.

mod applications;
mod client;
mod staff;

pub use applications::{SAMPLE_APPLICATIONS, SampleApplication, register_applications};
pub use client::{CALLBACK, LIBRARY, SIGNED_OUT, START, SampleClient, register_client};

use crate::clock::Clock;
use crate::invitations::{keep, read_new, sends_codes};
use crate::operator::{NewAccount, NewOrganisation, Operator};
use crate::prelude::*;
use crate::security::{HashParameters, PasswordHasher, Peppers};
use domain::{Preset, policy::SignUp};
use store::{Store, accounts::Role};

const ORGANISATIONS: [(Preset, &str); 5] = [
    (Preset::Codes, "Alderway"),
    (Preset::Links, "Birchfield"),
    (Preset::Invited, "Cedar & Co"),
    (Preset::Temporary, "Driftwood"),
    (Preset::Hardened, "Elmgate"),
];

/// Valid under the password rules of every preset.
const PASSWORD: &str = "Harbour7-Lantern_Quill";

/// A fictional phone number: 555-0100 to 555-0199 are reserved for fiction.
fn phone(preset: Preset, role: Role) -> String {
    let preset = Preset::ALL.iter().position(|&one| one == preset).unwrap_or_default();
    format!("+1201555{:04}", 100 + preset * 10 + usize::from(role == Role::Member))
}

fn email(slug: &Slug, role: Role) -> String {
    format!("{}@{slug}.example", if role == Role::Admin { "admin" } else { "member" })
}

/// Creates one organisation per preset, each with an admin and a member, one of them with many more people: all in one
/// transaction, because each commit waits for the disk. Existing organisations are left unchanged.
pub async fn seed(store: &Store, clock: &dyn Clock, random: &dyn Random, peppers: Peppers) -> anyhow::Result<()> {
    let present = organisations::all(store).await?;
    let mut missing = Vec::new();
    for (preset, name) in ORGANISATIONS {
        let slug: Slug = preset.to_string().parse()?;
        if present.iter().all(|organisation| organisation.slug != slug) {
            missing.push((preset, name, slug));
        }
    }
    if missing.is_empty() {
        return Ok(());
    }
    // One hash for all accounts, so that a demo starts quickly. The hasher is dropped at once to free its memory.
    let hasher = PasswordHasher::start(HashParameters::default(), peppers, 1, random)?;
    let password = hasher.hash(Password::new(PASSWORD.to_owned()), random).await?;
    drop(hasher);
    let operator = Operator { store, clock, random, name: None };
    let transaction = store.begin().await?;
    for (preset, name, slug) in missing {
        let new = NewOrganisation { slug: slug.clone(), name: name.parse()?, preset, return_origins: Vec::new() };
        let organisation = operator.insert_organisation(&transaction, new).await?;
        let account = |role| -> anyhow::Result<NewAccount> {
            Ok(NewAccount {
                organisation: slug.clone(),
                email: email(&slug, role).parse()?,
                name: None,
                role,
                phone: Some(phone(preset, role).parse()?),
                password: Some(password.clone()),
            })
        };
        let admin = operator.insert_account(&transaction, organisation.id, account(Role::Admin)?).await?;
        operator.insert_account(&transaction, organisation.id, account(Role::Member)?).await?;
        if preset == staff::BUSIEST {
            staff::seed(operator, &transaction, &organisation, admin.id, &password).await?;
        }
    }
    store.commit(transaction).await
}

/// Keeps an open invitation in each organisation that invites its users, and an expired one as well where invitations
/// have codes. Their messages are in the inbox from the start.
pub async fn invite(app: &AppContext) -> anyhow::Result<()> {
    for (preset, _) in ORGANISATIONS {
        let slug: Slug = preset.to_string().parse()?;
        let Some(organisation) = organisations::find_by_slug(&app.store, &slug).await? else { continue };
        if organisation.policy.sign_up == SignUp::Invitation {
            let new = read_new(app, ["Robin New", &format!("new@{slug}.example"), "", ""], "")?;
            keep(app, &organisation, &new, false).await?;
            if sends_codes(&organisation) {
                let late = read_new(app, ["Robin Late", &format!("late@{slug}.example"), "", ""], "")?;
                keep(app, &organisation, &late, true).await?;
            }
        }
    }
    Ok(())
}

/// A user of the demo, with everything that is needed to sign in.
#[derive(Clone, Debug)]
pub struct DemoUser {
    pub email: String,
    pub phone: String,
    pub password: String,
}

/// The accounts that the sign-in page of a demo organisation lists. Empty for any other organisation.
pub fn people(slug: &Slug) -> Vec<DemoUser> {
    let Some((preset, _)) = ORGANISATIONS.into_iter().find(|(preset, _)| preset.name() == slug.as_str()) else {
        return Vec::new();
    };
    let person =
        |role| DemoUser { email: email(slug, role), phone: phone(preset, role), password: PASSWORD.to_owned() };
    vec![person(Role::Admin), person(Role::Member)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::security::new_password;

    #[test]
    fn everybodys_password_is_good_under_every_preset() {
        for (preset, name) in ORGANISATIONS {
            let slug = preset.to_string().parse().unwrap();
            for role in [Role::Admin, Role::Member] {
                let about = [&email(&slug, role), "", name];
                let password = Password::new(PASSWORD.to_owned());
                assert_eq!(new_password::check(&preset.policy().password, &password, &about), Ok(()), "{preset}");
            }
        }
    }
}
