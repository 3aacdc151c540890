//! Components that are independent of any flow.

mod attributes;
mod auth_layout;
mod authenticator_code;
mod brand;
mod browser;
mod button;
mod button_form;
mod code_boxes;
mod countdown;
mod failure_page;
mod field;
mod frame_layout;
mod icons;
mod just_done;
mod language_chooser;
mod new_password;
mod not_found_page;
mod notice;
mod older_newer;
mod password_input;
mod phone_field;
mod refused;
mod section;
mod server_clock;
mod sheet;
mod static_view;
mod time_zone_field;

pub use attributes::{Attribute, in_textarea, there_while, while_true};
pub use auth_layout::AuthLayout;
pub use authenticator_code::AuthenticatorCode;
pub use browser::{fill, focus, focus_first, focus_refused, focus_unless_elsewhere, hold, is_live};
pub use button::SubmitButton;
pub use button_form::{ButtonForm, QUIET};
pub use code_boxes::{CodeBoxes, CodeState};
pub use countdown::TimeLeft;
pub use failure_page::FailurePage;
pub use field::{
    CONFIRMATION, CURRENT_PASSWORD, EMAIL, FILE_TEXT, Field, FieldError, FieldFoot, FieldIds, INVITATION_CODE, Kind,
    NAME, PASSWORD, PHONE, REASON,
};
pub use frame_layout::{FrameLayout, Group, Place};
pub use icons::{
    Check, CheckIcon, Clock, Down, Envelope, Exclamation, Key, Laptop, Left, LockIcon, PaletteIcon, Paper, People,
    Person, PhoneIcon, SearchIcon,
};
pub use just_done::JustDone;
pub use new_password::{
    ConfirmedPassword, NewPassword, NewPasswordField, PasswordOwner, SaveButton, is_about_new_password,
};
pub use not_found_page::NotFoundPage;
pub use notice::{Notice, Tone};
pub use older_newer::OlderNewer;
pub use password_input::PasswordInput;
pub use phone_field::PhoneField;
pub use refused::{Pause, Refused};
pub use section::{Row, Section};
pub use server_clock::{Received, ServerClock};
pub use sheet::load_stylesheet;
pub use static_view::static_view;
pub use time_zone_field::TimeZoneField;
