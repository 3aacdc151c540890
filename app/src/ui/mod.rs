//! Components that know no flow.

mod attributes;
mod browser;
mod button;
mod code_boxes;
mod countdown;
mod failure_page;
mod field;
mod gate_layout;
mod icons;
mod new_password;
mod not_found_page;
mod notice;
mod password_input;
mod phone_field;
mod refused;
mod server_clock;
mod still;

pub use attributes::{Attribute, there_while, while_true};
pub use browser::{fill, focus_first, focus_refused, focus_unless_elsewhere, hold, is_live};
pub use button::SubmitButton;
pub use code_boxes::{CodeBoxes, CodeState};
pub use countdown::TimeLeft;
pub use failure_page::FailurePage;
pub use field::{CONFIRMATION, EMAIL, Field, FieldError, FieldFoot, Kind, NAME, PASSWORD, PHONE};
pub use gate_layout::GateLayout;
pub use icons::{Clock, Envelope, Tick};
pub use new_password::{NewPassword, NewPasswordField, WHY_OFF};
pub use not_found_page::NotFoundPage;
pub use notice::{Notice, Tone};
pub use password_input::PasswordInput;
pub use phone_field::PhoneField;
pub use refused::{Pause, Refused};
pub use server_clock::{Received, ServerClock};
pub use still::still;
