//! The values of a form.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The values of a form, by field name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fields(BTreeMap<String, String>);

impl Fields {
    /// The value as typed; empty when the field is missing.
    pub fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    /// Sets the value of a field.
    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        self.0.insert(name.to_owned(), value.into());
    }

    /// A copy with exactly these fields. A field that is missing here is empty there.
    pub fn only(&self, names: &[&str]) -> Self {
        names.iter().map(|name| ((*name).to_owned(), self.get(name).to_owned())).collect()
    }

    /// All fields with their values, ordered by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

impl FromIterator<(String, String)> for Fields {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(fields: I) -> Self {
        Fields(fields.into_iter().collect())
    }
}
