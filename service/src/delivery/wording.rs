//! The sentences of messages in one language. The templates arrange them.

use minijinja::value::{Object, Value};
use std::{collections::HashMap, fmt, sync::Arc};

/// A sentence of a message.
#[derive(Clone, Copy, Debug)]
pub struct MessageSentence {
    /// `section.key`.
    pub name: &'static str,
    /// The placeholder whose number chooses between `one` and `other`. Empty if the sentence has only `other`.
    pub by: &'static str,
    pub one: &'static str,
    pub other: &'static str,
}

/// The section of the sentences that more than one message uses.
const SHARED: &str = "shared";

/// The sentences of messages in one language.
#[derive(Clone, Debug)]
pub struct Wording {
    /// The language code, as in `<html lang>`.
    pub code: &'static str,
    sentences: Arc<HashMap<&'static str, MessageSentence>>,
}

impl Wording {
    /// Makes the wording of a language from its sentences.
    pub fn of(code: &'static str, sentences: &[MessageSentence]) -> Self {
        Wording { code, sentences: Arc::new(sentences.iter().map(|sentence| (sentence.name, *sentence)).collect()) }
    }

    /// A sentence with its placeholders filled in by `value`. `None`: there is no such sentence, or a value is missing.
    pub fn say(&self, section: &str, key: &str, value: impl Fn(&str) -> Option<String>) -> Option<String> {
        let &MessageSentence { by, one, other, .. } = self.sentences.get(format!("{section}.{key}").as_str())?;
        let is_one = !by.is_empty() && value(by)? == "1";
        let mut pieces = (if is_one { one } else { other }).split('{');
        let mut said = pieces.next().unwrap_or_default().to_owned();
        for piece in pieces {
            let (name, rest) = piece.split_once('}')?;
            said += &value(name)?;
            said += rest;
        }
        Some(said)
    }

    /// A sentence without placeholders. `None`: there is no such sentence, or it has placeholders.
    pub fn plain(&self, section: &str, key: &str) -> Option<String> {
        self.say(section, key, |_| None)
    }

    /// Translates the name of a browser, which is stored in English, as in `Firefox on Linux`.
    pub fn browser(&self, noted: &str) -> String {
        let said = match noted.split_once(" on ") {
            Some((browser, system)) => self.say("browser", "on", |name| match name {
                "browser" => Some(browser.to_owned()),
                "system" => Some(system.to_owned()),
                _ => None,
            }),
            None if noted == UNKNOWN_BROWSER => self.plain("browser", "unknown"),
            None => None,
        };
        said.unwrap_or_else(|| noted.to_owned())
    }
}

/// The stored name of a browser that was not recognised.
const UNKNOWN_BROWSER: &str = "An unknown browser";

/// The sentences of one message and the shared ones, for its templates: `w.heading`. A missing sentence is undefined.
pub struct TemplateSentences {
    wording: Wording,
    section: &'static str,
    values: Value,
}

impl TemplateSentences {
    /// A template value with the sentences of `section` and the shared ones. `values` fill the placeholders.
    pub fn of(wording: &Wording, section: &'static str, values: Value) -> Value {
        Value::from_object(TemplateSentences { wording: wording.clone(), section, values })
    }

    /// A template value with the shared sentences only, without values for placeholders.
    pub fn shared(wording: &Wording) -> Value {
        TemplateSentences::of(wording, SHARED, Value::UNDEFINED)
    }
}

/// Shows none of the values, because there may be a code among them.
impl fmt::Debug for TemplateSentences {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "TemplateSentences({})", self.section)
    }
}

impl Object for TemplateSentences {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        let key = key.as_str()?;
        let value = |name: &str| {
            let value = self.values.get_attr(name).ok().filter(|value| !value.is_undefined())?;
            Some(value.to_string())
        };
        let said = |section| self.wording.say(section, key, value);
        said(self.section).or_else(|| said(SHARED)).map(Value::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wording() -> Wording {
        let plain = |name, other| MessageSentence { name, by: "", one: "", other };
        Wording::of(
            "xx",
            &[
                MessageSentence {
                    name: "letter.good_for",
                    by: "minutes",
                    one: "One minute",
                    other: "{minutes} minutes",
                },
                plain("letter.hello", "Hello {name}!"),
                plain("shared.bye", "Bye"),
                plain("browser.on", "{system}: {browser}"),
                plain("browser.unknown", "?"),
            ],
        )
    }

    #[test]
    fn a_number_decides_between_one_and_other() {
        let say = |minutes: &str| wording().say("letter", "good_for", |_| Some(minutes.to_owned()));
        assert_eq!(say("1").as_deref(), Some("One minute"));
        assert_eq!(say("10").as_deref(), Some("10 minutes"));
    }

    #[test]
    fn nothing_is_said_with_a_hole_in_it() {
        assert_eq!(
            wording().say("letter", "hello", |name| (name == "name").then(|| "Jo".to_owned())).unwrap(),
            "Hello Jo!"
        );
        assert_eq!(wording().plain("letter", "hello"), None);
        assert_eq!(wording().plain("letter", "bye"), None);
        assert_eq!(wording().plain("shared", "bye").as_deref(), Some("Bye"));
    }

    #[test]
    fn a_browser_is_called_as_the_language_does() {
        for (noted, said) in [("Firefox on Linux", "Linux: Firefox"), ("Firefox", "Firefox"), (UNKNOWN_BROWSER, "?")] {
            assert_eq!(wording().browser(noted), said);
        }
    }
}
