//! Texts that the server itself formats for screens, in the language of the request.

use crate::server::locale::wording;
use domain::Timestamp;
use service::{
    browser_name,
    delivery::{moment, short_moment as short},
};

/// The name of the browser, such as `Firefox on Linux`.
pub fn browser(user_agent: &str) -> String {
    let name = browser_name(user_agent);
    wording().map_or_else(|| name.clone(), |wording| wording.browser(&name))
}

pub fn in_words(at: Timestamp, zone: Option<&str>) -> String {
    wording().and_then(|wording| moment(at, zone, wording).ok()).unwrap_or_default()
}

/// The short form for tables, such as `22 Nov 2026, 10:53`.
pub fn short_moment(at: Timestamp, zone: Option<&str>) -> String {
    wording().and_then(|wording| short(at, zone, wording).ok()).unwrap_or_default()
}
