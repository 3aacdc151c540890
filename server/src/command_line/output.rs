//! Standard output of the commands. The macros of the standard library panic if it cannot be written, for example
//! because `head` has seen enough. These end the program with an error, as any other failure does.

use std::fmt::Arguments;
use std::io::{self, Write as _};
use std::process;

macro_rules! print {
    ($($argument:tt)*) => {{
        $crate::command_line::output::write(format_args!($($argument)*));
    }};
}

macro_rules! println {
    ($($argument:tt)*) => {{
        $crate::command_line::output::write(format_args!("{}\n", format_args!($($argument)*)));
    }};
}

/// Writes to standard output, or says that it cannot and ends the program.
pub fn write(text: Arguments<'_>) {
    if let Err(error) = io::stdout().write_fmt(text) {
        eprintln!("portico: the output cannot be written: {error}");
        process::exit(1);
    }
}
