//! The public URL: whether DNS knows its host, whether this Portico answers there, and what the proxy passes on. The
//! request has a header that a visitor could send too, so that it is seen whether the proxy adds to it.

use super::super::client::{Client, Target};
use super::super::prober::header;
use super::report::Report;
use crate::http::doctor::{Echo, PATH, SEC_FETCH_SITE, TOKEN};
use crate::settings::{ClientAddressHeader, Settings};
use anyhow::Context as _;
use domain::Timestamp;
use service::clock::SystemClock;
use service::delivery::is_public;
use service::doctor;
use service::random::SystemRandom;
use service::security::Keys;
use std::time::UNIX_EPOCH;
use tokio::task::spawn_blocking;

const DNS: &str = "DNS";
const URL: &str = "public URL";
const PROXY: &str = "proxy";
/// An address that is reserved for documentation (RFC 5737).
const PRETENDED: &str = "192.0.2.1";
const COOKIE: &str = "portico-doctor=1";

pub async fn look(settings: &Settings, report: &mut Report) -> anyhow::Result<()> {
    let origin = &settings.public_url.origin;
    let target: Target = origin.parse().context("PORTICO_PUBLIC_URL")?;
    if !look_at_dns(&target, settings.public_url.is_https, report).await {
        return Ok(());
    }
    let keys = Keys::ring(&settings.secret_key, &settings.previous_secret_keys)?;
    let token = doctor::token(&keys, &SystemRandom, &SystemClock)?;
    let sent = pretended(settings.proxies.header);
    let request = format!(
        "GET {PATH} HTTP/1.1\r\nHost: {}\r\nAccept: application/json\r\nOrigin: {origin}\r\n{SEC_FETCH_SITE}: \
         same-origin\r\nCookie: {COOKIE}\r\n{}: {sent}\r\n{TOKEN}: {token}\r\nConnection: close\r\n\r\n",
        target.authority,
        settings.proxies.header.name()
    );
    let client = Client::new(target)?;
    let answer = match spawn_blocking(move || client.ask(request.as_bytes())).await? {
        Ok(answer) => answer,
        Err(error) => {
            report.wrong(
                URL,
                format!("{origin} does not answer: {error}"),
                "Start the proxy, let its port through the firewall, and give it a certificate of this host",
            );
            return Ok(());
        }
    };
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((answer.as_str(), ""));
    if let Some(time) = header(head, "date").and_then(|date| httpdate::parse_http_date(&date).ok()) {
        let milliseconds = time.duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
        report.clock(Timestamp(i64::try_from(milliseconds)?), "the public URL");
    }
    match read(body) {
        Some(echo) => {
            report.fine(URL, format!("Portico answers at {origin}"));
            judge_version(&echo, report);
            judge(&echo, &Sent { origin, address: &sent, is_https: settings.public_url.is_https }, report);
        }
        None => judge_foreign(origin, head, report),
    }
    Ok(())
}

/// Whether the host has an address.
async fn look_at_dns(target: &Target, is_https: bool, report: &mut Report) -> bool {
    match target.addresses().await {
        Ok(addresses) if !addresses.is_empty() => {
            let all = addresses.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            let says = format!("{} has the address {all}", target.host);
            if is_https && !addresses.iter().any(|address| is_public(*address)) {
                report.note(
                    DNS,
                    says,
                    "Nobody outside of this network reaches it. If people should, add a public address",
                );
            } else {
                report.fine(DNS, says);
            }
            true
        }
        Ok(_) | Err(_) => {
            report.wrong(
                DNS,
                format!("{} has no address", target.host),
                "Add an A or AAAA record for the host of PORTICO_PUBLIC_URL, or correct that setting",
            );
            false
        }
    }
}

/// What a visitor could write into the header that proxies write.
fn pretended(header: ClientAddressHeader) -> String {
    match header {
        ClientAddressHeader::Forwarded => format!("for={PRETENDED}"),
        ClientAddressHeader::XForwardedFor | ClientAddressHeader::XRealIp => PRETENDED.to_owned(),
    }
}

/// Reads the answer. Around it may be the frame of a chunk.
fn read(body: &str) -> Option<Echo> {
    let (start, end) = (body.find('{')?, body.rfind('}')?);
    serde_json::from_str(body.get(start..=end)?).ok()
}

fn judge_foreign(origin: &str, head: &str, report: &mut Report) {
    let status = head.split_ascii_whitespace().nth(1).unwrap_or_default();
    report.wrong(
        URL,
        format!("what answers at {origin}{PATH} is not this Portico; its status is {status}"),
        "Let the proxy pass every path of this host on to PORTICO_SITE_ADDR. The server and the doctor need the same \
         PORTICO_SECRET_KEY, the same version, and clocks that agree",
    );
}

fn judge_version(echo: &Echo, report: &mut Report) {
    let own = env!("PORTICO_VERSION");
    if echo.version == own {
        report.fine("version", own);
    } else {
        let says = format!("the server is {}, and this program {own}", echo.version);
        report.wrong("version", says, "Restart the server with the new program");
    }
}

/// What the doctor has sent.
struct Sent<'a> {
    origin: &'a str,
    /// The value of the header with the address of the client.
    address: &'a str,
    is_https: bool,
}

fn judge(echo: &Echo, sent: &Sent<'_>, report: &mut Report) {
    let before = report.0.len();
    judge_address(echo, sent, report);
    for (name, arrived, sent) in [
        ("Origin", &echo.origin, sent.origin),
        ("Sec-Fetch-Site", &echo.sec_fetch_site, "same-origin"),
        ("Cookie", &echo.cookie, COOKIE),
    ] {
        if arrived.as_deref() != Some(sent) {
            let what = if arrived.is_some() { "changes" } else { "drops" };
            report.wrong(
                PROXY,
                format!("it {what} the header {name}, without which nobody can sign in"),
                format!("Let the proxy pass {name} on as the browser sends it"),
            );
        }
    }
    if report.0.len() == before {
        report.fine(PROXY, "it passes on what Portico needs");
    }
}

fn judge_address(echo: &Echo, sent: &Sent<'_>, report: &mut Report) {
    let Echo { peer, address_header, .. } = echo;
    let is_untouched = echo.address_values.as_slice() == [sent.address];
    if !echo.is_peer_trusted {
        // On this machine, without a proxy, no client is trusted.
        if sent.is_https || !is_untouched {
            report.wrong(
                PROXY,
                format!("it asks from {peer}, which is not trusted, so all users share the limits of one address"),
                format!("Set PORTICO_TRUSTED_PROXIES to {peer}, or to the network of the proxy"),
            );
        }
    } else if echo.address_values.is_empty() {
        report.wrong(
            PROXY,
            format!("it does not say in {address_header} who asks, so all users share the limits of one address"),
            format!("Let the proxy set {address_header}, or name another header in PORTICO_CLIENT_ADDRESS_HEADER"),
        );
    } else if is_untouched {
        report.wrong(
            PROXY,
            format!("it passes {address_header} on as visitors send it, so they can pretend to be anybody"),
            format!("Let the proxy add the address of the visitor to {address_header}, or replace it"),
        );
    } else if echo.client_address.to_string() == PRETENDED {
        report.note(
            PROXY,
            "the doctor asks from an address that PORTICO_TRUSTED_PROXIES names, so it cannot tell whom Portico \
             believes",
            "Name only the proxies there. To be sure, run the doctor on another machine",
        );
    }
}

#[cfg(test)]
mod tests {
    use super::super::report::Verdict;
    use super::*;
    use rstest::rstest;

    /// What arrives through a proxy that does what it should.
    fn echo() -> Echo {
        Echo {
            version: env!("PORTICO_VERSION").to_owned(),
            peer: "10.0.0.1".parse().unwrap(),
            is_peer_trusted: true,
            client_address: "203.0.113.7".parse().unwrap(),
            address_header: "x-forwarded-for".to_owned(),
            address_values: vec![format!("{PRETENDED}, 203.0.113.7")],
            origin: Some("https://sign-in.example".to_owned()),
            sec_fetch_site: Some("same-origin".to_owned()),
            cookie: Some(COOKIE.to_owned()),
        }
    }

    #[rstest]
    #[case(echo(), Verdict::Fine, "passes on")]
    #[case(Echo { address_values: vec!["203.0.113.7".to_owned()], ..echo() }, Verdict::Fine, "passes on")]
    #[case(Echo { is_peer_trusted: false, ..echo() }, Verdict::Wrong, "10.0.0.1")]
    #[case(Echo { address_values: Vec::new(), ..echo() }, Verdict::Wrong, "does not say")]
    #[case(Echo { address_values: vec![PRETENDED.to_owned()], ..echo() }, Verdict::Wrong, "as visitors send it")]
    #[case(Echo { client_address: PRETENDED.parse().unwrap(), ..echo() }, Verdict::Note, "the doctor asks from")]
    #[case(Echo { origin: None, ..echo() }, Verdict::Wrong, "drops the header Origin")]
    #[case(Echo { sec_fetch_site: None, ..echo() }, Verdict::Wrong, "drops the header Sec-Fetch-Site")]
    #[case(Echo { cookie: Some("a=b".to_owned()), ..echo() }, Verdict::Wrong, "changes the header Cookie")]
    fn a_proxy_is_judged_by_what_arrives(#[case] echo: Echo, #[case] verdict: Verdict, #[case] says: &str) {
        let mut report = Report::default();
        let sent = Sent { origin: "https://sign-in.example", address: PRETENDED, is_https: true };
        judge(&echo, &sent, &mut report);
        assert_eq!((report.0.len(), report.0[0].verdict), (1, verdict), "{report:?}");
        assert!(report.0[0].says.contains(says), "{report:?}");
    }

    #[test]
    fn on_one_machine_no_proxy_is_needed() {
        let mut report = Report::default();
        let origin = "http://localhost:3000";
        let (is_peer_trusted, address_values) = (false, vec![PRETENDED.to_owned()]);
        let echo = Echo { is_peer_trusted, address_values, origin: Some(origin.to_owned()), ..echo() };
        judge(&echo, &Sent { origin, address: PRETENDED, is_https: false }, &mut report);
        assert_eq!(report.0[0].verdict, Verdict::Fine, "{report:?}");
    }

    #[test]
    fn an_answer_may_come_in_a_chunk() {
        let json = serde_json::to_string(&echo()).unwrap();
        for body in [json.clone(), format!("{:x}\r\n{json}\r\n0\r\n\r\n", json.len())] {
            assert_eq!(read(&body).unwrap().address_header, "x-forwarded-for");
        }
        for other in ["", "<html>", "{}", "}{"] {
            assert!(read(other).is_none(), "{other}");
        }
    }
}
