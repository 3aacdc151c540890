//! Reads the queries of the console's pages, and makes their links and redirects.

use crate::{admin::Pages, paths::AdminAddress, prelude::*};
use std::str::FromStr;
use store::paging::PageRequest;

/// How many characters of a search text are used.
const LONGEST_SEARCH: usize = 254;

/// A text that the admin typed into a filter.
pub fn typed(query: &str, name: &str) -> String {
    let typed = parameter(query, name).unwrap_or_default();
    typed.trim().chars().filter(|letter| !letter.is_control()).take(LONGEST_SEARCH).collect()
}

/// The page of a list that a query asks for. `AFTER` and `BEFORE` hold the id of an entry.
pub fn page_request<K: FromStr>(query: &str) -> PageRequest<K> {
    page_request_by(query, |key| key.parse().ok())
}

/// Like `page_request`, for lists whose entries are not found by an id alone.
pub fn page_request_by<K>(query: &str, read: fn(&str) -> Option<K>) -> PageRequest<K> {
    let key = |name| parameter(query, name).and_then(|key| read(&key));
    match (key(paths::AFTER), key(paths::BEFORE)) {
        (Some(key), _) => PageRequest::After(key),
        (None, Some(key)) => PageRequest::Before(key),
        (None, None) => PageRequest::First,
    }
}

/// The links to the pages before and after one that shows the entries with these ids, with the same filters.
pub fn pages(path: &str, filters: &[(&str, &str)], ids: &[String], has_previous: bool, has_next: bool) -> Pages {
    let beside = |name, id: Option<&String>| {
        let id = id?;
        let mut parameters = filters.to_vec();
        parameters.push((name, id));
        Some(paths::with_query(path, &parameters))
    };
    Pages {
        previous: beside(paths::BEFORE, ids.first().filter(|_| has_previous)),
        next: beside(paths::AFTER, ids.last().filter(|_| has_next)),
    }
}

/// Redirects to a page that confirms the action named `done`.
pub fn done(page: AdminAddress, done: &str) -> Redirect {
    Redirect::path(paths::with_query(&page.path(), &[(paths::DONE, done)]))
}

/// If the admin has to reauthenticate, redirects to reauthentication, which leads to `next`. Returns any other failure.
pub fn reauthenticate(failure: Failure, next: AdminAddress) -> Answer<Redirect> {
    match failure {
        Failure::Refused(Refusal::ReauthenticationRequired) => {
            Ok(Redirect::path(paths::reauthentication_before(&next.path())))
        }
        failure => Err(failure),
    }
}
