//! A response of the server, and how tests read it.

use super::prelude::*;
use app::page::DATA_NAME;
use axum::body::{Bytes, to_bytes};
use axum::response::Response;
use axum_extra::extract::cookie::Cookie;
use base64::{
    Engine as _,
    prelude::{BASE64_STANDARD, BASE64_URL_SAFE},
};
use http::{HeaderMap, StatusCode, header};
use leptos::server_fn::{Decodes, error::FromServerFnError};

/// The encoding of values between client and server, as the app chooses it.
type Codec = <ApiError as FromServerFnError>::Encoder;

/// The refusal of a code that is not the right one.
pub const INVALID_CODE: ApiError = Refused(Refusal::Code(CodeRefusal::Invalid));

pub fn too_many(until: Timestamp) -> ApiError {
    Refused(Refusal::TooManyAttempts { until: Some(until) })
}

/// The refusal of the wrong password number `attempt`, of the five that lead to a lockout.
pub fn wrong_password(attempt: u8) -> ApiError {
    Refused(Refusal::Password(PasswordRefusal::Wrong { attempt, of: 5 }))
}

/// A response whose body was read to its end.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    /// The body as text; bytes that are not UTF-8 are replaced.
    pub body: String,
    bytes: Bytes,
}

impl Answer {
    pub async fn read(response: Response) -> Self {
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, 1 << 22).await.unwrap();
        let body = String::from_utf8_lossy(&bytes).into_owned();
        Answer { status: parts.status, headers: parts.headers, body, bytes }
    }

    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub fn set_cookies(&self) -> Vec<Cookie<'static>> {
        let values = self.headers.get_all(header::SET_COOKIE).iter();
        values.map(|value| Cookie::parse(value.to_str().unwrap().to_owned()).unwrap()).collect()
    }

    /// The body, decoded as the client does it.
    pub fn decoded<T>(&self) -> T
    where
        Codec: Decodes<T>,
    {
        Codec::decode(self.bytes.clone()).unwrap_or_else(|_| panic!("unreadable: {} {}", self.status, self.body))
    }

    /// The refusal that a plain form carries back to its page in the query. If the query has several, the last one
    /// counts.
    pub fn refusal(&self) -> ApiError {
        let location = self.header("location");
        let query = location.split_once('?').map(|(_, query)| query).unwrap_or_default();
        let errors = form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| name == app::paths::REFUSAL);
        let (_, error) = errors.last().unwrap_or_else(|| panic!("no refusal in {location}"));
        ApiError::de(BASE64_URL_SAFE.decode(error.as_bytes()).unwrap().into())
    }

    /// The data in a page's HTML.
    pub fn page_data(&self) -> PageData {
        let data = Codec::decode(BASE64_STANDARD.decode(self.encoded_page_data()).unwrap().into());
        data.unwrap_or_else(|_| panic!("unreadable: {}", self.body))
    }

    /// The data in a page's HTML, still encoded.
    pub fn encoded_page_data(&self) -> &str {
        let (_, rest) =
            self.body.split_once(&format!("name=\"{DATA_NAME}\" content=\"")).expect("a page with its data");
        rest.split_once('"').unwrap().0
    }
}
