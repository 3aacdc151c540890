//! What a demonstration starts with.

use crate::{
    clock::Clock,
    flows::operator,
    random::Random,
    store::{Store, accounts::Role, organisations},
};
use domain::Preset;

/// One organisation per preset with an admin and a member. Made once; what is there already stays as it is.
pub async fn furnish(store: &Store, clock: &dyn Clock, random: &dyn Random) -> anyhow::Result<()> {
    for (preset, name) in [(Preset::Codes, "Alderway")] {
        let slug = preset.to_string().parse()?;
        if organisations::find_by_slug(store, &slug).await?.is_some() {
            continue;
        }
        operator::create_organisation(store, clock, random, slug.clone(), name, preset).await?;
        for (role, who) in [(Role::Admin, "admin"), (Role::Member, "member")] {
            let email = format!("{who}@{slug}.example").parse()?;
            operator::create_account(store, clock, random, &slug, email, None, role).await?;
        }
    }
    Ok(())
}
