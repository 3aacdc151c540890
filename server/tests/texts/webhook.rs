//! What the operator's webhook is sent, and how its answers are understood.

use super::{NUMBER, refusal, text};
use crate::support::prelude::*;
use domain::Secret;
use hmac::{Hmac, KeyInit as _, Mac as _};
use service::delivery::texts::{Taken, TextProvider as _, Webhook, WebhookTarget};
use sha2::Sha256;
use std::{sync::Arc, time::Duration};
use wiremock::matchers::{any, method, path};
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

fn webhook(url: &str, clock: Arc<TestClock>, patience: Duration) -> Webhook {
    let target = WebhookTarget { url: Secret::new(url.to_owned()), secret: Secret::new("hunter2".to_owned()) };
    Webhook::connect(target, clock, patience).unwrap()
}

fn patient(server: &MockServer) -> Webhook {
    webhook(&format!("{}/texts?key=k1", server.uri()), Arc::default(), Duration::from_secs(10))
}

/// The signature as a receiver computes it: over the time and the bytes of the body as they arrived.
fn signature_of(request: &Request, seconds: i64) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(b"hunter2").unwrap();
    mac.update(format!("{seconds}.").as_bytes());
    mac.update(&request.body);
    format!("t={seconds},v1={}", hex::encode(mac.finalize().into_bytes()))
}

#[tokio::test]
async fn a_text_is_posted_with_a_signature_that_can_be_verified() {
    let server = MockServer::start().await;
    let taken = ResponseTemplate::new(202).set_body_string("[".repeat(1 << 20));
    Mock::given(method("POST")).and(path("/texts")).respond_with(taken).expect(2).mount(&server).await;
    let clock = Arc::new(TestClock::default());
    let webhook = webhook(&format!("{}/texts?key=k1", server.uri()), clock.clone(), Duration::from_secs(10));
    assert_eq!(webhook.send(&text()).await.unwrap(), Taken { provider_id: None });
    clock.advance(Seconds(7));
    webhook.send(&text()).await.unwrap();
    let requests = server.received_requests().await.unwrap();
    for (request, seconds) in requests.iter().zip([1_800_000_000, 1_800_000_007]) {
        assert_eq!(request.headers["content-type"], "application/json");
        assert_eq!(request.url.query(), Some("key=k1"));
        let body: serde_json::Value = serde_json::from_slice(&request.body).unwrap();
        assert_eq!(body, serde_json::json!({"id": "m1", "to": NUMBER, "text": "482913 is your code & more"}));
        assert_eq!(request.headers["portico-signature"], signature_of(request, seconds).as_str());
    }
}

#[rstest]
#[case(400, true)]
#[case(404, true)]
#[case(410, true)]
#[case(422, true)]
#[case(401, false)]
#[case(403, false)]
#[case(429, false)]
#[case(500, false)]
#[case(302, false)]
#[tokio::test]
async fn a_refusal_says_only_the_status(#[case] status: u16, #[case] is_for_good: bool) {
    let server = MockServer::start().await;
    let answer = ResponseTemplate::new(status).set_body_string(format!("{NUMBER} is bad"));
    Mock::given(any()).respond_with(answer).mount(&server).await;
    let expected = (is_for_good, format!("the webhook answered {status}"));
    assert_eq!(refusal(patient(&server).send(&text()).await), expected);
}

#[tokio::test]
async fn silence_is_for_now_and_never_shows_the_address() {
    let server = MockServer::start().await;
    let answer = ResponseTemplate::new(200).set_delay(Duration::from_secs(60));
    Mock::given(any()).respond_with(answer).mount(&server).await;
    let url = format!("{}/texts?key=k1", server.uri());
    let impatient = webhook(&url, Arc::default(), Duration::from_millis(100));
    for (is_for_good, reason) in [refusal(impatient.send(&text()).await), refusal(impatient.probe().await)] {
        assert!(!is_for_good && reason.contains("timed out") && !reason.contains("k1"), "{reason}");
    }
}

#[rstest]
#[case(200, true)]
#[case(405, true)]
#[case(501, true)]
#[case(500, false)]
#[case(503, false)]
#[tokio::test]
async fn a_probe_asks_whether_the_server_is_there_and_sends_nothing(#[case] status: u16, #[case] is_there: bool) {
    let server = MockServer::start().await;
    Mock::given(method("HEAD")).respond_with(ResponseTemplate::new(status)).expect(1).mount(&server).await;
    assert_eq!(patient(&server).probe().await.is_ok(), is_there);
}
