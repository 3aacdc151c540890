//! The default alphabet of text messages (3GPP TS 23.038 §6.2.1). A text with any other character has room for only 70
//! characters instead of 160.

/// How many septets fit into one message.
pub const LONGEST: usize = 160;

const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?\
                     ¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
/// Characters that take two septets, the first of which is the escape (§6.2.1.1).
const EXTENSION: &str = "\u{c}^{}\\[~]|€";
const CUT: &str = "...";
/// A cut name must keep at least this many characters to be recognisable.
const SHORTEST: usize = 4;

/// The septets that a character takes. `None`: it is not in the alphabet.
fn septets(character: char) -> Option<usize> {
    if BASIC.contains(character) {
        Some(1)
    } else if EXTENSION.contains(character) {
        Some(2)
    } else {
        None
    }
}

/// The number of septets of a text. Characters outside the alphabet do not count.
pub fn length(text: &str) -> usize {
    text.chars().filter_map(septets).sum()
}

/// Reduces a name to one line in this alphabet, of at most `room` septets. Empty when a cut would leave fewer than four
/// characters of it.
pub fn fitted(name: &str, room: usize) -> String {
    let words = name.split_whitespace().map(|word| word.chars().filter(|c| septets(*c).is_some()).collect::<String>());
    let name = words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    if length(&name) <= room {
        return name;
    }
    let mut left = room.saturating_sub(length(CUT));
    let start: String = name
        .chars()
        .take_while(|character| {
            let needed = septets(*character).unwrap_or_default();
            let fits = needed <= left;
            left = left.saturating_sub(needed);
            fits
        })
        .collect();
    let start = start.trim_end();
    if start.chars().count() < SHORTEST { String::new() } else { format!("{start}{CUT}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[test]
    fn the_alphabet_is_complete() {
        // One of the 128 codes is the escape.
        assert_eq!((BASIC.chars().count(), EXTENSION.chars().count()), (127, 10));
        assert_eq!(length("a€ñ✂"), 4);
    }

    #[rstest]
    #[case("Alderway", 20, "Alderway")]
    #[case("Alderway\r\n & Sons\t", 20, "Alderway & Sons")]
    #[case("Žižkov 東京 Bank", 20, "ikov Bank")]
    #[case("東京", 20, "")]
    #[case("Alderway and Sons", 12, "Alderway...")]
    #[case("Alderway and Sons", 7, "Alde...")]
    #[case("Alderway and Sons", 6, "")]
    #[case("{Alder}", 9, "{Alder}")]
    #[case("{Alder}", 8, "{Ald...")]
    fn a_name_is_cut_to_the_room_there_is(#[case] name: &str, #[case] room: usize, #[case] cut: &str) {
        assert_eq!(fitted(name, room), cut);
        assert!(length(cut) <= room);
    }
}
