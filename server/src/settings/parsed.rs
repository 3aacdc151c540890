//! Parses the text of a setting.

use anyhow::Context as _;
use std::str::FromStr;

/// The error names the variable and the text.
pub fn parsed<T: FromStr>(variable: &'static str) -> impl Fn(&str) -> anyhow::Result<T>
where
    T::Err: std::error::Error + Send + Sync + 'static,
{
    move |text| text.parse().with_context(|| format!("{variable}: {text:?} cannot be used"))
}
