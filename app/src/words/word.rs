//! A sentence in the current language.

use crate::language;
use leptos::prelude::{IntoAttributeValue, IntoRender};
use std::borrow::Cow;
use std::fmt::{self, Display, Write as _};

/// A text for the user. Most are constants, so most are borrowed.
pub type Sentence = Cow<'static, str>;

/// A sentence of `app/languages`. It contains the English text; the other languages are loaded as one table each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word {
    index: u16,
    english: &'static str,
}

impl Word {
    pub(super) const fn new(index: u16, english: &'static str) -> Self {
        Word { index, english }
    }

    /// The text in the current language.
    pub fn text(self) -> &'static str {
        language::translation(self.index).unwrap_or(self.english)
    }
}

impl IntoRender for Word {
    type Output = &'static str;

    fn into_render(self) -> Self::Output {
        self.text()
    }
}

impl IntoAttributeValue for Word {
    type Output = &'static str;

    fn into_attribute_value(self) -> Self::Output {
        self.text()
    }
}

impl Display for Word {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.text())
    }
}

impl From<Word> for &'static str {
    fn from(word: Word) -> Self {
        word.text()
    }
}

impl From<Word> for String {
    fn from(word: Word) -> Self {
        word.text().to_owned()
    }
}

/// The sentences of a section with their keys, without the counted ones. Where only `by_name` reads it, the program
/// contains just the tables that `by_name` makes.
pub(crate) type Section = &'static [(&'static str, Word)];

/// For each name, the sentence whose key is `prefix` and the name. A name's hyphens and dots are underscores in its
/// key. A sentence that is missing stops the build.
pub(crate) const fn by_name<const N: usize>(section: Section, prefix: &str, names: [&str; N]) -> [Word; N] {
    let mut words = [Word::new(0, ""); N];
    let mut at = 0;
    while at < N {
        let mut row = 0;
        while row < section.len() && !is_key(section[row].0, prefix, names[at]) {
            row += 1;
        }
        assert!(row < section.len(), "{}", names[at]);
        words[at] = section[row].1;
        at += 1;
    }
    words
}

const fn is_key(key: &str, prefix: &str, name: &str) -> bool {
    let (key, prefix, name) = (key.as_bytes(), prefix.as_bytes(), name.as_bytes());
    let mut is_equal = key.len() == prefix.len() + name.len();
    let mut at = 0;
    while is_equal && at < key.len() {
        let wanted = if at < prefix.len() { prefix[at] } else { name[at - prefix.len()] };
        is_equal = key[at] == if matches!(wanted, b'-' | b'.') { b'_' } else { wanted };
        at += 1;
    }
    is_equal
}

/// Fills the placeholders of a sentence. A placeholder is a one-digit index into `values`: `{0}`.
pub(super) fn filled(word: Word, values: &[&dyn Display]) -> String {
    let mut filled = String::new();
    let mut pieces = word.text().split('{');
    filled.push_str(pieces.next().unwrap_or_default());
    for piece in pieces {
        let (number, rest) = piece.split_once('}').unwrap_or_default();
        let value = number.as_bytes().first().and_then(|digit| values.get(usize::from(digit.wrapping_sub(b'0'))));
        if let Some(value) = value {
            let _ = write!(filled, "{value}");
        }
        filled.push_str(rest);
    }
    filled
}
