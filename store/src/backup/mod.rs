//! All rows of the database, for backups and for moving to another database. The rows are in a form that is the same on
//! SQLite and PostgreSQL. What is sealed stays sealed.

mod cell;
mod replacement;
mod snapshot;
mod tables;

pub use cell::{Cell, Kind};
pub use replacement::{Present, Replacement};
pub use snapshot::{Rows, Snapshot};
pub use tables::{BOOKKEEPING, Column, Table, known_migrations, tables_after};
