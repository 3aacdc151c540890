//! The cursor of lists that are read newest first.

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
#[error("no place in a list")]
pub struct NoPlace;

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
    type Err = NoPlace;

    fn from_str(text: &str) -> Result<Self, NoPlace> {
        let (at, id) = text.split_once('-').ok_or(NoPlace)?;
        let at = at.parse().map_err(|_| NoPlace)?;
        Ok(Cursor { at: Timestamp(at), id: Uuid::try_parse(id).map_err(|_| NoPlace)? })
    }
}
