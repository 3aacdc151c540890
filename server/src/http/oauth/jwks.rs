//! The public keys with which applications verify what Portico has signed for them.

use super::published::{Published, let_everyone_read};
use crate::http::prelude::*;
use service::jose::KeySet;
use service::signing_keys;
use std::sync::{Mutex, PoisonError};

/// A key set, and the document that was made of it.
type Made = (Arc<KeySet>, Arc<Published>);

/// Makes the document of the current key set.
#[derive(Clone)]
pub struct Jwks {
    state: Arc<HttpState>,
    made: Arc<Mutex<Option<Made>>>,
}

impl Jwks {
    pub fn new(state: Arc<HttpState>) -> Self {
        Jwks { state, made: Arc::default() }
    }

    /// The document of a key set, made once for each.
    fn of(&self, keys: Arc<KeySet>) -> Arc<Published> {
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, document)) = made.as_ref().filter(|(of, _)| Arc::ptr_eq(of, &keys)) {
            return document.clone();
        }
        let document = Arc::new(Published::of(&self.state, keys.jwks.clone(), &keys.version));
        *made = Some((keys, document.clone()));
        document
    }
}

/// `GET /oauth/jwks`: a JSON Web Key Set (RFC 7517 §5).
pub async fn jwks(State(jwks): State<Jwks>, request: Request) -> Response {
    match signing_keys::current(&jwks.state.app).await {
        Ok(keys) => jwks.of(keys).answer(request.headers()),
        Err(error) => {
            let mut response = jwks.state.broken(&error.context("the signing keys"));
            let_everyone_read(response.headers_mut());
            response
        }
    }
}
