//! A value of a row, in a form that is the same on both databases.

use anyhow::bail;
use sea_orm::{DbErr, QueryResult, Value};
use uuid::Uuid;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Boolean,
    Number,
    Text,
    Bytes,
    Id,
}

/// A value of a column; `None` is null. It has no `Debug`, because it may be personal data.
#[derive(Clone, PartialEq, Eq)]
pub enum Cell {
    Boolean(Option<bool>),
    Number(Option<i64>),
    Text(Option<String>),
    Bytes(Option<Vec<u8>>),
    Id(Option<Uuid>),
}

impl Kind {
    /// Reads the type with which SQLite declares a column.
    pub(super) fn of(declared: &str) -> anyhow::Result<Self> {
        let declared = declared.to_ascii_lowercase();
        Ok(match declared.split('(').next().unwrap_or_default() {
            "boolean" => Kind::Boolean,
            "integer" | "bigint" => Kind::Number,
            "varchar" | "text" => Kind::Text,
            "blob" => Kind::Bytes,
            "uuid_text" => Kind::Id,
            other => bail!("a backup cannot hold columns of the type {other}"),
        })
    }

    /// The expression that reads a column. PostgreSQL has several widths of numbers, a backup only one.
    pub(super) fn select(self, column: &str) -> String {
        match self {
            Kind::Number => format!("CAST(\"{column}\" AS BIGINT)"),
            _ => format!("\"{column}\""),
        }
    }

    pub(super) fn read(self, row: &QueryResult, index: usize) -> Result<Cell, DbErr> {
        Ok(match self {
            Kind::Boolean => Cell::Boolean(row.try_get_by_index(index)?),
            Kind::Number => Cell::Number(row.try_get_by_index(index)?),
            Kind::Text => Cell::Text(row.try_get_by_index(index)?),
            Kind::Bytes => Cell::Bytes(row.try_get_by_index(index)?),
            Kind::Id => Cell::Id(row.try_get_by_index(index)?),
        })
    }
}

impl From<Cell> for Value {
    fn from(cell: Cell) -> Self {
        match cell {
            Cell::Boolean(value) => value.into(),
            Cell::Number(value) => value.into(),
            Cell::Text(value) => value.into(),
            Cell::Bytes(value) => value.into(),
            Cell::Id(value) => value.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("boolean", Kind::Boolean)]
    #[case("INTEGER", Kind::Number)]
    #[case("varchar(255)", Kind::Text)]
    #[case("blob(1)", Kind::Bytes)]
    #[case("uuid_text", Kind::Id)]
    fn a_declared_type_says_what_a_column_holds(#[case] declared: &str, #[case] kind: Kind) {
        assert_eq!(Kind::of(declared).unwrap(), kind);
        assert!(Kind::of("double").is_err());
    }
}
