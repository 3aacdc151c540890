//! The first visit of somebody who was invited: profile, phone, second step, a password of one's own. It can be left at any step
//! and taken up again on another device.

mod acts;
mod api;
mod password_step;
mod phone_step;
mod profile_step;
mod rail;
mod second_step_step;
mod welcome_pages;

pub use acts::{
    FinishWelcome, GoPast, WelcomePassword, WelcomePhone, WelcomeProfile, finish_welcome, go_past, welcome_password,
    welcome_phone, welcome_profile,
};
pub use api::{SecondStepProgress, StepView, WelcomePage, WelcomeScreen};
pub use welcome_pages::WelcomePages;
