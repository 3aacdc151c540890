//! Components that know no flow.

mod attributes;
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
pub use button::SubmitButton;
pub use code_boxes::{CodeBoxes, CodeState};
pub use countdown::TimeLeft;
use countdown::Wait;
pub use failure_page::FailurePage;
pub use field::EmailField;
use field::FieldError;
pub use gate_layout::GateLayout;
pub use icons::{Clock, Tick};
pub use not_found_page::NotFoundPage;
pub use notice::{Notice, Tone};
pub use refused::Refused;
pub use server_clock::{Received, ServerClock};
pub use still::still;
