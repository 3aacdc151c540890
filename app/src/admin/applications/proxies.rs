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

/// What is copied: the id of the application, its origins, the files, each under its name, and the command that checks
/// the proxy afterwards. If there are no files, says what is missing.
#[component]
pub fn Proxies(
    application: String,
    origins: Vec<String>,
    snippets: Vec<Snippet>,
    command: String,
    has_other_headers: bool,
) -> impl IntoView {
    let id =
        static_view(view! { <Value id=String::from("copy-id") label=applications::APPLICATION_ID value=application/> });
    let content = if snippets.is_empty() {
        static_view(view! { <p>{applications::NO_PROXIES}</p> })
    } else {
        let origins: Vec<_> = origins
            .into_iter()
            .enumerate()
            .map(|(at, value)| {
                let id = format!("copy-origin-{at}");
                static_view(view! { <Value id label=applications::PROTECTED_ORIGIN value/> })
            })
            .collect();
        let warning = has_other_headers.then(|| {
            view! {
                <Notice
                    tone=Tone::Warning
                    title=applications::OTHER_HEADERS
                    text=applications::OTHER_HEADERS_TEXT
                />
            }
        });
        let files: Vec<_> = snippets.into_iter().enumerate().map(|(at, file)| view! { <File at file/> }).collect();
        static_view(view! {
            {origins}
            {warning}
            <div class="snippets">{files}</div>
            <Value id=String::from("copy-check") label=applications::DOCTOR value=command/>
        })
    };
    view! {
        <Section id="proxies" title=applications::PROXIES about=applications::ABOUT_PROXIES>
            <div class="panel__body stack">{id} {content}</div>
        </Section>
    }
}

/// A value on one line. `id` is the id of its label.
#[component]
pub fn Value(id: String, label: Word, value: String) -> impl IntoView {
    view! {
        <div class="field">
            <p class="field__label" id=id.clone()>{label}</p>
            <div class="cluster cluster--copy">
                <code>{value.clone()}</code>
                <CopyButton text=value described_by=Some(id)/>
            </div>
        </div>
    }
}

/// A file, which opens below its name. `at` tells it from the others.
#[component]
fn File(at: usize, file: Snippet) -> impl IntoView {
    let Snippet { name, text } = file;
    let id = format!("copy-file-{at}");
    view! {
        <details class="snippet">
            <summary id=id.clone()>{name}</summary>
            <div class="cluster cluster--copy"><CopyButton text=text.clone() described_by=Some(id)/></div>
            <pre class="source" tabindex="0">{text}</pre>
        </details>
    }
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
