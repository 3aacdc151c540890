//! What an admin sets for a client.

use super::redirect_uri::{RedirectUri, RedirectUris};
use super::{ACCESS_VALID_FOR, REFRESH_VALID_FOR};
use crate::{Seconds, refusal::ApplicationRefusal, signing_key::SigningAlgorithm, visible::visible};
use serde::{Deserialize, Serialize};
use std::ops::RangeInclusive;

/// How long an access token may be valid, in minutes.
const ACCESS_MINUTES: RangeInclusive<u32> = 1..=60;
/// How long a refresh token may be valid, in days.
const REFRESH_DAYS: RangeInclusive<u32> = 1..=365;

crate::named_enum! {
    /// How a client shows at the token endpoint which client it is. The names are those of OpenID Connect; the database
    /// stores them.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
    pub enum ClientAuthentication {
        /// With its secret, in a header.
        #[default]
        Basic = "client_secret_basic",
        /// With its secret, in the form.
        Post = "client_secret_post",
        /// Not at all: it is public, such as an app on a phone, and cannot keep a secret.
        None = "none",
    }
}

/// How long the tokens of a client are valid.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lifetimes {
    /// `None`: [`ACCESS_VALID_FOR`].
    pub access: Option<Seconds>,
    /// `None`: [`REFRESH_VALID_FOR`].
    pub refresh: Option<Seconds>,
}

impl Lifetimes {
    /// Reads the minutes and days that an admin typed. An empty text means the default.
    pub fn typed(access_minutes: &str, refresh_days: &str) -> Result<Self, ApplicationRefusal> {
        let minutes = number(access_minutes, &ACCESS_MINUTES).ok_or(ApplicationRefusal::BadAccessMinutes)?;
        let days = number(refresh_days, &REFRESH_DAYS).ok_or(ApplicationRefusal::BadRefreshDays)?;
        Ok(Lifetimes { access: minutes.map(Seconds::minutes), refresh: days.map(Seconds::days) })
    }

    /// How long an access token is valid.
    pub const fn access(self) -> Seconds {
        match self.access {
            Some(time) => time,
            None => ACCESS_VALID_FOR,
        }
    }

    /// How long a refresh token is valid after it was made.
    pub const fn refresh(self) -> Seconds {
        match self.refresh {
            Some(time) => time,
            None => REFRESH_VALID_FOR,
        }
    }
}

/// A number that an admin typed. `Some(None)`: nothing was typed. `None`: it is not allowed.
fn number(typed: &str, allowed: &RangeInclusive<u32>) -> Option<Option<u32>> {
    let typed = visible(typed);
    if typed.is_empty() {
        return Some(None);
    }
    let number: Option<u32> = typed.parse().ok().filter(|number| allowed.contains(number));
    number.map(Some)
}

/// What an admin sets for a client. The default keeps a secret, needs PKCE, and asks for no consent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientSettings {
    pub authentication: ClientAuthentication,
    /// Where answers may go.
    pub redirect_uris: RedirectUris,
    /// Where a browser may go after it has signed out.
    pub sign_out_uris: RedirectUris,
    /// Where Portico tells the client that a session has ended. `None`: it does not.
    pub back_channel_uri: Option<RedirectUri>,
    /// Users are asked before the client learns anything.
    pub asks_consent: bool,
    /// The ID token says only which account it is. All else is at userinfo.
    pub is_lean: bool,
    /// What signs its ID tokens.
    pub id_token_algorithm: SigningAlgorithm,
    /// Public clients need PKCE whatever this says.
    pub requires_pkce: bool,
    /// The client may have access that outlasts the session.
    pub allows_offline: bool,
    /// Devices may get tokens while their users sign in elsewhere.
    pub allows_device: bool,
    /// The client may get tokens of its own, which are about no user. Without a secret it gets none whatever this says.
    pub allows_client_credentials: bool,
    pub lifetimes: Lifetimes,
}

impl Default for ClientSettings {
    fn default() -> Self {
        ClientSettings {
            authentication: ClientAuthentication::default(),
            redirect_uris: RedirectUris::default(),
            sign_out_uris: RedirectUris::default(),
            back_channel_uri: None,
            asks_consent: false,
            is_lean: false,
            id_token_algorithm: SigningAlgorithm::default(),
            requires_pkce: true,
            allows_offline: false,
            allows_device: false,
            allows_client_credentials: false,
            lifetimes: Lifetimes::default(),
        }
    }
}

impl ClientSettings {
    /// Whether the client has no secret.
    pub const fn is_public(&self) -> bool {
        matches!(self.authentication, ClientAuthentication::None)
    }

    /// Whether only this client can use an answer that goes to one of its addresses. Any program of a device can claim a
    /// scheme or listen at a port, and a public client has no secret that tells it from others (RFC 8252 §8.6).
    pub fn is_alone_at(&self, redirect_uri: &str) -> bool {
        !self.is_public() || redirect_uri.starts_with("https://")
    }

    /// Whether a request without PKCE is refused.
    pub const fn demands_pkce(&self) -> bool {
        self.requires_pkce || self.is_public()
    }

    /// The settings that weaken the client, as the keys of their warnings.
    pub fn exceptions(&self) -> Vec<&'static str> {
        let exceptions = [
            (!self.demands_pkce(), "no_pkce"),
            (self.authentication == ClientAuthentication::Post, "secret_post"),
            (self.lifetimes.access() > ACCESS_VALID_FOR, "long_access"),
            (self.allows_offline, "offline"),
        ];
        exceptions.into_iter().filter(|(is_made, _)| *is_made).map(|(_, key)| key).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lifetimes_have_bounds() {
        assert_eq!(Lifetimes::typed(" ", ""), Ok(Lifetimes::default()));
        let lifetimes = Lifetimes::typed("60", " 365\u{200b}").unwrap();
        assert_eq!((lifetimes.access(), lifetimes.refresh()), (Seconds::hours(1), Seconds::days(365)));
        let default = Lifetimes::default();
        assert_eq!((default.access(), default.refresh()), (ACCESS_VALID_FOR, REFRESH_VALID_FOR));
        for (minutes, days) in [("0", ""), ("61", ""), ("-1", ""), ("1.5", ""), ("", "0"), ("", "366"), ("", "a week")]
        {
            let refusal = match days {
                "" => ApplicationRefusal::BadAccessMinutes,
                _ => ApplicationRefusal::BadRefreshDays,
            };
            assert_eq!(Lifetimes::typed(minutes, days), Err(refusal), "{minutes} {days}");
        }
    }

    #[test]
    fn any_program_can_be_where_a_public_client_has_no_site() {
        let confidential = ClientSettings::default();
        let public = ClientSettings { authentication: ClientAuthentication::None, ..ClientSettings::default() };
        for (address, is_alone) in [
            ("https://app.example/callback", true),
            ("http://127.0.0.1:4711/callback", false),
            ("http://localhost/callback", false),
            ("com.example.app:/callback", false),
        ] {
            assert!(confidential.is_alone_at(address), "{address}");
            assert_eq!(public.is_alone_at(address), is_alone, "{address}");
        }
    }

    #[test]
    fn exceptions_are_named() {
        assert!(ClientSettings::default().exceptions().is_empty());
        let weak = ClientSettings {
            authentication: ClientAuthentication::Post,
            requires_pkce: false,
            allows_offline: true,
            lifetimes: Lifetimes { access: Some(Seconds::minutes(16)), refresh: None },
            ..ClientSettings::default()
        };
        assert_eq!(weak.exceptions(), ["no_pkce", "secret_post", "long_access", "offline"]);
        let short = Lifetimes { access: Some(Seconds::minutes(5)), refresh: None };
        let public = ClientSettings {
            authentication: ClientAuthentication::None,
            requires_pkce: false,
            lifetimes: short,
            ..ClientSettings::default()
        };
        assert!(public.is_public() && public.demands_pkce() && public.exceptions().is_empty());
    }
}
