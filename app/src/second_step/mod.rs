//! The second step of sign-in, before there is a session. Codes by email and text use the code screen. Other second
//! factors are answered here, and set up here if one is required.

mod answer_form;
mod api;
#[cfg(feature = "ssr")]
pub mod handlers;
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
