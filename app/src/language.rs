//! The supported languages and the current one. Adding a language takes one more file in `app/languages`.

use std::sync::OnceLock;

/// A sentence of a message: its name with the section, the placeholder that selects the plural form, the text for one,
/// and the text for other numbers. The second and third are empty if the sentence has no plural form.
pub type MessageSentence = (&'static str, &'static str, &'static str, &'static str);

/// Tables that the build script makes of the language files. The client uses only the names, so only they are in its
/// build.
mod tables {
    use super::MessageSentence;

    include!(concat!(env!("OUT_DIR"), "/tables.rs"));
}

/// A language that has a file in `app/languages`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Language(usize);

impl Language {
    pub const ENGLISH: Language = Language(0);

    pub fn all() -> impl Iterator<Item = Language> {
        (0..tables::NAMES.len()).map(Language)
    }

    /// Finds a language by its code, ignoring case.
    pub fn of(code: &str) -> Option<Self> {
        tables::NAMES.iter().position(|(known, _)| known.eq_ignore_ascii_case(code)).map(Language)
    }

    /// The BCP 47 tag, as in `Accept-Language` and `<html lang>`.
    pub fn code(self) -> &'static str {
        tables::NAMES.get(self.0).map_or("", |(code, _)| code)
    }

    /// The name of the language in that language.
    pub fn name(self) -> &'static str {
        tables::NAMES.get(self.0).map_or("", |(_, name)| name)
    }

    /// A sentence of a screen by its index. For the server only.
    pub fn sentence(self, index: u16) -> Option<&'static str> {
        tables::SENTENCES.get(self.0)?.get(usize::from(index)).copied()
    }

    /// The sentences of emails and texts. For the server only.
    pub fn messages(self) -> &'static [MessageSentence] {
        tables::MESSAGES.get(self.0).copied().unwrap_or_default()
    }
}

/// Looks up the current language and its sentences. On the server they differ from request to request.
#[derive(Clone, Copy)]
pub struct Speaker {
    pub language: fn() -> Language,
    /// `None` means that the English sentence is used.
    pub sentence: fn(u16) -> Option<&'static str>,
}

static SPEAKER: OnceLock<Speaker> = OnceLock::new();
/// The client's language and its sentences. They do not change while the page is open.
static TABLE: OnceLock<(Language, Vec<&'static str>)> = OnceLock::new();

/// Sets the source of the current language. Only the first call has an effect; without one, the language is English.
pub fn speak_by(speaker: Speaker) {
    let _ = SPEAKER.set(speaker);
}

/// Sets the client's language. `table` contains its sentences as the server sends them, separated by `BETWEEN`. An
/// unknown `code` changes nothing.
pub fn speak(code: &str, table: String) {
    let Some(language) = Language::of(code) else { return };
    let sentences: &'static str = Box::leak(table.into_boxed_str());
    let _ = TABLE.set((language, sentences.split(BETWEEN).collect()));
    speak_by(Speaker {
        language: || TABLE.get().map_or(Language::ENGLISH, |(language, _)| *language),
        sentence: |index| TABLE.get()?.1.get(usize::from(index)).copied(),
    });
}

/// Separates the sentences of a table.
pub const BETWEEN: char = '\0';

/// The current language.
pub fn spoken() -> Language {
    SPEAKER.get().map_or(Language::ENGLISH, |speaker| (speaker.language)())
}

pub(crate) fn translation(index: u16) -> Option<&'static str> {
    (SPEAKER.get()?.sentence)(index)
}
