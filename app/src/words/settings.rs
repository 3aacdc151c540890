//! The settings.

use crate::settings::{Done, SettingsPage};

pub const GROUP: &str = "Settings";
pub const ACCOUNT: &str = "Account";
pub const SECURITY: &str = "My password and security";
pub const ACTIVITY: &str = "Activity";
pub const SAVE: &str = "Save";
pub const CANCEL: &str = "Cancel";

/// The heading of a page, and what the browser's tab says.
pub fn title(page: &SettingsPage) -> &'static str {
    match page {
        SettingsPage::Account(_) => ACCOUNT,
        SettingsPage::Proof(proof) if proof.is_for_email => email::TITLE,
        SettingsPage::Proof(_) => proof::TITLE,
        SettingsPage::Email => email::TITLE,
        SettingsPage::Phone(phone) if phone.current.is_some() => phone::REPLACE_TITLE,
        SettingsPage::Phone(_) => phone::ADD,
        SettingsPage::Profile(_) => profile::TITLE,
        SettingsPage::Close => close::TITLE,
        SettingsPage::Security(_) => SECURITY,
        SettingsPage::Sessions(_) => sessions::SECTION,
        SettingsPage::Password(password) if password.has_password => password::CHANGE,
        SettingsPage::Password(_) => password::SET,
        SettingsPage::Activity(_) => ACTIVITY,
    }
}

/// Below the heading: what the page is for.
pub fn lead(page: &SettingsPage) -> String {
    match page {
        SettingsPage::Account(_) => "How we reach you, and what we keep about you.",
        SettingsPage::Proof(proof) if proof.is_for_email => "First show that it is you. Then enter the new address.",
        SettingsPage::Proof(_) => "What you are about to change decides who gets in. Show that it is you.",
        SettingsPage::Email => "Enter the address that you want to use from now on.",
        SettingsPage::Phone(_) => "We will text a six-digit code there to make sure that it is yours.",
        SettingsPage::Profile(_) => "Your name stands in messages to you. Times are shown in your time zone.",
        SettingsPage::Close => "See what is lost, then decide.",
        SettingsPage::Security(_) => "How you prove that it is you, and where you are signed in.",
        SettingsPage::Password(password) => {
            let rules = super::password::rules(&password.rules.rules());
            return format!("{rules} {}", password::EVERYWHERE);
        }
        SettingsPage::Sessions(_) => sessions::ABOUT,
        SettingsPage::Activity(_) => "What happened to your account and around it, the newest first.",
    }
    .to_owned()
}

/// Said once, above the page.
pub const fn done(done: Done) -> &'static str {
    match done {
        Done::ProfileSaved => "Saved.",
        Done::EmailChanged => "Your new email address is confirmed. You sign in with it from now on.",
        Done::EmailCancelled => "The change is cancelled. Your email address stays.",
        Done::PhoneVerified => "Your phone number is verified.",
        Done::PhoneRemoved => "Your phone number is removed.",
        Done::PasswordSaved => "Your password is saved. Everybody else who was signed in is signed out.",
        Done::SessionEnded => "That browser is signed out.",
        Done::OthersEnded => "You are signed out everywhere else.",
    }
}

pub mod pages {
    //! Of a list.
    pub const OLDER: &str = "Older";
    pub const NEWEST: &str = "Back to the newest";
}

pub mod email {
    //! The address, and a new one.
    pub const SECTION: &str = "Email";
    pub const ABOUT: &str = "Where your codes and notices go.";
    pub const CHANGE: &str = "Change email address";
    pub const TITLE: &str = "Change your email address";
    pub const NEW: &str = "New email address";
    pub const HINT: &str = "We will send a code there. The change holds once you have typed it.";
    pub const IN_USE: &str = "The address that you sign in with";
    pub const PENDING: &str = "Not confirmed";
    pub const ENTER_CODE: &str = "Enter the code";
    pub const CODE_HERE: &str = "We sent a code there. Until you enter it, your present address stays.";
    pub const CODE_ELSEWHERE: &str = "Its code works only in the browser that asked for it. Enter it there, or cancel this change and start again here.";
    pub const CANCEL: &str = "Cancel this change";
    /// Under a countdown.
    pub const PAUSED: &str = "Only the change is paused. Your present address works as before.";
}

pub mod proof {
    //! Before something changes.
    pub const TITLE: &str = "Is it you?";
    pub const CONTINUE: &str = "Continue";
    pub const NEXT: &str = "Next";
    pub const SEND_CODE: &str = "Send code";
    /// Before the masked address, where there is a password.
    pub const OR_CODE: &str = "Or we send a code to";
    /// Before the masked address, where there is none.
    pub const CODE: &str = "We will send a six-digit code to";
    /// Under a countdown.
    pub const PAUSED: &str = "Only this is paused. You stay signed in.";
}

pub mod phone {
    //! The phone number.
    pub const SECTION: &str = "Phone";
    pub const ABOUT: &str = "Codes can reach you there as texts.";
    pub const ADD: &str = "Add phone number";
    pub const REPLACE: &str = "Replace";
    pub const REPLACE_TITLE: &str = "Replace your phone number";
    pub const REMOVE: &str = "Remove";
    pub const VERIFIED: &str = "Verified";
    pub const NOT_VERIFIED: &str = "Not verified";
    pub const IN_USE: &str = "Codes can go there";
    pub const WAITS: &str = "Nothing is sent there before you have verified it. Enter it again to get a code.";
    pub const NONE: &str = "No phone number";
    pub const NONE_TEXT: &str = "With one you can get in when your mailbox is out of reach.";
    pub const NO_TEXTS: &str = "Texts are not set up here.";
    pub const SEND_CODE: &str = "Send code";
    /// Under a countdown.
    pub const PAUSED: &str = "Only texts are paused. Your account is fine.";

    /// What a new number does to the one that is there.
    pub fn replaces(number: &str, is_verified: bool) -> String {
        if is_verified {
            format!("{number} stays until you have entered the right code. Then the new number takes its place.")
        } else {
            format!("{number} was never verified. The number that you enter now takes its place.")
        }
    }
}

pub mod profile {
    //! Name and time zone.
    pub const TITLE: &str = "Name and time zone";
    pub const ABOUT: &str = "What we call you, and whose clock we show.";
    pub const NO_NAME: &str = "No name yet";
    pub const EDIT: &str = "Edit";
    pub const TIME_ZONE: &str = "Time zone";
    pub const UTC: &str = "UTC";

    /// `Europe/Isle_of_Man` as people read it.
    pub fn time_zone(name: Option<&str>) -> String {
        name.unwrap_or(UTC).replace('_', " ")
    }
}

pub mod close {
    //! The end of an account.
    pub const TITLE: &str = "Close your account";
    pub const LINK: &str = "Close account";
    pub const BUTTON: &str = "Close account";
    pub const ROW: &str = "The end of your account";
    pub const ROW_TEXT: &str = "You will see what is lost before anything happens.";
    pub const LOST: &str = "This is lost";
    pub const LOSSES: [&str; 3] = [
        "your name, phone number, time zone and password",
        "every session: you are signed out everywhere, at once",
        "your way in: nobody can sign in to this account again",
    ];
    pub const RESERVED: &str = "stays reserved: nobody can make a new account with it, not even you.";
    pub const FOR_GOOD: &str = "This cannot be undone.";
}

pub mod password {
    //! The password.
    pub const SECTION: &str = "Password";
    pub const CHANGE: &str = "Change password";
    pub const SET: &str = "Set a password";
    pub const NONE: &str = "No password";
    pub const NONE_TEXT: &str = "Codes let you in. A password is one more way.";
    pub const ABOUT: &str = "One way in. Nobody here can read it.";
    pub const EVERYWHERE: &str = "Saving signs out every other browser.";
    pub const FORGOT: &str = "Forgot it? You can choose a new one without knowing it";
    /// Under a countdown.
    pub const PAUSED: &str = "Only this is paused. Your password works as before.";

    /// `when` as in `3 months ago`.
    pub fn changed(when: &str) -> String {
        format!("Changed {when}")
    }
}

pub mod sessions {
    //! Where somebody is signed in.
    pub const SECTION: &str = "Where you are signed in";
    pub const ABOUT: &str = "Not yours? Sign it out and change your password.";
    pub const THIS: &str = "This browser";
    /// Leads to those that the page has no room for.
    pub const ALL: &str = "See everywhere";
    pub const END_OTHERS: &str = "Sign out everywhere else";

    pub fn count(sessions: usize) -> String {
        if sessions == 1 { "1 browser".to_owned() } else { format!("{sessions} browsers") }
    }
}

pub mod data {
    //! What is kept about somebody.
    pub const SECTION: &str = "Your data";
    pub const ABOUT: &str = "It is yours: take it with you, or have it gone.";
    pub const ROW: &str = "A copy of everything";
    pub const ROW_TEXT: &str = "One file with all that we keep about you.";
    pub const DOWNLOAD: &str = "Download your data";
}

pub mod undo {
    //! The old address comes back.
    pub const TITLE: &str = "Undo this change";
    pub const HEADING: &str = "Your email address was changed";
    pub const TEXT: &str = "If it was not you, bring the old one back.";
    pub const COMES_BACK: &str = "Comes back";
    pub const GOES: &str = "Goes";
    pub const EVERYWHERE: &str = "Everybody who is signed in to this account will be signed out.";
    pub const WAS_ME: &str = "If it was you, there is nothing to do. You can close this page.";

    pub mod undone {
        //! It came back.
        pub const TITLE: &str = "Your old address is back";
        pub const TEXT: &str = "Everybody is signed out. Sign in with the old address, and choose a new password if you have one: somebody else may know it.";
        pub const NEW_PASSWORD: &str = "Choose a new password";
    }

    pub mod over {
        //! The link is too old, or never was one.
        pub const TITLE: &str = "This link changes nothing any more";

        pub fn text(organisation: &str) -> String {
            format!(
                "It is too old or not known here. If somebody else changed your address, ask whoever looks after accounts at {organisation}."
            )
        }
    }
}
