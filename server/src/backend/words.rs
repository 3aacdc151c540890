//! What the server itself says on screens, in the language of the request.

use crate::{
    delivery::{moment, short_moment as short},
    flows::browser_name,
    language::wording,
};
use domain::Timestamp;

/// `Firefox on Linux`
pub fn browser(user_agent: &str) -> String {
    let name = browser_name(user_agent);
    wording().map_or_else(|| name.clone(), |wording| wording.browser(&name))
}

pub fn in_words(at: Timestamp, zone: Option<&str>) -> String {
    wording().and_then(|wording| moment(at, zone, wording).ok()).unwrap_or_default()
}

/// For tables: `22 Nov 2026, 10:53`.
pub fn short_moment(at: Timestamp, zone: Option<&str>) -> String {
    wording().and_then(|wording| short(at, zone, wording).ok()).unwrap_or_default()
}
