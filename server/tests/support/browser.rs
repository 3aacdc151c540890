//! A browser for tests: it keeps cookies as `Set-Cookie` says, and sends requests like the WebAssembly client or like
//! plain forms.

use super::prelude::*;
use app::settings::ConfirmationScreen;
use app::{account::CurrentAccount, chunk::Screen, redirect::Redirect, sign_in::CodeScreen};
use axum::{Router, body::Body, extract::ConnectInfo};
use http::{Request, StatusCode, header};
use service::clock::Clock as _;
use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use tower::ServiceExt as _;

/// How the browser talks to the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// The WebAssembly client sends the requests and decodes the responses.
    Client,
    /// Without script: plain forms are posted, and pages come back.
    Form,
}

#[derive(Clone)]
pub struct Browser {
    router: Router,
    clock: Arc<TestClock>,
    pub style: Style,
    pub client: IpAddr,
    pub user_agent: String,
    /// The `Accept-Language` header; when empty, none is sent.
    pub accepts: String,
    /// Whether the site is reached over https.
    pub is_secure: bool,
    pub keeps_cookies: bool,
    cookies: BTreeMap<String, (String, Timestamp)>,
    /// Path and query of the open page.
    pub at: String,
    /// The response to the last request.
    pub last: Option<Answer>,
}

impl Browser {
    pub fn open(router: Router, clock: Arc<TestClock>, style: Style) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        // 198.18.0.0/15 is reserved for tests (RFC 2544).
        let client = Ipv4Addr::from_bits(0xc612_0000 + COUNT.fetch_add(1, Ordering::SeqCst));
        Browser {
            router,
            clock,
            style,
            client: client.into(),
            user_agent: "Mozilla/5.0 (X11; Linux x86_64) Test/1.0".to_owned(),
            accepts: String::new(),
            is_secure: false,
            keeps_cookies: true,
            cookies: BTreeMap::new(),
            at: "/sign-in".to_owned(),
            last: None,
        }
    }

    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.is_name_here(name);
        let (value, until) = self.cookies.get(name)?;
        (self.clock.now() < *until).then_some(value)
    }

    /// Adds a cookie that no response has set.
    pub fn forge_cookie(&mut self, name: &str, value: &str) {
        self.is_name_here(name);
        self.cookies.insert(name.to_owned(), (value.to_owned(), Timestamp(i64::MAX)));
    }

    pub fn cookie_names(&self) -> Vec<&str> {
        self.cookies.keys().map(String::as_str).filter(|name| self.cookie(name).is_some()).collect()
    }

    /// Sends any request. It carries only the given headers, the cookies, `Accept-Language` and `User-Agent`.
    pub async fn request(
        &mut self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Body>,
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let sent = self.cookie_names().into_iter().filter_map(|name| Some(format!("{name}={}", self.cookie(name)?)));
        let cookies = sent.collect::<Vec<_>>().join("; ");
        if !cookies.is_empty() {
            request = request.header(header::COOKIE, cookies);
        }
        if !self.accepts.is_empty() {
            request = request.header(header::ACCEPT_LANGUAGE, &self.accepts);
        }
        let mut request = request.header(header::USER_AGENT, &self.user_agent).body(body.into()).unwrap();
        request.extensions_mut().insert(ConnectInfo(SocketAddr::new(self.client, 40_000)));
        let response = self.router.clone().oneshot(request).await.unwrap();
        let answer = Answer::read(response).await;
        self.keep_cookies(&answer);
        self.last = Some(answer.clone());
        answer
    }

    /// Asserts that the name fits the origin. A test that asks for a cookie by the wrong name would never find it.
    fn is_name_here(&self, name: &str) {
        assert_eq!(name.starts_with("__Host-"), self.is_secure, "{name} is no cookie's name at this origin");
    }

    fn keep_cookies(&mut self, answer: &Answer) {
        for cookie in answer.set_cookies() {
            // WebKit refuses both the `Secure` attribute and the prefix at http://localhost.
            let is_guarded = cookie.secure() == Some(true) && cookie.name().starts_with("__Host-");
            let is_plain = cookie.secure() != Some(true) && !cookie.name().starts_with("__");
            let is_host_only =
                cookie.path() == Some("/") && cookie.domain().is_none() && cookie.http_only() == Some(true);
            assert!(is_host_only && if self.is_secure { is_guarded } else { is_plain }, "a browser refuses {cookie}");
            let kept = cookie.max_age().map_or(i64::MAX, |age| age.whole_milliseconds() as i64);
            let until = Timestamp(self.clock.now().0.saturating_add(kept));
            if self.keeps_cookies {
                self.cookies.insert(cookie.name().to_owned(), (cookie.value().to_owned(), until));
            }
        }
    }

    /// Opens a page.
    pub async fn get(&mut self, path: &str) -> Answer {
        let headers = [("accept", "text/html,application/xhtml+xml"), ("sec-fetch-site", "none")];
        let answer = self.request("GET", path, &headers, Body::empty()).await;
        self.at = path.to_owned();
        answer
    }

    /// Follows the redirect of the last response.
    pub async fn follow(&mut self) -> Answer {
        let location = self.last.as_ref().unwrap().header("location").to_owned();
        let path = location.strip_prefix(PUBLIC_URL).unwrap_or(&location).to_owned();
        assert!(path.starts_with('/'), "the last answer leads nowhere of ours: {location:?}");
        self.get(&path).await
    }

    /// Calls a server function from the open page.
    pub async fn post(&mut self, function: &str, fields: &[(&str, &str)]) -> Answer {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let referer = format!("{PUBLIC_URL}{}", self.at);
        let accept = match self.style {
            Client => "application/json",
            Form => "text/html,application/xhtml+xml,*/*;q=0.8",
        };
        let headers = [
            ("accept", accept),
            ("content-type", "application/x-www-form-urlencoded"),
            ("origin", PUBLIC_URL),
            ("referer", referer.as_str()),
            ("sec-fetch-site", "same-origin"),
        ];
        self.request("POST", &format!("/api/{function}"), &headers, body).await
    }

    /// Calls a server function that redirects, and returns the target. Both styles report a refusal in the same form.
    pub async fn act(&mut self, function: &str, fields: &[(&str, &str)]) -> Result<String, ApiError> {
        let answer = self.post(function, fields).await;
        let led = self.led(function, answer).await?;
        if !led.contains("cookie-check=") {
            return Ok(led);
        }
        // The page that checks for cookies redirects by itself. Tests look at the response before it.
        let last = self.last.clone();
        let PageData::Redirect(path) = self.page(&led).await else { return Ok(led) };
        (self.last, self.at) = (last, path.clone());
        Ok(path)
    }

    async fn led(&mut self, function: &str, answer: Answer) -> Result<String, ApiError> {
        match (self.style, answer.status) {
            (Client, StatusCode::OK) => Ok(answer.decoded::<Redirect>().path),
            (Client, status) => {
                let error: ApiError = answer.decoded();
                assert_eq!(error.status(), status.as_u16(), "{error:?}");
                Err(error)
            }
            (Form, StatusCode::SEE_OTHER) => {
                let path = answer.header("location").to_owned();
                self.at = path.clone();
                Ok(path)
            }
            (Form, StatusCode::FOUND) => Err(answer.refusal()),
            (Form, status) => panic!("{function} answered {status} to a plain form: {}", answer.body),
        }
    }

    /// Asks for a code on the default organisation's sign-in page.
    pub async fn send(&mut self, email: &str) -> Result<ChallengeId, ApiError> {
        self.send_to("", email).await
    }

    pub async fn send_to(&mut self, organisation: &str, email: &str) -> Result<ChallengeId, ApiError> {
        self.at = if organisation.is_empty() { "/sign-in".into() } else { format!("/o/{organisation}/sign-in") };
        let path = self.act("send_code", &[("organisation", organisation), ("email", email)]).await?;
        Ok(challenge_in(&path))
    }

    pub async fn resend(&mut self, challenge: ChallengeId) -> Result<(), ApiError> {
        let challenge = challenge.to_string();
        self.at_code(&challenge);
        let path = self.act("resend_code", &[("challenge", &challenge)]).await?;
        assert_eq!(path, format!("/sign-in/code/{challenge}"));
        Ok(())
    }

    /// Enters a code. Returns the path that a right code leads to.
    pub async fn verify(&mut self, challenge: ChallengeId, code: &str) -> Result<String, ApiError> {
        let challenge = challenge.to_string();
        self.at_code(&challenge);
        self.act("verify_code", &[("challenge", &challenge), ("code", code)]).await
    }

    /// Opens the code page. After a refusal the URL stays as it is: its query carries the refusal.
    fn at_code(&mut self, challenge: &str) {
        let page = format!("/sign-in/code/{challenge}");
        if !self.at.starts_with(&page) {
            self.at = page;
        }
    }

    pub async fn sign_out(&mut self) -> Result<String, ApiError> {
        self.at = "/account".to_owned();
        self.act("sign_out", &[]).await
    }

    /// The data of the page at a path: from the server function for the client, from the HTML for plain forms.
    pub async fn page(&mut self, path: &str) -> PageData {
        match self.style {
            Client => self.post("read_page", &[("path", path)]).await.decoded(),
            Form => {
                let answer = self.get(path).await;
                if answer.status == StatusCode::SEE_OTHER {
                    return PageData::Redirect(answer.header("location").to_owned());
                }
                answer.page_data()
            }
        }
    }

    /// The screen of the page at a path. `Err` is what the page shows instead.
    pub async fn shown<S: Screen>(&mut self, path: &str) -> Result<S, PageData> {
        let page = self.page(path).await;
        page.open().ok_or(page)
    }

    /// The screen on which a code is entered. `Err` is what the page shows instead.
    pub async fn screen(&mut self, challenge: ChallengeId) -> Result<CodeScreen, PageData> {
        let page = self.page(&format!("/sign-in/code/{challenge}")).await;
        // A code that confirms a change in the settings is entered inside them.
        let inside = page.open().map(|screen: ConfirmationScreen| screen.code);
        inside.or_else(|| page.open()).ok_or(page)
    }

    /// The signed-in account. `Err` is what the page shows instead, such as a redirect to sign-in.
    pub async fn account(&mut self) -> Result<CurrentAccount, PageData> {
        self.shown("/account").await
    }
}
