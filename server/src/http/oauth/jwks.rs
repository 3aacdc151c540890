//! The public keys with which applications verify what Portico has signed for them.

use super::published::Published;
use crate::http::prelude::*;
use service::jose::KeySet;
use service::signing_keys;
use std::sync::{Mutex, PoisonError};

/// The document, and the key set that it was made of.
#[derive(Default)]
pub struct Jwks(Mutex<Option<(Arc<KeySet>, Published)>>);

impl Jwks {
    /// The document of a key set, made once for each.
    fn of(&self, keys: Arc<KeySet>) -> Published {
        let mut made = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, document)) = made.as_ref().filter(|(of, _)| Arc::ptr_eq(of, &keys)) {
            return document.clone();
        }
        let document = Published::of(keys.jwks.clone(), &keys.version);
        *made = Some((keys, document.clone()));
        document
    }
}

/// `GET /oauth/jwks`: a JSON Web Key Set (RFC 7517 §5).
pub async fn jwks(
    State(state): State<Arc<HttpState>>,
    Extension(jwks): Extension<Arc<Jwks>>,
    headers: HeaderMap,
) -> Response {
    match signing_keys::current(&state.app).await {
        Ok(keys) => jwks.of(keys).answer(&headers),
        Err(error) => state.broken(&error.context("the signing keys")),
    }
}
