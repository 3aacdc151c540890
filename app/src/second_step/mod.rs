//! The second step of signing in: after the first and before any session. Codes have the code screen; what else answers it is
//! here, and so is what sets one up where that is required.

mod answer_form;
mod api;
mod otherwise;
mod passkey;
mod second_step_pages;
mod set_up;

pub use api::{
    AnswerSecondStep, AnswerWithPasskey, BeginSetUp, Choices, FinishSetUp, LeaveSecondStep, SecondStepPage,
    SecondStepScreen, SendSecondCode, SetUpPasskey, answer_second_step, answer_with_passkey, begin_set_up,
    finish_set_up, leave_second_step, send_second_code, set_up_passkey,
};
pub(crate) use otherwise::{Otherwise, Remember};
pub use second_step_pages::SecondStepPages;
