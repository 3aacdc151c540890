//! One person, and what an admin does for or to them.

use crate::paths::PersonAct;

pub const STATUS: &str = "Status";
pub const ABOUT_STATUS: &str = "Whether they can get in, and as what.";
pub const WAYS: &str = "Ways in";
pub const ABOUT_WAYS: &str = "What they can sign in with.";
pub const SESSIONS: &str = "Where they are signed in";
pub const ABOUT_SESSIONS: &str = "The last used first.";
pub const NO_SESSIONS: &str = "Not signed in anywhere";
pub const ACTIVITY: &str = "Activity";
pub const ABOUT_ACTIVITY: &str = "What happened to this account, the newest first.";
pub const ACTS: &str = "What you can do";
pub const ABOUT_ACTS: &str = "They are told by email. All of it stands in the audit log.";
pub const NO_ACTS: &str = "Nothing can be done here now.";
pub const YOURSELF: &str = "This is you. What decides whether you get in is up to another admin.";
pub const JOINED: &str = "Account since";
pub const LAST_SEEN: &str = "Last seen";
pub const ROLE: &str = super::people::ROLE;
pub const EMAIL: &str = "Email";
pub const PHONE: &str = "Phone";
pub const PASSWORD: &str = "Password";
pub const SECOND_STEP: &str = super::people::SECOND_STEP;
pub const VERIFIED: &str = "verified";
pub const NOT_VERIFIED: &str = "not verified";
pub const NO_PASSWORD: &str = "None";

pub fn called(name: Option<&str>, email: &str) -> String {
    name.unwrap_or(email).to_owned()
}

/// `when` as in `22 November 2026, 10:53 UTC`.
pub fn password_changed(when: &str) -> String {
    format!("Chosen {when}")
}

/// What the button says.
pub const fn label(act: PersonAct) -> &'static str {
    match act {
        PersonAct::Deactivate => "Deactivate",
        PersonAct::Reactivate => "Reactivate",
        PersonAct::Unlock => "Unlock",
        PersonAct::EndSessions => "End sessions",
        PersonAct::StartRecovery => "Start a recovery",
        PersonAct::MakeAdmin => "Make admin",
        PersonAct::MakeMember => "Make member",
    }
}

/// What stands beside the button.
pub const fn about(act: PersonAct) -> &'static str {
    match act {
        PersonAct::Deactivate => "Nobody can sign in to the account until you open it again.",
        PersonAct::Reactivate => "The account can be signed in to again.",
        PersonAct::Unlock => "Ends the pause after too many wrong passwords.",
        PersonAct::EndSessions => "Signs the account out in every browser.",
        PersonAct::StartRecovery => "Sends them a message that leads to a new password.",
        PersonAct::MakeAdmin => "Lets them do all that you can do here.",
        PersonAct::MakeMember => "Takes the console from them.",
    }
}

/// The heading of the page that asks once more.
pub fn question(act: PersonAct, who: &str) -> String {
    match act {
        PersonAct::Deactivate => format!("Deactivate {who}?"),
        PersonAct::Reactivate => format!("Reactivate {who}?"),
        PersonAct::Unlock => format!("Unlock {who}?"),
        PersonAct::EndSessions => format!("End the sessions of {who}?"),
        PersonAct::StartRecovery => format!("Start a recovery for {who}?"),
        PersonAct::MakeAdmin => format!("Make {who} an admin?"),
        PersonAct::MakeMember => format!("Make {who} a member?"),
    }
}

/// What will happen, and what is lost.
pub fn explained(act: PersonAct, organisation: &str) -> String {
    match act {
        PersonAct::Deactivate => {
            "They are signed out everywhere at once, and links and codes on their way to them stop working. Nothing of theirs is deleted."
        }
        PersonAct::Reactivate => "They can sign in as before. What was signed out stays signed out.",
        PersonAct::Unlock => "Wrong passwords and wrong codes of this account are forgotten, whoever entered them.",
        PersonAct::EndSessions => "They are signed out everywhere at once, and can sign in again.",
        PersonAct::StartRecovery => "Their password works until they have chosen a new one.",
        PersonAct::MakeAdmin => return format!("They will see and look after everybody at {organisation}, you included."),
        PersonAct::MakeMember => "They keep their account and lose the console.",
    }
    .to_owned()
}

/// The button of that page.
pub const fn button(act: PersonAct) -> &'static str {
    match act {
        PersonAct::Deactivate => "Deactivate account",
        PersonAct::Reactivate => "Reactivate account",
        PersonAct::Unlock => "Unlock account",
        act => label(act),
    }
}
