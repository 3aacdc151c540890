//! Converts the results of use cases into what the pages of the console show.

use crate::{
    admin::{MessageState, ReservedRow, ReservedWhy, SecondStepStanding, Status, StatusFilter},
    paths::AdminAddress,
    prelude::*,
    server::{browser, short_moment},
    settings::ActivityEntry,
};
use domain::policy::{SecondFactor, StillNeeded};
use service::operator::COMMAND_LINE;
use store::{
    account_status::AccountStatus,
    audit::Event,
    outbox_list::State,
    people::State as Looked,
    reserved_addresses::{Listed, Why},
};

pub fn status(standing: AccountStatus, locked_until: Option<Timestamp>, zone: Option<&str>) -> Status {
    match (standing, locked_until.filter(|_| standing == AccountStatus::Active)) {
        (AccountStatus::Closed, _) => Status::Closed,
        (AccountStatus::Deactivated, _) => Status::Deactivated,
        (AccountStatus::Active, Some(until)) => Status::Locked { until: short_moment(until, zone) },
        (AccountStatus::Active, None) => Status::Active,
    }
}

pub fn second_step(needed: &StillNeeded) -> SecondStepStanding {
    match needed {
        StillNeeded::Nothing => SecondStepStanding::None,
        StillNeeded::SetUp(_) => SecondStepStanding::Awaited,
        StillNeeded::Answer(ways) if ways[..] == [SecondFactor::Codes] => SecondStepStanding::Codes,
        StillNeeded::Answer(_) => SecondStepStanding::SetUp,
    }
}

pub const fn looked_for(status: StatusFilter) -> Looked {
    match status {
        StatusFilter::Active => Looked::Active,
        StatusFilter::Locked => Looked::Locked,
        StatusFilter::Deactivated => Looked::Deactivated,
        StatusFilter::Closed => Looked::Closed,
    }
}

/// Where an event came from: a browser, the operator's command line, or unknown (empty).
pub fn came_from(user_agent: &str) -> String {
    match user_agent {
        "" => String::new(),
        COMMAND_LINE => words::admin::audit::COMMAND_LINE.into(),
        user_agent => browser(user_agent),
    }
}

pub fn entry(event: Event, zone: Option<&str>) -> ActivityEntry {
    ActivityEntry {
        what: event.activity,
        detail: event.detail,
        browser: came_from(&event.user_agent),
        place: event.client_address,
        at: short_moment(event.at, zone),
    }
}

pub fn reserved_row(row: Listed, zone: Option<&str>) -> ReservedRow {
    let Listed { reserved, whose, by } = row;
    ReservedRow {
        email: reserved.email.to_string(),
        why: match reserved.why {
            Why::Changed => ReservedWhy::Changed { now: whose },
            Why::Closed => ReservedWhy::Closed,
            Why::ByAdmin => ReservedWhy::ByAdmin { who: by, reason: reserved.reason.unwrap_or_default() },
        },
        since: short_moment(reserved.at, zone),
        release: AdminAddress::Release(reserved.id).path(),
    }
}

pub const fn message_state(state: State) -> MessageState {
    match state {
        State::Queued => MessageState::Queued,
        State::Retried => MessageState::Retried,
        State::Sent => MessageState::Sent,
        State::Delivered => MessageState::Delivered,
        State::Undelivered => MessageState::Undelivered,
        State::Failed => MessageState::Failed,
        State::GivenUp => MessageState::GivenUp,
    }
}

pub const fn wanted_state(state: MessageState) -> State {
    match state {
        MessageState::Queued => State::Queued,
        MessageState::Retried => State::Retried,
        MessageState::Sent => State::Sent,
        MessageState::Delivered => State::Delivered,
        MessageState::Undelivered => State::Undelivered,
        MessageState::Failed => State::Failed,
        MessageState::GivenUp => State::GivenUp,
    }
}

/// The IANA name of the time zone in which the admin reads times; UTC if they set none.
pub fn zone_of(signed_in: &SignedIn) -> String {
    signed_in.account.time_zone.clone().unwrap_or_else(|| "UTC".to_owned())
}
