//! Export and import of the people of an organisation, as JSON lines with the hashes of their passwords.

mod export;
mod import;
mod line;

pub use export::{Exported, export};
pub use import::{Counts, Existing, Import, ImportOptions, LINES_AT_ONCE, NumberedLine};
pub use line::{LONGEST_LINE, LineProblem};
