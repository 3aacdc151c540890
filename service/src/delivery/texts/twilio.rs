//! Sends texts through Twilio's Messages resource. Errors contain Twilio's code, not its message: that has the number.

use super::{Taken, Text, TextProvider, client, refused, unanswered};
use crate::delivery::NotTaken;
use async_trait::async_trait;
use domain::Secret;
use reqwest::{Client, RequestBuilder, Response};
use serde::Deserialize;
use std::time::Duration;

/// The path that Twilio reports the delivery status of a text to.
pub const STATUS_PATH: &str = "/texts/twilio/status";

/// The longest response body that is read, in bytes. Twilio's are far shorter.
const ENOUGH: usize = 16 * 1024;

/// The operator's account at Twilio.
#[derive(Clone, Debug)]
pub struct TwilioAccount {
    /// The account SID, `AC…`.
    pub sid: String,
    /// Authenticates requests, and is the key of the signature of Twilio's reports.
    pub auth_token: Secret<String>,
    /// The sender: a phone number, an alphanumeric sender ID, or the SID of a messaging service (`MG…`).
    pub from: String,
    /// As in `https://api.twilio.com`, without a trailing slash.
    pub base_url: String,
}

/// Sends texts through one Twilio account.
pub struct Twilio {
    client: Client,
    account: TwilioAccount,
    status_callback: Option<String>,
}

/// The fields that are read from a response, success or not. The rest repeats the number and the code.
#[derive(Default, Deserialize)]
struct TwilioAnswer {
    sid: Option<String>,
    code: Option<u32>,
}

impl Twilio {
    /// Makes a client without connecting. `status_callback` is the URL for Twilio's reports, if it can reach this
    /// server. `patience` is the timeout of a whole request. Fails when no HTTP client can be made.
    pub fn connect(
        account: TwilioAccount,
        status_callback: Option<String>,
        patience: Duration,
    ) -> anyhow::Result<Self> {
        Ok(Twilio { client: client(patience)?, account, status_callback })
    }

    fn url(&self, resource: &str) -> String {
        format!("{}/2010-04-01/Accounts/{}{resource}.json", self.account.base_url, self.account.sid)
    }

    async fn ask(&self, request: RequestBuilder) -> Result<Response, NotTaken> {
        let request = request.basic_auth(&self.account.sid, Some(self.account.auth_token.expose()));
        let answer = request.send().await.map_err(unanswered)?;
        let status = answer.status();
        if status.is_success() {
            return Ok(answer);
        }
        let code = said(answer).await.code.map_or_else(|| "no code".to_owned(), |code| format!("code {code}"));
        Err(refused(status, format!("Twilio answered {}, {code}", status.as_u16())))
    }
}

/// Reads the body of a response. An unreadable one counts as empty, because the status alone tells whether Twilio
/// accepted the text.
async fn said(mut answer: Response) -> TwilioAnswer {
    let mut body = Vec::new();
    while let Ok(Some(chunk)) = answer.chunk().await {
        body.extend_from_slice(&chunk);
        if body.len() > ENOUGH {
            return TwilioAnswer::default();
        }
    }
    serde_json::from_slice(&body).unwrap_or_default()
}

#[async_trait]
impl TextProvider for Twilio {
    async fn send(&self, text: &Text) -> Result<Taken, NotTaken> {
        let mut form = vec![
            ("To", text.to.as_str()),
            (sender(&self.account.from), self.account.from.as_str()),
            ("Body", text.body.as_str()),
        ];
        form.extend(self.status_callback.as_deref().map(|url| ("StatusCallback", url)));
        let answer = self.ask(self.client.post(self.url("/Messages")).form(&form)).await?;
        Ok(Taken { provider_id: said(answer).await.sid })
    }

    async fn probe(&self) -> Result<(), NotTaken> {
        self.ask(self.client.get(self.url(""))).await.map(drop)
    }
}

/// The parameter for the sender. An alphanumeric sender ID has at most eleven characters and cannot look like an SID.
fn sender(from: &str) -> &'static str {
    if from.len() == 34 && from.starts_with("MG") { "MessagingServiceSid" } else { "From" }
}
