//! The supported languages and the current one. Adding a language takes one more file in `app/languages`.

use domain::Timestamp;
#[cfg(feature = "ssr")]
use service::delivery::{self, MessageSentence};
use std::sync::OnceLock;

/// Tables that the build script makes of the language files. The client uses only the names, so only they are in its
/// build.
mod tables {
    #[cfg(feature = "ssr")]
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

    /// The sentences of emails and texts.
    #[cfg(feature = "ssr")]
    pub fn messages(self) -> &'static [MessageSentence] {
        tables::MESSAGES.get(self.0).copied().unwrap_or_default()
    }
}

/// Where the current language and its sentences come from. On the server they differ from request to request.
#[derive(Clone, Copy)]
pub struct LanguageSource {
    pub language: fn() -> Language,
    /// `None` means that the English sentence is used.
    pub sentence: fn(u16) -> Option<&'static str>,
    /// The IANA name of the time zone in which the page is read; `None`: UTC.
    #[cfg(feature = "ssr")]
    pub time_zone: fn() -> Option<String>,
}

static SOURCE: OnceLock<LanguageSource> = OnceLock::new();
/// The client's language and its sentences. They do not change while the page is open.
static CLIENT_SENTENCES: OnceLock<(Language, Vec<&'static str>)> = OnceLock::new();

/// Sets the source of the current language. Only the first call has an effect; without one, the language is English.
pub fn set_source(source: LanguageSource) {
    let _ = SOURCE.set(source);
}

/// Sets the client's language. `table` contains its sentences as the server sends them, separated by `SEPARATOR`. An
/// unknown `code` changes nothing.
pub fn set_client_language(code: &str, table: String) {
    let Some(language) = Language::of(code) else { return };
    let sentences: &'static str = Box::leak(table.into_boxed_str());
    let _ = CLIENT_SENTENCES.set((language, sentences.split(SEPARATOR).collect()));
    set_source(LanguageSource {
        language: || CLIENT_SENTENCES.get().map_or(Language::ENGLISH, |(language, _)| *language),
        sentence: |index| CLIENT_SENTENCES.get()?.1.get(usize::from(index)).copied(),
        #[cfg(feature = "ssr")]
        time_zone: || None,
    });
}

/// Separates the sentences of a table.
const SEPARATOR: char = '\0';

/// The current language.
pub fn current_language() -> Language {
    SOURCE.get().map_or(Language::ENGLISH, |source| (source.language)())
}

pub(crate) fn translation(index: u16) -> Option<&'static str> {
    (SOURCE.get()?.sentence)(index)
}

/// A time of day by the reader's clock, with the time zone: `04:36 CET`.
#[cfg(feature = "ssr")]
pub(crate) fn time_of_day(at: Timestamp) -> String {
    let zone = SOURCE.get().and_then(|source| (source.time_zone)());
    delivery::time_of_day(at, zone.as_deref()).unwrap_or_default()
}

/// Pages that the client draws have countdowns instead.
#[cfg(not(feature = "ssr"))]
pub(crate) fn time_of_day(_at: Timestamp) -> String {
    String::new()
}
