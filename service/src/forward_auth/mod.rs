//! Forward-auth: a reverse proxy asks about each request whether it may go on to an application. A browser is led to
//! Portico once for each protected origin, comes back with a ticket that works once, and then holds a pass for that
//! origin. A pass ends with the session that it is bound to.

mod assertion;
mod check;
mod decision;
mod enter;
mod entry_request;
mod request;
mod sign_out;
mod sign_out_page;
mod ticket;
mod user;

pub use assertion::{ASSERTION, unverified_claims};
pub(crate) use assertion::{acr, amr};
pub use check::check;
pub(crate) use check::lacks;
pub use decision::{Decision, ForbiddenReason};
pub use enter::{Entry, enter};
pub(crate) use enter::{record_refusal, serves, sign_in_at};
pub use request::ForwardedRequest;
pub(crate) use sign_out::{end_session, slug_of};
pub use sign_out_page::{SignOutQuestion, ask_to_sign_out, sign_out_of_application};
pub(crate) use user::{User, headers_for};
