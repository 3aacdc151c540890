//! Six-digit codes by email and text: issuing, sending and resending them, and counting and comparing attempts. A code
//! serves several purposes; what a right one leads to is the business of the flow that asked for it.

mod issue;
mod send;
mod texts;
mod verify;

pub use send::{CodeRequest, CodeSent, find_open, open_challenge, resend, send};
pub use texts::read_phone;
pub use verify::{CodeAttempt, ComparedCode, VerifiedChallenge};

pub(crate) use issue::consume_request;
