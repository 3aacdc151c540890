//! Sends texts to a webhook of the operator. Each request is signed; the body of the response is not read.

use super::{Taken, Text, TextProvider, client, refused, unanswered};
use crate::{clock::Clock, delivery::NotTaken};
use anyhow::anyhow;
use async_trait::async_trait;
use domain::Secret;
use hmac::{Hmac, KeyInit as _, Mac as _};
use reqwest::{Client, StatusCode, header::CONTENT_TYPE};
use serde::Serialize;
use sha2::Sha256;
use std::{sync::Arc, time::Duration};

/// The header with the signature of a request.
const SIGNATURE: &str = "Portico-Signature";

/// The webhook that texts go to, and the secret that signs the requests.
#[derive(Clone, Debug)]
pub struct WebhookTarget {
    /// May contain a secret.
    pub url: Secret<String>,
    pub secret: Secret<String>,
}

/// Sends texts to a webhook of the operator.
pub struct Webhook {
    client: Client,
    url: Secret<String>,
    /// Already has the key.
    mac: Hmac<Sha256>,
    clock: Arc<dyn Clock>,
}

/// The JSON body of a request.
#[derive(Serialize)]
struct Posted<'a> {
    /// Does not change between attempts to deliver a text.
    id: &'a str,
    /// E.164.
    to: &'a str,
    text: &'a str,
}

impl Webhook {
    /// Makes a client without connecting. `patience` is the timeout of a whole request.
    /// Fails when no HTTP client can be made.
    pub fn connect(target: WebhookTarget, clock: Arc<dyn Clock>, patience: Duration) -> anyhow::Result<Self> {
        let mac = Hmac::new_from_slice(target.secret.expose().as_bytes()).map_err(|_| anyhow!("bad key length"))?;
        Ok(Webhook { client: client(patience)?, url: target.url, mac, clock })
    }

    /// `t=<seconds since 1970>,v1=<HMAC-SHA256 of "t.body" in hexadecimal>`
    fn signature(&self, body: &[u8]) -> String {
        let seconds = self.clock.now().unix_seconds();
        let mut mac = self.mac.clone();
        mac.update(format!("{seconds}.").as_bytes());
        mac.update(body);
        format!("t={seconds},v1={}", hex::encode(mac.finalize().into_bytes()))
    }
}

#[async_trait]
impl TextProvider for Webhook {
    async fn send(&self, text: &Text) -> Result<Taken, NotTaken> {
        let posted = Posted { id: &text.message_id, to: text.to.as_str(), text: &text.body };
        let body = serde_json::to_vec(&posted).map_err(|error| NotTaken::ForGood(error.to_string()))?;
        let request = self.client.post(self.url.expose()).header(SIGNATURE, self.signature(&body));
        let answer = request.header(CONTENT_TYPE, "application/json").body(body).send().await.map_err(unanswered)?;
        let status = answer.status();
        if status.is_success() {
            Ok(Taken { provider_id: None })
        } else {
            Err(refused(status, format!("the webhook answered {}", status.as_u16())))
        }
    }

    /// Sends `HEAD`. A webhook only has to support `POST`, so any response but a server error other than 501 means that
    /// it is up.
    async fn probe(&self) -> Result<(), NotTaken> {
        let status = self.client.head(self.url.expose()).send().await.map_err(unanswered)?.status();
        if status.is_server_error() && status != StatusCode::NOT_IMPLEMENTED {
            return Err(refused(status, format!("the webhook answered {}", status.as_u16())));
        }
        Ok(())
    }
}
