//! Pages of lists: which one to read, its rows, and the cursor of lists that are read newest first.

use domain::Timestamp;
use sea_orm::{ColumnTrait, Condition, sea_query::ExprTrait as _};
use std::{fmt, str::FromStr};
use uuid::Uuid;

/// Points behind one row: the page begins with the next older one. Its text form is used in URLs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    pub at: Timestamp,
    pub id: Uuid,
}

/// The text is not a cursor.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("not a cursor")]
pub struct InvalidCursor;

impl Cursor {
    /// The condition for rows that are older than the cursor, by time and then by id.
    pub(super) fn older<C: ColumnTrait>(self, at: C, id: C) -> Condition {
        let same_moment = at.eq(self.at.0).and(id.lt(self.id));
        Condition::any().add(at.lt(self.at.0)).add(same_moment)
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}-{}", self.at.0, self.id.simple())
    }
}

impl FromStr for Cursor {
    type Err = InvalidCursor;

    fn from_str(text: &str) -> Result<Self, InvalidCursor> {
        let (at, id) = text.split_once('-').ok_or(InvalidCursor)?;
        let at = at.parse().map_err(|_| InvalidCursor)?;
        Ok(Cursor { at: Timestamp(at), id: Uuid::try_parse(id).map_err(|_| InvalidCursor)? })
    }
}

/// The page of a list to read: the first, or the one after or before a row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PageRequest<K> {
    #[default]
    First,
    After(K),
    Before(K),
}

impl<K> PageRequest<K> {
    /// The row to start from, and whether to read backwards.
    pub fn start(self) -> (Option<K>, bool) {
        match self {
            PageRequest::First => (None, false),
            PageRequest::After(key) => (Some(key), false),
            PageRequest::Before(key) => (Some(key), true),
        }
    }
}

/// A page of a list.
#[derive(Clone, Debug)]
pub struct Page<T> {
    pub rows: Vec<T>,
    pub has_previous: bool,
    pub has_next: bool,
}

impl<T> Default for Page<T> {
    fn default() -> Self {
        Page { rows: Vec::new(), has_previous: false, has_next: false }
    }
}

impl<T> Page<T> {
    /// `rows` are in the order in which they were read: one more than `most` if there are more in that direction.
    /// `has_cursor`: they were read from a cursor, not from the beginning of the list.
    pub fn of(mut rows: Vec<T>, most: u64, has_cursor: bool, is_backwards: bool) -> Self {
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        let is_more = rows.len() > most;
        rows.truncate(most);
        if is_backwards {
            rows.reverse();
            Page { rows, has_previous: is_more, has_next: true }
        } else {
            Page { rows, has_previous: has_cursor, has_next: is_more }
        }
    }

    /// Converts the rows of the page.
    pub fn map<U>(self, change: impl FnMut(T) -> U) -> Page<U> {
        let Page { rows, has_previous, has_next } = self;
        Page { rows: rows.into_iter().map(change).collect(), has_previous, has_next }
    }
}
