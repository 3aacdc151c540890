//! `/admin/reserved`: lists the email addresses that no new account can use.

mod release;
mod reserve;

pub use release::{ReleaseAddress, ReleaseView};
pub use reserve::{ReserveAddress, ReserveView};

use super::list::{EmptyList, Pager, Pages};
#[cfg(feature = "ssr")]
use super::list::{page_request, pages};
use super::page::{AdminContext, AdminView, ConsoleSection};
use crate::prelude::*;
use crate::words::admin::{self, reserved};
#[cfg(feature = "ssr")]
use service::account::AsAdmin;
#[cfg(feature = "ssr")]
use store::reserved_addresses::{ListedReservation, ReservationCause};

/// `/admin/reserved`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReservedView {
    pub done: Option<ReservedDone>,
    pub rows: Vec<ReservedRow>,
    pub pages: Pages,
}

domain::named_enum! {
    /// The change that was just made to a reserved address.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
    pub enum ReservedDone {
        Reserved = "reserved",
        Released = "released",
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReservedRow {
    pub email: String,
    pub why: ReservedWhy,
    pub since: Moment,
    /// Path of the page that releases the address.
    pub release: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ReservedWhy {
    /// The account that had this address changed to another one. `now` is its present address.
    Changed {
        now: Option<String>,
    },
    Closed,
    ByAdmin {
        who: Option<String>,
        reason: String,
    },
}

impl AdminView for ReservedView {
    fn title(&self) -> String {
        admin::RESERVED.into()
    }

    fn lead(&self, _: &str) -> String {
        admin::LEAD_RESERVED.into()
    }

    fn section(&self) -> ConsoleSection {
        ConsoleSection::RESERVED
    }

    fn is_first(&self) -> bool {
        true
    }

    fn buttons(&self) -> Option<AnyView> {
        let look = "button button--primary button--small";
        Some(static_view(view! { <a class=look href=paths::ADMIN_RESERVE>{reserved::RESERVE}</a> }))
    }

    fn draw(self, _: AdminContext) -> AnyView {
        static_view(view! { <ReservedPage view=self/> })
    }
}

impl ReservedView {
    #[cfg(feature = "ssr")]
    pub async fn load(web: &WebRequest, admin: AsAdmin<'_>, query: &str) -> Answer<Self> {
        let page = service::admin::reserved(&web.cx.app, admin, page_request(query)).await?;
        let pages = pages(paths::ADMIN_RESERVED, &[], &page, |row| row.reserved.id.to_string());
        let reading = web.reading(admin.signed_in());
        let done = unless_refused(query, paths::DONE).and_then(|name| ReservedDone::of(&name));
        Ok(ReservedView { done, pages, rows: page.rows.into_iter().map(|row| ReservedRow::of(row, reading)).collect() })
    }
}

impl ReservedRow {
    #[cfg(feature = "ssr")]
    fn of(row: ListedReservation, reading: Reading<'_>) -> Self {
        let ListedReservation { reserved, whose, by } = row;
        ReservedRow {
            email: reserved.email.to_string(),
            why: match reserved.why {
                ReservationCause::Changed => ReservedWhy::Changed { now: whose },
                ReservationCause::Closed => ReservedWhy::Closed,
                ReservationCause::ByAdmin => {
                    ReservedWhy::ByAdmin { who: by, reason: reserved.reason.unwrap_or_default() }
                }
            },
            since: reading.moment(reserved.at),
            release: AdminRoute::Release(reserved.id).path(),
        }
    }
}

#[component]
fn ReservedPage(view: ReservedView) -> impl IntoView {
    let rows: Vec<_> = view.rows.into_iter().map(|row| view! { <Line row/> }).collect();
    let list = if rows.is_empty() {
        let icon = static_view(view! { <Envelope/> });
        static_view(view! { <EmptyList icon title=reserved::NONE text=reserved::NONE_TEXT/> })
    } else {
        static_view(view! {
            <table class="table">
                <caption class="visually-hidden">{admin::RESERVED}</caption>
                <thead>
                    <tr>
                        <th scope="col">{reserved::ADDRESS}</th>
                        <th scope="col" class="col-mid">{reserved::WHY}</th>
                        <th scope="col" class="col-wide">{reserved::SINCE}</th>
                        <th scope="col"><span class="visually-hidden">{reserved::RELEASE}</span></th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        })
    };
    let done = view.done.map(|done| match done {
        ReservedDone::Reserved => reserved::DONE_RESERVED,
        ReservedDone::Released => reserved::DONE_RELEASED,
    });
    view! {
        {done.map(|title| view! { <JustDone title/> })}
        <div class="panel">{list} <Pager pages=view.pages/></div>
    }
}

#[component]
fn Line(row: ReservedRow) -> impl IntoView {
    let ReservedRow { email, why, since, release } = row;
    let why = match &why {
        ReservedWhy::Changed { now } => reserved::changed(now.as_deref()),
        ReservedWhy::Closed => reserved::CLOSED.into(),
        ReservedWhy::ByAdmin { who, reason } => reserved::by_admin(who.as_deref(), reason),
    };
    view! {
        <tr>
            <th scope="row">
                <span class="address">{email.clone()}</span>
                <span class="person__more">{why.clone()}</span>
            </th>
            <td class="col-mid table__address">{why}</td>
            <td class="table__soft col-wide"><When moment=since/></td>
            <td class="table__acts">
                <a class=QUIET href=release aria-label=format!("{} {email}", reserved::RELEASE)>
                    {reserved::RELEASE}
                </a>
            </td>
        </tr>
    }
}
