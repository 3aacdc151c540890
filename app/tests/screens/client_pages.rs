//! The OpenID Connect side of an application as its page shows it, with test data.

use super::application_pages::NAME;
use super::console_pages::console_page;
use super::pages::CHALLENGE;
use app::admin::{
    AdminPage, ClientDetails, ClientValues, DryRunAnswer, DryRunObstacle, DryRunView, SecretRow, ShownSecret,
};
use app::page::PageData;
use app::paths::{ApplicationAct, ApplicationsRoute};

/// A client whose admin has just made a secret.
pub fn client() -> ClientDetails {
    let address = |path: &str| format!("https://portico.example{path}");
    let confirm = |act| (act, ApplicationsRoute::Confirm(CHALLENGE.parse().unwrap(), act).path());
    let secret = |hint: &str, until: Option<&str>| SecretRow {
        hint: hint.to_owned(),
        since: "1 November 2026".to_owned(),
        until: until.map(str::to_owned),
    };
    ClientDetails {
        values: ClientValues {
            client_id: "ab".repeat(16),
            issuer: address(""),
            discovery: address("/.well-known/openid-configuration"),
            authorization: address("/oauth/authorize"),
            token: address("/oauth/token"),
            userinfo: address("/oauth/userinfo"),
            keys: address("/oauth/jwks"),
        },
        exceptions: vec!["no_pkce".to_owned(), "offline".to_owned()],
        secrets: vec![secret("x7Qa", None), secret("<b>4", Some("2 November 2026"))],
        fresh_secret: Some(ShownSecret("pts_fresh<secret>".to_owned())),
        undelivered: Some((2, "the application answered <503>".to_owned())),
        dry_run: ApplicationsRoute::DryRun(CHALLENGE.parse().unwrap()).path(),
        acts: [ApplicationAct::RotateSecret, ApplicationAct::EndEarlierSecrets, ApplicationAct::RemoveClient]
            .map(confirm)
            .into(),
    }
}

pub const OBSTACLES: [DryRunObstacle; 5] = [
    DryRunObstacle::NoAccess,
    DryRunObstacle::TurnedOff,
    DryRunObstacle::SecondStep,
    DryRunObstacle::Passkey,
    DryRunObstacle::Recent,
];

/// What a client would get, or why it would get nothing.
pub fn dry_run(obstacle: Option<DryRunObstacle>) -> PageData {
    let answer = DryRunAnswer {
        asks_consent: true,
        response: "{\n  \"access_token\": \"pta_…\"\n}".to_owned(),
        id_token: "{\n  \"name\": \"<jo>\"\n}".to_owned(),
        userinfo: "{\n  \"email\": \"<jo>\"\n}".to_owned(),
    };
    console_page(AdminPage::ApplicationDryRun(DryRunView {
        name: NAME.to_owned(),
        back: ApplicationsRoute::One(CHALLENGE.parse().unwrap()).path(),
        outcome: obstacle.map_or(Ok(answer), Err),
    }))
}

/// The page of a dry run in every state.
pub fn dry_runs() -> impl Iterator<Item = PageData> {
    OBSTACLES.into_iter().map(Some).chain([None]).map(dry_run)
}
