//! Where each invitee stands, page by page.

use crate::{
    flows::{account::AsAdmin, welcome},
    house::House,
    store::{
        folding,
        invitations::{self, Invitation, Listed, Place},
        sql::{Page, Turn},
    },
};
use domain::{
    InvitationId, Timestamp,
    invitation::{InvitationFilter, InvitationState},
};

/// Invitations of one page.
pub const A_PAGE: u64 = 50;

/// Which ones to show.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    pub filter: InvitationFilter,
    /// What the address begins with.
    pub search: String,
    pub turn: Turn<Place>,
}

/// An invitation with where it stands.
#[derive(Clone, Debug)]
pub struct Entry {
    pub invitation: Invitation,
    pub state: InvitationState,
    /// Where the pages beside it begin.
    pub place: Place,
    /// Its account is closed to everybody: nothing that lets in is sent any more.
    pub is_shut: bool,
}

/// One page, newest first; by address where one is searched for.
pub async fn page(house: &House, AsAdmin(admin): AsAdmin<'_>, wanted: &Wanted) -> anyhow::Result<Page<Entry>> {
    let now = house.clock.now();
    let prefix = folding::address(&wanted.search);
    let page = invitations::page(
        &house.store,
        invitations::Wanted {
            organisation: admin.organisation.id,
            filter: wanted.filter,
            prefix: &prefix,
            turn: &wanted.turn,
            most: A_PAGE,
        },
        now,
    )
    .await?;
    let asked = welcome::asked(house, &admin.organisation.policy);
    let entry = |listed: Listed| Entry {
        state: listed.invitation.milestones.state(listed.next(asked), now),
        place: Place::of(&listed.invitation, wanted.filter, !prefix.is_empty()),
        is_shut: listed.is_shut,
        invitation: listed.invitation,
    };
    Ok(page.map(entry))
}

/// Names the place of a page in an address.
pub fn place_of(place: &Place) -> String {
    match place {
        Place::At(at, id) => format!("{}-{id}", at.0),
        Place::Email(email, id) => format!("{email}-{id}"),
    }
}

/// `None`: no place of ours.
pub fn read_place(text: &str) -> Option<Place> {
    let (key, id) = text.rsplit_once('-')?;
    let id: InvitationId = id.parse().ok()?;
    match key.parse() {
        Ok(at) => Some(Place::At(Timestamp(at), id)),
        Err(_) => Some(Place::Email(key.parse().ok()?, id)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_reads_back() {
        let id = InvitationId(uuid::Uuid::from_u128(7));
        for place in [Place::At(Timestamp(12), id), Place::Email("a-b@c-d.example".parse().unwrap(), id)] {
            assert_eq!(read_place(&place_of(&place)), Some(place));
        }
        assert_eq!(read_place("nothing"), None);
    }
}
