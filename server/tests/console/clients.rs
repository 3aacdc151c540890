//! The OpenID Connect side of an application in the console: making it, its secret, its errors, and who may.

use super::applications::{WIKI, add, application};
use super::{LATER, OTHER_ADMIN, open, page};
use crate::oauth::authorize::{arrived, press, waiting};
use crate::support::prelude::*;
use app::admin::{ApplicationDone, DryRunAnswer, DryRunObstacle};
use domain::oidc::ClientAuthentication;
use domain::refusal::ApplicationRefusal;
use serde_json::Value;

const CALLBACK: &str = "https://wiki.example/callback";

/// Adds an application that uses OpenID Connect. Returns the path of its page, and its id.
async fn add_with_client(admin: &mut Browser) -> (String, String) {
    let fields = [WIKI[0], WIKI[1], ("redirect_uri", CALLBACK)];
    let path = add(admin, "add_application", &fields).await;
    let id = path.rsplit('/').next().unwrap().to_owned();
    (path, id)
}

/// The fields of the form as a client with a secret has them.
fn usual<'a>(id: &'a str, redirect_uris: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("application", id),
        ("authentication", "client_secret_basic"),
        ("id_token_algorithm", "ES256"),
        ("redirect_uris", redirect_uris),
        ("sign_out_uris", ""),
        ("back_channel_uri", ""),
        ("access_minutes", ""),
        ("refresh_days", ""),
    ]
}

#[apply(matrix)]
async fn a_client_is_made_changed_and_removed_in_the_console(database: Database, style: Style) {
    let (world, mut admin) = open(database, style).await;
    let (path, id) = add_with_client(&mut admin).await;
    let view = application(&mut admin, &path).await;
    let client = view.client.unwrap();
    let secret = client.fresh_secret.unwrap().0;
    assert!(secret.starts_with("pts_") && secret.ends_with(&client.secrets[0].hint));
    assert_eq!(client.values.issuer, PUBLIC_URL);
    assert_eq!(client.values.token, format!("{PUBLIC_URL}/oauth/token"));
    assert!(client.exceptions.is_empty() && client.acts.len() == 2);
    assert_eq!(view.forms.openid_connect.get("redirect_uris"), CALLBACK);
    let shown = admin.get(&path).await;
    assert!(shown.body.contains(&secret) && shown.header("cache-control").contains("no-store"), "{}", shown.body);

    let to = admin.act("put_client_secret_away", &[("application", &id)]).await.unwrap();
    assert_eq!(to, format!("{path}?done=secret-put-away"));
    let view = application(&mut admin, &to).await;
    assert!(view.done == Some(ApplicationDone::SecretPutAway) && view.client.unwrap().fresh_secret.is_none());
    assert!(!admin.get(&path).await.body.contains(&secret));

    world.clock.advance(Seconds(1));
    let to = admin.act("act_on_application", &[("application", &id), ("act", "rotate-secret")]).await.unwrap();
    assert_eq!(to, format!("{path}?done=rotate-secret"), "a secret is in no address");
    let client = application(&mut admin, &path).await.client.unwrap();
    assert!(client.fresh_secret.is_some_and(|fresh| fresh.0 != secret) && client.secrets.len() == 2);
    assert_eq!(client.acts.len(), 3);
    let act = [("application", id.as_str()), ("act", "end-earlier-secrets")];
    assert_eq!(admin.act("act_on_application", &act).await, Ok(format!("{path}?done=end-earlier-secrets")));
    let client = application(&mut admin, &path).await.client.unwrap();
    assert!(client.secrets.len() == 1 && client.secrets[0].until.is_none() && client.acts.len() == 2);

    let mut weak = usual(&id, "https://wiki.example/a\nhttps://wiki.example/b");
    weak.extend([("no_pkce", "on"), ("asks_consent", "on")]);
    assert_eq!(admin.act("save_client", &weak).await, Ok(format!("{path}?done=saved")));
    let view = application(&mut admin, &path).await;
    assert_eq!(view.forms.openid_connect.get("redirect_uris"), "https://wiki.example/a\nhttps://wiki.example/b");
    assert_eq!((view.forms.openid_connect.get("no_pkce"), view.client.unwrap().exceptions.len()), ("on", 1));
    assert!(admin.get(&path).await.body.contains("This application may leave out PKCE."));

    let to = admin.act("act_on_application", &[("application", &id), ("act", "remove-client")]).await.unwrap();
    assert_eq!(to, format!("{path}?done=remove-client"));
    assert!(application(&mut admin, &path).await.client.is_none());
    for act in ["rotate-secret", "end-earlier-secrets", "remove-client"] {
        assert_eq!(admin.page(&format!("{path}/{act}")).await, PageData::NotFound, "there is nothing to confirm");
    }
}

#[apply(matrix)]
async fn an_algorithm_gets_its_first_key_when_a_client_chooses_it(database: Database, style: Style) {
    let (world, mut admin) = open(database, style).await;
    let (path, id) = add_with_client(&mut admin).await;
    let algorithms = async || {
        let keys = world.operator().signing_keys().await.unwrap();
        keys.into_iter().map(|key| key.algorithm).collect::<Vec<_>>()
    };
    let fields = |algorithm, redirect_uris| {
        let mut fields = usual(&id, redirect_uris);
        fields.retain(|(name, _)| *name != "id_token_algorithm");
        [fields, vec![("id_token_algorithm", algorithm)]].concat()
    };
    for (algorithm, redirect_uris) in [("EdDSA", "nowhere"), ("none", CALLBACK)] {
        admin.at = path.clone();
        assert!(admin.act("save_client", &fields(algorithm, redirect_uris)).await.is_err());
    }
    assert_eq!(algorithms().await, [""; 0]);
    for _ in 0..2 {
        admin.at = path.clone();
        admin.act("save_client", &fields("EdDSA", CALLBACK)).await.unwrap();
        assert_eq!(algorithms().await, ["EdDSA"]);
    }
    assert_eq!(application(&mut admin, &path).await.forms.openid_connect.get("id_token_algorithm"), "EdDSA");
}

#[apply(matrix)]
async fn bad_addresses_are_named_by_line_and_nothing_typed_is_lost(database: Database, style: Style) {
    let (world, mut admin) = open(database, style).await;
    world.give_password(ADMIN, PASSWORD).await;
    let (path, id) = add_with_client(&mut admin).await;
    let typed = format!("{CALLBACK}\nhttps://*.example/callback");
    admin.at = path.clone();
    let refused = admin.act("save_client", &usual(&id, &typed)).await;
    assert_eq!(refused, Err(Refused(Refusal::Application(ApplicationRefusal::BadRedirectUri { line: 2 }))));
    if style == Form {
        let at = admin.at.clone();
        let shown = application(&mut admin, &at).await;
        assert_eq!(shown.forms.openid_connect.get("redirect_uris"), typed);
    }
    let long = [("access_minutes", "90")];
    let fields: Vec<_> = usual(&id, CALLBACK).into_iter().filter(|(name, _)| *name != "access_minutes").collect();
    admin.at = path.clone();
    let refused = admin.act("save_client", &[&fields[..], &long].concat()).await;
    assert_eq!(refused, Err(Refused(Refusal::Application(ApplicationRefusal::BadAccessMinutes))));

    admin.at = "/admin/applications/new".to_owned();
    let fields = [("name", "Chat"), ("start_address", "https://chat.example/"), ("redirect_uri", "chat")];
    let refused = admin.act("add_application", &fields).await;
    assert_eq!(refused, Err(Refused(Refusal::Application(ApplicationRefusal::BadRedirectUri { line: 1 }))));

    world.clock.advance(LATER);
    admin.at = path.clone();
    let other = "https://wiki.example/other";
    let to = admin.act("save_client", &usual(&id, other)).await.unwrap();
    assert_eq!(to, format!("/settings/proof?next={path}"));
    admin.act("prove", &[("current", PASSWORD), ("next", &path)]).await.unwrap();
    assert_eq!(application(&mut admin, &path).await.forms.openid_connect.get("redirect_uris"), other);
}

#[apply(matrix)]
async fn only_a_proven_admin_of_the_organisation(database: Database, style: Style) {
    let (world, mut admin) = open(database, style).await;
    let (path, id) = add_with_client(&mut admin).await;
    let secret = application(&mut admin, &path).await.client.unwrap().fresh_secret.unwrap().0;
    let mut member = world.browser(style);
    world.sign_in(&mut member, OWNER).await;
    world.settle("north-star", OTHER_ADMIN, None, Role::Admin).await;
    let mut other = world.browser(style);
    world.sign_in_at(&mut other, "north-star", OTHER_ADMIN).await;
    let mut stranger = world.browser(style);
    let before = super::state(&world).await;
    let away = [("application", id.as_str())];
    let rotate = [("application", id.as_str()), ("act", "rotate-secret")];
    let remove = [("application", id.as_str()), ("act", "remove-client")];
    let save = usual(&id, "https://evil.example/callback");
    let acts: [(&str, &[(&str, &str)]); 4] = [
        ("put_client_secret_away", &away),
        ("act_on_application", &rotate),
        ("act_on_application", &remove),
        ("save_client", &save),
    ];
    for browser in [&mut member, &mut other, &mut stranger] {
        browser.at = "/admin/people".to_owned();
    }
    for (function, fields) in acts {
        assert_eq!(member.act(function, fields).await, Err(Refused(Refusal::NotAllowed)), "{function}");
        assert_eq!(other.act(function, fields).await, Err(Refused(Refusal::NotFound)), "{function}");
        assert_eq!(stranger.act(function, fields).await, Err(SignedOut), "{function}");
    }
    for browser in [&mut member, &mut other, &mut stranger] {
        assert!(!browser.get(&path).await.body.contains(&secret));
    }
    world.clock.advance(LATER);
    for (function, fields) in acts {
        admin.at = path.clone();
        let to = admin.act(function, fields).await.unwrap();
        assert!(to.starts_with(&format!("/settings/proof?next={path}")), "{function}: {to}");
    }
    assert_eq!(super::state(&world).await, before);
}

async fn dry_run(admin: &mut Browser, path: &str) -> Result<DryRunAnswer, DryRunObstacle> {
    match page(admin, &format!("{path}/dry-run")).await {
        AdminPage::ApplicationDryRun(view) => view.outcome,
        other => panic!("no dry run: {other:?}"),
    }
}

/// The claims of an ID token that are the same in each.
fn lasting(id_token: &Value) -> Value {
    let mut claims = id_token.clone();
    for name in ["iat", "exp", "nonce", "at_hash"] {
        claims.as_object_mut().unwrap().remove(name);
    }
    claims
}

#[apply(matrix)]
async fn a_dry_run_shows_what_the_client_really_gets_and_keeps_nothing(database: Database, style: Style) {
    let (world, mut admin) = open(database, style).await;
    let (path, id) = add_with_client(&mut admin).await;
    let client = application(&mut admin, &path).await.client.unwrap();
    let party = RelyingParty {
        application: id.parse().unwrap(),
        client: client.values.client_id.parse().unwrap(),
        secret: client.fresh_secret.map(|secret| secret.0),
        authentication: ClientAuthentication::Basic,
        redirect_uri: CALLBACK.to_owned(),
    };
    assert_eq!(dry_run(&mut admin, &path).await, Err(DryRunObstacle::NoAccess));
    let everyone = [("application", id.as_str()), ("everyone", "on"), ("people", "")];
    admin.act("save_application_access", &everyone).await.unwrap();
    let mut asking = usual(&id, CALLBACK);
    asking.push(("asks_consent", "on"));
    admin.act("save_client", &asking).await.unwrap();
    let jwks = world.jwks().await;

    let before = world.database.cells().await;
    let told = dry_run(&mut admin, &path).await.unwrap();
    assert_eq!(world.database.cells().await, before, "nothing is kept");
    assert!(told.asks_consent && told.response.contains("\"pta_…\""), "{}", told.response);
    let read = |text: &str| serde_json::from_str::<Value>(text).unwrap();

    admin.act("save_client", &usual(&id, CALLBACK)).await.unwrap();
    let scope = "openid profile email phone groups organisation";
    let code = party.code(&mut admin, &[("scope", scope)]).await;
    let tokens = party.exchange(&world, &code).await;
    assert_eq!(read(&told.response)["scope"], scope);
    assert_eq!(read(&told.userinfo), party.userinfo(&world, &tokens.access).await.json());
    assert_eq!(lasting(&read(&told.id_token)), lasting(&verify_id_token(&jwks, &tokens.id_token)));

    admin.act("save_client", &asking).await.unwrap();
    assert!(dry_run(&mut admin, &path).await.unwrap().asks_consent, "nobody was asked before");
    let at = admin.at.clone();
    let here = waiting(&party, &mut admin, &[("scope", scope)]).await;
    press(&mut admin, &here, "allow_access").await.unwrap();
    arrived(&party, &mut admin, &here).await;
    admin.at = at;
    assert!(!dry_run(&mut admin, &path).await.unwrap().asks_consent, "it was allowed before");
    let strong = [("application", id.as_str()), ("level", "second_step"), ("minutes", "")];
    admin.act("save_application_strength", &strong).await.unwrap();
    assert_eq!(dry_run(&mut admin, &path).await, Err(DryRunObstacle::SecondStep));
    admin.act("act_on_application", &[("application", &id), ("act", "turn-off")]).await.unwrap();
    assert_eq!(dry_run(&mut admin, &path).await, Err(DryRunObstacle::TurnedOff));
    admin.act("act_on_application", &[("application", &id), ("act", "remove-client")]).await.unwrap();
    assert_eq!(admin.page(&format!("{path}/dry-run")).await, PageData::NotFound);
}
