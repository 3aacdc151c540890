//! The people of a demonstration: made up, passwords and all. They exist only with `--demo`.

use crate::{
    clock::Clock,
    flows::operator::{NewAccount, NewOrganisation, Operator},
    random::Random,
    security::PasswordHasher,
    store::{Store, accounts::Role, organisations},
};
use app::sign_in::DemoAccount;
use domain::{Password, Preset, Slug};

const ORGANISATIONS: [(Preset, &str); 5] = [
    (Preset::Codes, "Alderway"),
    (Preset::Links, "Birchfield"),
    (Preset::Invited, "Cedar & Co"),
    (Preset::Temporary, "Driftwood"),
    (Preset::Hardened, "Elmgate"),
];

/// Good under every preset's rules.
const PASSWORD: &str = "Harbour7-Lantern_Quill";

/// Numbers that nobody has: 555-0100 to 555-0199 are kept for fiction.
fn phone(preset: Preset, role: Role) -> String {
    let preset = Preset::ALL.iter().position(|&one| one == preset).unwrap_or_default();
    format!("+1201555{:04}", 100 + preset * 10 + usize::from(role == Role::Member))
}

fn email(slug: &Slug, role: Role) -> String {
    format!("{}@{slug}.example", if role == Role::Admin { "admin" } else { "member" })
}

/// One organisation per preset with an admin and a member. Made once; what is there already stays as it is.
pub async fn furnish(
    store: &Store,
    clock: &dyn Clock,
    random: &dyn Random,
    hasher: &PasswordHasher,
) -> anyhow::Result<()> {
    let operator = Operator { store, clock, random };
    for (preset, name) in ORGANISATIONS {
        let slug: Slug = preset.to_string().parse()?;
        if organisations::find_by_slug(store, &slug).await?.is_some() {
            continue;
        }
        let new = NewOrganisation { slug: slug.clone(), name: name.parse()?, preset, return_origins: Vec::new() };
        operator.create_organisation(new).await?;
        for role in [Role::Admin, Role::Member] {
            let new = NewAccount {
                organisation: slug.clone(),
                email: email(&slug, role).parse()?,
                name: None,
                role,
                phone: Some(phone(preset, role).parse()?),
                password: Some(Password::new(PASSWORD.to_owned())),
            };
            operator.create_account(new, Some(hasher)).await?;
        }
    }
    Ok(())
}

/// Who can sign in to an organisation of the demonstration, for its sign-in page.
pub fn people(slug: &Slug) -> Vec<DemoAccount> {
    let Some((preset, _)) = ORGANISATIONS.into_iter().find(|(preset, _)| preset.name() == slug.as_str()) else {
        return Vec::new();
    };
    let person =
        |role| DemoAccount { email: email(slug, role), phone: phone(preset, role), password: PASSWORD.to_owned() };
    vec![person(Role::Admin), person(Role::Member)]
}

/// The address that a demonstration starts at, for each organisation: `(name, slug)`.
pub fn organisations() -> impl Iterator<Item = (&'static str, &'static str)> {
    ORGANISATIONS.into_iter().map(|(preset, name)| (name, preset.name()))
}
