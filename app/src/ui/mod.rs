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
mod not_found_page;
mod notice;
mod refused;
mod server_clock;
mod still;

pub use attributes::{Attribute, while_true};
pub use browser::{focus_unless_elsewhere, hold};
pub use button::SubmitButton;
pub use code_boxes::{CodeBoxes, CodeState};
pub use countdown::TimeLeft;
pub use failure_page::FailurePage;
pub use field::EmailField;
use field::FieldError;
pub use gate_layout::GateLayout;
pub use icons::{Clock, Tick};
pub use not_found_page::NotFoundPage;
pub use notice::{Notice, Tone};
pub use refused::{Pause, Refused};
pub use server_clock::{Received, ServerClock};
pub use still::still;
