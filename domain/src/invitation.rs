//! Invitations: their codes, rules and states, and the reasons why an address cannot be invited.

use crate::{Seconds, Secret, Timestamp, onboarding::Step, visible::is_ignored};
use serde::{Deserialize, Serialize};

/// The characters of codes: digits and letters without lookalikes (Crockford's Base32), five bits each.
pub const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Characters in a code.
pub const LENGTH: usize = 10;
/// Characters in a group of a code as users read it.
const GROUP: usize = 5;

/// How long invitations and their passwords are valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvitationRules {
    /// How long an invitation is valid after it was sent or extended.
    pub good_for: Seconds,
    /// How long the temporary password that is sent after a confirmed address is valid.
    pub temporary_password: Seconds,
    /// How long the first password that is sent instead of a code is valid.
    pub first_password: Seconds,
}

/// The rules of every preset.
pub const INVITATION_RULES: InvitationRules = InvitationRules {
    good_for: Seconds::days(7),
    temporary_password: Seconds::days(1),
    first_password: Seconds::days(7),
};

/// The most lines of a file of people, without the header.
pub const MOST_LINES: usize = 10_000;
/// The largest file of people, in bytes.
pub const LARGEST_FILE: usize = 2 << 20;

/// The ten characters of a code, without separators.
#[derive(Clone, Debug)]
pub struct InvitationCode(Secret<String>);

impl InvitationCode {
    /// Builds a code: the low five bits of each number choose one character.
    pub fn from_numbers(numbers: [u8; LENGTH]) -> Self {
        let letter = |number: u8| char::from(ALPHABET[usize::from(number) % ALPHABET.len()]);
        InvitationCode(Secret::new(numbers.into_iter().map(letter).collect()))
    }

    /// Reads a code as typed or pasted: in upper or lower case, with or without separators, and with letters in the
    /// place of digits that look like them. `None`: the text cannot be a code.
    pub fn typed(text: &str) -> Option<Self> {
        let letters = Secret::new(
            text.chars().filter(|character| !is_between(*character)).map(meant).take(LENGTH + 1).collect::<String>(),
        );
        let is_one = letters.expose().len() == LENGTH && letters.expose().bytes().all(|byte| ALPHABET.contains(&byte));
        is_one.then_some(InvitationCode(letters))
    }

    /// The code in plain text. Never log it.
    pub fn expose(&self) -> &str {
        self.0.expose()
    }

    /// The code as users read it: `7KQ4M-2XW9P`.
    pub fn grouped(&self) -> String {
        let (first, second) = self.expose().split_at(GROUP);
        format!("{first}-{second}")
    }
}

/// Whether a character separates groups: a space or dash of any width, or an invisible character.
pub(crate) fn is_between(character: char) -> bool {
    character.is_whitespace()
        || is_ignored(character)
        || matches!(character, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

/// The upper-case letter. Codes never contain `I`, `L` and `O`, so those become the digits that they look like.
pub(crate) const fn meant(character: char) -> char {
    match character.to_ascii_uppercase() {
        'I' | 'L' => '1',
        'O' => '0',
        other => other,
    }
}

/// The state of an invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum InvitationState {
    Sent,
    /// A code was tried for its address.
    CodeTried,
    /// The address is verified, and the account exists.
    Confirmed,
    /// The user has signed in; this step of the onboarding is next.
    SignedIn(Step),
    /// The user has finished the onboarding.
    Joined,
    Expired,
    Revoked,
}

/// When the events of an invitation happened. `None`: not yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Milestones {
    pub sent_at: Timestamp,
    pub expires_at: Timestamp,
    /// When a code was first tried for its address.
    pub code_tried_at: Option<Timestamp>,
    /// When the address was verified.
    pub confirmed_at: Option<Timestamp>,
    /// When the user first signed in.
    pub first_signed_in_at: Option<Timestamp>,
    /// When the user finished the onboarding.
    pub joined_at: Option<Timestamp>,
    pub revoked_at: Option<Timestamp>,
}

impl Milestones {
    /// An invitation that is sent at `now`.
    pub const fn sent(now: Timestamp, expires_at: Timestamp) -> Self {
        Milestones {
            sent_at: now,
            expires_at,
            code_tried_at: None,
            confirmed_at: None,
            first_signed_in_at: None,
            joined_at: None,
            revoked_at: None,
        }
    }

    /// Whether the user can still begin with it: it is not revoked, and the user has not signed in yet.
    pub const fn is_open(&self) -> bool {
        self.revoked_at.is_none() && self.first_signed_in_at.is_none()
    }

    /// The state at `now`. `next` is the next step of the user's onboarding.
    pub fn state(&self, next: Step, now: Timestamp) -> InvitationState {
        match self {
            Milestones { revoked_at: Some(_), .. } => InvitationState::Revoked,
            Milestones { joined_at: Some(_), .. } => InvitationState::Joined,
            Milestones { first_signed_in_at: Some(_), .. } => InvitationState::SignedIn(next),
            Milestones { confirmed_at: Some(_), .. } => InvitationState::Confirmed,
            Milestones { expires_at, .. } if now >= *expires_at => InvitationState::Expired,
            Milestones { code_tried_at: Some(_), .. } => InvitationState::CodeTried,
            _ => InvitationState::Sent,
        }
    }
}

crate::named_enum! {
    /// Which invitations a list shows. URLs contain the name.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
    pub enum InvitationFilter {
        #[default]
        All = "",
        /// Its code was not confirmed, and it has not expired.
        Open = "open",
        Expired = "expired",
        /// Confirmed, but the user has not signed in yet.
        Confirmed = "confirmed",
        /// The user has signed in, but not finished the onboarding.
        SignedIn = "waiting",
        Joined = "joined",
        Revoked = "revoked",
    }
}

/// Why an address cannot be invited, or a file of people cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum InviteError {
    #[error("not an email address")]
    NotAnEmailAddress,
    #[error("they have an account already")]
    AlreadyAccount,
    #[error("they are invited already")]
    AlreadyInvited,
    /// The address is reserved: by an admin, or because it belongs or belonged to another account.
    #[error("the address is reserved")]
    Reserved,
    #[error("the address is in the file twice")]
    Twice,
    #[error("not a phone number that is served")]
    NotAPhoneNumber,
    #[error("no such role")]
    NotARole,
    /// The organisation has no group with one of the names.
    #[error("no such group")]
    NoSuchGroup,
    #[error("not a name of at most 100 characters")]
    NotAName,
    /// The line has more columns than the header, or the file is not valid text.
    #[error("not a line of the file")]
    NotALine,
    /// The first line does not name the columns.
    #[error("no header line")]
    NoHeader,
    #[error("too many lines or bytes")]
    TooLarge,
    /// The rate limit of messages to one address.
    #[error("too many messages were sent to the address recently")]
    TooManyMessages,
    /// The admin who started the import is no longer an admin.
    #[error("the admin who sent this is no longer an admin")]
    NotAnAdmin,
    /// The server failed each time it tried to process the line of an import.
    #[error("the server failed at this line")]
    Broken,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    fn one() -> InvitationCode {
        InvitationCode::from_numbers([7, 19, 22, 4, 20, 2, 29, 28, 9, 0])
    }

    #[rstest]
    #[case("7KQ4M-2XW90")]
    #[case("7KQ4M2XW90")]
    #[case("7kq4m-2xw90")]
    #[case(" 7KQ4M 2XW90\n")]
    #[case("7 K Q 4 M – 2 X W 9 0")]
    #[case("7kq4m-2xw9o")]
    #[case("\u{feff}7KQ4M\u{2011}2XW90\u{200b}\u{3000}")]
    fn it_is_taken_however_it_is_typed(#[case] typed: &str) {
        assert_eq!(InvitationCode::typed(typed).unwrap().grouped(), "7KQ4M-2XW90");
    }

    #[rstest]
    #[case("")]
    #[case("7KQ4M")]
    #[case("7KQ4M-2XW900")]
    #[case("7KQ4M-2XW9U")]
    #[case("7KQ4M_2XW90")]
    #[case("７KQ4M-2XW90")]
    fn what_cannot_be_one_is_none(#[case] typed: &str) {
        assert!(InvitationCode::typed(typed).is_none());
    }

    #[test]
    fn it_has_50_bits_and_does_not_show() {
        assert!(LENGTH as f64 * (ALPHABET.len() as f64).log2() >= 50.0);
        assert_eq!(format!("{:?}", one()), "InvitationCode(Secret(…))");
    }

    proptest! {
        #[test]
        fn every_code_reads_back(numbers in any::<[u8; LENGTH]>(), is_small in any::<bool>()) {
            let code = InvitationCode::from_numbers(numbers);
            let written = if is_small { code.grouped().to_lowercase() } else { code.grouped() };
            let read = InvitationCode::typed(&written).unwrap();
            prop_assert_eq!(read.expose(), code.expose());
        }

        #[test]
        fn no_text_makes_it_panic(typed in ".{0,40}") {
            if let Some(code) = InvitationCode::typed(&typed) {
                prop_assert_eq!(code.expose().len(), LENGTH);
            }
        }
    }

    #[test]
    fn the_state_follows_from_what_happened() {
        let at = |seconds: i64| Timestamp(seconds * 1000);
        let mut it = Milestones::sent(at(0), at(100));
        let state = |it: &Milestones, seconds| it.state(Step::Phone, at(seconds));
        assert_eq!((state(&it, 99), state(&it, 100)), (InvitationState::Sent, InvitationState::Expired));
        it.code_tried_at = Some(at(5));
        assert_eq!((state(&it, 99), state(&it, 100)), (InvitationState::CodeTried, InvitationState::Expired));
        it.confirmed_at = Some(at(6));
        assert_eq!(state(&it, 1000), InvitationState::Confirmed);
        it.first_signed_in_at = Some(at(7));
        assert_eq!(state(&it, 1000), InvitationState::SignedIn(Step::Phone));
        it.joined_at = Some(at(8));
        assert_eq!(state(&it, 1000), InvitationState::Joined);
        it.revoked_at = Some(at(9));
        assert_eq!(state(&it, 1000), InvitationState::Revoked);
    }
}
