//! Removes secrets from providers' replies before they are stored or logged: a reply may repeat the message, with its
//! codes, links and addresses.

/// How many characters of a reply are kept.
const LONGEST: usize = 200;
/// This many digits in a row, grouped or not, may be a code.
const DIGITS_OF_A_CODE: usize = 6;
/// This many letters, digits and dashes in a row may be a token or a temporary password.
const LETTERS_OF_A_TOKEN: usize = 16;

/// Turns a reply into one line of at most 200 characters. Masks all that looks like a code, a link, a token, a
/// temporary password or an email address, except addresses that are masked already.
pub fn without_secrets(answer: &str) -> String {
    let line: String = answer.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    let words: Vec<&str> = line.split_whitespace().map(masked_word).collect();
    masked_codes(&words.join(" ")).chars().take(LONGEST).collect()
}

fn masked_word(word: &str) -> &str {
    let is_part = |letter: char| letter.is_alphanumeric() || "-_".contains(letter);
    let may_be_token = word.split(|letter| !is_part(letter)).any(|part| {
        let has_digit = part.contains(|letter: char| letter.is_ascii_digit());
        let has_letter = part.contains(|letter: char| letter.is_alphabetic());
        part.chars().count() >= LETTERS_OF_A_TOKEN && has_letter && (has_digit || part.contains('-'))
    });
    let is_address = (word.contains('@') || word.to_ascii_lowercase().contains("%40")) && !word.contains('•');
    if word.contains("://") || may_be_token || is_address { "•••" } else { word }
}

/// Masks six or more digits, as in `123456`, `123 456` or `123-456`.
fn masked_codes(line: &str) -> String {
    let letters: Vec<char> = line.chars().collect();
    let mut masked = String::with_capacity(line.len());
    let mut at = 0;
    while let Some(&letter) = letters.get(at) {
        let end = end_of_digits(&letters, at);
        if letters[at..end].iter().filter(|letter| letter.is_numeric()).count() >= DIGITS_OF_A_CODE {
            masked.push_str("•••");
            at = end;
        } else if end > at {
            masked.extend(&letters[at..end]);
            at = end;
        } else {
            masked.push(letter);
            at += 1;
        }
    }
    masked
}

/// The index after a run of digits that may have one space or dash between two of them.
fn end_of_digits(letters: &[char], start: usize) -> usize {
    let is_digit = |at: usize| letters.get(at).is_some_and(|letter| letter.is_numeric());
    let is_between = |at: usize| letters.get(at).is_some_and(|&letter| letter == '-' || letter.is_whitespace());
    let mut end = start;
    while is_digit(end) || (end > start && is_between(end) && is_digit(end + 1)) {
        end += 1;
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("550 5.7.1 rejected", "550 5.7.1 rejected")]
    #[case("spam: Your code is 482 913", "spam: Your code is •••")]
    #[case("spam: 482913!", "spam: •••!")]
    #[case("spam: ４８２-９１３", "spam: •••")]
    #[case("see https://sign-in.example/new-password/x", "see •••")]
    #[case("body: ABCDE-FGHJK-MNPQR-STUVW", "body: •••")]
    #[case("body: dG9rZW4xMjM0NTY3ODkw.", "body: •••")]
    #[case("a\r\nb", "a b")]
    #[case("<jo@example.com>: unknown, j•••@example.com", "••• unknown, j•••@example.com")]
    #[case("rcpt=jo%40example.com", "•••")]
    fn what_may_be_secret_is_not_kept(#[case] answer: &str, #[case] kept: &str) {
        assert_eq!(without_secrets(answer), kept);
    }

    #[test]
    fn no_code_is_ever_kept_however_it_is_wrapped() {
        for code in ["000000", "482913", "999 999"] {
            for around in ["{}", "x{}x", "[{}]", "code={};", "\"{}\""] {
                let kept = without_secrets(&around.replace("{}", code));
                assert!(!kept.contains(code), "{kept}");
            }
        }
        assert!(without_secrets(&"x ".repeat(1000)).chars().count() <= LONGEST);
    }
}
