//! What DNS says of the domain that mail comes from, as far as it answers: SPF (RFC 7208), DKIM (RFC 6376) and DMARC
//! (RFC 7489). Whether the mail server itself is among those that SPF names, only a message that arrives can show.

use super::report::Report;
use crate::settings::Settings;
use hickory_resolver::TokioResolver;
use hickory_resolver::net::NetError;
use hickory_resolver::proto::rr::RData;
use std::time::Duration;

const ABOUT: &str = "email";
const TIMEOUT: Duration = Duration::from_secs(3);

/// The TXT records of a name.
enum Texts {
    Found(Vec<String>),
    /// There is no such name, nor one below it.
    NoName,
    /// The name servers did not answer the question.
    NoAnswer(String),
}

pub async fn look(settings: &Settings, report: &mut Report) {
    let domain = settings.mail.from.email.domain();
    if !domain.contains('.') || domain.starts_with('[') {
        report.note(
            ABOUT,
            format!("PORTICO_MAIL_FROM is at {domain}, which other mail servers do not know"),
            "Send from an address at a domain of yours, unless all mail stays here",
        );
        return;
    }
    let resolver = match resolver() {
        Ok(resolver) => resolver,
        Err(error) => return no_answer(report, &error.to_string()),
    };
    match texts(&resolver, domain).await {
        Texts::NoAnswer(error) => return no_answer(report, &error),
        Texts::NoName => {
            report.wrong(
                ABOUT,
                format!("there is no domain {domain}, so others refuse mail from it"),
                "Correct PORTICO_MAIL_FROM",
            );
            return;
        }
        Texts::Found(texts) => judge_spf(domain, &texts, report),
    }
    look_for_dkim(&resolver, domain, report).await;
    look_for_dmarc(&resolver, domain, report).await;
}

fn no_answer(report: &mut Report, error: &str) {
    report.note(
        ABOUT,
        format!("DNS does not answer, so SPF, DKIM and DMARC are unknown: {error}"),
        "Look at /etc/resolv.conf, or run the doctor on a machine that may ask DNS",
    );
}

fn resolver() -> Result<TokioResolver, NetError> {
    let mut builder = TokioResolver::builder_tokio()?;
    builder.options_mut().timeout = TIMEOUT;
    builder.options_mut().attempts = 1;
    builder.build()
}

async fn texts(resolver: &TokioResolver, name: &str) -> Texts {
    // The dot at the end: no domain of this machine is appended.
    match resolver.txt_lookup(format!("{name}.")).await {
        Ok(found) => {
            let texts = found.answers().iter().filter_map(|record| match &record.data {
                RData::TXT(text) => {
                    let bytes: Vec<u8> = text.txt_data.iter().flat_map(|part| part.iter().copied()).collect();
                    Some(String::from_utf8_lossy(&bytes).into_owned())
                }
                _ => None,
            });
            Texts::Found(texts.collect())
        }
        Err(error) if error.is_nx_domain() => Texts::NoName,
        Err(error) if error.is_no_records_found() => Texts::Found(Vec::new()),
        Err(error) => Texts::NoAnswer(error.to_string()),
    }
}

/// Whether a record begins with its version, as a whole word.
fn is_version(text: &str, version: &str) -> bool {
    let begins = text.get(..version.len()).is_some_and(|start| start.eq_ignore_ascii_case(version));
    begins && !text[version.len()..].starts_with(|next: char| next.is_ascii_alphanumeric())
}

fn judge_spf(domain: &str, texts: &[String], report: &mut Report) {
    let records: Vec<&String> = texts.iter().filter(|text| is_version(text, "v=spf1")).collect();
    match records.as_slice() {
        [] => report.wrong(
            ABOUT,
            format!("{domain} has no SPF record, so others do not know which servers send for it"),
            format!("Add a TXT record at {domain} that your mail provider names, like: v=spf1 include:… -all"),
        ),
        [record] if record.split_ascii_whitespace().any(|term| matches!(term, "all" | "+all")) => report.wrong(
            ABOUT,
            format!("the SPF record of {domain} lets every server send for it"),
            "End the record with -all or ~all",
        ),
        [_] => report.fine(ABOUT, format!("{domain} has an SPF record")),
        _ => report.wrong(
            ABOUT,
            format!("{domain} has {} SPF records, so none of them counts", records.len()),
            "Join them into one",
        ),
    }
}

/// DNS cannot list the keys, but it tells whether any name exists below this one (RFC 8020).
async fn look_for_dkim(resolver: &TokioResolver, domain: &str, report: &mut Report) {
    match texts(resolver, &format!("_domainkey.{domain}")).await {
        Texts::Found(_) => report.fine(ABOUT, format!("{domain} has names for keys of DKIM")),
        Texts::NoName => report.note(
            ABOUT,
            format!("DNS has no key of DKIM below _domainkey.{domain}, so others may take mail for forged"),
            "Turn on DKIM at your mail provider, and add the record that it names",
        ),
        Texts::NoAnswer(error) => no_answer(report, &error),
    }
}

/// The record of the domain itself, or else of a domain above it.
async fn look_for_dmarc(resolver: &TokioResolver, domain: &str, report: &mut Report) {
    for name in with_those_above(domain) {
        match texts(resolver, &format!("_dmarc.{name}")).await {
            Texts::Found(texts) if texts.iter().any(|text| is_version(text, "v=DMARC1")) => {
                return report.fine(ABOUT, format!("{name} has a DMARC record"));
            }
            Texts::NoAnswer(error) => return no_answer(report, &error),
            _ => {}
        }
    }
    report.note(
        ABOUT,
        format!("{domain} has no DMARC record, which large mail providers ask for"),
        format!("Add a TXT record at _dmarc.{domain}: v=DMARC1; p=none"),
    );
}

/// The domain, and the domains above it that have a dot.
fn with_those_above(domain: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(domain), |name| name.split_once('.').map(|(_, above)| above))
        .filter(|name| name.contains('.'))
}

#[cfg(test)]
mod tests {
    use super::super::report::Verdict;
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(&["v=spf1 include:mail.example -all"], Verdict::Fine)]
    #[case(&["other=1", "V=SPF1 mx ~all"], Verdict::Fine)]
    #[case(&["v=spf1"], Verdict::Fine)]
    #[case(&["v=spf1 +all"], Verdict::Wrong)]
    #[case(&["v=spf1 mx all"], Verdict::Wrong)]
    #[case(&["v=spf1 mx -all", "v=spf1 a -all"], Verdict::Wrong)]
    #[case(&["v=spf10 -all", "é"], Verdict::Wrong)]
    #[case(&[], Verdict::Wrong)]
    fn a_domain_has_one_spf_record_that_excludes_other_senders(#[case] texts: &[&str], #[case] verdict: Verdict) {
        let (mut report, texts) = (Report::default(), texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>());
        judge_spf("company.example", &texts, &mut report);
        assert_eq!(report.0[0].verdict, verdict, "{report:?}");
        assert_eq!(report.0[0].advice.is_some(), verdict == Verdict::Wrong);
    }

    #[test]
    fn domains_above_are_those_with_a_dot() {
        let all: Vec<&str> = with_those_above("mail.company.example").collect();
        assert_eq!(all, ["mail.company.example", "company.example"]);
    }
}
