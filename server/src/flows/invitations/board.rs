//! Where each invitee stands, page by page.

use crate::{
    flows::account::AsAdmin,
    house::House,
    store::invitations::{self, Before, Invitation, Listed},
};
use domain::{
    InvitationId, Method, Timestamp,
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
    pub before: Option<Before>,
}

/// An invitation with where it stands.
#[derive(Clone, Debug)]
pub struct Entry {
    pub invitation: Invitation,
    pub state: InvitationState,
    /// Its account is closed to everybody: nothing that lets in is sent any more.
    pub is_shut: bool,
}

#[derive(Clone, Debug)]
pub struct BoardPage {
    pub entries: Vec<Entry>,
    /// Where the next page begins, if there is one.
    pub next: Option<Before>,
}

/// One page, newest first; by address where one is searched for.
pub async fn page(house: &House, AsAdmin(admin): AsAdmin<'_>, wanted: &Wanted) -> anyhow::Result<BoardPage> {
    let now = house.clock.now();
    let prefix = wanted.search.trim().to_ascii_lowercase();
    let mut listed = invitations::page(
        &house.store,
        invitations::Wanted {
            organisation: admin.organisation.id,
            filter: wanted.filter,
            prefix: &prefix,
            before: wanted.before.as_ref(),
            // One more tells whether there is another page.
            most: A_PAGE + 1,
        },
        now,
    )
    .await?;
    let is_more = listed.len() as u64 > A_PAGE;
    listed.truncate(A_PAGE as usize);
    let next = listed.last().filter(|_| is_more);
    let next = next.map(|last| Before::after(&last.invitation, wanted.filter, !prefix.is_empty()));
    let offers_password = admin.organisation.policy.offers(Method::Password);
    let entry = |listed: Listed| Entry {
        state: listed.invitation.milestones.state(listed.next(house.takes_texts, offers_password), now),
        is_shut: listed.is_shut,
        invitation: listed.invitation,
    };
    Ok(BoardPage { entries: listed.into_iter().map(entry).collect(), next })
}

/// Names the place of a page in an address.
pub fn place_of(before: &Before) -> String {
    match before {
        Before::At(at, id) => format!("{}-{id}", at.0),
        Before::Email(email, id) => format!("{email}-{id}"),
    }
}

/// `None`: no place of ours.
pub fn read_place(text: &str) -> Option<Before> {
    let (key, id) = text.rsplit_once('-')?;
    let id: InvitationId = id.parse().ok()?;
    match key.parse() {
        Ok(at) => Some(Before::At(Timestamp(at), id)),
        Err(_) => Some(Before::Email(key.parse().ok()?, id)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_reads_back() {
        let id = InvitationId(uuid::Uuid::from_u128(7));
        for place in [Before::At(Timestamp(12), id), Before::Email("a-b@c-d.example".parse().unwrap(), id)] {
            assert_eq!(read_place(&place_of(&place)), Some(place));
        }
        assert_eq!(read_place("nothing"), None);
    }
}
