//! `/admin/messages`: delivery status of emails and texts, and the provider's answers. Never shows their contents.

use super::list::{Choice, EmptyList, Filters, Pager, Pages, Search};
#[cfg(feature = "ssr")]
use super::list::{page_request, pages, typed};
use super::page::{AdminContext, AdminView, ConsoleSection};
use crate::prelude::*;
use crate::words::admin::{self, messages, people};
use domain::MessageState;
#[cfg(feature = "ssr")]
use service::{account::AsAdmin, admin::MessageFilter};

/// `/admin/messages`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MessagesView {
    pub state: Option<MessageState>,
    /// As typed by the admin.
    pub to: String,
    /// The recipient text matches too many accounts to search for.
    pub is_too_many: bool,
    pub rows: Vec<MessageRow>,
    pub pages: Pages,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MessageRow {
    /// The label of the kind of message.
    pub name: String,
    pub to: String,
    pub state: MessageState,
    pub attempts: u32,
    /// When the message was written.
    pub at: Moment,
    /// The provider's last answer, when it refused the message.
    pub answer: Option<String>,
}

impl AdminView for MessagesView {
    fn title(&self) -> String {
        admin::MESSAGES.into()
    }

    fn lead(&self, _: &str) -> String {
        admin::LEAD_MESSAGES.into()
    }

    fn section(&self) -> ConsoleSection {
        ConsoleSection::MESSAGES
    }

    fn is_first(&self) -> bool {
        true
    }

    fn draw(self, _: AdminContext) -> AnyView {
        static_view(view! { <MessagesPage view=self/> })
    }
}

impl MessagesView {
    #[cfg(feature = "ssr")]
    pub async fn load(web: &WebRequest, admin: AsAdmin<'_>, query: &str) -> Answer<Self> {
        let state = parameter(query, paths::STATUS).and_then(|name| MessageState::of(&name));
        let to = typed(query, paths::SEARCH);
        let filters = [(paths::SEARCH, to.as_str()), (paths::STATUS, state.map_or("", MessageState::name))];
        let filter = MessageFilter { state, to: to.clone() };
        let found = service::admin::messages(&web.cx.app, admin, &filter, page_request(query)).await?;
        let is_too_many = found.is_none();
        let page = found.unwrap_or_default();
        let pages = pages(paths::ADMIN_MESSAGES, &filters, &page, |row| row.id.simple().to_string());
        let reading = web.reading(admin.signed_in());
        let rows = page.rows.into_iter().map(|row| MessageRow {
            name: messages::name(&row.template).into(),
            to: row.recipient,
            state: row.state,
            attempts: row.attempts,
            at: reading.moment(row.created_at),
            answer: row.last_answer,
        });
        Ok(MessagesView { state, is_too_many, rows: rows.collect(), pages, to })
    }
}

#[component]
fn MessagesPage(view: MessagesView) -> impl IntoView {
    let is_searched = view.state.is_some() || !view.to.is_empty();
    let states = MessageState::ALL.map(|state| (state.name(), messages::state(state)));
    let list = if view.rows.is_empty() {
        let (title, text) = messages::nothing(is_searched, view.is_too_many);
        let icon = static_view(view! { <Envelope/> });
        static_view(view! { <EmptyList icon title text/> })
    } else {
        static_view(view! { <Table rows=view.rows/> })
    };
    view! {
        <Filters action=paths::ADMIN_MESSAGES label=admin::SEARCH>
            <Search name=paths::SEARCH label=messages::RECIPIENT placeholder=people::PLACEHOLDER value=view.to/>
            <Choice
                name=paths::STATUS
                label=messages::STATE
                any=messages::ANY_STATE
                options=states.into()
                chosen=view.state.map(MessageState::name)
            />
        </Filters>
        <div class="panel">{list} <Pager pages=view.pages/></div>
    }
}

#[component]
fn Table(rows: Vec<MessageRow>) -> impl IntoView {
    let rows: Vec<_> = rows.into_iter().map(|row| view! { <Line row/> }).collect();
    view! {
        <table class="table">
            <caption class="visually-hidden">{admin::MESSAGES}</caption>
            <thead>
                <tr>
                    <th scope="col">{messages::MESSAGE}</th>
                    <th scope="col" class="col-mid">{messages::STATE}</th>
                    <th scope="col" class="col-wide">{messages::ATTEMPTS}</th>
                    <th scope="col" class="col-wide">{messages::WHEN}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
}

#[component]
fn Line(row: MessageRow) -> impl IntoView {
    let MessageRow { name, to, state, attempts, at, answer } = row;
    let look = match state {
        MessageState::Sent | MessageState::Delivered => "status status--on",
        MessageState::Queued | MessageState::Retried => "status status--wait",
        MessageState::Failed | MessageState::GivenUp | MessageState::Undelivered => "status status--stop",
    };
    let words = messages::state(state);
    let answer = answer.map(|answer| view! { <span class="table__note">{answer}</span> });
    view! {
        <tr>
            <th scope="row">
                <span class="table__name">{name}</span>
                <span class="person__mail">{to}</span>
                <span class="person__more">
                    <span class=look>{words}</span>
                </span>
                <span class="table__rest"><When moment=at.clone()/></span>
                {answer}
            </th>
            <td class="col-mid">
                <span class=look>{words}</span>
            </td>
            <td class="col-wide">{attempts}</td>
            <td class="table__soft col-wide"><When moment=at/></td>
        </tr>
    }
}
