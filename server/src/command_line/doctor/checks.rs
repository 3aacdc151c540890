//! The requests that are tried, and what their outcomes show.

use super::echo::Arrived;
use super::finding::Finding;
use super::prober::{Outcome, Prober, Request};
use super::proxy::Proxy;
use super::statement::JudgedAddress;
use anyhow::Context as _;
use domain::application::HeaderStyle;
use service::forward_auth::ASSERTION;
use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;

/// A value that only the visitor sends. If the application gets it, the proxy has believed the visitor.
const PRETENDED: &str = "pretended-by-doctor";
/// A value that Portico cannot read in any header about a request.
const UNREADABLE: &str = "portico doctor";
/// A site that a visitor wants to be sent to.
const ELSEWHERE: &str = "portico-doctor.invalid";
const PAGE: &str = "/portico-doctor/page";

/// The headers in which proxies tell Portico about a request.
const ABOUT_A_REQUEST: [&str; 6] = [
    "X-Forwarded-Method",
    "X-Forwarded-Proto",
    "X-Forwarded-Host",
    "X-Forwarded-Uri",
    "X-Original-URL",
    "X-Original-Method",
];
/// The headers by which applications let themselves be told another address.
const ABOUT_AN_ADDRESS: [&str; 4] = ["X-Forwarded-Prefix", "X-Forwarded-Uri", "X-Original-URL", "X-Rewrite-URL"];
/// The characters that the name of a header may have besides letters, digits and the hyphen. Some applications read
/// each of them as a hyphen.
const LIKE_HYPHENS: &str = "_.!#$%&'*+^`|~";
/// Paths that programs read in different ways.
const AMBIGUOUS_PATHS: [&str; 8] = [
    "/portico-doctor/a/..%2fb",
    "/portico-doctor/a%5c..%5cb",
    "/portico-doctor/a%3bb;c=1",
    "/portico-doctor/%61%2e",
    "/portico-doctor//a",
    "/portico-doctor/./a/../b",
    "/portico-doctor/%2e%2e/b",
    "/portico-doctor/a?b=%2f..%2f&c=%zz",
];

/// What was found, and what the requests told about the proxy.
pub struct Examined {
    /// Each finding with what showed it.
    pub findings: BTreeMap<Finding, BTreeSet<String>>,
    /// The proxy, if it names itself.
    pub proxy: Option<Proxy>,
}

/// One examination of a proxy.
pub struct Examination<'a> {
    prober: &'a mut Prober,
    /// The cookies of a visitor who may enter.
    cookie: String,
    /// The names of the headers that Portico sets for the application.
    names: Vec<&'static str>,
    findings: BTreeMap<Finding, BTreeSet<String>>,
}

impl Examination<'_> {
    /// Tries everything. Fails if the proxy does not answer, or does not let in a visitor who may enter.
    pub async fn of(prober: &mut Prober, cookie: String, listen: SocketAddr) -> anyhow::Result<Examined> {
        let mut examination = Examination { prober, cookie, names: Vec::new(), findings: BTreeMap::new() };
        let stranger = examination.try_as_stranger().await?;
        let welcome = examination.let_in(&Request::get(PAGE)).await?;
        let Outcome { status, arrived, .. } = welcome;
        let arrived = arrived.with_context(|| {
            format!(
                "a visitor with this cookie does not reach the application: the answer is {status}. May this visitor \
                 enter, and does the proxy send to {listen} what it lets in?"
            )
        })?;
        examination.learn_names(&arrived);
        examination.try_failing_checks().await;
        examination.try_redirects().await;
        examination.try_as_user(&arrived).await;
        examination.try_paths().await;
        let proxy = stranger.server.as_deref().and_then(Proxy::of_server);
        Ok(Examined { findings: examination.findings, proxy })
    }

    fn found(&mut self, finding: Finding, detail: impl Into<String>) {
        self.findings.entry(finding).or_default().insert(detail.into());
    }

    /// Sends a request with the cookies of a visitor who may enter.
    async fn let_in(&mut self, request: &Request) -> anyhow::Result<Outcome> {
        let request = request.clone().with("Cookie", &self.cookie);
        Ok(self.prober.send(&request).await?)
    }

    /// Sends a request with those cookies. Returns it as it reached the application.
    async fn as_user(&mut self, request: Request) -> Option<Arrived> {
        let request = request.with("Cookie", &self.cookie);
        self.prober.arrival(&request).await
    }

    /// Whether the application gets this header as the visitor sent it.
    async fn is_believed(&mut self, name: &str, value: &str) -> bool {
        let arrived = self.as_user(Request::get(PAGE).with(name, value)).await;
        arrived.is_some_and(|arrived| pretended(&arrived).any(|known| known.eq_ignore_ascii_case(name)))
    }

    /// Nothing may reach the application without a sign-in. Returns the outcome of a page.
    async fn try_as_stranger(&mut self) -> anyhow::Result<Outcome> {
        let application = self.prober.application().to_string();
        let page = self.prober.send(&Request::get(PAGE)).await.with_context(|| application)?;
        let script = self.prober.send(&Request::from_script("GET", PAGE)).await?;
        if (300..400).contains(&script.status) {
            self.found(Finding::ScriptsRedirected, format!("GET: {}", script.status));
        }
        let websocket = Request::from_script("GET", PAGE)
            .with("Connection", "Upgrade")
            .with("Upgrade", "websocket")
            .with("Sec-WebSocket-Version", 13)
            .with("Sec-WebSocket-Key", "cG9ydGljby1kb2N0b3ItMQ==");
        let others = [
            ("a WebSocket", websocket),
            ("HEAD", Request::from_script("HEAD", PAGE)),
            ("OPTIONS", Request::from_script("OPTIONS", PAGE)),
            ("POST", Request::from_script("POST", PAGE)),
        ];
        for (what, request) in others {
            if self.prober.arrival(&request).await.is_some() {
                self.found(Finding::NotGuarded, what);
            }
        }
        if page.arrived.is_some() || script.arrived.is_some() {
            self.found(Finding::NotGuarded, "GET");
        }
        Ok(page)
    }

    /// Finds out which headers the application gets from Portico.
    fn learn_names(&mut self, arrived: &Arrived) {
        let is_told = |name: &str| arrived.header(name).is_some_and(|value| !value.is_empty());
        let style = HeaderStyle::ALL.into_iter().find(|style| is_told(style.header_names()[0]));
        let names = style.unwrap_or_default().header_names();
        if style.is_none() {
            self.found(Finding::NotTold, names[0]);
        }
        self.names = names.into_iter().chain([ASSERTION]).collect();
    }

    /// A request that Portico cannot read, or that is too large for it or the proxy, must not reach the application.
    async fn try_failing_checks(&mut self) {
        let long = |length: usize| "a".repeat(length);
        let cookie = |value: String| Request::get(PAGE).with("Cookie", value);
        let mut tried: Vec<(String, Request)> = Vec::new();
        for value in ["", "%00", "\"", "\u{7f}", "=;=;", "a.b.c"] {
            let both = format!("portico-pass={value}; __Host-portico-pass={value}");
            tried.push((format!("the pass {value:?}"), cookie(both)));
        }
        for kilobytes in [4, 8, 16, 30, 60, 120] {
            let length = kilobytes * 1000;
            let pass = format!("__Host-portico-pass={}", long(length));
            tried.push((format!("a cookie of {kilobytes} kB"), cookie(pass)));
            tried.push((format!("an address of {kilobytes} kB"), Request::get(format!("{PAGE}?{}", long(length)))));
        }
        for many in [80, 95, 110, 200] {
            let request = (0..many).fold(Request::get(PAGE), |request, number| {
                request.with(&format!("X-Portico-Doctor-{number}"), number)
            });
            tried.push((format!("{many} headers"), request));
        }
        for (what, request) in tried {
            if self.prober.arrival(&request).await.is_some() {
                self.found(Finding::OpenOnFailure, what);
            }
        }
    }

    /// A link to the application leads to Portico and nowhere else.
    async fn try_redirects(&mut self) {
        let queries = ["rd", "url", "redirect", "return_to", "next"].map(|name| {
            let target = format!("{PAGE}?{name}=https://{ELSEWHERE}/");
            (target.clone(), Request::get(target))
        });
        let paths = [format!("//{ELSEWHERE}/a/.."), format!("/%5c{ELSEWHERE}/"), format!("//{ELSEWHERE}/")];
        let paths = paths.map(|target| (target.clone(), Request::get(target)));
        let header = Request::get(PAGE).with("X-Forwarded-Host", ELSEWHERE);
        let tried = queries.into_iter().chain(paths).chain([(format!("X-Forwarded-Host: {ELSEWHERE}"), header)]);
        for (what, request) in tried {
            let Ok(outcome) = self.prober.send(&request).await else { continue };
            if outcome.location.is_some_and(|location| leads_elsewhere(&location)) {
                self.found(Finding::ForeignRedirect, what);
            }
        }
    }

    /// The headers of a visitor who may enter must not change what Portico and the application are told.
    async fn try_as_user(&mut self, honest: &Arrived) {
        for name in ABOUT_A_REQUEST {
            // The request arrives without this header, so nothing else can keep it away.
            if self.as_user(Request::get(PAGE).with(name, UNREADABLE)).await.is_none() {
                self.found(Finding::AddressFromVisitor, name);
            }
        }
        for name in ABOUT_AN_ADDRESS {
            if self.is_believed(name, &format!("/{PRETENDED}")).await {
                self.found(Finding::AddressHeaders, name);
            }
        }
        for name in self.names.clone() {
            if self.is_believed(name, PRETENDED).await {
                self.found(Finding::VisitorHeaders, name);
            }
            let arrived = self.as_user(Request::get(PAGE).with("Connection", format!("close, {name}"))).await;
            let is_dropped = arrived.is_some_and(|arrived| {
                let is_passed_on = arrived.header("connection").is_some_and(|value| has_token(value, name));
                is_passed_on || honest.header(name).is_some() && arrived.header(name).is_none()
            });
            if is_dropped {
                self.found(Finding::DroppedHeaders, name);
            }
        }
        for character in LIKE_HYPHENS.chars() {
            let request = self.names.iter().fold(Request::get(PAGE), |request, name| {
                let first = name.replacen('-', &character.to_string(), 1);
                let all = name.replace('-', &character.to_string());
                let request = request.with(&first, PRETENDED);
                if all == first { request } else { request.with(&all, PRETENDED) }
            });
            let arrived = self.as_user(request).await;
            let found: Vec<String> = arrived.iter().flat_map(pretended).map(str::to_owned).collect();
            for name in found {
                self.found(Finding::HeaderSpellings, name);
            }
        }
    }

    /// The application gets the address that Portico has judged.
    async fn try_paths(&mut self) {
        for target in AMBIGUOUS_PATHS {
            let Some(arrived) = self.as_user(Request::get(target)).await else { continue };
            let got = &arrived.target;
            let is_judged = match arrived.header(ASSERTION).and_then(JudgedAddress::read) {
                Some(judged) => judged.has(got),
                None => got == target,
            };
            if !is_judged {
                self.found(Finding::ChangedAddress, format!("{target} became {got}"));
            }
        }
    }
}

/// The names of the headers that carry what a visitor pretends.
fn pretended(arrived: &Arrived) -> impl Iterator<Item = &str> {
    arrived.headers.iter().filter(|(_, value)| value.contains(PRETENDED)).map(|(name, _)| name.as_str())
}

/// Whether a header that lists tokens has this one.
fn has_token(value: &str, token: &str) -> bool {
    value.split(',').any(|one| one.trim().eq_ignore_ascii_case(token))
}

/// Whether a browser that follows the location leaves for the site that a visitor wanted. Browsers read a backslash as
/// a slash.
fn leads_elsewhere(location: &str) -> bool {
    let location = location.trim().replace('\\', "/");
    let rest = match location.split_once(':') {
        Some((scheme, rest)) if !scheme.contains('/') => rest,
        _ => location.as_str(),
    };
    rest.strip_prefix("//").is_some_and(|rest| rest.trim_start_matches('/').starts_with(ELSEWHERE))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("https://portico-doctor.invalid/", true)]
    #[case("//portico-doctor.invalid", true)]
    #[case("/\\portico-doctor.invalid/a", true)]
    #[case("https:///portico-doctor.invalid/", true)]
    #[case("/portico-doctor.invalid/a", false)]
    #[case("https://sign-in.example/enter/a?b=//portico-doctor.invalid", false)]
    #[case("/a?b=https://portico-doctor.invalid/", false)]
    fn a_location_elsewhere_is_known(#[case] location: &str, #[case] is_elsewhere: bool) {
        assert_eq!(leads_elsewhere(location), is_elsewhere);
    }

    #[test]
    fn a_token_is_compared_as_a_whole() {
        assert!(has_token("close, remote-user", "Remote-User"));
        assert!(!has_token("close, remote-user-name", "Remote-User"));
    }
}
