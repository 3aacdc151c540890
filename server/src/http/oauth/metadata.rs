//! What clients find out about Portico by themselves.

use super::published::Published;
use crate::http::prelude::*;
use app::language::Language;
use service::oidc;
use sha2::{Digest as _, Sha256};

/// The document, made once: it depends only on the public URL.
pub fn document(state: &HttpState) -> Published {
    let mut metadata = oidc::metadata(&state.public_url.origin);
    metadata["ui_locales_supported"] = Language::all().map(Language::code).collect();
    let document = metadata.to_string();
    let version = hex::encode(Sha256::digest(&document));
    Published::of(state, document, &version)
}

/// `GET /.well-known/openid-configuration` (OpenID Connect Discovery §4), and the same for clients of OAuth (RFC 8414).
pub async fn metadata(State(document): State<Arc<Published>>, request: Request) -> Response {
    document.answer(request.headers())
}
