//! Invisible characters. They come along when text is copied from a page, a chat or a spreadsheet, and would make
//! addresses, codes or names differ although they look equal.

/// Whether a character is invisible and meaningless: it marks where lines may break, changes the direction of text, or
/// fills space. Characters that join or shape letters in names are not meant: U+200C, U+200D and variation selectors.
pub const fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'
            | '\u{1160}'
            | '\u{180e}'
            | '\u{200b}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{2800}'
            | '\u{3164}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}'
    )
}

/// Whether a character joins or shapes the letters beside it and is invisible by itself.
const fn is_joiner(character: char) -> bool {
    matches!(character, '\u{200c}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

/// Whether a character is ignored in an address, a code or a number: it is invisible or only shapes letters.
pub const fn is_ignored(character: char) -> bool {
    is_invisible(character) || is_joiner(character)
}

/// The text without ignored characters and surrounding spaces.
pub fn visible(text: &str) -> String {
    let visible: String = text.chars().filter(|character| !is_ignored(*character)).collect();
    visible.trim().to_owned()
}

/// Whether the text has no visible character.
pub fn is_blank(text: &str) -> bool {
    text.chars().all(|character| character.is_whitespace() || is_ignored(character))
}

/// A name on one line, without invisible characters and surrounding spaces. `None`: it is empty, has more than
/// `longest` characters, or contains control characters such as line ends.
pub(crate) fn line(text: &str, longest: usize) -> Option<String> {
    let visible: String = text.chars().filter(|character| !is_invisible(*character)).collect();
    let is_edge = |character: char| character.is_whitespace() || matches!(character, '\u{200c}' | '\u{200d}');
    let line = visible.trim_matches(is_edge);
    let is_seen = line.chars().any(|character| !is_joiner(character));
    let is_control = |character: char| character.is_control() || matches!(character, '\u{2028}' | '\u{2029}');
    let is_line = is_seen && line.chars().count() <= longest && !line.chars().any(is_control);
    is_line.then(|| line.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_line_keeps_what_shapes_letters_and_drops_what_cannot_be_seen() {
        let line = |text: &str| line(text, 10);
        assert_eq!(line("\u{feff}Ada\u{200b} \u{202e}L.\u{2069}\u{3000}").as_deref(), Some("Ada L."));
        // A Persian word with a zero-width non-joiner; a name with an ideographic space and a variation selector.
        assert_eq!(line("می\u{200c}خواهم").as_deref(), Some("می\u{200c}خواهم"));
        assert_eq!(line("山田\u{3000}太郎\u{e0100}").as_deref(), Some("山田\u{3000}太郎\u{e0100}"));
        for text in
            ["", " ", "\u{200b}", "\u{200d}", "\u{3164}\u{3000}", "\u{fe0f}", "a\nb", "a\u{2028}b", "01234567890"]
        {
            assert_eq!(line(text), None, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn a_line_is_one_line_of_its_own(text in "\\PC{0,40}") {
            if let Some(once) = line(&text, 40) {
                prop_assert_eq!(line(&once, 40), Some(once.clone()));
                prop_assert!(!once.chars().any(is_invisible));
            }
        }
    }
}
