//! Where a page of a list begins that is read newest first.

use domain::Timestamp;
use sea_orm::{ColumnTrait, Condition, sea_query::ExprTrait as _};
use std::{fmt, str::FromStr};
use uuid::Uuid;

/// Before one of its rows. As text it stands in addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Before {
    pub at: Timestamp,
    pub id: Uuid,
}

/// It names no row.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("no place in a list")]
pub struct NoPlace;

impl Before {
    /// Of the rows, those that come after this one when the newest comes first.
    pub(super) fn older<C: ColumnTrait>(self, at: C, id: C) -> Condition {
        let same_moment = at.eq(self.at.0).and(id.lt(self.id));
        Condition::any().add(at.lt(self.at.0)).add(same_moment)
    }
}

impl fmt::Display for Before {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}-{}", self.at.0, self.id.simple())
    }
}

impl FromStr for Before {
    type Err = NoPlace;

    fn from_str(text: &str) -> Result<Self, NoPlace> {
        let (at, id) = text.split_once('-').ok_or(NoPlace)?;
        let at = at.parse().map_err(|_| NoPlace)?;
        Ok(Before { at: Timestamp(at), id: Uuid::try_parse(id).map_err(|_| NoPlace)? })
    }
}
