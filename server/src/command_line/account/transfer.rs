//! `portico account export` and `portico account import`.

use crate::command_line::organisation::AtOrganisation;
use crate::settings::RawSettings;
use crate::startup;
use anyhow::{Context as _, bail};
use clap::Args;
use service::operator::Operator;
use service::operator_organisations::counted;
use service::security::MOST_TIMES;
use service::transfer::{
    self, Counts, Existing, ImportOptions, LINES_AT_ONCE, LONGEST_LINE, LineProblem, NumberedLine,
};
use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, BufWriter, Read as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

#[derive(Debug, Args)]
pub struct Export {
    #[command(flatten)]
    at: AtOrganisation,
    /// Where to write, readable by you only; standard output if omitted. A file that is there is not replaced
    file: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct Import {
    #[command(flatten)]
    at: AtOrganisation,
    /// A file of JSON lines; - for standard input
    file: PathBuf,
    /// Check every line and change nothing
    #[arg(long)]
    dry_run: bool,
    /// Pass over lines whose address has an account already
    #[arg(long, conflicts_with = "update")]
    skip_existing: bool,
    /// Where an address has an account already, set its name and number and add its groups. A password is replaced only
    /// if it came from an import and was not used since
    #[arg(long)]
    update: bool,
    /// How much work foreign password hashes may add to every sign-in with a password, in Portico's own hashes
    #[arg(long, value_name = "TIMES", default_value_t = 4,
        value_parser = clap::value_parser!(u32).range(1..=i64::from(MOST_TIMES)))]
    max_cost: u32,
}

impl Export {
    pub async fn run(self, operator: Operator<'_>, raw: &RawSettings) -> anyhow::Result<()> {
        let at = self.at.read(operator, raw).await?;
        let exported = match &self.file {
            None => {
                let exported = transfer::export(operator, &at, &mut BufWriter::new(io::stdout())).await;
                exported.map_err(|error| unwritten(error, "standard output"))?
            }
            Some(path) => {
                let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
                let file = file.with_context(|| format!("{} cannot be made", path.display()))?;
                let written = async {
                    let exported = transfer::export(operator, &at, &mut BufWriter::new(&file)).await?;
                    file.sync_all()?;
                    anyhow::Ok(exported)
                };
                written.await.map_err(|error| unwritten(error, &path.display().to_string()))?
            }
        };
        let (people, with_password) = (counted(exported.people), exported.with_password);
        eprintln!("{people} of {at} exported, {with_password} of them with the hash of a password.");
        Ok(())
    }
}

impl Import {
    pub async fn run(self, operator: Operator<'_>, raw: &RawSettings) -> anyhow::Result<()> {
        let at = self.at.read(operator, raw).await?;
        let mut reader = open(&self.file)?;
        let existing = match (self.skip_existing, self.update) {
            (true, _) => Existing::Skip,
            (_, true) => Existing::Update,
            (false, false) => Existing::Refuse,
        };
        let options = ImportOptions { existing, is_dry_run: self.dry_run, max_cost: self.max_cost };
        let keys = startup::keys_of(raw, operator.store).await?;
        let mut import = transfer::Import::open(operator, &at, keys.peppers(), options).await?;
        let mut read = 0;
        loop {
            let lines = some_lines(&mut reader, &mut read).with_context(|| broken_off(read, import.counts));
            let lines = lines.with_context(|| format!("{} cannot be read", self.file.display()))?;
            let (Some(first), Some(last)) = (lines.first(), lines.last()) else { break };
            let (first, last) = (first.number, last.number);
            let refused = &mut |number: u64, problem: &LineProblem| eprintln!("line {number}: {problem}");
            import.import(lines, refused).await.with_context(|| {
                format!("lines {first} to {last} were not imported. {}", broken_off(first - 1, import.counts))
            })?;
        }
        let Counts { imported, updated, skipped, refused } = import.counts;
        let said = if self.dry_run { "Nothing was changed. It would be: " } else { "" };
        println!("{said}{imported} imported, {updated} updated, {skipped} skipped, {refused} refused.");
        match refused {
            0 => Ok(()),
            1 => bail!("1 line was refused, with its reason above. The other lines do not depend on it"),
            _ => {
                bail!("{refused} lines were refused, each with its reason above. The other lines do not depend on them")
            }
        }
    }
}

/// Says what cannot be written, if that is what went wrong.
fn unwritten(error: anyhow::Error, output: &str) -> anyhow::Error {
    match error.is::<io::Error>() || error.is::<serde_json::Error>() {
        true => error.context(format!("{output} cannot be written")),
        false => error,
    }
}

/// What was done before a failure, and how to go on.
fn broken_off(line: u64, counts: Counts) -> String {
    let Counts { imported, updated, .. } = counts;
    format!(
        "Up to line {line}, {imported} people were imported and {updated} updated. To go on, run the command again with \
         --skip-existing or --update"
    )
}

fn open(path: &Path) -> anyhow::Result<Box<dyn BufRead>> {
    if path == Path::new("-") {
        return Ok(Box::new(BufReader::new(io::stdin())));
    }
    let file = File::open(path).with_context(|| format!("{} cannot be read", path.display()))?;
    Ok(Box::new(BufReader::new(file)))
}

/// Reads the next lines, at most `LINES_AT_ONCE`, without empty ones. `read` counts all lines. A line that is too long
/// is cut off just above the limit, so that it is refused.
fn some_lines(reader: &mut dyn BufRead, read: &mut u64) -> io::Result<Vec<NumberedLine>> {
    let mut lines = Vec::new();
    while lines.len() < LINES_AT_ONCE {
        let mut bytes = Vec::new();
        // One byte for the line end, and one that shows that the line is too long.
        let most = LONGEST_LINE as u64 + 2;
        if (&mut *reader).take(most).read_until(b'\n', &mut bytes)? == 0 {
            break;
        }
        *read += 1;
        if bytes.len() as u64 == most && !bytes.ends_with(b"\n") {
            reader.skip_until(b'\n')?;
        }
        // Some programs begin a file with a byte order mark.
        let line = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes).trim_ascii();
        if !line.is_empty() {
            lines.push(NumberedLine { number: *read, bytes: line.to_vec() });
        }
    }
    Ok(lines)
}
