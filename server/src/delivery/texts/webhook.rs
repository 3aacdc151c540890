//! Texts through an address of the operator's own. Each request is signed; its answer's body is not read.

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

const SIGNATURE: &str = "Portico-Signature";

/// Where texts go, and what signs them.
#[derive(Clone, Debug)]
pub struct WebhookTarget {
    /// Often has a secret in it.
    pub url: Secret<String>,
    pub secret: Secret<String>,
}

/// The operator's own address for texts.
pub struct Webhook {
    client: Client,
    url: Secret<String>,
    /// With the key in it, ready for a message.
    mac: Hmac<Sha256>,
    clock: Arc<dyn Clock>,
}

/// What is posted.
#[derive(Serialize)]
struct Posted<'a> {
    /// The same for every attempt.
    id: &'a str,
    /// E.164.
    to: &'a str,
    text: &'a str,
}

impl Webhook {
    /// `patience` is for one whole request.
    pub fn connect(target: WebhookTarget, clock: Arc<dyn Clock>, patience: Duration) -> anyhow::Result<Self> {
        let mac = Hmac::new_from_slice(target.secret.expose().as_bytes()).map_err(|_| anyhow!("bad key length"))?;
        Ok(Webhook { client: client(patience)?, url: target.url, mac, clock })
    }

    /// `t=<seconds since 1970>,v1=<HMAC-SHA256 of "t.body" in hexadecimal digits>`
    fn signature(&self, body: &[u8]) -> String {
        let seconds = self.clock.now().0 / 1000;
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

    /// A webhook need only understand POST: any answer tells that somebody is there, except that it is out of order.
    async fn probe(&self) -> Result<(), NotTaken> {
        let status = self.client.head(self.url.expose()).send().await.map_err(unanswered)?.status();
        if status.is_server_error() && status != StatusCode::NOT_IMPLEMENTED {
            return Err(refused(status, format!("the webhook answered {}", status.as_u16())));
        }
        Ok(())
    }
}
