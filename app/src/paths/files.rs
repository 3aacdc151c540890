//! Paths of style sheets and logos.

/// Style sheet of the invitation, onboarding and second-step pages.
pub const JOIN_STYLE: &str = "/join.css";
/// Style sheet of the settings and the admin console.
pub const FRAME_STYLE: &str = "/frame.css";
/// Style sheet that the admin console needs in addition.
pub const CONSOLE_STYLE: &str = "/console.css";
/// Folder of the colours and logos of organisations.
const BRANDING: &str = "/branding/";

/// The style sheet with a brand colour. `hex` has six digits.
pub fn color_sheet(hex: &str) -> String {
    format!("{BRANDING}{hex}.css")
}

/// The logo with this digest.
pub fn logo(digest: &str) -> String {
    format!("{BRANDING}{digest}.png")
}
