//! Settings that are wrong in every way that a person would try, and what is read of those that are right.

use super::table::{self, ALL};
use super::{Problems, RawSettings, SiteAddress, example, file, help, json_schema, markdown};
use rstest::rstest;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt as _;

const KEY: &str = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
const ZEROS: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
/// The least that a server needs.
const COMPLETE: [(&str, &str); 3] = [
    ("PORTICO_SECRET_KEY", KEY),
    ("PORTICO_MAIL_FROM", "Sign-in <no-reply@portico.example>"),
    ("PORTICO_SMTP_URL", "smtp://user:hunter2@127.0.0.1:2525"),
];

/// Complete settings, with these variables of the environment instead of theirs. An empty one is not set.
fn with(variables: &[(&str, &str)]) -> RawSettings {
    let all = COMPLETE.iter().chain(variables);
    let all: BTreeMap<String, OsString> =
        all.map(|(name, value)| ((*name).to_owned(), OsString::from(value))).collect();
    let mut raw = RawSettings::default();
    raw.read_environment(&all);
    raw
}

fn of_file(text: &str) -> RawSettings {
    let mut raw = RawSettings::default();
    file::read(&mut raw, "portico.toml".as_ref(), text);
    raw
}

fn told(raw: &RawSettings) -> String {
    raw.for_serving(false).err().map(|error| format!("{error:#}")).unwrap_or_default()
}

/// A variable, a wrong value of it, and what the error says beside the name of the variable. Where it contains
/// `hunter2`, the error must not.
const WRONG: [(&str, &str, &str); 88] = [
    ("PORTICO_SECRET_KEY", "", "portico secret generate"),
    ("PORTICO_SECRET_KEY", "hunter2", "32 bytes in base64"),
    ("PORTICO_SECRET_KEY", ZEROS, "not random"),
    ("PORTICO_SECRET_KEY", "aHVudGVyMg==", "32 bytes in base64"),
    ("PORTICO_SECRET_KEY", "3031323334353637383961626364656630313233343536373839616263646566", "32 bytes in base64"),
    ("PORTICO_SECRET_KEY", "'MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY='", "quotation marks"),
    ("PORTICO_PREVIOUS_SECRET_KEYS", "hunter2", "32 bytes in base64"),
    ("PORTICO_PREVIOUS_SECRET_KEYS", ZEROS, "not random"),
    ("PORTICO_PREVIOUS_SECRET_KEYS", "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=;hunter2", "base64"),
    ("PORTICO_PUBLIC_URL", "sign-in.example", "http:// or https://"),
    ("PORTICO_PUBLIC_URL", "ftp://sign-in.example", "http:// or https://"),
    ("PORTICO_PUBLIC_URL", "http://sign-in.example", "Use https://"),
    ("PORTICO_PUBLIC_URL", "http://192.168.1.5:3000", "Use https://"),
    ("PORTICO_PUBLIC_URL", "http://0.0.0.0:3000", "Use https://"),
    ("PORTICO_PUBLIC_URL", "https://sign-in.example/portico", "path"),
    ("PORTICO_PUBLIC_URL", "https://sign-in.example?next=1", "path"),
    ("PORTICO_PUBLIC_URL", "https://user:hunter2@sign-in.example", "user or a password"),
    ("PORTICO_PUBLIC_URL", "https://user:hunter#2@sign-in.example", ""),
    ("PORTICO_PUBLIC_URL", "https://sign-in.example:99999", "port"),
    ("PORTICO_PUBLIC_URL", "https://sign-in.example:0", "port"),
    ("PORTICO_PUBLIC_URL", "https://sign-in.example:https", ""),
    ("PORTICO_PUBLIC_URL", "https://", ""),
    ("PORTICO_PUBLIC_URL", "https:// sign-in.example", ""),
    ("PORTICO_PUBLIC_URL", "\"https://sign-in.example\"", "quotation marks"),
    ("PORTICO_SITE_ADDR", "3000", "127.0.0.1:3000"),
    ("PORTICO_SITE_ADDR", ":3000", "127.0.0.1:3000"),
    ("PORTICO_SITE_ADDR", "0.0.0.0", "127.0.0.1:3000"),
    ("PORTICO_SITE_ADDR", "localhost:3000", "127.0.0.1:3000"),
    ("PORTICO_SITE_ADDR", "127.0.0.1:70000", "127.0.0.1:3000"),
    ("PORTICO_SITE_ADDR", "http://127.0.0.1:3000", "127.0.0.1:3000"),
    ("PORTICO_SITE_ADDR", "/run/portico.sock", "unix:/run"),
    ("PORTICO_SITE_ADDR", "unix:", "unix:/run"),
    ("PORTICO_SITE_ADDR", "unix:/run/", "unix:/run"),
    ("PORTICO_ADMIN_ADDR", "9090", "127.0.0.1:3000"),
    ("PORTICO_ADMIN_ADDR", "unix:/run/metrics.sock", "an IP address and a port"),
    ("PORTICO_DEMO_APPLICATION_ADDR", "3001", "an IP address and a port"),
    ("PORTICO_DATABASE_URL", "hunter2", "neither sqlite:// nor postgres://"),
    ("PORTICO_DATABASE_URL", "mysql://user:hunter2@db.example/portico", "neither sqlite:// nor postgres://"),
    ("PORTICO_DATABASE_URL", "data/portico.db", "neither sqlite:// nor postgres://"),
    ("PORTICO_DATABASE_URL", "Postgres://user:hunter2@db.example/portico", "neither"),
    ("PORTICO_DATABASE_URL", "postgres://user:hunter2#@db.example/portico", "%23 for #"),
    ("PORTICO_DATABASE_URL", "postgres://user:hunter2/@db.example/portico", "%2F for /"),
    ("PORTICO_DATABASE_URL", "postgres://user:x@db.example/portico?password=x&hunter2=1", "sslmode="),
    ("PORTICO_DATABASE_URL", "postgres://user:x@db.example:hunter2/portico", "postgres://user:password@host"),
    ("PORTICO_DATABASE_URL", "sqlite://portico.db?mode=hunter2", "mode=rwc"),
    ("PORTICO_DATABASE_READ_URL", "postgres://standby.example/portico", "SQLite, which has no standby"),
    ("PORTICO_DATABASE_CONNECTIONS", "0", "at least 1"),
    ("PORTICO_DATABASE_CONNECTIONS", "-1", "at least 1"),
    ("PORTICO_DATABASE_CONNECTIONS", "1", "at least 2"),
    ("PORTICO_DATABASE_CONNECTIONS", "many", "at least 1"),
    ("PORTICO_DATABASE_CONNECTIONS", "16 ,", "at least 1"),
    ("PORTICO_MAX_CONNECTIONS", "0", "at least 1"),
    ("PORTICO_MAX_CONNECTIONS", "4k", "at least 1"),
    ("PORTICO_MAX_CONNECTIONS", "99999999999999999999", "at least 1"),
    ("PORTICO_MAX_CONNECTIONS_PER_CLIENT", "many", "at least 1"),
    ("PORTICO_HASHING_THREADS", "-1", "at least 1"),
    ("PORTICO_HASHING_QUEUE", "1.5", "at least 1"),
    ("PORTICO_SMTP_CONNECTIONS", "0", "at least 1"),
    ("PORTICO_DEFAULT_ORGANISATION", "No Slug", "a slug"),
    ("PORTICO_DEFAULT_ORGANISATION", "-example", "a slug"),
    ("PORTICO_MAIL_FROM", "", "not set"),
    ("PORTICO_MAIL_FROM", "Sign-in", "a sender like"),
    ("PORTICO_MAIL_FROM", "Sign-in <no-reply>", "a sender like"),
    ("PORTICO_MAIL_FROM", "smtps://user:hunter2@mail.example", "a sender like"),
    ("PORTICO_SMTP_URL", "", "smtps://user:password@mail.example"),
    ("PORTICO_SMTP_URL", "mail.example:587", "neither smtp:// nor smtps://"),
    ("PORTICO_SMTP_URL", "https://user:hunter2@mail.example", "neither smtp:// nor smtps://"),
    ("PORTICO_SMTP_URL", "smtps://", "cannot be used"),
    ("PORTICO_SMTP_URL", "smtps://user:hunter2@mail.example:port", "cannot be used"),
    ("PORTICO_SMTP_URL", "smtp://user:hunter2@mail.example?tls=maybe", "tls=required"),
    ("PORTICO_SMS_PROVIDER", "pigeon", "none, twilio, webhook"),
    ("PORTICO_SMS_PROVIDER", "twilio", "PORTICO_TWILIO_ACCOUNT_SID"),
    ("PORTICO_SMS_PROVIDER", "webhook", "PORTICO_SMS_WEBHOOK_URL"),
    ("PORTICO_SMS_COUNTRIES", "US,ZZ", "\"ZZ\""),
    ("PORTICO_SMS_COUNTRIES", "+49", "\"+49\""),
    ("PORTICO_SMS_COUNTRIES", "US DE", "\"US DE\""),
    ("PORTICO_TRUSTED_PROXIES", "proxy.example", "10.0.0.0/8"),
    ("PORTICO_TRUSTED_PROXIES", "127.0.0.0/99", "10.0.0.0/8"),
    ("PORTICO_TRUSTED_PROXIES", "10.0.0.0/8;127.0.0.1", "10.0.0.0/8"),
    ("PORTICO_CLIENT_ADDRESS_HEADER", "cf-connecting-ip", "x-real-ip"),
    ("PORTICO_OUTBOUND_ALLOW", "10.0.0.0/99", "\"10.0.0.0/99\""),
    ("PORTICO_OUTBOUND_ALLOW", "https://wiki", "\"https://wiki\""),
    ("PORTICO_HSTS", "63072000", "max-age=63072000"),
    ("PORTICO_HSTS", "off", "neither none"),
    ("PORTICO_LOG", "off", "nothing would be logged"),
    ("PORTICO_LOG", "inof", "nothing would be logged"),
    ("PORTICO_LOG", "service=loud", ""),
    ("PORTICO_LOG_FORMAT", "yaml", "text, json"),
];

#[test]
fn what_is_wrong_is_named_and_says_what_to_do() {
    assert_eq!(told(&with(&[])), "");
    for (variable, value, why) in WRONG {
        let told = told(&with(&[(variable, value)]));
        assert!(told.contains(variable) && told.contains(why), "{variable}={value}: {told}");
        assert!(!told.contains("hunter") && !told.contains("panicked"), "{variable}={value}: {told}");
        let shown = format!("{:?} {:?}", with(&[(variable, value)]), with(&[(variable, value)]).shown());
        assert!(!shown.contains("hunter"), "{variable}={value}: {shown}");
    }
}

#[test]
fn all_of_it_is_told_at_once() {
    let many = [
        ("PORTICO_SECRET_KEY", ""),
        ("PORTICO_PUBLIC_URL", "sign-in.example"),
        ("PORTICO_SITE_ADDR", "3000"),
        ("PORTICO_SMS_PROVIDER", "twilio"),
        ("PORTICO_HASHING_QUEUE", "0"),
        ("PORTICO_LOG", "off"),
    ];
    let raw = with(&many);
    let error = raw.for_serving(false).unwrap_err();
    let lines: Vec<&str> = error.downcast_ref::<Problems>().unwrap().iter().collect();
    // Three of them are about Twilio: the account, the token and the sender.
    assert_eq!(lines.len(), 8, "{lines:?}");
    for variable in ["PORTICO_TWILIO_AUTH_TOKEN", "PORTICO_HASHING_QUEUE", "PORTICO_LOG"] {
        assert_eq!(lines.iter().filter(|line| line.starts_with(variable)).count(), 1, "{lines:?}");
    }
}

#[rstest]
#[case("secret_key = 'a", 1)]
#[case("secret_key = 1\nsmtp_url = 1\nmail_from = 1\ndatabase_url = 1", 4)]
fn what_may_be_where_it_cannot_be_read_is_not_called_missing(#[case] text: &str, #[case] problems: usize) {
    let raw = of_file(text);
    let error = raw.for_serving(false).unwrap_err();
    assert_eq!(error.downcast_ref::<Problems>().unwrap().iter().count(), problems, "{error}");
    assert!(raw.database(false).is_err(), "the usual database is not meant");
    let told = told(&with(&[("PORTICO_SECRET_KEY", ""), ("PORTICO_SECRET_KEY_FILE", "/nowhere")]));
    assert!(told.contains("PORTICO_SECRET_KEY_FILE") && !told.contains("portico secret generate"), "{told}");
}

#[rstest]
#[case("public_url = 'sign-in.example'", "PORTICO_PUBLIC_URL (portico.toml, line 1)")]
#[case("\n\nhashing_queue = -2", "PORTICO_HASHING_QUEUE (portico.toml, line 3)")]
#[case("smtp_url = 'hunter2'", "PORTICO_SMTP_URL (portico.toml, line 1)")]
#[case("database_url = 'hunter2'", "PORTICO_DATABASE_URL (portico.toml, line 1)")]
#[case("\ndatabase_connections = 1", "PORTICO_DATABASE_CONNECTIONS (portico.toml, line 2)")]
#[case("trusted_proxies = ['proxy.example']", "PORTICO_TRUSTED_PROXIES (portico.toml, line 1)")]
#[case("nonsense = 'hunter2'", "portico.toml, line 1: there is no setting \"nonsense\"")]
#[case("PORTICO_PUBLIC_URL = 'hunter2'", "did you mean public_url?")]
fn an_error_about_the_file_says_where_in_it(#[case] text: &str, #[case] expected: &str) {
    let told = told(&of_file(text));
    assert!(told.contains(expected) && !told.contains("hunter"), "{told}");
}

#[test]
fn the_environment_overrules_the_file_and_both_are_named() {
    let text = "log = 'debug'\nlog_format = 'json'\nmax_connections = 10\ntrusted_proxies = ['10.0.0.1', '::1']";
    let mut raw = of_file(text);
    let variables = [("PORTICO_LOG", "warn"), ("LEPTOS_SITE_ADDR", "127.0.0.1:4000"), ("PORTICO_LOG_FORMAT", " ")];
    raw.read_environment(&variables.map(|(name, value)| (name.to_owned(), OsString::from(value))).into());
    assert_eq!(raw.log().unwrap(), ("warn".to_owned(), true));
    assert_eq!(raw.proxies().unwrap().trusted.len(), 2);
    assert_eq!(raw.capacity().unwrap().connections, 10);
    assert_eq!(raw.site_addr().unwrap(), SiteAddress::Tcp("127.0.0.1:4000".parse().unwrap()));
    let from = |name: &str| raw.shown().into_iter().find(|shown| shown.name == name).unwrap().from;
    assert_eq!(from("log"), "PORTICO_LOG in the environment");
    assert_eq!(from("log_format"), "portico.toml, line 2");
    assert_eq!(from("hsts"), "default");
}

#[test]
fn secrets_may_be_in_files_and_credentials() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("smtp");
    std::fs::write(&file, "smtps://user:hunter2@mail.example\n").unwrap();
    std::fs::write(folder.path().join("secret_key"), format!("{KEY}\n")).unwrap();
    let (file, path) = (file.to_str().unwrap(), folder.path().to_str().unwrap());
    let sources = [
        ("PORTICO_SECRET_KEY", ""),
        ("PORTICO_SMTP_URL", ""),
        ("PORTICO_SMTP_URL_FILE", file),
        ("CREDENTIALS_DIRECTORY", path),
    ];
    let raw = with(&sources);
    assert_eq!(told(&raw), "");
    assert!(raw.unknown.is_empty(), "{:?}", raw.unknown);
    let shown = format!("{:?}", raw.shown());
    assert!(shown.contains("credential secret_key") && shown.contains("PORTICO_SMTP_URL_FILE"), "{shown}");
    assert!(!shown.contains("hunter2") && !shown.contains(KEY), "{shown}");

    let twice = told(&with(&[("PORTICO_SMTP_URL_FILE", file)]));
    assert!(twice.contains("PORTICO_SMTP_URL and PORTICO_SMTP_URL_FILE are both set"), "{twice}");
    std::fs::write(file, "\n").unwrap();
    for unusable in [file, path, "/nowhere"] {
        let told = told(&with(&[("PORTICO_SMTP_URL", ""), ("PORTICO_SMTP_URL_FILE", unusable)]));
        assert!(told.contains("PORTICO_SMTP_URL_FILE") && told.contains("cannot be used"), "{told}");
    }
    let pasted = told(&with(&[("PORTICO_SECRET_KEY", ""), ("PORTICO_SECRET_KEY_FILE", KEY)]));
    assert!(pasted.contains("PORTICO_SECRET_KEY_FILE") && !pasted.contains(KEY), "{pasted}");
}

#[test]
fn what_is_no_setting_and_what_is_no_text_is_found() {
    let raw =
        with(&[("PORTICO_SMTP_ULR", "x"), ("PORTICO_MAIL_FROM_FILE", "x"), ("PORTICO_TOOLS", "x"), ("PORTICOS", "x")]);
    assert_eq!(raw.unknown, ["PORTICO_MAIL_FROM_FILE", "PORTICO_SMTP_ULR"]);
    let mut raw = RawSettings::default();
    raw.read_environment(&[("PORTICO_LOG".to_owned(), OsString::from_vec(vec![0xff]))].into());
    assert!(told(&raw).contains("PORTICO_LOG: the value is not UTF-8"));
}

#[test]
fn what_is_there_at_once_can_be_set() {
    let usual = with(&[]).for_serving(false).unwrap();
    assert_eq!(usual.capacity, super::Capacity::default());
    assert_eq!((usual.mail.connections, usual.writes_audit_log), (32, false));
    let set = with(&[
        ("PORTICO_MAX_CONNECTIONS", "10"),
        ("PORTICO_MAX_CONNECTIONS_PER_CLIENT", "3"),
        ("PORTICO_HASHING_THREADS", "2"),
        ("PORTICO_HASHING_QUEUE", "50"),
        ("PORTICO_SMTP_CONNECTIONS", "4"),
        ("PORTICO_DATABASE_CONNECTIONS", "7"),
        ("PORTICO_DATABASE_URL", "postgres://user:hunter2@db.example/portico"),
        ("PORTICO_DATABASE_READ_URL", "postgres://user:hunter2@standby.example/portico"),
        ("PORTICO_AUDIT_LOG", "stdout"),
        ("PORTICO_HSTS", "none"),
    ]);
    let set = set.for_serving(false).unwrap();
    assert_eq!((set.capacity.connections, set.capacity.connections_per_client), (10, 3));
    assert_eq!((set.capacity.hashing_threads, set.capacity.hashing_queue), (Some(2), Some(50)));
    assert_eq!((set.mail.connections, set.database.connections.map(u32::from)), (4, Some(7)));
    assert!(set.database.read_url.is_some() && set.writes_audit_log && set.hsts.is_none());
    assert!(!format!("{set:?}").contains("hunter2"));
}

#[test]
fn the_documents_are_made_of_the_table() {
    let page = include_str!("../../../docs/operations/settings.md");
    assert!(page.contains(&markdown()), "docs/operations/settings.md is not what portico settings --markdown prints");
    let file = include_str!("../../../portico.example.toml");
    assert!(file == example(), "portico.example.toml is not what portico settings --example prints");
    let help = help();
    let schema = json_schema();
    for setting in ALL {
        assert!(help.contains(&setting.variable()), "{}", setting.name);
        assert!(schema["properties"][setting.name].is_object(), "{}", setting.name);
    }
    assert_eq!(schema["properties"].as_object().unwrap().len(), ALL.len());
}

/// The example sets nothing, and every setting in it is one.
#[test]
fn the_example_can_be_used() {
    let example = example();
    assert!(of_file(&example).demand_readable().is_ok());
    let settings: Vec<&str> =
        example.lines().filter_map(|line| line.strip_prefix('#')?.split_once(" = ")).map(|(key, _)| key).collect();
    let settings: Vec<&&str> = settings.iter().filter(|key| !key.starts_with(' ')).collect();
    assert_eq!(settings.len(), ALL.len());
    assert!(settings.iter().all(|key| table::find(key).is_some()), "{settings:?}");
}
