//! The second step of signing in. Between the steps there is no session, only a token for a pending sign-in in the
//! browser; that ends when it expires, after too many wrong answers, and with the sessions of its account.

mod answer;
mod passkey;
mod pending;
mod set_up;

pub use crate::second_step::authenticator::waiting;
pub use answer::{Typed, answer, send_second_code};
pub use passkey::{ask_for_passkey, ask_to_set_up_passkey, set_up_passkey};
pub use pending::{BegunSecondStep, PendingShown, SecondStepShown, leave, show};
pub use set_up::{begin_set_up, finish_set_up};

pub(crate) use answer::finish;
pub(crate) use pending::{begin, is_pending, lock_pending, may_skip_second_step, needed_by, send_first_code};
