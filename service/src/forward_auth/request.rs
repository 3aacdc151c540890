//! What a proxy reports of a request that a visitor sent to a protected origin.

use crate::security::Token;
use domain::application::ProtectedOrigin;

/// A request of a visitor. The caller has made sure that a trusted proxy reports it.
#[derive(Clone, Debug)]
pub struct ForwardedRequest {
    pub origin: ProtectedOrigin,
    pub method: String,
    /// As the proxy got it, neither decoded nor normalised: printable ASCII that begins with a slash.
    pub path_and_query: String,
    /// Whether the browser opens a page, and can be led to another one.
    pub is_navigation: bool,
    /// Whether the user did it on a page of this origin or typed the address. `false`: another site or a prefetch may
    /// have caused it, or the browser does not say it.
    pub is_deliberate: bool,
    /// The origin of the page that sent the request, if the browser says it.
    pub page_origin: Option<ProtectedOrigin>,
    /// The pass that the browser holds for the origin.
    pub pass: Option<Token>,
    /// Recognises the browser that was led to Portico when it comes back.
    pub door: Option<Token>,
}

impl ForwardedRequest {
    /// The path without the query.
    pub fn path(&self) -> &str {
        self.path_and_query.split('?').next().unwrap_or_default()
    }
}
