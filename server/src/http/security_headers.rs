//! The headers of every response, and the content security policy of pages.

use crate::http::prelude::*;
use http::HeaderName;

const CLOSED: &str = "default-src 'none'; frame-ancestors 'none'";
const PERMISSIONS: &str = "accelerometer=(), autoplay=(), camera=(), \
    clipboard-read=(), clipboard-write=(self), display-capture=(), encrypted-media=(), fullscreen=(), geolocation=(), \
    gyroscope=(), hid=(), identity-credentials-get=(), idle-detection=(), keyboard-map=(), local-fonts=(), \
    magnetometer=(), microphone=(), midi=(), otp-credentials=(self), payment=(), picture-in-picture=(), \
    publickey-credentials-create=(self), publickey-credentials-get=(self), screen-wake-lock=(), serial=(), \
    storage-access=(), usb=(), window-management=(), xr-spatial-tracking=()";

/// Adds the headers that a response does not set itself: pages set their policy, assets their caching.
pub async fn add_security_headers(State(state): State<Arc<HttpState>>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    complete(&state, response.headers_mut());
    response
}

/// Adds those of the headers that are missing. What is made once for many responses may have them already.
pub(super) fn complete(state: &HttpState, headers: &mut HeaderMap) {
    let mut add = |name: HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    add(header::CONTENT_SECURITY_POLICY, CLOSED);
    add(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    add(header::X_FRAME_OPTIONS, "DENY");
    add(header::REFERRER_POLICY, "same-origin");
    add(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    add(HeaderName::from_static("cross-origin-embedder-policy"), "require-corp");
    add(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    add(HeaderName::from_static("permissions-policy"), PERMISSIONS);
    add(header::CACHE_CONTROL, "no-store");
    if let Some(hsts) = state.hsts.clone().filter(|_| state.public_url.is_https) {
        headers.entry(header::STRICT_TRANSPORT_SECURITY).or_insert(hsts);
    }
}

/// The policy of a page: scripts by nonce, everything else from this origin or not at all. `extra` follows the sources
/// of `connect-src`: more sources, such as the reload socket, or a directive of one page. `away` is an external origin
/// to which a form of the page may redirect, because browsers apply `form-action` to redirects too. A policy cannot name
/// an IPv6 address, so it names only the scheme then. `None` if this is not a valid header value.
pub fn page_policy(nonce: &str, extra: &str, away: Option<&str>) -> Option<HeaderValue> {
    let away = match away.map(|origin| origin.split_once("//[").map_or(origin, |(scheme, _)| scheme)) {
        Some(source) => format!(" {source}"),
        None => String::new(),
    };
    let policy = format!(
        "default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'; style-src 'self'; \
         img-src 'self' data:; font-src 'self'; connect-src 'self'{extra}; manifest-src 'self'; base-uri 'none'; \
         form-action 'self'{away}; frame-ancestors 'none'"
    );
    HeaderValue::from_str(&policy).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_may_post_to_an_ipv6_address() {
        for (away, sources) in [
            (None, "'self'"),
            (Some("https://app.example:8443"), "'self' https://app.example:8443"),
            (Some("http://[::1]:4711"), "'self' http:"),
        ] {
            let policy = page_policy("n", "", away).unwrap();
            let policy = policy.to_str().unwrap();
            assert!(policy.contains(&format!("form-action {sources}; ")), "{policy}");
        }
    }
}
