//! Collects what is wrong with the settings, so that all of it is said at once.

use crate::causes;
use std::fmt;

/// Everything that is wrong with the settings, a sentence each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problems(Vec<String>);

impl Problems {
    /// Adds a problem, unless it is known.
    pub fn add(&mut self, problem: String) {
        if !self.0.contains(&problem) {
            self.0.push(problem);
        }
    }

    /// Keeps the error of a result, and returns its value.
    pub fn note<T>(&mut self, result: anyhow::Result<T>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(error) => {
                match error.downcast::<Problems>() {
                    Ok(problems) => problems.0.into_iter().for_each(|problem| self.add(problem)),
                    Err(error) => self.add(causes::told(&error)),
                }
                None
            }
        }
    }

    /// Fails if there are any.
    pub fn end(self) -> anyhow::Result<()> {
        if self.0.is_empty() { Ok(()) } else { Err(self.into()) }
    }

    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }
}

impl std::error::Error for Problems {}

impl fmt::Display for Problems {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.as_slice() {
            [only] => formatter.write_str(only),
            all => {
                write!(formatter, "{} problems:", all.len())?;
                all.iter().try_for_each(|problem| write!(formatter, "\n  {problem}"))
            }
        }
    }
}
