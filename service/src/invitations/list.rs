//! The list of invitations with their states, page by page.

use crate::{onboarding, prelude::*};
use domain::InvitationId;
use domain::invitation::{InvitationFilter, InvitationState};
use store::account_words::searched;
use store::invitations::{self, Invitation, InvitationCursor, InvitationDelivery, ListedInvitation};
use store::paging::{Page, PageRequest};

/// Invitations on one page.
pub const A_PAGE: u64 = 50;

/// Which invitations to list.
#[derive(Clone, Debug, Default)]
pub struct InvitationSearch {
    pub filter: InvitationFilter,
    /// Beginnings of words of the name, the address or the phone number; empty: any.
    pub search: String,
    pub page: PageRequest<InvitationCursor>,
}

/// An invitation in the list, with its state.
#[derive(Clone, Debug)]
pub struct InvitationEntry {
    pub invitation: Invitation,
    pub state: InvitationState,
    /// The cursor from which the next and the previous page begin.
    pub cursor: InvitationCursor,
    /// Its account is deactivated, so nothing that would allow signing in can be sent.
    pub is_deactivated: bool,
    /// What became of its newest message. `None`: unknown, or its user has signed in or will get no message any more.
    pub delivery: Option<InvitationDelivery>,
}

/// One page: newest first; the open and the expired ones by their expiry, latest first; by the matching word in a
/// search.
pub async fn page(
    app: &AppContext,
    admin: AsAdmin<'_>,
    search: &InvitationSearch,
) -> anyhow::Result<Page<InvitationEntry>> {
    let admin = admin.signed_in();
    let now = app.clock.now();
    let organisation = admin.organisation.id;
    let words = invitations::rarest_first(&app.store, organisation, searched(&search.search)).await?;
    let page = invitations::page(
        &app.store,
        invitations::InvitationQuery {
            organisation,
            filter: search.filter,
            words: &words,
            page: &search.page,
            rows_per_page: A_PAGE,
        },
        now,
    )
    .await?;
    let requested = onboarding::requested_steps(app, &admin.organisation.policy);
    let entry = |listed: ListedInvitation| {
        let state = listed.invitation.milestones.state(listed.next(requested), now);
        let is_over =
            matches!(state, InvitationState::SignedIn(_) | InvitationState::Joined | InvitationState::Revoked);
        InvitationEntry {
            state,
            cursor: listed.cursor,
            is_deactivated: listed.is_deactivated,
            delivery: listed.delivery.filter(|_| !is_over),
            invitation: listed.invitation,
        }
    };
    Ok(page.map(entry))
}

/// Writes a cursor as text for an address.
pub fn cursor_text(cursor: &InvitationCursor) -> String {
    match cursor {
        InvitationCursor::At(at, id) => format!("{}-{id}", at.0),
        // Neither a word nor an address contains a space.
        InvitationCursor::Word { word, email, id } => format!("{word} {email}-{id}"),
    }
}

/// Reads a cursor from text. `None`: the text is not a cursor.
pub fn read_cursor(text: &str) -> Option<InvitationCursor> {
    let (key, id) = text.rsplit_once('-')?;
    let id: InvitationId = id.parse().ok()?;
    if let Ok(at) = key.parse() {
        return Some(InvitationCursor::At(Timestamp(at), id));
    }
    let (word, email) = key.split_once(' ').filter(|_| !key.contains(char::is_control))?;
    Some(InvitationCursor::Word { word: word.to_owned(), email: email.parse().ok()?, id })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_reads_back() {
        let id = InvitationId(uuid::Uuid::from_u128(7));
        let (word, email) = ("2015550142".to_owned(), "a-b@c-d.example".parse().unwrap());
        for cursor in [InvitationCursor::At(Timestamp(12), id), InvitationCursor::Word { word, email, id }] {
            assert_eq!(read_cursor(&cursor_text(&cursor)), Some(cursor));
        }
        assert_eq!(read_cursor("nothing"), None);
        assert_eq!(read_cursor(&format!("a\0 a@b.example-{id}")), None);
    }
}
