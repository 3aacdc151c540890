//! The list of invitations with their states, page by page.

use crate::{account::AsAdmin, app_context::AppContext, welcome};
use domain::{
    InvitationId, Timestamp,
    invitation::{InvitationFilter, InvitationState},
};
use store::{
    folding,
    invitations::{self, Invitation, Listed, Place},
    paging::{Page, PageRequest},
};

/// Invitations on one page.
pub const A_PAGE: u64 = 50;

/// Which invitations to list.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    pub filter: InvitationFilter,
    /// The beginning of the address; empty: any.
    pub search: String,
    pub turn: PageRequest<Place>,
}

/// An invitation in the list, with its state.
#[derive(Clone, Debug)]
pub struct Entry {
    pub invitation: Invitation,
    pub state: InvitationState,
    /// The cursor from which the next and the previous page begin.
    pub place: Place,
    /// Its account is deactivated, so nothing that would allow signing in can be sent.
    pub is_shut: bool,
}

/// One page: newest first; the open and the expired ones by their expiry, latest first; by address in a search.
pub async fn page(app: &AppContext, admin: AsAdmin<'_>, wanted: &Wanted) -> anyhow::Result<Page<Entry>> {
    let admin = admin.signed_in();
    let now = app.clock.now();
    let prefix = folding::address(&wanted.search);
    let page = invitations::page(
        &app.store,
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
    let asked = welcome::asked(app, &admin.organisation.policy);
    let entry = |listed: Listed| Entry {
        state: listed.invitation.milestones.state(listed.next(asked), now),
        place: Place::of(&listed.invitation, wanted.filter, !prefix.is_empty()),
        is_shut: listed.is_shut,
        invitation: listed.invitation,
    };
    Ok(page.map(entry))
}

/// Writes a cursor as text for an address.
pub fn place_of(place: &Place) -> String {
    match place {
        Place::At(at, id) => format!("{}-{id}", at.0),
        Place::Email(email, id) => format!("{email}-{id}"),
    }
}

/// Reads a cursor from text. `None`: the text is not a cursor.
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
