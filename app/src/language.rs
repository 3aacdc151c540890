//! The languages, and which one is spoken. A file in `app/languages` is all that one more needs.

use std::sync::OnceLock;

/// Name with its section, the placeholder that counts, what is said of one, what is said of other numbers or always.
pub type MessageSentence = (&'static str, &'static str, &'static str, &'static str);

/// What was made of the files. The client has nothing of it but the names.
mod tables {
    use super::MessageSentence;

    include!(concat!(env!("OUT_DIR"), "/tables.rs"));
}

/// One of the languages that there are files for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Language(usize);

impl Language {
    pub const ENGLISH: Language = Language(0);

    pub fn all() -> impl Iterator<Item = Language> {
        (0..tables::NAMES.len()).map(Language)
    }

    /// By its code, in any case of letters.
    pub fn of(code: &str) -> Option<Self> {
        tables::NAMES.iter().position(|(known, _)| known.eq_ignore_ascii_case(code)).map(Language)
    }

    /// As in `Accept-Language` and `<html lang>`.
    pub fn code(self) -> &'static str {
        tables::NAMES.get(self.0).map_or("", |(code, _)| code)
    }

    /// What its speakers call it.
    pub fn name(self) -> &'static str {
        tables::NAMES.get(self.0).map_or("", |(_, name)| name)
    }

    /// A sentence of a screen, for the server.
    pub fn sentence(self, index: u16) -> Option<&'static str> {
        tables::SENTENCES.get(self.0)?.get(usize::from(index)).copied()
    }

    /// The sentences of messages, for the server.
    pub fn messages(self) -> &'static [MessageSentence] {
        tables::MESSAGES.get(self.0).copied().unwrap_or_default()
    }
}

/// Who knows what is spoken: on the server that differs from request to request.
#[derive(Clone, Copy)]
pub struct Speaker {
    pub language: fn() -> Language,
    /// `None`: the English sentence stands.
    pub sentence: fn(u16) -> Option<&'static str>,
}

static SPEAKER: OnceLock<Speaker> = OnceLock::new();
/// The client's: one language for as long as the page is open.
static TABLE: OnceLock<(Language, Vec<&'static str>)> = OnceLock::new();

/// Says who knows what is spoken. A second one changes nothing. Without any it is English.
pub fn speak_by(speaker: Speaker) {
    let _ = SPEAKER.set(speaker);
}

/// Speaks a language from now on, by the table that the server has for it.
pub fn speak(code: &str, table: String) {
    let Some(language) = Language::of(code) else { return };
    let sentences: &'static str = Box::leak(table.into_boxed_str());
    let _ = TABLE.set((language, sentences.split(BETWEEN).collect()));
    speak_by(Speaker {
        language: || TABLE.get().map_or(Language::ENGLISH, |(language, _)| *language),
        sentence: |index| TABLE.get()?.1.get(usize::from(index)).copied(),
    });
}

/// What parts the sentences of a table.
pub const BETWEEN: char = '\0';

/// What is spoken now.
pub fn spoken() -> Language {
    SPEAKER.get().map_or(Language::ENGLISH, |speaker| (speaker.language)())
}

pub(crate) fn translation(index: u16) -> Option<&'static str> {
    (SPEAKER.get()?.sentence)(index)
}
