//! Documents that clients may keep. Nothing of the answer is made for a request.

use crate::http::prelude::*;
use crate::http::security_headers;

/// A JSON document that everyone may keep for five minutes, and all headers of its answer.
pub struct Published {
    document: Bytes,
    headers: HeaderMap,
}

impl Published {
    /// `version` is a text that changes with the document: letters and digits.
    pub fn of(state: &HttpState, document: impl Into<Bytes>, version: &str) -> Self {
        let mut headers = HeaderMap::new();
        if let Ok(etag) = HeaderValue::from_str(&format!("\"{version}\"")) {
            headers.insert(header::ETAG, etag);
        }
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=300"));
        let_everyone_read(&mut headers);
        security_headers::complete(state, &mut headers);
        Published { document: document.into(), headers }
    }

    /// The document, unless the client has it already.
    pub fn answer(&self, asked: &HeaderMap) -> Response {
        let mut response = Response::default();
        match self.is_known(asked) {
            true => *response.status_mut() = StatusCode::NOT_MODIFIED,
            false => *response.body_mut() = self.document.clone().into(),
        }
        *response.headers_mut() = self.headers.clone();
        response
    }

    /// Whether `If-None-Match` names this document (RFC 9110 §13.1.2). Proxies may have marked its tag as weak.
    fn is_known(&self, asked: &HeaderMap) -> bool {
        let Some(etag) = self.headers.get(header::ETAG) else { return false };
        let lists = asked.get_all(header::IF_NONE_MATCH).iter().filter_map(|list| list.to_str().ok());
        let mut tags = lists.flat_map(|list| list.split(',')).map(str::trim);
        tags.any(|tag| tag == "*" || tag.strip_prefix("W/").unwrap_or(tag) == etag)
    }
}

/// What the layer for the other endpoints adds to an answer, so that pages of every site may read it.
pub fn let_everyone_read(headers: &mut HeaderMap) {
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("www-authenticate"));
}
