//! Rate limits: how often something may be requested or guessed. Most count in one organisation. `docs/security.md`
//! explains the numbers.

use crate::Seconds;

/// A rate limit with a fixed window: at most `allowed` attempts in `window`, which starts with the first attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// Identifies the bucket in the database. Never change a name: its counts would be lost.
    pub name: &'static str,
    /// Attempts in one window.
    pub allowed: u32,
    pub window: Seconds,
    /// The attempt that reaches `allowed` starts the window anew, so that the pause lasts a whole window.
    pub pauses: bool,
    /// Only a success ends the limit, so there is no end time to show.
    pub until_success: bool,
}

impl Limit {
    const fn counting(name: &'static str, allowed: u32, window: Seconds) -> Self {
        Limit { name, allowed, window, pauses: false, until_success: false }
    }
}

/// Codes requested per email address or phone number and hour.
pub const CODES_PER_ADDRESS_AND_HOUR: Limit = Limit::counting("codes/address/hour", 5, Seconds::hours(1));
/// Codes requested per email address or phone number and day.
pub const CODES_PER_ADDRESS_AND_DAY: Limit = Limit::counting("codes/address/day", 10, Seconds::days(1));
/// Codes requested per client address and hour.
pub const CODES_PER_CLIENT_AND_HOUR: Limit = Limit::counting("codes/client/hour", 20, Seconds::hours(1));

/// Wrong codes, and a known browser's wrong passkeys, per email address or phone number and hour.
pub const WRONG_PER_ADDRESS_AND_HOUR: Limit =
    Limit { pauses: true, ..Limit::counting("wrong/address/hour", 15, Seconds::hours(1)) };
/// Wrong codes per email address or phone number with no success between them. A hundred guesses at a million codes hit
/// with a chance of about 1e-4; the hourly limit alone would allow 131,400 guesses a year.
pub const WRONG_PER_ADDRESS_IN_A_ROW: Limit =
    Limit { until_success: true, ..Limit::counting("wrong/address/row", 100, Seconds::days(3650)) };
/// Wrong codes, passwords, passkeys and second factors of strangers, per client address and hour.
pub const WRONG_PER_CLIENT_AND_HOUR: Limit = Limit::counting("wrong/client/hour", 20, Seconds::hours(1));
/// Wrong codes, passwords, passkeys and second factors of strangers, per client address and day.
pub const WRONG_PER_CLIENT_AND_DAY: Limit = Limit::counting("wrong/client/day", 100, Seconds::days(1));
/// Wrong codes, passwords, passkeys and second factors in the whole instance per hour. Beyond this an alarm is raised,
/// but no request is refused.
pub const WRONG_EVERYWHERE_ALARM: Limit = Limit::counting("wrong/everywhere/hour", 1000, Seconds::hours(1));

/// Passkey requests per client address and hour, because each is stored as a row. High enough for an office that opens
/// the sign-in page often from one address.
pub const PASSKEY_REQUESTS_PER_CLIENT_AND_HOUR: Limit = Limit::counting("passkeys/client/hour", 600, Seconds::hours(1));
/// Wrong answers to the second step per account and hour. Counted apart from the first step, because a right first step
/// takes its own counts back.
pub const SECOND_STEP_WRONG_PER_ACCOUNT_AND_HOUR: Limit =
    Limit { pauses: true, ..Limit::counting("second-step/account/hour", 15, Seconds::hours(1)) };
/// Wrong answers to the second step per account with no success between them.
pub const SECOND_STEP_WRONG_PER_ACCOUNT_IN_A_ROW: Limit =
    Limit { until_success: true, ..Limit::counting("second-step/account/row", 100, Seconds::days(3650)) };

/// Sign-ups per client address and hour, because each computes a password hash, whether it succeeds or not.
pub const SIGN_UPS_PER_CLIENT_AND_HOUR: Limit = Limit::counting("sign-ups/client/hour", 100, Seconds::hours(1));

/// Recoveries requested per email address and hour.
pub const RECOVERIES_PER_ADDRESS_AND_HOUR: Limit = Limit::counting("recoveries/address/hour", 5, Seconds::hours(1));
/// Recoveries requested per email address and day.
pub const RECOVERIES_PER_ADDRESS_AND_DAY: Limit = Limit::counting("recoveries/address/day", 10, Seconds::days(1));
/// Recoveries requested per client address and hour.
pub const RECOVERIES_PER_CLIENT_AND_HOUR: Limit = Limit::counting("recoveries/client/hour", 20, Seconds::hours(1));
/// Temporary passwords requested per email address in five minutes.
pub const RESETS_PER_ADDRESS: Limit = Limit::counting("resets/address", 1, Seconds::minutes(5));
/// New passwords chosen per client address and hour, because each computes a password hash.
pub const NEW_PASSWORDS_PER_CLIENT_AND_HOUR: Limit =
    Limit::counting("new-passwords/client/hour", 100, Seconds::hours(1));

/// Passwords judged while they are typed, per client address and hour, because each keeps a core busy for a moment. Apart
/// from [`NEW_PASSWORDS_PER_CLIENT_AND_HOUR`], so that typing never keeps anyone from saving.
pub const PASSWORD_CHECKS_PER_CLIENT_AND_HOUR: Limit =
    Limit::counting("password-checks/client/hour", 600, Seconds::hours(1));

/// Wrong invitation codes per email address and hour.
pub const INVITATION_ATTEMPTS_PER_ADDRESS_AND_HOUR: Limit =
    Limit::counting("invitations/address/hour", 10, Seconds::hours(1));
/// Temporary passwords sent after a right invitation code, per email address in five minutes.
pub const INVITATION_PASSWORDS_PER_ADDRESS: Limit = Limit::counting("first-passwords/address", 1, Seconds::minutes(5));
/// Temporary passwords sent after a right invitation code, per email address and day.
pub const INVITATION_PASSWORDS_PER_ADDRESS_AND_DAY: Limit =
    Limit::counting("first-passwords/address/day", 10, Seconds::days(1));
/// New invitations requested per email address and hour, because each request mails the admins.
pub const INVITATION_REQUESTS_PER_ADDRESS: Limit = Limit::counting("invitations-wanted/address", 1, Seconds::hours(1));
/// New invitations requested per client address and hour.
pub const INVITATION_REQUESTS_PER_CLIENT_AND_HOUR: Limit =
    Limit::counting("invitations-wanted/client/hour", 20, Seconds::hours(1));

/// New invitations requested per organisation and hour by invited users, because each request mails the admins.
pub const INVITATION_REQUESTS_PER_ORGANISATION_AND_HOUR: Limit =
    Limit::counting("invitations-wanted/organisation/hour", 20, Seconds::hours(1));
/// New invitations requested per organisation and hour for addresses without an invitation. Counted apart, so that they
/// do not use up the share of invited users.
pub const INVITATION_REQUESTS_FOR_UNKNOWN_AND_HOUR: Limit =
    Limit::counting("invitations-wanted/nobody/hour", 20, Seconds::hours(1));

/// Messages that other people cause, per recipient and hour: invitations, and codes for a new account or a new address.
/// Messages that users request for their own account, and warnings, are not counted.
pub const MESSAGES_PER_ADDRESS_AND_HOUR: Limit = Limit::counting("messages/address/hour", 5, Seconds::hours(1));
/// Messages that other people cause, per recipient and day; see [`MESSAGES_PER_ADDRESS_AND_HOUR`].
pub const MESSAGES_PER_ADDRESS_AND_DAY: Limit = Limit::counting("messages/address/day", 10, Seconds::days(1));
/// Codes for a new email address per account and day, resends included.
pub const NEW_EMAIL_CODES_PER_ACCOUNT_AND_DAY: Limit =
    Limit::counting("new-email-codes/account/day", 10, Seconds::days(1));
/// Codes for a new phone number per account and day, resends included.
pub const NEW_PHONE_CODES_PER_ACCOUNT_AND_DAY: Limit =
    Limit::counting("new-phone-codes/account/day", 10, Seconds::days(1));

/// New email addresses requested per account and day, because a refusal reveals that another account has or had the
/// address.
pub const NEW_EMAILS_PER_ACCOUNT_AND_DAY: Limit = Limit::counting("new-emails/account/day", 10, Seconds::days(1));

/// Refusals of one account by one application that are recorded, per minute. Further ones are refused all the same.
pub const REFUSALS_RECORDED_PER_ACCOUNT_AND_APPLICATION: Limit =
    Limit::counting("refusals-recorded/account/minute", 1, Seconds::minutes(1));

/// Authorization requests that wait for their user, per client address and hour, because each is stored as a row. High
/// enough for a company whose people all begin their day behind one address.
pub const AUTHORIZATION_REQUESTS_PER_CLIENT_AND_HOUR: Limit =
    Limit::counting("authorizations/client/hour", 10_000, Seconds::hours(1));

/// Authorization requests that are answered at once, per account, application and hour, because each leaves a row. Beyond
/// this they go on at their page. High enough for tabs that renew their tokens every few minutes.
pub const ANSWERS_PER_ACCOUNT_AND_APPLICATION: Limit = Limit::counting("answers/account/hour", 600, Seconds::hours(1));

/// Wrong codes of devices per client address and hour.
pub const DEVICE_CODES_PER_CLIENT_AND_HOUR: Limit = Limit::counting("device-codes/client/hour", 20, Seconds::hours(1));
/// Wrong codes of devices per account and hour, if the user is signed in.
pub const DEVICE_CODES_PER_ACCOUNT_AND_HOUR: Limit =
    Limit::counting("device-codes/account/hour", 20, Seconds::hours(1));
/// Wrong codes of devices in the whole instance per hour, from browsers in which nobody is signed in. Whoever signs in
/// first can go on.
pub const DEVICE_CODES_EVERYWHERE_AND_HOUR: Limit =
    Limit::counting("device-codes/everywhere/hour", 1000, Seconds::hours(1));

/// Texts per block of a thousand neighbouring numbers and hour, because text pumping walks through such blocks.
pub const TEXTS_PER_THOUSAND_AND_HOUR: Limit = Limit::counting("texts/thousand/hour", 10, Seconds::hours(1));
/// Texts of the whole instance per day, which caps their cost. So that one organisation cannot use up the texts of the
/// others, each also has [`TEXTS_KEPT_FOR_ORGANISATION_AND_DAY`].
pub const TEXTS_EVERYWHERE_AND_DAY: Limit = Limit::counting("texts/everywhere/day", 1000, Seconds::days(1));
/// Texts per organisation and day that are sent even when the instance has reached its limit.
pub const TEXTS_KEPT_FOR_ORGANISATION_AND_DAY: Limit = Limit::counting("texts/organisation/day", 100, Seconds::days(1));
/// Counts an organisation's texts to a country for [`is_pumped`]. It never refuses.
pub const TEXTS_PER_COUNTRY: Limit = Limit::counting("texts/country/day", u32::MAX, Seconds::days(1));
/// Counts the codes in an organisation's texts to a country that were entered, for [`is_pumped`]. It never refuses.
pub const TEXTS_REDEEMED_PER_COUNTRY: Limit = Limit::counting("texts/redeemed/day", u32::MAX, Seconds::days(1));

/// Whether so few codes sent to a country are entered that the texts look like pumping: fewer than 20 % of at least 50.
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
