//! How far an import is, and which lines it refused. The page of an import shows it, and the list of invitations the
//! newest imports.

use crate::prelude::*;
use crate::words::admin::invitations::{self, import, imported};
#[cfg(feature = "ssr")]
use domain::ImportId;
use domain::invitation::InviteError;
#[cfg(feature = "ssr")]
use service::account::AsAdmin;
#[cfg(feature = "ssr")]
use store::imports::Import;

/// Progress of an accepted import.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ImportRow {
    /// Path of the page about this import.
    pub path: String,
    /// When it was accepted, formatted.
    pub begun: String,
    pub lines: u32,
    pub invited: u32,
    pub refused: u32,
    pub is_finished: bool,
}

impl ImportRow {
    #[cfg(feature = "ssr")]
    pub fn of(import: &Import, reading: Reading<'_>) -> Self {
        ImportRow {
            path: AdminRoute::Imported(import.id).path(),
            begun: reading.in_words(import.created_at),
            lines: import.lines,
            invited: import.invited,
            refused: import.refused,
            is_finished: import.finished_at.is_some(),
        }
    }

    pub const fn left(&self) -> u32 {
        self.lines.saturating_sub(self.invited).saturating_sub(self.refused)
    }

    /// The progress of an import: `1,276 invited · 4 left out · 4,720 to go`.
    pub fn progress(&self) -> String {
        let parts = [
            Some(imported::invited(self.invited)),
            (self.refused > 0).then(|| imported::refused(self.refused)),
            (self.left() > 0).then(|| imported::left(self.left())),
        ];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
    }
}

/// `/admin/people/import/ID`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ImportedView {
    pub import: ImportRow,
    /// Refused lines: line number, email address and reason.
    pub bad: Vec<(u32, String, InviteError)>,
}

impl ImportedView {
    #[cfg(feature = "ssr")]
    pub async fn load(web: &WebRequest, admin: AsAdmin<'_>, id: ImportId) -> Answer<Self> {
        let service::invitations::Imported { import, refused } =
            service::invitations::import(&web.cx.app, admin, id).await?;
        Ok(ImportedView { import: ImportRow::of(&import, web.reading(admin.signed_in())), bad: refused })
    }
}

/// The number of refused lines, and the first of them: line number, email address and reason.
#[component]
pub fn RefusedLines(total: u32, first: Vec<(u32, String, InviteError)>) -> impl IntoView {
    let more = total.saturating_sub(u32::try_from(first.len()).unwrap_or(u32::MAX));
    let more = (more > 0).then(|| view! { <p class="soft">{import::more(more)}</p> });
    let rows: Vec<_> = first
        .into_iter()
        .map(|(number, email, reason)| {
            view! {
                <tr>
                    <th scope="row">{number}</th>
                    <td>
                        <span class="address">{email}</span>
                        <span class="table__note">{invitations::unfit(reason)}</span>
                    </td>
                </tr>
            }
        })
        .collect();
    (total > 0).then(|| {
        static_view(view! {
            <div class="notice notice--warning">
                <Exclamation/>
                <p class="notice__title">{import::bad(total)}</p>
            </div>
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">{import::LINE}</th>
                        <th scope="col">{import::REASON}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
            {more}
        })
    })
}
