//! How often something may be asked for or guessed in one organisation. The numbers and their reasons are in
//! `docs/security.md`.

use crate::Seconds;

/// A fixed window: at most `allowed` in `window`, counted from the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// Names the bucket in the database. Never change one: its counts would be lost.
    pub name: &'static str,
    pub allowed: u32,
    pub window: Seconds,
    /// Reaching `allowed` starts the window anew, so that the pause is always a whole one.
    pub pauses: bool,
    /// Only a success ends it; there is no time to show.
    pub until_success: bool,
}

impl Limit {
    const fn counting(name: &'static str, allowed: u32, window: Seconds) -> Self {
        Limit { name, allowed, window, pauses: false, until_success: false }
    }
}

/// Codes asked for, per address.
pub const CODES_PER_ADDRESS_AND_HOUR: Limit = Limit::counting("codes/address/hour", 5, Seconds::hours(1));
/// Codes asked for, per address.
pub const CODES_PER_ADDRESS_AND_DAY: Limit = Limit::counting("codes/address/day", 10, Seconds::days(1));
/// Codes asked for, per client address.
pub const CODES_PER_CLIENT_AND_HOUR: Limit = Limit::counting("codes/client/hour", 20, Seconds::hours(1));

/// Wrong codes per address: with a million codes and a resend a minute this keeps the yearly chance of a hit near 1e-4.
pub const WRONG_PER_ADDRESS_AND_HOUR: Limit =
    Limit { pauses: true, ..Limit::counting("wrong/address/hour", 15, Seconds::hours(1)) };
/// Wrong codes per address with no success between.
pub const WRONG_PER_ADDRESS_IN_A_ROW: Limit =
    Limit { until_success: true, ..Limit::counting("wrong/address/row", 100, Seconds::days(3650)) };
/// Wrong codes per client address.
pub const WRONG_PER_CLIENT_AND_HOUR: Limit = Limit::counting("wrong/client/hour", 20, Seconds::hours(1));
/// Wrong codes per client address.
pub const WRONG_PER_CLIENT_AND_DAY: Limit = Limit::counting("wrong/client/day", 100, Seconds::days(1));
/// Wrong codes in the whole instance; beyond it an alarm sounds, nobody is refused.
pub const WRONG_EVERYWHERE_ALARM: Limit = Limit::counting("wrong/everywhere/hour", 1000, Seconds::hours(1));

/// Passkeys asked for, per client address: each is a row. An office behind one address opens the sign-in page often.
pub const PASSKEYS_ASKED_PER_CLIENT_AND_HOUR: Limit = Limit::counting("passkeys/client/hour", 600, Seconds::hours(1));
/// Wrong answers to the second step, per account. Apart from the first step's, which its right answer takes back.
pub const SECOND_STEP_WRONG_PER_ACCOUNT_AND_HOUR: Limit =
    Limit { pauses: true, ..Limit::counting("second-step/account/hour", 15, Seconds::hours(1)) };
/// Wrong answers to the second step, per account with no success between.
pub const SECOND_STEP_WRONG_PER_ACCOUNT_IN_A_ROW: Limit =
    Limit { until_success: true, ..Limit::counting("second-step/account/row", 100, Seconds::days(3650)) };

/// Accounts asked for, per client address: each costs a hash, whatever comes of it.
pub const SIGN_UPS_PER_CLIENT_AND_HOUR: Limit = Limit::counting("sign-ups/client/hour", 100, Seconds::hours(1));

/// Ways back in asked for, per address.
pub const RECOVERIES_PER_ADDRESS_AND_HOUR: Limit = Limit::counting("recoveries/address/hour", 5, Seconds::hours(1));
/// Ways back in asked for, per address.
pub const RECOVERIES_PER_ADDRESS_AND_DAY: Limit = Limit::counting("recoveries/address/day", 10, Seconds::days(1));
/// Ways back in asked for, per client address.
pub const RECOVERIES_PER_CLIENT_AND_HOUR: Limit = Limit::counting("recoveries/client/hour", 20, Seconds::hours(1));
/// Temporary passwords asked for, per address.
pub const RESETS_PER_ADDRESS: Limit = Limit::counting("resets/address", 1, Seconds::minutes(5));
/// New passwords behind a link, per client address: each costs a hash.
pub const NEW_PASSWORDS_PER_CLIENT_AND_HOUR: Limit =
    Limit::counting("new-passwords/client/hour", 100, Seconds::hours(1));

/// Wrong invitation codes, per address.
pub const INVITATION_TRIES_PER_ADDRESS_AND_HOUR: Limit =
    Limit::counting("invitations/address/hour", 10, Seconds::hours(1));
/// Temporary passwords that follow an invitation code, per address.
pub const FIRST_PASSWORDS_PER_ADDRESS: Limit = Limit::counting("first-passwords/address", 1, Seconds::minutes(5));
/// Temporary passwords that follow an invitation code, per address.
pub const FIRST_PASSWORDS_PER_ADDRESS_AND_DAY: Limit =
    Limit::counting("first-passwords/address/day", 10, Seconds::days(1));
/// New invitations asked for, per address: each tells the admins.
pub const INVITATIONS_WANTED_PER_ADDRESS: Limit = Limit::counting("invitations-wanted/address", 1, Seconds::hours(1));
/// New invitations asked for, per client address.
pub const INVITATIONS_WANTED_PER_CLIENT_AND_HOUR: Limit =
    Limit::counting("invitations-wanted/client/hour", 20, Seconds::hours(1));

/// The same, all of them: each tells all admins.
pub const INVITATIONS_WANTED_PER_ORGANISATION_AND_HOUR: Limit =
    Limit::counting("invitations-wanted/organisation/hour", 20, Seconds::hours(1));
/// The same, for addresses that nobody invited.
pub const INVITATIONS_WANTED_FOR_NOBODY_AND_HOUR: Limit =
    Limit::counting("invitations-wanted/nobody/hour", 20, Seconds::hours(1));

/// Messages that other people make us send to one address: invitations, and codes for a new account or a new address. What a
/// person asks for with their own account, and what warns them, is not counted here.
pub const MESSAGES_PER_ADDRESS_AND_HOUR: Limit = Limit::counting("messages/address/hour", 5, Seconds::hours(1));
/// The same.
pub const MESSAGES_PER_ADDRESS_AND_DAY: Limit = Limit::counting("messages/address/day", 10, Seconds::days(1));
/// Codes for new addresses, per account, those that are sent again included.
pub const NEW_EMAIL_CODES_PER_ACCOUNT_AND_DAY: Limit =
    Limit::counting("new-email-codes/account/day", 10, Seconds::days(1));
/// Codes for new numbers, per account, those that are sent again included.
pub const NEW_PHONE_CODES_PER_ACCOUNT_AND_DAY: Limit =
    Limit::counting("new-phone-codes/account/day", 10, Seconds::days(1));

/// New addresses that an account asks for: a refusal tells that somebody has or had one.
pub const NEW_EMAILS_PER_ACCOUNT_AND_DAY: Limit = Limit::counting("new-emails/account/day", 10, Seconds::days(1));

/// Texts to a thousand neighbouring numbers: pumping walks through them.
pub const TEXTS_PER_THOUSAND_AND_HOUR: Limit = Limit::counting("texts/thousand/hour", 10, Seconds::hours(1));
/// Texts of the whole instance: what they may cost. One organisation alone must not use up what the others need.
pub const TEXTS_EVERYWHERE_AND_DAY: Limit = Limit::counting("texts/everywhere/day", 1000, Seconds::days(1));
/// Texts of an organisation that leave however many the others send.
pub const TEXTS_KEPT_FOR_ORGANISATION_AND_DAY: Limit = Limit::counting("texts/organisation/day", 100, Seconds::days(1));
/// Counts an organisation's texts to a country; see `is_pumped`.
pub const TEXTS_PER_COUNTRY: Limit = Limit::counting("texts/country/day", u32::MAX, Seconds::days(1));
/// Counts the codes of such texts that were typed in.
pub const TEXTS_REDEEMED_PER_COUNTRY: Limit = Limit::counting("texts/redeemed/day", u32::MAX, Seconds::days(1));

/// Whether so few codes that went to a country come back that the texts serve somebody else: fewer than 20 %, of enough
/// to say so.
pub const fn is_pumped(sent: i64, redeemed: i64) -> bool {
    const ENOUGH: i64 = 50;
    sent >= ENOUGH && redeemed * 5 < sent
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_country_is_paused_when_hardly_any_code_comes_back() {
        assert!(!is_pumped(49, 0));
        assert!(is_pumped(50, 9));
        assert!(!is_pumped(50, 10));
    }
}
