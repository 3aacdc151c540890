//! Builders for the tables and indexes of migrations.

use sea_orm_migration::prelude::*;

/// A `CREATE TABLE` statement with these columns.
pub fn table(name: &'static str, columns: Vec<ColumnDef>) -> TableCreateStatement {
    let mut table = Table::create();
    table.table(name);
    for column in columns {
        table.col(column);
    }
    table
}

/// Adds a foreign key to the `id` of another table. Deleting the row there deletes the rows here.
pub fn references(mut table: TableCreateStatement, column: &'static str, to: &'static str) -> TableCreateStatement {
    let mut key = ForeignKey::create();
    let own = table.get_table_name().cloned();
    if let Some(own) = own {
        key.from_tbl(own);
    }
    key.from_col(column).to_tbl(to).to_col("id").on_delete(ForeignKeyAction::Cascade);
    table.foreign_key(&mut key);
    table
}

/// An index that is named after its table and columns.
pub fn index(table: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    let mut index = Index::create();
    index.name(format!("{table}_by_{}", columns.join("_"))).table(table);
    for column in columns {
        index.col(*column);
    }
    index
}
