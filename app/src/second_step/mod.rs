//! The second step of signing in: after the first and before any session. Codes have the code screen; what else answers it is
//! here, and so is what sets one up where that is required.

mod answer_form;
mod api;
mod otherwise;
mod second_step_pages;

pub use api::{
    AnswerSecondStep, Choices, LeaveSecondStep, SecondStepPage, SecondStepScreen, SendSecondCode, answer_second_step,
    leave_second_step, send_second_code,
};
pub(crate) use otherwise::{Otherwise, Remember};
pub use second_step_pages::SecondStepPages;
