//! A request that changes something must come from one of our own pages (ASVS 5.0.0, 3.5.1), or be signed.

use crate::http::prelude::*;
use http::{HeaderName, Method};
use service::delivery::texts::STATUS_PATH;

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

pub async fn demand_same_origin(State(state): State<Arc<HttpState>>, request: Request, next: Next) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    // The handler of these requests checks their signature instead.
    let is_signed = request.uri().path() == STATUS_PATH;
    if reads || is_signed || is_same_origin(request.headers(), &state.public_url.origin) {
        next.run(request).await
    } else {
        metrics::counter!("portico_cross_site_requests_total").increment(1);
        (StatusCode::FORBIDDEN, "This request came from another site.").into_response()
    }
}

/// Browsers tell in `Sec-Fetch-Site` where a request comes from; older ones only in `Origin`. They send each of these
/// headers once, so a request that has one of them twice is refused.
pub(super) fn is_same_origin(headers: &HeaderMap, origin: &str) -> bool {
    let is_twice = |name| headers.get_all(name).iter().nth(1).is_some();
    if is_twice(SEC_FETCH_SITE) || is_twice(header::ORIGIN) {
        return false;
    }
    match headers.get(SEC_FETCH_SITE) {
        Some(site) => site == "same-origin",
        None => {
            headers.get(header::ORIGIN).is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(origin.as_bytes()))
        }
    }
}

/// Whether a browser loads an address before the user has asked for it.
pub(super) fn is_in_advance(headers: &HeaderMap) -> bool {
    ["sec-purpose", "purpose"].into_iter().any(|name| headers.contains_key(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(&[("sec-fetch-site", "same-origin")], true)]
    #[case(&[("sec-fetch-site", "same-origin"), ("origin", "https://a.example")], true)]
    #[case(&[("origin", "https://a.example")], true)]
    #[case(&[("sec-fetch-site", "cross-site"), ("origin", "https://a.example")], false)]
    #[case(&[("sec-fetch-site", "same-site")], false)]
    #[case(&[("sec-fetch-site", "none")], false)]
    #[case(&[("origin", "https://b.example")], false)]
    #[case(&[("origin", "null")], false)]
    #[case(&[("sec-fetch-site", "same-origin"), ("sec-fetch-site", "same-origin")], false)]
    #[case(&[("sec-fetch-site", "same-origin"), ("sec-fetch-site", "cross-site")], false)]
    #[case(&[("origin", "https://a.example"), ("origin", "https://b.example")], false)]
    #[case(&[("sec-fetch-site", "same-origin"), ("origin", "https://a.example"), ("origin", "null")], false)]
    #[case(&[], false)]
    fn only_our_own_pages_may_change_something(#[case] headers: &[(&'static str, &str)], #[case] may: bool) {
        let headers = headers.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect();
        assert_eq!(is_same_origin(&headers, "https://a.example"), may);
    }
}
