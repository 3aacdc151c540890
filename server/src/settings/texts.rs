//! The settings of text messages: their provider and the countries they may go to. Errors name the variable and never
//! show a secret.

use super::raw::{RawSecret, RawTexts, parsed};
use anyhow::{Context as _, bail, ensure};
use domain::Secret;
use http::Uri;
use service::delivery::is_loopback;
use service::delivery::texts::{TwilioAccount, WebhookTarget};
use service::phone_numbers::CountryCode;

const TWILIO: &str = "https://api.twilio.com";
const COUNTRIES: &str = "US,CA,GB,AU";

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

impl RawTexts {
    /// Parses the settings. Fails at the first variable that is missing or wrong.
    pub(super) fn resolve(&self) -> anyhow::Result<Texts> {
        let provider = match self.sms_provider.as_deref() {
            None | Some("none") => None,
            Some("twilio") => Some(TextRoute::Twilio(self.twilio()?)),
            Some("webhook") => Some(TextRoute::Webhook(self.webhook()?)),
            Some(other) => bail!("PORTICO_SMS_PROVIDER: {other:?} is not one of twilio, webhook and none"),
        };
        Ok(Texts { provider, countries: self.countries()? })
    }

    fn twilio(&self) -> anyhow::Result<TwilioAccount> {
        let sid = needed(self.twilio_account_sid.as_deref(), "PORTICO_TWILIO_ACCOUNT_SID")?;
        // The SID becomes part of a URL.
        ensure!(
            sid.starts_with("AC") && sid.bytes().all(|byte| byte.is_ascii_alphanumeric()),
            "PORTICO_TWILIO_ACCOUNT_SID: {sid:?} is no account's; those start with AC"
        );
        let base_url = self.twilio_base_url.as_deref().unwrap_or(TWILIO).trim_end_matches('/');
        Ok(TwilioAccount {
            sid: sid.to_owned(),
            auth_token: needed_secret(self.twilio_auth_token.as_ref(), "PORTICO_TWILIO_AUTH_TOKEN")?,
            from: needed(self.twilio_from.as_deref(), "PORTICO_TWILIO_FROM")?.to_owned(),
            base_url: private(base_url).context("PORTICO_TWILIO_BASE_URL")?.to_owned(),
        })
    }

    fn webhook(&self) -> anyhow::Result<WebhookTarget> {
        let url = needed_secret(self.sms_webhook_url.as_ref(), "PORTICO_SMS_WEBHOOK_URL")?;
        private(url.expose()).context("PORTICO_SMS_WEBHOOK_URL")?;
        let secret = needed_secret(self.sms_webhook_secret.as_ref(), "PORTICO_SMS_WEBHOOK_SECRET")?;
        Ok(WebhookTarget { url, secret })
    }

    fn countries(&self) -> anyhow::Result<Vec<CountryCode>> {
        let mut countries = Vec::new();
        for code in self.sms_countries.as_deref().unwrap_or(COUNTRIES).split(',').map(str::trim) {
            let country: CountryCode = parsed("PORTICO_SMS_COUNTRIES")(code)?;
            if !countries.contains(&country) {
                countries.push(country);
            }
        }
        Ok(countries)
    }
}

fn needed<'a>(value: Option<&'a str>, variable: &str) -> anyhow::Result<&'a str> {
    value.map(str::trim).filter(|value| !value.is_empty()).with_context(|| {
        format!("{variable} is not set. Texts need it with this PORTICO_SMS_PROVIDER; none turns them off")
    })
}

fn needed_secret(value: Option<&RawSecret>, variable: &str) -> anyhow::Result<Secret<String>> {
    Ok(Secret::new(needed(value.map(|RawSecret(value)| value.as_str()), variable)?.to_owned()))
}

/// Checks that a URL uses TLS, because codes and credentials are sent to it. Plain http is accepted for loopback only.
/// The error never shows the URL.
fn private(url: &str) -> anyhow::Result<&str> {
    let parsed: Uri = url.parse().ok().context("it is not a URL")?;
    let host = parsed.host().context("it names no host")?;
    match parsed.scheme_str() {
        Some("https") => Ok(url),
        Some("http") if is_loopback(host) => Ok(url),
        Some("http") => bail!("it starts with http://, which is for loopback only; use https://"),
        _ => bail!("it does not start with https://"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn resolved(toml: &str) -> anyhow::Result<Texts> {
        toml::from_str::<RawTexts>(toml).unwrap().resolve()
    }

    const TWILIO: &str = "sms_provider = 'twilio'\ntwilio_account_sid = 'AC1'\ntwilio_auth_token = 'hunter2'\ntwilio_from = '+12015550123'";
    const WEBHOOK: &str =
        "sms_provider = 'webhook'\nsms_webhook_url = 'https://a.example/hunter2'\nsms_webhook_secret = 'hunter2'";

    #[rstest]
    #[case("sms_provider = 'pigeon'", "PORTICO_SMS_PROVIDER")]
    #[case("sms_provider = 'twilio'", "PORTICO_TWILIO_ACCOUNT_SID")]
    #[case("sms_provider = 'twilio'\ntwilio_account_sid = 'AC1/../AC2'", "PORTICO_TWILIO_ACCOUNT_SID")]
    #[case("sms_provider = 'twilio'\ntwilio_account_sid = 'AC1'", "PORTICO_TWILIO_AUTH_TOKEN")]
    #[case(
        "sms_provider = 'twilio'\ntwilio_account_sid = 'AC1'\ntwilio_auth_token = 'hunter2'\ntwilio_from = ' '",
        "PORTICO_TWILIO_FROM"
    )]
    #[case("sms_provider = 'webhook'", "PORTICO_SMS_WEBHOOK_URL")]
    #[case("sms_provider = 'webhook'\nsms_webhook_url = 'hunter2'", "PORTICO_SMS_WEBHOOK_URL")]
    #[case("sms_provider = 'webhook'\nsms_webhook_url = 'https://a.example'", "PORTICO_SMS_WEBHOOK_SECRET")]
    #[case("sms_countries = 'US,ZZ'", "PORTICO_SMS_COUNTRIES")]
    #[case("sms_countries = ''", "PORTICO_SMS_COUNTRIES")]
    fn a_wrong_or_missing_setting_is_named(#[case] toml: &str, #[case] variable: &str) {
        let error = format!("{:#}", resolved(toml).unwrap_err());
        assert!(error.starts_with(variable) && !error.contains("hunter2"), "{error}");
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
