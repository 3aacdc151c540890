//! `/admin/messages`: delivery status of emails and texts, and the provider's answers. Never shows their contents.

use super::{
    MessageRow, MessageState, MessagesView,
    filters::{Choice, Filters, Search},
    pager::Pager,
};
use crate::{
    prelude::*,
    words::admin::{self, messages, people},
};

#[component]
pub fn MessagesPage(view: MessagesView, zone: String) -> impl IntoView {
    let is_searched = view.state.is_some() || !view.to.is_empty();
    let states = MessageState::ALL.map(|state| (state.name(), state.label()));
    let list = if view.rows.is_empty() {
        let (title, text) = messages::nothing(is_searched, view.is_too_many);
        static_view(view! {
            <div class="empty">
                <Envelope/>
                <p class="empty__title">{title}</p>
                <p>{text}</p>
            </div>
        })
    } else {
        static_view(view! { <Table rows=view.rows zone/> })
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
fn Table(rows: Vec<MessageRow>, zone: String) -> impl IntoView {
    let rows: Vec<_> = rows.into_iter().map(|row| view! { <Line row/> }).collect();
    view! {
        <table class="table">
            <caption class="visually-hidden">{admin::MESSAGES}</caption>
            <thead>
                <tr>
                    <th scope="col">{messages::MESSAGE}</th>
                    <th scope="col" class="col-mid">{messages::STATE}</th>
                    <th scope="col" class="col-wide">{messages::TRIES}</th>
                    <th scope="col" class="col-wide">{messages::when(&zone)}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
}

#[component]
fn Line(row: MessageRow) -> impl IntoView {
    let MessageRow { name, to, state, tries, at, answer } = row;
    let look = match state {
        MessageState::Sent | MessageState::Delivered => "status status--on",
        MessageState::Queued | MessageState::Retried => "status status--wait",
        MessageState::Failed | MessageState::GivenUp | MessageState::Undelivered => "status status--stop",
    };
    let words = state.label();
    let answer = answer.map(|answer| view! { <span class="table__note">{answer}</span> });
    view! {
        <tr>
            <th scope="row">
                <span class="table__name">{name}</span>
                <span class="person__mail">{to}</span>
                <span class="person__more">
                    <span class=look>{words}</span>
                </span>
                <span class="table__rest">{at.clone()}</span>
                {answer}
            </th>
            <td class="col-mid">
                <span class=look>{words}</span>
            </td>
            <td class="col-wide">{tries}</td>
            <td class="table__soft col-wide">{at}</td>
        </tr>
    }
}
