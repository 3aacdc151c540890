//! The use cases of the product: one function is one use case and one unit of work. Knows neither HTTP nor screens.

pub mod account;
pub mod admin;
pub mod app_context;
mod attempts;
mod audit;
pub mod clock;
pub mod code_page;
pub mod codes;
pub mod delivery;
pub mod demo;
pub mod failure;
pub mod invitations;
pub mod messages;
mod new_passwords;
pub mod operator;
pub mod passkeys;
mod password_tries;
pub mod phone_numbers;
pub mod random;
pub mod recovery;
mod request_context;
pub mod rotation;
pub mod second_step;
pub mod security;
pub mod settings;
pub mod sign_in;
pub mod sign_in_alert;
pub mod sign_up;
mod standing;
pub mod temporary_password;
mod unit_of_work;
pub mod welcome;

pub use request_context::{RequestContext, browser_name};
pub use unit_of_work::{Actor, UnitOfWork};
