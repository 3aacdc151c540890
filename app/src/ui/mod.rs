//! Components that are independent of any flow.

mod browser;
mod buttons;
mod code_boxes;
mod confirmed_password;
mod copy_button;
mod countdown;
mod effect;
mod error_pages;
mod field;
mod icons;
mod layouts;
mod moment;
mod new_password;
mod new_password_field;
mod notices;
mod password_input;
mod phone_field;
mod section;
mod server_clock;
mod static_view;
mod stylesheet;
mod time_zone_field;

pub use browser::{
    Attribute, fill, focus, focus_first, focus_refused, focus_unless_elsewhere, in_textarea, is_live, keep_alive,
    present_while, until_edited, while_true,
};
pub use buttons::{ButtonForm, QUIET, SubmitButton};
pub use code_boxes::{CodeBoxes, CodeState};
pub use confirmed_password::{ConfirmedPassword, PasswordOwner, SaveButton, is_about_new_password};
pub use copy_button::CopyButton;
pub use countdown::{InlineCountdown, TimeLeft, without_script};
pub use effect::effect;
pub use error_pages::{FailurePage, NotFoundPage};
pub use field::{
    AuthenticatorCode, CONFIRMATION, CURRENT_PASSWORD, CodeField, EMAIL, FILE_TEXT, Field, FieldError, FieldFoot,
    FieldIds, INVITATION_CODE, Kind, NAME, PASSWORD, PHONE, REASON,
};
pub use icons::{
    Check, CheckIcon, Clock, Down, Envelope, Exclamation, Key, Laptop, Left, LockIcon, PaletteIcon, Paper, People,
    Person, PhoneIcon, SearchIcon,
};
pub use layouts::{AuthLayout, NavGroup, NavItem, NavLayout};
pub use moment::{MARKS, Moment, When, with_times};
pub use new_password::NewPassword;
pub use new_password_field::NewPasswordField;
pub use notices::{JustDone, Notice, Pause, Refused, Tone};
pub use password_input::PasswordInput;
pub use phone_field::{CountryChoice, PhoneField};
pub use section::{OlderNewer, Row, Section};
pub use server_clock::{Received, ServerClock};
pub use static_view::static_view;
pub use stylesheet::load_stylesheet;
#[cfg(feature = "ssr")]
pub(crate) use time_zone_field::named_time_zone;
pub use time_zone_field::{TimeZoneField, is_about_time_zone};
