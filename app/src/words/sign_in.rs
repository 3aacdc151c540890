//! The sign-in page.

use domain::{Method, Seconds};

pub const PAGE_TITLE: &str = "Sign in";
/// What the tabs are for.
pub const WAYS: &str = "How to sign in";
pub const EMAIL_ADDRESS: &str = "Email address";
pub const HINT: &str = "We will send a six-digit code. No password needed.";
pub const SEND_CODE: &str = "Send code";
pub const SIGN_IN: &str = "Sign in";
pub const FORGOT_PASSWORD: &str = "Forgot password?";
pub const UNTIL_NEXT: &str = "Time until you can ask for a code again";
pub const PAUSED: &str = "Only new codes are paused. A code that already arrived still works.";
pub const UNTIL_PASSWORD: &str = "Time until the password works again";
pub const PASSWORD_PAUSED: &str = "Only the password is paused. Your account is fine, and a code works right now.";
pub const ONLY_PASSWORD_PAUSED: &str =
    "Only the password is paused. Your account is fine. Wait until the time is up, or see “Forgot password?”.";
pub const OTHER_ADDRESS: &str = "Use another email address";
/// What is read aloud when a pause is over.
pub const TRY_NOW: &str = "You can try again now.";
pub const REMEMBERED: &str = "You signed in this way last time.";
pub const FORGET: &str = "Forget";
pub const FORGOTTEN: &str = "Forgotten.";
pub const SIGNED_IN_AS: &str = "You are signed in as";
pub const TO_ACCOUNT: &str = "Go to your account";
/// Where the person was going before this page.
pub const GO_ON: &str = "Go on";
pub const NEW_HERE: &str = "New here?";
pub const CREATE_ACCOUNT: &str = "Create an account";
pub const HAVE_CODE: &str = "I have an invitation code";

pub fn title(organisation: &str) -> String {
    format!("Sign in to {organisation}")
}

/// What a tab says.
pub const fn tab(method: Method) -> &'static str {
    match method {
        Method::EmailCode => "Email code",
        Method::TextCode => "Text code",
        Method::Password => "Password",
    }
}

/// What the form below the tabs is. Not the tab's own words: "Password" is the name of a field.
pub const fn panel(method: Method) -> &'static str {
    match method {
        Method::EmailCode => "With a code by email",
        Method::TextCode => "With a code by text",
        Method::Password => "With email and password",
    }
}

/// A button that leads to a way in.
pub const fn way(method: Method) -> &'static str {
    match method {
        Method::EmailCode => "Email me a code",
        Method::TextCode => "Text me a code",
        Method::Password => "Sign in with my password",
    }
}

/// For whoever has no script that counts it down.
pub fn try_again_in(left: Seconds) -> String {
    match left {
        Seconds(1) => "You can try again in 1 second.".to_owned(),
        Seconds(left) => format!("You can try again in {left} seconds."),
    }
}
