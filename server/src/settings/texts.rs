//! The settings of text messages: their provider and the countries they may go to. Errors name the variable and never
//! show a secret.

use super::problems::Problems;
use super::raw::{RawSettings, quoted};
use super::table::{
    SMS_COUNTRIES, SMS_PROVIDER, SMS_WEBHOOK_SECRET, SMS_WEBHOOK_URL, Setting, TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN,
    TWILIO_BASE_URL, TWILIO_FROM,
};
use anyhow::{Context as _, bail, ensure};
use domain::Secret;
use http::Uri;
use service::delivery::is_loopback;
use service::delivery::texts::{TwilioAccount, WebhookTarget};
use service::phone_numbers::CountryCode;

/// The provider of text messages, and the countries they may go to.
#[derive(Debug)]
pub struct Texts {
    /// `None`: the server sends no texts.
    pub provider: Option<TextRoute>,
    /// The countries that texts may go to. Never empty, without duplicates.
    pub countries: Vec<CountryCode>,
}

/// A provider of text messages.
#[derive(Debug)]
pub enum TextRoute {
    Twilio(TwilioAccount),
    Webhook(WebhookTarget),
}

impl Texts {
    /// The token with which Twilio signs its status reports. `None` if texts do not go through Twilio.
    pub fn twilio_auth_token(&self) -> Option<Secret<String>> {
        match &self.provider {
            Some(TextRoute::Twilio(account)) => Some(account.auth_token.clone()),
            Some(TextRoute::Webhook(_)) | None => None,
        }
    }
}

impl RawSettings {
    /// The provider of text messages, and the countries they may go to.
    pub fn texts(&self) -> anyhow::Result<Texts> {
        let mut problems = Problems::default();
        let countries = problems.note(self.countries());
        let provider = problems.note(self.provider());
        problems.end()?;
        Ok(Texts { provider: provider.flatten(), countries: countries.unwrap_or_default() })
    }

    fn provider(&self) -> anyhow::Result<Option<TextRoute>> {
        Ok(match self.choice(&SMS_PROVIDER)? {
            "twilio" => Some(TextRoute::Twilio(self.twilio()?)),
            "webhook" => Some(TextRoute::Webhook(self.webhook()?)),
            _ => None,
        })
    }

    fn twilio(&self) -> anyhow::Result<TwilioAccount> {
        let mut problems = Problems::default();
        let sid = problems.note(self.account_sid());
        let auth_token = problems.note(self.needed(&TWILIO_AUTH_TOKEN));
        let from = problems.note(self.needed(&TWILIO_FROM));
        let base_url = problems.note(self.private(&TWILIO_BASE_URL));
        problems.end()?;
        Ok(TwilioAccount {
            sid: sid.unwrap_or_default(),
            auth_token: Secret::new(auth_token.unwrap_or_default()),
            from: from.unwrap_or_default(),
            base_url: base_url.unwrap_or_default().trim_end_matches('/').to_owned(),
        })
    }

    fn account_sid(&self) -> anyhow::Result<String> {
        let sid = self.needed(&TWILIO_ACCOUNT_SID)?;
        // The SID becomes part of a URL.
        ensure!(
            sid.starts_with("AC") && sid.bytes().all(|byte| byte.is_ascii_alphanumeric()),
            "{}: {} is no account's; those start with AC",
            self.label(&TWILIO_ACCOUNT_SID),
            quoted(&TWILIO_ACCOUNT_SID, &sid)
        );
        Ok(sid)
    }

    fn webhook(&self) -> anyhow::Result<WebhookTarget> {
        let mut problems = Problems::default();
        let url = problems.note(self.private(&SMS_WEBHOOK_URL));
        let secret = problems.note(self.needed(&SMS_WEBHOOK_SECRET));
        problems.end()?;
        let (url, secret) = (url.unwrap_or_default(), secret.unwrap_or_default());
        Ok(WebhookTarget { url: Secret::new(url), secret: Secret::new(secret) })
    }

    fn countries(&self) -> anyhow::Result<Vec<CountryCode>> {
        let mut countries = Vec::new();
        for code in self.value(&SMS_COUNTRIES).unwrap_or_default().split(',').map(str::trim) {
            let country = code.parse::<CountryCode>().with_context(|| {
                format!("{}: {} cannot be used", self.label(&SMS_COUNTRIES), quoted(&SMS_COUNTRIES, code))
            })?;
            if !countries.contains(&country) {
                countries.push(country);
            }
        }
        Ok(countries)
    }

    /// A setting without which this provider sends nothing.
    fn needed(&self, setting: &Setting) -> anyhow::Result<String> {
        let what_to_do = "Texts need it with this PORTICO_SMS_PROVIDER; none turns them off";
        self.value(setting).map(str::to_owned).ok_or_else(|| self.missing(setting, what_to_do))
    }

    /// The URL of a provider.
    fn private(&self, setting: &Setting) -> anyhow::Result<String> {
        let url = self.needed(setting)?;
        private(&url).with_context(|| self.label(setting))?;
        Ok(url)
    }
}

/// Checks that a URL uses TLS, because codes and credentials are sent to it. Plain http is accepted for loopback only.
/// The error never shows the URL.
fn private(url: &str) -> anyhow::Result<()> {
    let parsed: Uri = url.parse().ok().context("it is not a URL")?;
    let host = parsed.host().context("it names no host")?;
    match parsed.scheme_str() {
        Some("https") => Ok(()),
        Some("http") if is_loopback(host) => Ok(()),
        Some("http") => bail!("it starts with http://, which is for loopback only; use https://"),
        _ => bail!("it does not start with https://"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::file;
    use rstest::rstest;

    fn resolved(toml: &str) -> anyhow::Result<Texts> {
        let mut raw = RawSettings::default();
        file::read(&mut raw, "portico.toml".as_ref(), toml);
        raw.texts()
    }

    const TWILIO: &str = "sms_provider = 'twilio'\ntwilio_account_sid = 'AC1'\ntwilio_auth_token = 'hunter2'\ntwilio_from = '+12015550123'";
    const WEBHOOK: &str =
        "sms_provider = 'webhook'\nsms_webhook_url = 'https://a.example/hunter2'\nsms_webhook_secret = 'hunter2'";

    #[rstest]
    #[case("sms_provider = 'pigeon'", "PORTICO_SMS_PROVIDER")]
    #[case("sms_provider = 'twilio'", "PORTICO_TWILIO_ACCOUNT_SID")]
    #[case("sms_provider = 'twilio'\ntwilio_account_sid = 'AC1/../AC2'", "PORTICO_TWILIO_ACCOUNT_SID")]
    #[case("sms_provider = 'twilio'\ntwilio_account_sid = 'AC1'", "PORTICO_TWILIO_AUTH_TOKEN")]
    #[case("sms_provider = 'twilio'\ntwilio_account_sid = 'AC1'\ntwilio_auth_token = 'hunter2'", "PORTICO_TWILIO_FROM")]
    #[case("sms_provider = 'webhook'", "PORTICO_SMS_WEBHOOK_URL")]
    #[case("sms_provider = 'webhook'\nsms_webhook_url = 'hunter2'", "PORTICO_SMS_WEBHOOK_URL")]
    #[case("sms_provider = 'webhook'\nsms_webhook_url = 'https://a.example'", "PORTICO_SMS_WEBHOOK_SECRET")]
    #[case("sms_countries = 'US,ZZ'", "PORTICO_SMS_COUNTRIES")]
    #[case("sms_countries = ','", "PORTICO_SMS_COUNTRIES")]
    fn a_wrong_or_missing_setting_is_named(#[case] toml: &str, #[case] variable: &str) {
        let error = format!("{:#}", resolved(toml).unwrap_err());
        assert!(error.contains(variable) && !error.contains("hunter2"), "{error}");
    }

    #[test]
    fn texts_go_nowhere_unless_asked_for() {
        let texts = resolved("").unwrap();
        assert!(texts.provider.is_none() && texts.twilio_auth_token().is_none());
        assert_eq!(format!("{:?}", texts.countries), "[US, CA, GB, AU]");
        let texts = resolved("sms_provider = 'none'\nsms_countries = 'de, AT,DE'").unwrap();
        assert_eq!(format!("{:?}", texts.countries), "[DE, AT]");
    }

    #[rstest]
    #[case("https://a.example/hunter2", true)]
    #[case("http://localhost:8080/hunter2", true)]
    #[case("http://127.0.0.1/hunter2", true)]
    #[case("http://[::1]:80/hunter2", true)]
    #[case("http://a.example/hunter2", false)]
    #[case("http://127.0.0.1.example/hunter2", false)]
    #[case("ftp://localhost/hunter2", false)]
    #[case("hunter2", false)]
    fn a_provider_is_reached_over_tls_or_on_this_machine(#[case] url: &str, #[case] may: bool) {
        let twilio = format!("{TWILIO}\ntwilio_base_url = '{url}'");
        let webhook = format!("sms_provider = 'webhook'\nsms_webhook_secret = 'x'\nsms_webhook_url = '{url}'");
        for (toml, variable) in [(twilio, "PORTICO_TWILIO_BASE_URL"), (webhook, "PORTICO_SMS_WEBHOOK_URL")] {
            let error = resolved(&toml).err().map(|error| format!("{error:#}")).unwrap_or_default();
            assert_eq!(error.is_empty(), may, "{error}");
            assert!(may || error.starts_with(variable) && !error.contains("hunter2"), "{error}");
        }
    }

    #[test]
    fn a_provider_is_understood_and_its_secrets_do_not_show() {
        let texts = resolved(TWILIO).unwrap();
        assert_eq!(texts.twilio_auth_token().unwrap().expose(), "hunter2");
        let Some(TextRoute::Twilio(account)) = &texts.provider else { panic!("{texts:?}") };
        assert_eq!(account.base_url, "https://api.twilio.com");
        assert!(!format!("{texts:?}").contains("hunter2"));
        let texts = resolved(WEBHOOK).unwrap();
        assert!(matches!(texts.provider, Some(TextRoute::Webhook(_))) && texts.twilio_auth_token().is_none());
        assert!(!format!("{texts:?}").contains("hunter2"));
    }
}
