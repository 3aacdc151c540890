//! Statements that are built from conditions, for both databases.

use sea_orm::{ConnectionTrait, DbBackend, Iden, Iterable, QueryResult, Statement, Value};

/// A statement under construction.
#[derive(Clone, Debug)]
pub struct Sql {
    text: String,
    values: Vec<Value>,
    backend: DbBackend,
}

impl Sql {
    /// Starts an empty statement for the database of this connection.
    pub fn new(connection: &impl ConnectionTrait) -> Self {
        Sql { text: String::new(), values: Vec::new(), backend: connection.get_database_backend() }
    }

    /// Appends SQL text.
    pub fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// Binds a value and returns its placeholder: `$1`.
    pub fn bind(&mut self, value: impl Into<Value>) -> String {
        self.values.push(value.into());
        format!("${}", self.values.len())
    }

    /// Binds a list of values and returns their placeholders: `$1, $2, $3`.
    pub fn bind_all<V: Into<Value>>(&mut self, values: impl IntoIterator<Item = V>) -> String {
        let places: Vec<String> = values.into_iter().map(|value| self.bind(value)).collect();
        places.join(", ")
    }

    /// The collation for comparing by bytes on both databases. SQLite needs none.
    pub fn by_bytes(&self) -> &'static str {
        by_bytes(self.backend)
    }

    /// Prefixes a column with `+` on SQLite, so that the planner does not use its index: SQLite keeps no statistics.
    /// PostgreSQL has statistics and gets the plain column.
    pub fn not_by(&self, column: &str) -> String {
        if self.backend == DbBackend::Postgres { column.to_owned() } else { format!("+{column}") }
    }

    /// Joins the account `a` of each row of `before`, and begins the conditions. SQLite keeps the written order of a
    /// `CROSS JOIN`. `OFFSET 0` keeps PostgreSQL from rearranging the join by its statistics.
    pub fn account_of(&self, before: &str) -> String {
        self.row_of("account", "a", &format!("{before}.account_id"))
    }

    /// Does the same as [`Self::account_of`] for the row of any table that has this id.
    pub fn row_of(&self, table: &str, alias: &str, id: &str) -> String {
        match self.backend {
            DbBackend::Postgres => {
                format!("CROSS JOIN LATERAL (SELECT * FROM {table} WHERE id = {id} OFFSET 0) AS {alias} WHERE TRUE")
            }
            _ => format!("CROSS JOIN {table} {alias} WHERE {alias}.id = {id}"),
        }
    }

    /// The query plan, one step per line.
    pub async fn plan(mut self, connection: &impl ConnectionTrait) -> anyhow::Result<Vec<String>> {
        let (explain, column) = match self.backend {
            DbBackend::Postgres => ("EXPLAIN ", "QUERY PLAN"),
            _ => ("EXPLAIN QUERY PLAN ", "detail"),
        };
        self.text.insert_str(0, explain);
        self.all(connection).await?.iter().map(|row| Ok(row.try_get("", column)?)).collect()
    }

    /// Runs the statement and returns all rows.
    pub async fn all(self, connection: &impl ConnectionTrait) -> anyhow::Result<Vec<QueryResult>> {
        let statement = Statement::from_sql_and_values(self.backend, self.text, self.values);
        Ok(connection.query_all_raw(statement).await?)
    }

    /// Runs the statement and returns how many rows it wrote.
    pub async fn execute(self, connection: &impl ConnectionTrait) -> anyhow::Result<u64> {
        let statement = Statement::from_sql_and_values(self.backend, self.text, self.values);
        Ok(connection.execute_raw(statement).await?.rows_affected())
    }
}

/// The pattern for `LIKE … ESCAPE '\'` that matches every text which contains `part`.
pub fn containing(part: &str) -> String {
    let mut pattern = "%".to_owned();
    for letter in part.chars() {
        if matches!(letter, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(letter);
    }
    pattern.push('%');
    pattern
}

/// All columns of a table, each with the table's name before it: `a.id AS a_id`.
pub fn columns<C: Iden + Iterable>(table: &str) -> String {
    let columns: Vec<String> = C::iter()
        .map(|column| {
            let name = column.unquoted();
            format!("{table}.{name} AS {table}_{name}")
        })
        .collect();
    columns.join(", ")
}

/// The collation for comparing by bytes. SQLite needs none.
pub fn by_bytes(backend: DbBackend) -> &'static str {
    if backend == DbBackend::Postgres { " COLLATE \"C\"" } else { "" }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("", "%%")]
    #[case("staff", "%staff%")]
    #[case("50%_a\\b", "%50\\%\\_a\\\\b%")]
    fn a_pattern_takes_the_typed_text_literally(#[case] typed: &str, #[case] pattern: &str) {
        assert_eq!(containing(typed), pattern);
    }
}
