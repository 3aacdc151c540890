//! Path rules: what an application asks of a visitor on some of its paths. The first rule that matches decides.
//!
//! A proxy, its application and this module may read one path differently: encoded letters, dot segments, parameters
//! after a semicolon. So a path is read in every way that some server is known to read it, and the strictest answer is
//! given. A rule that opens a path to everyone only matches a path that all servers read in the same way.

mod reading;
#[cfg(test)]
mod tests;

use crate::refusal::ApplicationRefusal;
use reading::{is_unambiguous, readings};
use std::{fmt, str::FromStr};

/// The most rules of an application.
pub const MOST_PATH_RULES: usize = 50;

/// The longest path of a rule, in bytes.
const LONGEST_PATH: usize = 500;
const LONGEST_METHOD: usize = 20;

crate::named_enum! {
    /// What a rule asks of a visitor, from the least to the most. Rules contain the name.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
    pub enum RuleOutcome {
        /// Nothing: everyone is let in without a sign-in.
        Public = "public",
        /// What the application asks of everyone who enters it. This is also the answer where no rule matches.
        SignedIn = "signed-in",
        /// What `SignedIn` asks, and at least a second step.
        SecondStep = "second-step",
        /// No visitor is let in.
        Nobody = "nobody",
    }
}

/// The method of an HTTP request that a rule is about, in upper case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpMethod(String);

impl HttpMethod {
    fn parse(text: &str) -> Option<Self> {
        let is_method = (1..=LONGEST_METHOD).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'-');
        is_method.then(|| HttpMethod(text.to_ascii_uppercase()))
    }

    /// The method as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// One rule. As text it is a line of two or three words: the methods, separated by commas (left out: all methods), the
/// path, and the name of the outcome.
///
/// - `/health public`: exactly this path.
/// - `GET,HEAD /assets/* public`: everything below `/assets/`. A star is only at the end, after a slash.
/// - `/* second-step`: everything.
///
/// The path is written decoded, in printable ASCII without `%`, `\`, `;`, `?`, `#`, `*`, `//`, and without a segment
/// that ends with a dot. A rule never asks for less than the application itself, unless it is `public`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathRule {
    /// Whether it is about this path only. Otherwise the path ends with a slash, and the rule is about all paths that
    /// begin with it.
    pub is_exact: bool,
    pub path: String,
    /// Empty: all methods.
    pub methods: Vec<HttpMethod>,
    pub then: RuleOutcome,
}

/// The text is no rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a rule like GET,HEAD /assets/* public")]
pub struct NotAPathRule;

impl FromStr for PathRule {
    type Err = NotAPathRule;

    fn from_str(text: &str) -> Result<Self, NotAPathRule> {
        let words: Vec<&str> = text.split_whitespace().collect();
        let (methods, path, then): (Option<Vec<HttpMethod>>, &str, &str) = match words[..] {
            [path, then] => (Some(Vec::new()), path, then),
            [methods, path, then] => (methods.split(',').map(HttpMethod::parse).collect(), path, then),
            _ => return Err(NotAPathRule),
        };
        let (path, is_exact) = match path.strip_suffix('*') {
            Some(folder) => (folder, false),
            None => (path, true),
        };
        let is_path = path.starts_with('/')
            && (is_exact || path.ends_with('/'))
            && path.len() <= LONGEST_PATH
            && !path.contains('*')
            && is_unambiguous(path);
        let then = RuleOutcome::of(&then.to_ascii_lowercase()).filter(|_| is_path).ok_or(NotAPathRule)?;
        Ok(PathRule { is_exact, path: path.to_owned(), methods: methods.ok_or(NotAPathRule)?, then })
    }
}

impl fmt::Display for PathRule {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.methods.is_empty() {
            let methods: Vec<&str> = self.methods.iter().map(HttpMethod::as_str).collect();
            write!(formatter, "{} ", methods.join(","))?;
        }
        let star = if self.is_exact { "" } else { "*" };
        write!(formatter, "{}{star} {}", self.path, self.then.name())
    }
}

/// How a rule is compared with a request.
#[derive(Clone, Copy)]
enum Comparison {
    /// To the letter.
    Exact,
    /// As applications compare that ignore the case of letters and the slash at the end, and answer HEAD as GET.
    Lenient,
}

impl PathRule {
    fn matches(&self, method: &str, path: &str, comparison: Comparison) -> bool {
        let has_method = |rule: &HttpMethod| match comparison {
            Comparison::Exact => rule.0 == method,
            Comparison::Lenient => {
                rule.0.eq_ignore_ascii_case(method) || rule.0 == "GET" && method.eq_ignore_ascii_case("HEAD")
            }
        };
        (self.methods.is_empty() || self.methods.iter().any(has_method)) && self.has_path(path, comparison)
    }

    fn has_path(&self, path: &str, comparison: Comparison) -> bool {
        let bare = self.path.trim_end_matches('/');
        match (comparison, self.is_exact) {
            (Comparison::Exact, true) => path == self.path,
            (Comparison::Exact, false) => path.starts_with(&self.path),
            (Comparison::Lenient, true) => path.trim_end_matches('/').eq_ignore_ascii_case(bare),
            (Comparison::Lenient, false) => {
                let (path, bare) = (path.as_bytes(), bare.as_bytes());
                path.get(..bare.len()).is_some_and(|beginning| beginning.eq_ignore_ascii_case(bare))
                    && matches!(path.get(bare.len()), None | Some(b'/'))
            }
        }
    }
}

/// The rules of an application, in their order. As text each is a line; `Display` writes what `FromStr` reads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PathRules(Vec<PathRule>);

/// Why a list of rules is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PathRulesError {
    /// The number of the line, counted from 1.
    #[error("line {0} is not a rule like GET,HEAD /assets/* public")]
    NotARule(usize),
    #[error("more than 50 rules")]
    TooMany,
}

impl From<PathRulesError> for ApplicationRefusal {
    fn from(error: PathRulesError) -> Self {
        match error {
            PathRulesError::NotARule(line) => ApplicationRefusal::BadRule { line },
            PathRulesError::TooMany => ApplicationRefusal::TooManyRules,
        }
    }
}

impl FromStr for PathRules {
    type Err = PathRulesError;

    /// Ignores empty lines. Fails at the first line that is no rule, and for more than [`MOST_PATH_RULES`].
    fn from_str(text: &str) -> Result<Self, PathRulesError> {
        let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
        let rules: Vec<PathRule> = lines
            .map(|(place, line)| line.parse::<PathRule>().map_err(|_| PathRulesError::NotARule(place + 1)))
            .collect::<Result<_, _>>()?;
        if rules.len() > MOST_PATH_RULES { Err(PathRulesError::TooMany) } else { Ok(PathRules(rules)) }
    }
}

impl fmt::Display for PathRules {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<String> = self.0.iter().map(PathRule::to_string).collect();
        formatter.write_str(&lines.join("\n"))
    }
}

impl PathRules {
    /// The rules in their order.
    pub fn rules(&self) -> &[PathRule] {
        &self.0
    }

    /// What is asked of a visitor who sends this request. `raw_path_and_query` is the target of the request as the
    /// proxy got it, neither decoded nor normalised. The query is ignored. A target without a path is refused.
    pub fn decide(&self, method: &str, raw_path_and_query: &str) -> RuleOutcome {
        let path = raw_path_and_query.split('?').next().unwrap_or_default();
        if !path.starts_with('/') {
            return RuleOutcome::Nobody;
        }
        if self.0.is_empty() {
            return RuleOutcome::SignedIn;
        }
        // No honest path is so ambiguous that it cannot be read in all ways.
        let Some(readings) = readings(path) else { return RuleOutcome::Nobody };
        let may_open = is_unambiguous(path);
        let answers = readings.iter().flat_map(|reading| {
            let answer = |comparison| self.first_match(method, reading, comparison, may_open);
            [answer(Comparison::Exact), answer(Comparison::Lenient)]
        });
        answers.max().unwrap_or(RuleOutcome::SignedIn)
    }

    fn first_match(&self, method: &str, path: &str, comparison: Comparison, may_open: bool) -> RuleOutcome {
        let mut rules = self.0.iter().filter(|rule| may_open || rule.then != RuleOutcome::Public);
        let first = rules.find(|rule| rule.matches(method, path, comparison));
        first.map_or(RuleOutcome::SignedIn, |rule| rule.then)
    }
}
