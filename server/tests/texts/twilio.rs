//! What Twilio is sent, and how its answers are understood.

use super::{NUMBER, refusal, text};
use crate::support::prelude::*;
use base64::{Engine as _, prelude::BASE64_STANDARD};
use domain::Secret;
use service::delivery::texts::{Taken, TextProvider as _, Twilio, TwilioAccount};
use std::{net::TcpListener, time::Duration};
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

const SERVICE: &str = "MG0123456789abcdef0123456789abcdef";
const STATUS_URL: &str = "https://sign-in.example/texts/twilio/status";

fn twilio(base_url: String, from: &str, status_callback: Option<&str>, patience: Duration) -> Twilio {
    let auth_token = Secret::new("hunter2".to_owned());
    let account = TwilioAccount { sid: "AC123".to_owned(), auth_token, from: from.to_owned(), base_url };
    Twilio::connect(account, status_callback.map(str::to_owned), patience).unwrap()
}

fn patient(server: &MockServer) -> Twilio {
    twilio(server.uri(), "+12015550199", None, Duration::from_secs(10))
}

/// A server that answers every request with `answer`.
async fn answering(answer: ResponseTemplate) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(wiremock::matchers::any()).respond_with(answer).mount(&server).await;
    server
}

fn created() -> ResponseTemplate {
    ResponseTemplate::new(201)
        .set_body_raw(r#"{"sid": "SM1", "status": "queued", "error_code": null}"#, "application/json")
}

fn form(request: &Request) -> Vec<(String, String)> {
    assert_eq!(request.headers["content-type"], "application/x-www-form-urlencoded");
    form_urlencoded::parse(&request.body).into_owned().collect()
}

#[rstest]
#[case("+12015550199", None, "From")]
#[case("MGAlderway", Some(STATUS_URL), "From")]
#[case(SERVICE, Some(STATUS_URL), "MessagingServiceSid")]
#[tokio::test]
async fn a_text_is_posted_as_twilio_documents_it(
    #[case] from: &str,
    #[case] status_callback: Option<&str>,
    #[case] sender: &str,
) {
    let server = MockServer::start().await;
    let messages = path("/2010-04-01/Accounts/AC123/Messages.json");
    Mock::given(method("POST")).and(messages).respond_with(created()).expect(1).mount(&server).await;
    let twilio = twilio(server.uri(), from, status_callback, Duration::from_secs(10));
    let taken = twilio.send(&text()).await.unwrap();
    assert_eq!(taken, Taken { provider_id: Some("SM1".to_owned()) });
    let request = server.received_requests().await.unwrap().remove(0);
    let credentials = format!("Basic {}", BASE64_STANDARD.encode("AC123:hunter2"));
    assert_eq!(request.headers["authorization"], credentials.as_str());
    let mut expected = vec![("To", NUMBER), (sender, from), ("Body", "482913 is your code & more")];
    expected.extend(status_callback.map(|url| ("StatusCallback", url)));
    let expected: Vec<_> = expected.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    assert_eq!(form(&request), expected);
}

#[rstest]
#[case(400, 21211, true)]
#[case(400, 21610, true)]
#[case(401, 20003, false)]
#[case(403, 20003, false)]
#[case(429, 20429, false)]
#[case(500, 20500, false)]
#[case(503, 20503, false)]
#[tokio::test]
async fn a_refusal_says_twilios_code_and_never_the_number(
    #[case] status: u16,
    #[case] code: u32,
    #[case] is_for_good: bool,
) {
    let said = format!(r#"{{"code": {code}, "message": "The 'To' number {NUMBER} is bad.", "status": {status}}}"#);
    let server = answering(ResponseTemplate::new(status).set_body_raw(said, "application/json")).await;
    let expected = (is_for_good, format!("Twilio answered {status}, code {code}"));
    assert_eq!(refusal(patient(&server).send(&text()).await), expected);
    assert_eq!(refusal(patient(&server).probe().await), expected);
    assert_eq!(server.received_requests().await.unwrap().len(), 2, "nothing is tried again here");
}

#[tokio::test]
async fn an_answer_that_cannot_be_read_counts_by_its_status() {
    for body in ["<html>", "{", "{\"sid\": 7}", &"[".repeat(1 << 20)] {
        let server = answering(ResponseTemplate::new(201).set_body_string(body)).await;
        assert_eq!(patient(&server).send(&text()).await.unwrap(), Taken { provider_id: None });
        let server = answering(ResponseTemplate::new(400).set_body_string(body)).await;
        assert_eq!(refusal(patient(&server).send(&text()).await), (true, "Twilio answered 400, no code".to_owned()));
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let elsewhere = answering(created()).await;
    let server = answering(ResponseTemplate::new(307).insert_header("location", elsewhere.uri().as_str())).await;
    let (is_for_good, reason) = refusal(patient(&server).send(&text()).await);
    assert!(!is_for_good && reason.contains("307"), "{reason}");
    assert!(elsewhere.received_requests().await.unwrap().is_empty(), "the credentials went elsewhere");
}

#[tokio::test]
async fn silence_and_a_closed_door_are_for_now() {
    let server = answering(created().set_delay(Duration::from_secs(60))).await;
    let impatient = twilio(server.uri(), SERVICE, None, Duration::from_millis(100));
    let (is_for_good, reason) = refusal(impatient.send(&text()).await);
    assert!(!is_for_good && reason.contains("timed out"), "{reason}");
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let twilio = twilio(format!("http://{nobody}"), SERVICE, None, Duration::from_secs(10));
    let (is_for_good, reason) = refusal(twilio.send(&text()).await);
    assert!(!is_for_good && !reason.contains("AC123"), "{reason}");
}

#[tokio::test]
async fn a_probe_asks_for_the_account_and_sends_nothing() {
    let server = MockServer::start().await;
    let account = path("/2010-04-01/Accounts/AC123.json");
    Mock::given(method("GET")).and(account).respond_with(ResponseTemplate::new(200)).expect(1).mount(&server).await;
    patient(&server).probe().await.unwrap();
}
