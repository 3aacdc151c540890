//! Email addresses: read as users type them, compared and stored in one form.

use crate::visible::is_ignored;
use serde::{Deserialize, Serialize};
use std::{borrow::Cow, fmt, str::FromStr};

/// A plausible address without surrounding spaces and in lower case. Its domain is in ASCII as in DNS (`exämple.com` is
/// `xn--exmple-cua.com`), so that two spellings of one mailbox are one account.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct EmailAddress(String);

/// The text cannot be an email address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an email address")]
pub struct NotAnEmailAddress;

/// The longest address that mail can carry, in bytes (RFC 5321 §4.5.3.1.3, less the angle brackets).
const LONGEST: usize = 254;
/// The longest input, in bytes, including characters that are dropped.
const LONGEST_TYPED: usize = 4 * LONGEST;
const LONGEST_LOCAL_PART: usize = 64;
const LONGEST_LABEL: usize = 63;

impl EmailAddress {
    /// The whole address.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A shortened form that only its owner recognises: `j•••@example.com`.
    pub fn masked(&self) -> String {
        let (local, domain) = self.0.split_once('@').unwrap_or((&self.0, ""));
        let first: String = local.chars().take(1).collect();
        format!("{first}•••@{domain}")
    }
}

impl FromStr for EmailAddress {
    type Err = NotAnEmailAddress;

    fn from_str(text: &str) -> Result<Self, NotAnEmailAddress> {
        // Line ends are refused, not trimmed: they are no typing mistake, and could inject a mail header.
        let visible: String = text.chars().take(LONGEST_TYPED + 1).filter(|letter| !is_ignored(*letter)).collect();
        let (local, domain) = visible.trim_matches(is_space).split_once('@').ok_or(NotAnEmailAddress)?;
        let domain = ascii(domain).ok_or(NotAnEmailAddress)?;
        let address = format!("{local}@{domain}");
        if text.len() <= LONGEST_TYPED && address.len() <= LONGEST && is_local_part(local) && is_domain(&domain) {
            Ok(EmailAddress(address.to_ascii_lowercase()))
        } else {
            Err(NotAnEmailAddress)
        }
    }
}

/// Spaces of any width, but no line ends.
fn is_space(character: char) -> bool {
    character == '\t'
        || (character.is_whitespace() && !character.is_control() && !matches!(character, '\u{2028}' | '\u{2029}'))
}

/// The domain in ASCII as in DNS (RFC 5891, by UTS #46). `None`: the domain is not valid.
fn ascii(domain: &str) -> Option<Cow<'_, str>> {
    if domain.is_ascii() { Some(domain.into()) } else { idna::domain_to_ascii_strict(domain).ok().map(Cow::Owned) }
}

/// Accepts only a dot-atom (RFC 5322 §3.2.3): quoted local parts are hardly ever used.
fn is_local_part(local: &str) -> bool {
    local.len() <= LONGEST_LOCAL_PART && local.split('.').all(|atom| !atom.is_empty() && atom.bytes().all(is_atom_byte))
}

fn is_atom_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&byte)
}

/// Requires at least two labels, as every public mail domain has.
fn is_domain(domain: &str) -> bool {
    let is_label = |label: &str| {
        (1..=LONGEST_LABEL).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let last_has_a_letter = |label: &str| label.bytes().any(|byte| byte.is_ascii_alphabetic());
    domain.contains('.') && domain.split('.').all(is_label) && domain.rsplit('.').next().is_some_and(last_has_a_letter)
}

impl fmt::Display for EmailAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// Logs get the masked form only.
impl fmt::Debug for EmailAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.masked())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    #[rstest]
    #[case("jo@example.com", "jo@example.com")]
    #[case("  Jo.Doe+tag@Example.COM ", "jo.doe+tag@example.com")]
    #[case("o'brien@mail.sub.example", "o'brien@mail.sub.example")]
    #[case("\u{feff}jo\u{200b}@example.com\u{200e}", "jo@example.com")]
    #[case("\u{3000}jo@example.com\u{3000}", "jo@example.com")]
    #[case("\u{202d}jo@example.com\u{202c}", "jo@example.com")]
    #[case("jo@exämple.com", "jo@xn--exmple-cua.com")]
    #[case("jo@exa\u{308}mple.com", "jo@xn--exmple-cua.com")]
    #[case("Jo@EXÄMPLE.COM", "jo@xn--exmple-cua.com")]
    #[case("jo@xn--exmple-cua.com", "jo@xn--exmple-cua.com")]
    #[case("jo@例え。テスト", "jo@xn--r8jz45g.xn--zckzah")]
    #[case("jo@ｅｘａｍｐｌｅ．ｃｏｍ", "jo@example.com")]
    fn spellings_of_one_address_are_equal(#[case] typed: &str, #[case] kept: &str) {
        assert_eq!(typed.parse::<EmailAddress>().unwrap().as_str(), kept);
    }

    #[rstest]
    #[case("")]
    #[case("jo")]
    #[case("jo@")]
    #[case("@example.com")]
    #[case("jo@example")]
    #[case("jo@example..com")]
    #[case("jo@-example.com")]
    #[case("jo@1.2.3.4")]
    #[case("jo@@example.com")]
    #[case("jo doe@example.com")]
    #[case("jo.@example.com")]
    #[case("jo@example.com\r\nBcc: x@example.com")]
    #[case("jo@example.com\n")]
    #[case("jö@example.com")]
    #[case("jo\u{3000}doe@example.com")]
    #[case("jo@exä mple.com")]
    #[case("jo@-exämple.com")]
    #[case("jo@exämple.com\u{2028}")]
    #[case("jo@⒈com")]
    #[case("<jo@example.com>")]
    fn what_is_no_address_is_refused(#[case] typed: &str) {
        assert_eq!(typed.parse::<EmailAddress>(), Err(NotAnEmailAddress));
    }

    #[test]
    fn lengths_are_limited() {
        assert!(format!("{}@example.com", "a".repeat(65)).parse::<EmailAddress>().is_err());
        assert!(format!("a@{}.example", "b".repeat(64)).parse::<EmailAddress>().is_err());
        assert!("a".repeat(1_000_000).parse::<EmailAddress>().is_err());
    }

    #[test]
    fn the_mask_keeps_one_letter_and_the_domain() {
        let address: EmailAddress = "jo@example.com".parse().unwrap();
        assert_eq!(address.masked(), "j•••@example.com");
        assert_eq!(format!("{address:?}"), "j•••@example.com");
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic_and_what_passes_is_stable(text in ".{0,80}") {
            if let Ok(address) = text.parse::<EmailAddress>() {
                prop_assert_eq!(address.as_str().parse::<EmailAddress>(), Ok(address.clone()));
                prop_assert!(!address.as_str().contains(['\r', '\n', ' ']));
            }
        }
    }
}
