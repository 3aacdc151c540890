//! `portico completions` and `portico man`: what is made of the description of the command line itself. They need no
//! settings.

use anyhow::Context as _;
use clap::{Args, Command};
use clap_complete::Shell;
use clap_markdown::MarkdownOptions;
use std::io::Write as _;
use std::path::PathBuf;

const PROGRAM: &str = "portico";
/// How `docs/operations/commands.md` begins.
const HEAD: &str = "# Commands

This page is made from the program itself: `portico man --markdown`.

Without `--organisation`, a command works in the default organisation: `PORTICO_DEFAULT_ORGANISATION`, or else the first
one that was created. Lists print at most `--limit` rows, and say on standard error how to continue. Only `setup`,
`migrate` and `serve` migrate the database; on an outdated one the others say what to run. A command that succeeds exits
with 0. Any other says what is wrong and what to do on standard error and exits with another code. What a command changes
is in the audit log, with the name of the operating system's user who ran it: see `portico audit export`.

";

#[derive(Debug, Args)]
pub struct Completions {
    /// The shell
    shell: Shell,
}

#[derive(Debug, Args)]
pub struct Man {
    /// Write a page for each command into this folder
    #[arg(long, value_name = "FOLDER")]
    directory: Option<PathBuf>,
    /// Print all commands on one page of Markdown
    #[arg(long, conflicts_with = "directory")]
    markdown: bool,
}

impl Completions {
    pub fn run(self, command: Command) -> anyhow::Result<()> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut unchanging(command), PROGRAM, &mut script);
        print(&script)
    }
}

impl Man {
    pub fn run(self, command: Command) -> anyhow::Result<()> {
        match self {
            Man { markdown: true, .. } => print(markdown(command).as_bytes()),
            Man { directory: Some(folder), .. } => clap_mangen::generate_to(unchanging(command), &folder)
                .with_context(|| format!("--directory: {} cannot be written to", folder.display())),
            Man { directory: None, markdown: false } => {
                let mut page = Vec::new();
                clap_mangen::Man::new(unchanging(command)).render(&mut page)?;
                print(&page)
            }
        }
    }
}

/// Without the commit: what is made of the command line stays the same until a command changes.
fn unchanging(command: Command) -> Command {
    command.version(env!("CARGO_PKG_VERSION"))
}

/// All commands on one page.
pub fn markdown(command: Command) -> String {
    const OVERVIEW: &str = "**Command Overview:**";
    let options = MarkdownOptions::new().show_footer(false);
    let page = clap_markdown::help_markdown_command_custom(&unchanging(command), &options);
    // Before it is a title that names the crate's idea of this page.
    let (_, page) = page.split_once(OVERVIEW).unwrap_or_default();
    let lines = page.lines().map(str::trim_end).collect::<Vec<_>>().join("\n");
    format!("{HEAD}{}\n", lines.trim())
}

fn print(bytes: &[u8]) -> anyhow::Result<()> {
    std::io::stdout().write_all(bytes).context("the output cannot be written")
}
