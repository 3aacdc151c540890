//! The configuration of reverse proxies to copy, with the values of an application. The files are those of
//! `docs/applications/proxies`, which the tests run.

use crate::prelude::*;
use crate::words::admin::applications;
#[cfg(feature = "ssr")]
use domain::application::{HeaderStyle, ProtectedOrigin};

/// A file to copy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Snippet {
    /// The proxy and the name of the file.
    pub name: String,
    pub text: String,
}

#[cfg(feature = "ssr")]
const FILES: [(&str, &str); 6] = [
    ("nginx: nginx.conf", include_str!("../../../../docs/applications/proxies/nginx.conf")),
    ("Caddy: Caddyfile", include_str!("../../../../docs/applications/proxies/Caddyfile")),
    ("Traefik: traefik.yml", include_str!("../../../../docs/applications/proxies/traefik.yml")),
    ("HAProxy: haproxy.cfg", include_str!("../../../../docs/applications/proxies/haproxy.cfg")),
    ("HAProxy: portico.lua", include_str!("../../../../docs/applications/proxies/portico.lua")),
    ("Envoy: envoy.yaml", include_str!("../../../../docs/applications/proxies/envoy.yaml")),
];

/// The words of the files that stand for an application.
#[cfg(feature = "ssr")]
const ORIGIN: &str = "https://app.example";
#[cfg(feature = "ssr")]
const HOST: &str = "app.example";

/// The files with the values of an application, whose first protected origin is `origin`.
#[cfg(feature = "ssr")]
pub fn snippets(origin: &ProtectedOrigin, style: HeaderStyle) -> Vec<Snippet> {
    let host = host_of(origin).to_owned();
    let mut words = vec![(ORIGIN.to_owned(), origin.to_string()), (HOST.to_owned(), host)];
    let names = HeaderStyle::Remote.header_names().into_iter().zip(style.header_names());
    words.extend(names.flat_map(|(from, to)| spellings(from).into_iter().zip(spellings(to))));
    FILES.map(|(name, text)| Snippet { name: name.to_owned(), text: replaced(text, &words) }).into()
}

/// The name of the host, without the port.
#[cfg(feature = "ssr")]
fn host_of(origin: &ProtectedOrigin) -> &str {
    let authority = origin.as_str().split_once("://").map_or(origin.as_str(), |(_, authority)| authority);
    // The address of IPv6 contains colons, so it has brackets.
    let end = authority.rfind(']').unwrap_or_default();
    authority[end..].find(':').map_or(authority, |colon| &authority[..end + colon])
}

/// The spellings of a header's name that the files contain.
#[cfg(feature = "ssr")]
fn spellings(name: &str) -> [String; 6] {
    let [underscores, dots] = ["_", "."].map(|separator| name.replace('-', separator));
    let small = |name: &str| name.to_ascii_lowercase();
    [name.to_owned(), small(name), small(&underscores), small(&dots), underscores, dots]
}

/// The text with each first word replaced by its second. What was put in is not replaced again.
#[cfg(feature = "ssr")]
fn replaced(text: &str, words: &[(String, String)]) -> String {
    match words.split_first() {
        None => text.to_owned(),
        Some(((from, to), others)) => {
            let pieces: Vec<String> = text.split(from.as_str()).map(|piece| replaced(piece, others)).collect();
            pieces.join(to)
        }
    }
}

/// The files, each under its name. `command` checks the proxy afterwards. If there are none, says what is missing.
#[component]
pub fn Proxies(snippets: Vec<Snippet>, command: String, has_other_headers: bool) -> impl IntoView {
    let content = if snippets.is_empty() {
        static_view(view! { <p class="panel__body">{applications::NO_PROXIES}</p> })
    } else {
        let warning = has_other_headers.then(|| {
            view! {
                <Notice
                    tone=Tone::Warning
                    title=applications::OTHER_HEADERS
                    text=applications::OTHER_HEADERS_TEXT
                />
            }
        });
        let files: Vec<_> = snippets
            .into_iter()
            .map(|Snippet { name, text }| {
                view! {
                    <details class="snippet">
                        <summary>{name}</summary>
                        <pre class="source" tabindex="0">{text}</pre>
                    </details>
                }
            })
            .collect();
        static_view(view! {
            <div class="panel__body stack">
                {warning}
                <div class="snippets">{files}</div>
                <p class="soft">{applications::doctor(&command)}</p>
            </div>
        })
    };
    view! { <Section id="proxies" title=applications::PROXIES about=applications::ABOUT_PROXIES>{content}</Section> }
}

#[cfg(test)]
#[cfg(feature = "ssr")]
mod tests {
    use super::*;

    fn texts(origin: &str, style: HeaderStyle) -> String {
        let origin = ProtectedOrigin::parse(origin, true).unwrap();
        snippets(&origin, style).into_iter().map(|snippet| snippet.text).collect()
    }

    #[test]
    fn the_files_have_the_values_of_the_application() {
        // A value that contains one of the words is put in once.
        let filled = texts("https://wiki.app.example:8443", HeaderStyle::Remote);
        assert!(filled.contains("server_name wiki.app.example;") && filled.contains("https://wiki.app.example:8443"));
        assert!(!filled.contains("wiki.wiki.") && filled.contains("copy_headers Remote-User"));
        assert!(texts("http://[::1]:3001", HeaderStyle::Remote).contains("server_name [::1];"));
    }

    #[test]
    fn the_headers_are_those_that_the_application_gets() {
        let filled = texts("https://wiki.example", HeaderStyle::AuthRequest);
        for name in ["X-Auth-Request-Email", "x-auth-request-groups", "$upstream_http_x_auth_request_user"] {
            assert!(filled.contains(name), "{name}");
        }
        for name in HeaderStyle::Remote.header_names().into_iter().flat_map(spellings) {
            assert!(!filled.contains(&name), "{name}");
        }
    }
}
