//! One form's way to the server and back: whether it is under way, and what was refused.
//! Without script the same form posts by itself, and the refusal comes back in the query string.

use crate::{api_error::ApiError, go_to::GoTo};
use domain::sign_in::SignInError;
use leptos::{
    prelude::*,
    server_fn::{ServerFn, error::ServerFnUrlError},
    task::spawn_local,
};
use leptos_router::hooks::use_location;
use std::future::Future;

type Outcome = Result<GoTo, ApiError<SignInError>>;

#[derive(Clone, Copy)]
pub struct Submission {
    pub is_pending: RwSignal<bool>,
    pub outcome: RwSignal<Option<Outcome>>,
}

impl Submission {
    /// Starts with the refusal that a plain form of `F` was sent back with, if it was.
    pub fn of<F: ServerFn<Error = ApiError<SignInError>>>() -> Self {
        let query = use_location().query;
        let query = query.read_untracked();
        let refused = query
            .get_str("__err")
            .filter(|_| query.get_str("__path") == Some(F::PATH))
            .map(|error| Err(ServerFnUrlError::<ApiError<SignInError>>::decode_err(error)));
        Submission { is_pending: RwSignal::new(false), outcome: RwSignal::new(refused) }
    }

    /// Calls the server, unless it is being called.
    pub fn submit(self, call: impl Future<Output = Outcome> + 'static) {
        if self.is_pending.get_untracked() {
            return;
        }
        self.is_pending.set(true);
        spawn_local(async move {
            let outcome = call.await;
            let _ = self.is_pending.try_set(false);
            let _ = self.outcome.try_set(Some(outcome));
        });
    }

    /// Why it did not work, if it did not.
    pub fn error(self) -> Option<ApiError<SignInError>> {
        self.outcome.with(|outcome| outcome.as_ref().and_then(|outcome| outcome.as_ref().err().cloned()))
    }
}
