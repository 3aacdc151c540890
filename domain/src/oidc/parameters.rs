//! The parameters of a request, as a query or a form brings them.

use std::collections::BTreeSet;
use std::fmt;

/// Names and values, decoded, in their order.
#[derive(Clone, Default)]
pub struct Parameters(Vec<(String, String)>);

/// A parameter is there twice. OAuth allows each parameter once, because two readers may choose different ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Repeated;

impl Parameters {
    /// Wraps decoded pairs.
    pub const fn of(pairs: Vec<(String, String)>) -> Self {
        Parameters(pairs)
    }

    /// The value of a parameter. `None`: it is missing or empty, which OAuth takes for the same.
    pub fn once(&self, name: &str) -> Result<Option<&str>, Repeated> {
        let mut values = self.0.iter().filter(|(other, _)| other == name).map(|(_, value)| value.as_str());
        let value = values.next().filter(|value| !value.is_empty());
        if values.next().is_some() { Err(Repeated) } else { Ok(value) }
    }

    /// The value of a parameter. `None`: it is missing, empty, or there twice, which [`once`](Self::once) tells
    /// apart.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.once(name).ok().flatten()
    }

    /// Whether any parameter is there twice, known or unknown.
    pub fn has_repetition(&self) -> bool {
        let mut seen = BTreeSet::new();
        !self.0.iter().all(|(name, _)| seen.insert(name))
    }

    /// Whether there are no parameters.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Names and values may be secret.
impl fmt::Debug for Parameters {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Parameters(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parameter_counts_once() {
        let pairs = [("a", "1"), ("b", ""), ("c", "2"), ("c", "2"), ("d", ""), ("d", "3")];
        let parameters = Parameters::of(pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec());
        assert_eq!(parameters.once("a"), Ok(Some("1")));
        assert_eq!((parameters.once("b"), parameters.once("e")), (Ok(None), Ok(None)));
        assert_eq!((parameters.once("c"), parameters.once("d")), (Err(Repeated), Err(Repeated)));
        assert_eq!((parameters.value("a"), parameters.value("c"), parameters.value("e")), (Some("1"), None, None));
        assert!(parameters.has_repetition() && !parameters.is_empty());
        assert_eq!(format!("{parameters:?}"), "Parameters(…)");
        let single = Parameters::of(vec![("a".to_owned(), "1".to_owned())]);
        assert!(!single.has_repetition() && Parameters::default().is_empty());
    }
}
