//! The stories, one function each, one transaction each. They know no HTTP.

pub mod account;
pub mod messages;
pub mod operator;
pub mod sign_in;
mod visitor;

pub use visitor::Visitor;
