//! Statements that are put together from conditions, the same for both databases.

use sea_orm::{ConnectionTrait, DbBackend, QueryResult, Statement, Value};

/// A statement under construction.
#[derive(Clone, Debug)]
pub struct Sql {
    pub text: String,
    values: Vec<Value>,
    backend: DbBackend,
}

impl Sql {
    pub fn new(connection: &impl ConnectionTrait) -> Self {
        Sql { text: String::new(), values: Vec::new(), backend: connection.get_database_backend() }
    }

    pub fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// Where a value stands in the statement.
    pub fn bind(&mut self, value: impl Into<Value>) -> String {
        self.values.push(value.into());
        format!("${}", self.values.len())
    }

    /// The same for a list: `$1, $2, $3`.
    pub fn bind_all<V: Into<Value>>(&mut self, values: impl IntoIterator<Item = V>) -> String {
        let places: Vec<String> = values.into_iter().map(|value| self.bind(value)).collect();
        places.join(", ")
    }

    /// Compares bytes on both databases: SQLite does so by itself.
    pub fn by_bytes(&self) -> &'static str {
        by_bytes(self.backend)
    }

    /// A column in a condition by which SQLite shall not choose an index: it keeps no statistics. PostgreSQL does.
    pub fn not_by(&self, column: &str) -> String {
        if self.backend == DbBackend::Postgres { column.to_owned() } else { format!("+{column}") }
    }

    /// Joins the account `a` of each row before it, and begins the conditions. SQLite keeps to the order that is written;
    /// PostgreSQL would go by its statistics, if it could take the part in parentheses apart.
    pub fn account_of(&self, before: &str) -> String {
        match self.backend {
            DbBackend::Postgres => format!(
                "CROSS JOIN LATERAL (SELECT * FROM account WHERE id = {before}.account_id OFFSET 0) AS a WHERE TRUE"
            ),
            _ => format!("CROSS JOIN account a WHERE a.id = {before}.account_id"),
        }
    }

    /// How the database goes about it, a step to a line.
    pub async fn plan(mut self, connection: &impl ConnectionTrait) -> anyhow::Result<Vec<String>> {
        let (explain, column) = match self.backend {
            DbBackend::Postgres => ("EXPLAIN ", "QUERY PLAN"),
            _ => ("EXPLAIN QUERY PLAN ", "detail"),
        };
        self.text.insert_str(0, explain);
        self.all(connection).await?.iter().map(|row| Ok(row.try_get("", column)?)).collect()
    }

    pub async fn all(self, connection: &impl ConnectionTrait) -> anyhow::Result<Vec<QueryResult>> {
        let statement = Statement::from_sql_and_values(self.backend, self.text, self.values);
        Ok(connection.query_all_raw(statement).await?)
    }
}

pub fn by_bytes(backend: DbBackend) -> &'static str {
    if backend == DbBackend::Postgres { " COLLATE \"C\"" } else { "" }
}

/// Which way a list is turned: from its beginning, or beyond what was shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Turn<K> {
    #[default]
    First,
    After(K),
    Before(K),
}

impl<K> Turn<K> {
    /// Where from, and whether backwards.
    pub fn place(self) -> (Option<K>, bool) {
        match self {
            Turn::First => (None, false),
            Turn::After(key) => (Some(key), false),
            Turn::Before(key) => (Some(key), true),
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
    /// `rows` are as they were read: one more than `most` where there are more in that direction.
    pub fn of(mut rows: Vec<T>, most: u64, is_from_somewhere: bool, is_backwards: bool) -> Self {
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        let is_more = rows.len() > most;
        rows.truncate(most);
        if is_backwards {
            rows.reverse();
            Page { rows, has_previous: is_more, has_next: true }
        } else {
            Page { rows, has_previous: is_from_somewhere, has_next: is_more }
        }
    }

    pub fn map<U>(self, change: impl FnMut(T) -> U) -> Page<U> {
        let Page { rows, has_previous, has_next } = self;
        Page { rows: rows.into_iter().map(change).collect(), has_previous, has_next }
    }
}
