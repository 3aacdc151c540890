//! Reads what a proxy reports of a visitor's request. A header that is missing, doubled or unreadable makes the whole
//! report unreadable: to guess would be to believe the visitor.

use crate::http::prelude::*;
use crate::http::same_origin::{is_in_advance, is_same_origin};
use app::server::cookies::{self, CookieGuard};
use domain::application::ProtectedOrigin;
use http::request::Parts;
use service::forward_auth::ForwardedRequest;

/// What the path of Envoy's questions begins with. The visitor's path and query follow.
pub const ENVOY: &str = "/forward-auth/envoy";

const LONGEST_METHOD: usize = 32;
const SEC_FETCH_MODE: &str = "sec-fetch-mode";
const SEC_FETCH_SITE: &str = "sec-fetch-site";
const SEC_FETCH_USER: &str = "sec-fetch-user";

/// The kinds of proxies, by what they report and which answers they understand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proxy {
    /// nginx: `X-Original-URL`, `X-Original-Method`.
    Nginx,
    /// Caddy, Traefik, HAProxy: `X-Forwarded-Method`, `-Proto`, `-Host`, `-Uri`.
    Caddy,
    /// Envoy: the method, path and `Host` of the request itself, and `X-Forwarded-Proto`.
    Envoy,
}

/// The visitor's request. `None`: the proxy does not report it as it should.
pub fn read(proxy: Proxy, parts: &Parts) -> Option<ForwardedRequest> {
    let headers = &parts.headers;
    let (scheme, host, method, path_and_query) = match proxy {
        Proxy::Nginx => {
            let (scheme, rest) = once(headers, "x-original-url")?.split_once("://")?;
            let (host, path_and_query) = rest.split_at(rest.find('/')?);
            (scheme, host, once(headers, "x-original-method")?, path_and_query)
        }
        Proxy::Caddy => (
            once(headers, "x-forwarded-proto")?,
            once(headers, "x-forwarded-host")?,
            once(headers, "x-forwarded-method")?,
            once(headers, "x-forwarded-uri")?,
        ),
        Proxy::Envoy => (
            once(headers, "x-forwarded-proto")?,
            once(headers, "host")?,
            parts.method.as_str(),
            parts.uri.path_and_query()?.as_str().strip_prefix(ENVOY)?,
        ),
    };
    let origin = ProtectedOrigin::from_request(scheme, host).ok()?;
    // No browser sends a number sign. A ticket behind one would stay in the browser, where others could find it.
    let is_readable = is_method(method)
        && path_and_query.starts_with('/')
        && path_and_query.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'#');
    if !is_readable {
        return None;
    }
    let jar = CookieGuard::of(origin.is_https()).read(headers);
    let is_navigation = is_navigation(headers);
    Some(ForwardedRequest {
        method: method.to_owned(),
        path_and_query: path_and_query.to_owned(),
        is_navigation,
        is_deliberate: is_deliberate(method, headers, &origin, is_navigation),
        page_origin: page_origin(headers),
        pass: cookies::read_token(&jar, &cookies::pass_name(&origin)),
        door: cookies::read_token(&jar, cookies::DOOR),
        origin,
    })
}

/// The value of a header that is there once, and is not empty.
fn once<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let mut values = headers.get_all(name).iter();
    let value = values.next()?.to_str().ok()?;
    (values.next().is_none() && !value.is_empty()).then_some(value)
}

fn is_method(text: &str) -> bool {
    (1..=LONGEST_METHOD).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'-')
}

/// Whether a browser opens a page. Browsers say so; older ones only say that they accept HTML. The handshake of a
/// WebSocket opens none.
fn is_navigation(headers: &HeaderMap) -> bool {
    if headers.get_all(header::UPGRADE).iter().any(|value| value.as_bytes().eq_ignore_ascii_case(b"websocket")) {
        return false;
    }
    if headers.contains_key(SEC_FETCH_MODE) {
        return once(headers, SEC_FETCH_MODE) == Some("navigate");
    }
    let mut accepted = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok());
    accepted.any(|value| value.contains("text/html")) && !headers.contains_key("x-requested-with")
}

/// Whether the user asked for it: with a form or a link of this origin, or by typing the address.
fn is_deliberate(method: &str, headers: &HeaderMap, origin: &ProtectedOrigin, is_navigation: bool) -> bool {
    match method {
        "POST" => is_same_origin(headers, origin.as_str()),
        "GET" => {
            is_navigation
                && once(headers, SEC_FETCH_USER) == Some("?1")
                && matches!(once(headers, SEC_FETCH_SITE), Some("same-origin" | "none"))
                && !is_in_advance(headers)
        }
        _ => false,
    }
}

fn page_origin(headers: &HeaderMap) -> Option<ProtectedOrigin> {
    let (scheme, host) = once(headers, "origin")?.split_once("://")?;
    ProtectedOrigin::from_request(scheme, host).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    const TARGET: &str = "/a/..%2fadmin/./b;p=1?q=%zz&portico=\\";

    fn parts(method: &str, uri: &str, headers: &[(&str, &str)]) -> Parts {
        let mut request = http::Request::builder().method(method).uri(uri);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.body(()).unwrap().into_parts().0
    }

    fn read_by(proxy: Proxy, headers: &[(&str, &str)]) -> Option<(String, String, String)> {
        let request = read(proxy, &parts("GET", "/", headers))?;
        Some((request.origin.to_string(), request.method, request.path_and_query))
    }

    fn expected(method: &str, target: &str) -> Option<(String, String, String)> {
        Some(("https://app.example".to_owned(), method.to_owned(), target.to_owned()))
    }

    #[test]
    fn each_kind_of_proxy_reports_in_its_own_way() {
        let url = format!("https://APP.Example.:443{TARGET}");
        let nginx = [("x-original-url", url.as_str()), ("x-original-method", "POST")];
        assert_eq!(read_by(Proxy::Nginx, &nginx), expected("POST", TARGET));
        let caddy = [
            ("x-forwarded-method", "POST"),
            ("x-forwarded-proto", "wss"),
            ("x-forwarded-host", "app.example:443"),
            ("x-forwarded-uri", TARGET),
        ];
        assert_eq!(read_by(Proxy::Caddy, &caddy), expected("POST", TARGET));
        let envoy = [("host", "app.example"), ("x-forwarded-proto", "https")];
        let envoy = read(Proxy::Envoy, &parts("DELETE", "/forward-auth/envoy//a/%2e?b", &envoy)).unwrap();
        assert_eq!((envoy.method.as_str(), envoy.path_and_query.as_str()), ("DELETE", "//a/%2e?b"));
    }

    #[rstest]
    fn no_kind_reads_the_headers_of_another(#[values(Proxy::Nginx, Proxy::Caddy)] proxy: Proxy) {
        let of_nginx = [("x-original-url", "https://app.example/public"), ("x-original-method", "GET")];
        let of_caddy = [
            ("x-forwarded-method", "GET"),
            ("x-forwarded-proto", "https"),
            ("x-forwarded-host", "app.example"),
            ("x-forwarded-uri", "/secret"),
        ];
        let both = [&of_nginx[..], &of_caddy].concat();
        let (own, other, path) = match proxy {
            Proxy::Nginx => (&of_nginx[..], &of_caddy[..], "/public"),
            _ => (&of_caddy[..], &of_nginx[..], "/secret"),
        };
        assert_eq!(read_by(proxy, &both), expected("GET", path));
        assert_eq!(read_by(proxy, other), None);
        for missing in 0..own.len() {
            let mut headers = own.to_vec();
            let (name, value) = headers.remove(missing);
            assert_eq!(read_by(proxy, &headers), None, "without {name}");
            headers.extend([(name, value), (name, value)]);
            assert_eq!(read_by(proxy, &headers), None, "two of {name}");
        }
    }

    #[rstest]
    #[case("https://app.example", "GET")]
    #[case("https://app.example?/", "GET")]
    #[case("https://jo@app.example/", "GET")]
    #[case("https://app.example#@evil.example/", "GET")]
    #[case("https:///x", "GET")]
    #[case("//app.example/", "GET")]
    #[case("app.example/", "GET")]
    #[case("https://app.example, https://app.example/", "GET")]
    #[case("https://app.example/a b", "GET")]
    #[case("https://app.example/a#b", "GET")]
    #[case("https://app.example/a?b#", "GET")]
    #[case("https://app.example/é", "GET")]
    #[case("https://app.example/", "GET POST")]
    #[case("https://app.example/", "G3T")]
    fn what_cannot_be_read_for_certain_is_not_read(#[case] url: &str, #[case] method: &str) {
        assert_eq!(read_by(Proxy::Nginx, &[("x-original-url", url), ("x-original-method", method)]), None);
    }

    #[rstest]
    #[case(&[("sec-fetch-mode", "navigate")], true)]
    #[case(&[("sec-fetch-mode", "navigate"), ("sec-fetch-mode", "navigate")], false)]
    #[case(&[("sec-fetch-mode", "cors"), ("accept", "text/html")], false)]
    #[case(&[("sec-fetch-mode", "websocket")], false)]
    #[case(&[("sec-fetch-mode", "navigate"), ("upgrade", "WebSocket")], false)]
    #[case(&[("accept", "text/html,*/*;q=0.8")], true)]
    #[case(&[("accept", "text/html"), ("x-requested-with", "XMLHttpRequest")], false)]
    #[case(&[("accept", "text/html"), ("upgrade", "websocket")], false)]
    #[case(&[("accept", "*/*")], false)]
    #[case(&[], false)]
    fn only_a_page_leads_to_the_sign_in(#[case] headers: &[(&str, &str)], #[case] expected: bool) {
        assert_eq!(is_navigation(&parts("GET", "/", headers).headers), expected);
    }

    #[rstest]
    #[case("POST", &[("sec-fetch-site", "same-origin")], true)]
    #[case("POST", &[("origin", "https://app.example")], true)]
    #[case("POST", &[("sec-fetch-site", "same-site")], false)]
    #[case("POST", &[("sec-fetch-site", "none")], false)]
    #[case("POST", &[("origin", "https://evil.example")], false)]
    #[case("POST", &[], false)]
    #[case("GET", &[("sec-fetch-mode", "navigate"), ("sec-fetch-user", "?1"), ("sec-fetch-site", "same-origin")], true)]
    #[case("GET", &[("sec-fetch-mode", "navigate"), ("sec-fetch-user", "?1"), ("sec-fetch-site", "none")], true)]
    #[case("GET", &[("sec-fetch-mode", "navigate"), ("sec-fetch-user", "?1"), ("sec-fetch-site", "cross-site")], false)]
    #[case("GET", &[("sec-fetch-mode", "navigate"), ("sec-fetch-user", "?1"), ("sec-fetch-site", "same-site")], false)]
    #[case("GET", &[("sec-fetch-mode", "navigate"), ("sec-fetch-site", "none")], false)]
    #[case("GET", &[("sec-fetch-mode", "no-cors"), ("sec-fetch-user", "?1"), ("sec-fetch-site", "same-origin")], false)]
    #[case("HEAD", &[("sec-fetch-mode", "navigate"), ("sec-fetch-user", "?1"), ("sec-fetch-site", "none")], false)]
    fn no_other_site_signs_the_user_out(
        #[case] method: &str,
        #[case] headers: &[(&str, &str)],
        #[case] expected: bool,
    ) {
        let origin = ProtectedOrigin::from_request("https", "app.example").unwrap();
        let deliberate = |headers: &HeaderMap| is_deliberate(method, headers, &origin, is_navigation(headers));
        let mut headers = parts("GET", "/", headers).headers;
        assert_eq!(deliberate(&headers), expected);
        if method == "GET" {
            headers.insert("sec-purpose", HeaderValue::from_static("prefetch;prerender"));
            assert!(!deliberate(&headers), "a prefetch");
        }
    }
}
