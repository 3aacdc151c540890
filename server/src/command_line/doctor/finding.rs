//! What the doctor can find, and what to change in the configuration of the proxy.

use super::proxy::Proxy;
use std::collections::BTreeSet;

/// What is open. Each is reported once, with the details that showed it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Finding {
    NotGuarded,
    OpenOnFailure,
    AddressFromVisitor,
    ChangedAddress,
    AddressHeaders,
    VisitorHeaders,
    HeaderSpellings,
    DroppedHeaders,
    NotTold,
    ForeignRedirect,
    ScriptsRedirected,
}

impl Finding {
    /// The finding as a sentence, its details, and the documented lines of these proxies that close it.
    pub fn report(self, details: &BTreeSet<String>, proxies: &[Proxy]) -> String {
        let (name, sentence) = self.name_and_sentence();
        let mut text = format!("{name}: {sentence}\n");
        for detail in details {
            text += &format!("    {detail}\n");
        }
        let mut lines: Vec<String> = proxies.iter().flat_map(|proxy| self.lines(*proxy, details)).collect();
        lines.dedup();
        for line in lines {
            text += &format!("  compare {line}\n");
        }
        text + "\n"
    }

    /// The name under which the documentation explains it, and a sentence that the details complete.
    const fn name_and_sentence(self) -> (&'static str, &'static str) {
        match self {
            Finding::NotGuarded => ("not-guarded", "the application is reached without a sign-in, by"),
            Finding::OpenOnFailure => {
                ("open-on-failure", "the application is reached without a sign-in when the check fails, by")
            }
            Finding::AddressFromVisitor => {
                ("address-from-visitor", "Portico believes what a visitor says about a request, in")
            }
            Finding::ChangedAddress => {
                ("changed-address", "the application gets another address than Portico has judged:")
            }
            Finding::AddressHeaders => ("address-headers", "a visitor can tell the application another address, in"),
            Finding::VisitorHeaders => ("visitor-headers", "the application gets what a visitor sends in"),
            Finding::HeaderSpellings => {
                ("header-spellings", "some applications read these headers of a visitor as those of Portico:")
            }
            Finding::DroppedHeaders => {
                ("dropped-headers", "a visitor's Connection header takes away from the application")
            }
            Finding::NotTold => ("not-told", "the application is not told who the user is, in"),
            Finding::ForeignRedirect => ("foreign-redirect", "a link to the application can lead to another site, by"),
            Finding::ScriptsRedirected => {
                ("scripts-redirected", "a script's request without a sign-in is redirected, not answered with 401:")
            }
        }
    }

    /// The lines to compare. A text with `{}` stands for one line for each detail.
    fn lines(self, proxy: Proxy, details: &BTreeSet<String>) -> Vec<String> {
        let texts = self.texts(proxy).iter();
        texts
            .flat_map(|text| {
                let mut lines: Vec<String> =
                    details.iter().filter_map(|detail| proxy.line(&text.replace("{}", detail))).collect();
                lines.dedup();
                lines
            })
            .collect()
    }

    /// For each documented line that closes it, a text that the line contains.
    const fn texts(self, proxy: Proxy) -> &'static [&'static str] {
        match proxy {
            Proxy::Nginx => self.texts_of_nginx(),
            Proxy::Caddy => self.texts_of_caddy(),
            Proxy::Traefik => self.texts_of_traefik(),
            Proxy::Haproxy => self.texts_of_haproxy(),
            Proxy::Envoy => self.texts_of_envoy(),
        }
    }

    const fn texts_of_nginx(self) -> &'static [&'static str] {
        match self {
            Finding::NotGuarded => &["auth_request /.portico/check;"],
            Finding::OpenOnFailure => &["error_page 401"],
            Finding::AddressFromVisitor => {
                &["proxy_set_header X-Original-URL    $scheme", "proxy_set_header X-Original-Method"]
            }
            Finding::ChangedAddress => &["proxy_pass http://127.0.0.1:8080;", "X-Original-URL    $scheme"],
            Finding::AddressHeaders | Finding::VisitorHeaders => &["proxy_set_header {} "],
            Finding::HeaderSpellings => &["underscores_in_headers", "ignore_invalid_headers"],
            Finding::DroppedHeaders => &["$portico_connection;"],
            Finding::NotTold => &["proxy_set_header Remote-User"],
            Finding::ForeignRedirect => &["return 302"],
            Finding::ScriptsRedirected => &["if ($portico_location"],
        }
    }

    const fn texts_of_caddy(self) -> &'static [&'static str] {
        match self {
            Finding::AddressHeaders => &["request_header -{}"],
            Finding::HeaderSpellings => &["request_header -*_*", "request_header -*.*", "request_header -Remote"],
            Finding::VisitorHeaders | Finding::NotTold => &["request_header -Remote", "copy_headers"],
            Finding::DroppedHeaders => &["request_header @websocket", "request_header @request"],
            Finding::ChangedAddress => &["reverse_proxy"],
            _ => &["forward_auth 127", "uri /forward-auth"],
        }
    }

    const fn texts_of_traefik(self) -> &'static [&'static str] {
        match self {
            Finding::AddressFromVisitor => &["trustForwardHeader"],
            Finding::AddressHeaders => &["{}: \"\""],
            Finding::HeaderSpellings => &["aliasHeadersStrategy"],
            Finding::VisitorHeaders | Finding::NotTold => &["authResponseHeaders"],
            Finding::DroppedHeaders => &["or later"],
            Finding::NotGuarded | Finding::ChangedAddress => &["middlewares: ["],
            _ => &["address: http"],
        }
    }

    const fn texts_of_haproxy(self) -> &'static [&'static str] {
        match self {
            Finding::NotGuarded => &["http-request lua.portico", "http-request deny"],
            Finding::OpenOnFailure => &["http-request deny"],
            Finding::AddressFromVisitor => &["set-header {} "],
            Finding::AddressHeaders => &["-header {}"],
            Finding::HeaderSpellings => &["del-header [^a-z"],
            Finding::VisitorHeaders | Finding::NotTold => &["local TOLD"],
            Finding::DroppedHeaders => &["del-header Connection", "set-header Connection"],
            Finding::ChangedAddress => &["set-header X-Forwarded-Uri"],
            Finding::ForeignRedirect | Finding::ScriptsRedirected => &["http-request lua.portico"],
        }
    }

    const fn texts_of_envoy(self) -> &'static [&'static str] {
        match self {
            Finding::OpenOnFailure => &["failure_mode_allow"],
            Finding::AddressFromVisitor => &["x-forwarded-proto"],
            Finding::AddressHeaders => &["[\"{}\"] = true"],
            Finding::HeaderSpellings => &["headers_with_underscores_action", "name:find("],
            Finding::VisitorHeaders => &["[\"{}\"] = true", "exact: {} "],
            Finding::NotTold => &["allowed_upstream_headers"],
            Finding::DroppedHeaders | Finding::NotGuarded => &["envoy.filters.http.ext_authz"],
            Finding::ChangedAddress | Finding::ForeignRedirect | Finding::ScriptsRedirected => &["path_prefix"],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Finding; 11] = [
        Finding::NotGuarded,
        Finding::OpenOnFailure,
        Finding::AddressFromVisitor,
        Finding::ChangedAddress,
        Finding::AddressHeaders,
        Finding::VisitorHeaders,
        Finding::HeaderSpellings,
        Finding::DroppedHeaders,
        Finding::NotTold,
        Finding::ForeignRedirect,
        Finding::ScriptsRedirected,
    ];

    fn details(details: &[&str]) -> BTreeSet<String> {
        details.iter().map(|detail| (*detail).to_owned()).collect()
    }

    #[test]
    fn every_finding_names_a_line_of_every_proxy() {
        for finding in ALL {
            let detail = match finding {
                Finding::AddressFromVisitor => "X-Forwarded-Uri",
                Finding::AddressHeaders => "X-Forwarded-Prefix",
                _ => "Remote-Name",
            };
            for proxy in Proxy::ALL {
                for text in finding.texts(proxy) {
                    assert!(proxy.line(&text.replace("{}", detail)).is_some(), "{finding:?} {proxy:?} {text}");
                }
                let lines = finding.lines(proxy, &details(&[detail]));
                assert_eq!(lines.len(), finding.texts(proxy).len(), "{finding:?} {proxy:?}");
            }
        }
    }

    #[test]
    fn a_report_says_what_is_open_and_where_to_look() {
        let report = Finding::VisitorHeaders.report(&details(&["Remote-Name", "Remote-User"]), &[Proxy::Nginx]);
        assert!(report.starts_with("visitor-headers: the application gets what a visitor sends in\n    Remote-Name\n"));
        assert!(report.contains("nginx.conf:") && report.contains(": proxy_set_header Remote-Name "), "{report}");
        let report = Finding::DroppedHeaders.report(&details(&["a", "b"]), &[Proxy::Caddy]);
        assert_eq!(report.matches("Caddyfile:").count(), 2, "{report}");
    }
}
