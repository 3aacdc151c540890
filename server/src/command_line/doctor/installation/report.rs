//! What `portico doctor` has found: a line for each thing that it has looked at, for people or as JSON.

use anyhow::bail;
use domain::Timestamp;
use serde::Serialize;
use serde_json::json;
use service::clock::{Clock as _, SystemClock};

/// How many seconds a clock may be wrong. Codes of authenticator apps count for half a minute more or less.
const CLOCK: u64 = 20;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    Fine,
    /// It may be wrong, or will not matter to everybody.
    Note,
    Wrong,
}

#[derive(Debug, Serialize)]
pub struct Line {
    pub about: &'static str,
    pub verdict: Verdict,
    pub says: String,
    /// What to do.
    pub advice: Option<String>,
}

#[derive(Debug, Default)]
pub struct Report(pub Vec<Line>);

impl Report {
    pub fn fine(&mut self, about: &'static str, says: impl Into<String>) {
        self.0.push(Line { about, verdict: Verdict::Fine, says: says.into(), advice: None });
    }

    pub fn note(&mut self, about: &'static str, says: impl Into<String>, advice: impl Into<String>) {
        self.0.push(Line { about, verdict: Verdict::Note, says: says.into(), advice: Some(advice.into()) });
    }

    pub fn wrong(&mut self, about: &'static str, says: impl Into<String>, advice: impl Into<String>) {
        self.0.push(Line { about, verdict: Verdict::Wrong, says: says.into(), advice: Some(advice.into()) });
    }

    /// Compares the clock of this machine with another one.
    pub fn clock(&mut self, other: Timestamp, whose: &str) {
        let seconds = SystemClock.now().0.abs_diff(other.0) / 1000;
        if seconds <= CLOCK {
            self.fine("clock", format!("this machine and {whose} agree to within {} seconds", seconds + 1));
        } else {
            self.wrong(
                "clock",
                format!("the clocks of this machine and of {whose} are {seconds} seconds apart"),
                "Set the clocks by the network, for example with systemd-timesyncd or chrony",
            );
        }
    }

    /// Prints everything. Fails if something is wrong.
    pub fn tell(self, is_json: bool) -> anyhow::Result<()> {
        let wrong = self.0.iter().filter(|line| line.verdict == Verdict::Wrong).count();
        if is_json {
            println!("{:#}", json!({ "ok": wrong == 0, "found": self.0 }));
        } else {
            self.0.iter().for_each(|line| print!("{}", line.text()));
        }
        match wrong {
            0 => Ok(()),
            1 => bail!("the doctor has found something that is wrong"),
            _ => bail!("the doctor has found {wrong} things that are wrong"),
        }
    }
}

impl Line {
    fn text(&self) -> String {
        let verdict = match self.verdict {
            Verdict::Fine => "fine ",
            Verdict::Note => "note ",
            Verdict::Wrong => "WRONG",
        };
        let advice = self.advice.as_ref().map(|advice| format!("       do: {advice}\n")).unwrap_or_default();
        format!("{verdict}  {}: {}\n{advice}", self.about, self.says)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_comes_with_what_to_do() {
        let mut report = Report::default();
        report.fine("disk", "3 GiB are free");
        report.wrong("proxy", "it drops the cookies", "Pass them on");
        assert_eq!(report.0[0].text(), "fine   disk: 3 GiB are free\n");
        assert_eq!(report.0[1].text(), "WRONG  proxy: it drops the cookies\n       do: Pass them on\n");
        assert!(report.tell(true).unwrap_err().to_string().contains("something"));
    }

    #[test]
    fn a_clock_may_be_a_little_wrong() {
        let now = SystemClock.now();
        for (other, verdict) in [(now.0 - 5_000, Verdict::Fine), (now.0 + 90_000, Verdict::Wrong)] {
            let mut report = Report::default();
            report.clock(Timestamp(other), "the proxy");
            assert_eq!(report.0[0].verdict, verdict);
        }
    }
}
