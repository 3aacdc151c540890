//! Onboarding of invited users: profile, phone, second step, a password of their own. The user can stop at any step and
//! continue on another device.

mod acts;
mod api;
#[cfg(feature = "ssr")]
pub mod handlers;
mod password_step;
mod phone_step;
mod profile_step;
mod second_step_step;
mod stepper;
mod ways;
mod welcome_pages;

pub use acts::{
    FinishWelcome, SkipStep, WelcomePassword, WelcomePhone, WelcomeProfile, finish_welcome, skip_step,
    welcome_password, welcome_phone, welcome_profile,
};
pub use api::{SecondStepProgress, StepView, WelcomePage, WelcomeScreen};
pub use welcome_pages::WelcomePages;
