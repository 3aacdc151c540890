//! The second step of signing in: after the first and before any session. Codes have the code screen; what else answers it is
//! here, and so is what sets one up where that is required.

mod answer_form;
mod api;
mod otherwise;
mod second_step_pages;
mod set_up;

pub use api::{
    AnswerSecondStep, BeginSetUp, Choices, FinishSetUp, LeaveSecondStep, SecondStepPage, SecondStepScreen,
    SendSecondCode, answer_second_step, begin_set_up, finish_set_up, leave_second_step, send_second_code,
};
pub(crate) use otherwise::{Otherwise, Remember};
pub use second_step_pages::SecondStepPages;
