//! The options and commands about the OpenID Connect side of an application.

use super::values::{lines, yes_or_no};
use super::which::Which;
use crate::command_line::key::signing_algorithm;
use crate::settings::RawSettings;
use clap::Args;
use domain::oidc::ClientAuthentication;
use domain::signing_key::SigningAlgorithm;
use service::applications::MadeSecret;
use service::operator::Operator;
use service::operator_clients::ClientChange;

/// The names of the ways in which a client authenticates, on the command line.
const AUTHENTICATIONS: [&str; ClientAuthentication::ALL.len()] = ["basic", "post", "none"];

#[derive(Debug, Args)]
pub struct ClientOptions {
    /// Where the application receives answers of OpenID Connect, like https://app.example/callback. May be given
    /// several times, and replaces all addresses. The first one turns OpenID Connect on
    #[arg(long = "redirect-uri", value_name = "URL")]
    redirect_uris: Vec<String>,
    /// Where it may send people after they sign out. May be given several times, and replaces all addresses. Empty:
    /// none
    #[arg(long = "sign-out-uri", value_name = "URL")]
    sign_out_uris: Vec<String>,
    /// Where Portico tells it that people have signed out (back-channel logout). Empty: nowhere
    #[arg(long, value_name = "URL")]
    back_channel_uri: Option<String>,
    /// How the client authenticates: basic or post, with its secret, or none, if it is public
    #[arg(long, value_name = "basic|post|none", value_parser = authentication)]
    authentication: Option<ClientAuthentication>,
    /// Whether people are asked before it gets their data
    #[arg(long, value_name = "yes|no", value_parser = yes_or_no)]
    consent: Option<bool>,
    /// Whether the ID token only says who signed in
    #[arg(long, value_name = "yes|no", value_parser = yes_or_no)]
    lean: Option<bool>,
    /// The algorithm that signs its ID tokens; ES256 unless it needs another one
    #[arg(long, value_name = "ES256|RS256|EdDSA", value_parser = signing_algorithm)]
    id_token_algorithm: Option<SigningAlgorithm>,
    /// Whether it must use PKCE. Say no only if it cannot
    #[arg(long, value_name = "yes|no", value_parser = yes_or_no)]
    pkce: Option<bool>,
    /// Whether it may keep its access after people sign out
    #[arg(long, value_name = "yes|no", value_parser = yes_or_no)]
    offline: Option<bool>,
    /// Whether it signs in devices, whose users type a code that the device shows
    #[arg(long, value_name = "yes|no", value_parser = yes_or_no)]
    device: Option<bool>,
    /// Whether it gets tokens of its own, which belong to no user. Needs a secret
    #[arg(long, value_name = "yes|no", value_parser = yes_or_no)]
    client_credentials: Option<bool>,
    /// How many minutes access tokens are valid, 1 to 60. Empty: 15
    #[arg(long, value_name = "MINUTES")]
    access_minutes: Option<String>,
    /// After how many days unused refresh tokens expire, 1 to 365. Empty: 30
    #[arg(long, value_name = "DAYS")]
    refresh_days: Option<String>,
}

impl ClientOptions {
    /// What is changed of the client. `None`: no option was given.
    pub fn change(self) -> Option<ClientChange> {
        let change = ClientChange {
            redirect_uris: lines(self.redirect_uris),
            sign_out_uris: lines(self.sign_out_uris),
            back_channel_uri: self.back_channel_uri,
            authentication: self.authentication,
            asks_consent: self.consent,
            is_lean: self.lean,
            id_token_algorithm: self.id_token_algorithm,
            requires_pkce: self.pkce,
            allows_offline: self.offline,
            allows_device: self.device,
            allows_client_credentials: self.client_credentials,
            access_minutes: self.access_minutes,
            refresh_days: self.refresh_days,
        };
        (change != ClientChange::default()).then_some(change)
    }
}

#[derive(Debug, Args)]
pub struct RotateSecret {
    #[command(flatten)]
    which: Which,
    /// End the earlier secrets immediately, for an emergency
    #[arg(long)]
    now: bool,
}

impl RotateSecret {
    pub async fn run(self, operator: Operator<'_>, raw: &RawSettings) -> anyhow::Result<()> {
        let (at, id) = self.which.read(operator, raw).await?;
        print_made(&operator.rotate_client_secret(&at, id).await?);
        if self.now {
            operator.end_earlier_secrets(&at, id).await?;
            println!("The earlier secrets no longer work.");
        } else {
            println!("The earlier secrets work for one more day.");
        }
        Ok(())
    }
}

pub async fn remove_client(which: Which, operator: Operator<'_>, raw: &RawSettings) -> anyhow::Result<()> {
    let (at, id) = which.read(operator, raw).await?;
    operator.remove_client(&at, id).await?;
    println!("Application {id} no longer uses OpenID Connect.");
    Ok(())
}

/// Prints the id of a client, and the secret that was just made for it. It is nowhere else.
pub fn print_made(made: &MadeSecret) {
    println!("Client id: {}", made.client);
    if let Some(secret) = &made.secret {
        println!("Client secret, which is not shown again: {}", secret.expose());
    }
}

fn authentication(text: &str) -> Result<ClientAuthentication, String> {
    let found = AUTHENTICATIONS.iter().position(|name| *name == text);
    found.map(|at| ClientAuthentication::ALL[at]).ok_or_else(|| AUTHENTICATIONS.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_to_authenticate_has_its_own_name() {
        let read = AUTHENTICATIONS.map(|name| authentication(name).unwrap());
        assert_eq!(read, [ClientAuthentication::Basic, ClientAuthentication::Post, ClientAuthentication::None]);
        assert!(authentication("client_secret_basic").is_err());
    }
}
