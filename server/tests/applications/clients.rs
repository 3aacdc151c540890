//! The OpenID Connect side of applications: what can be registered, who sees a secret, and what the operator can do.

use super::registry::{WIKI, register};
use super::*;
use domain::ApplicationId;
use domain::oidc::ClientAuthentication;
use domain::signing_key::SigningAlgorithm;
use service::applications::{self, ClientForm, ClientView, MadeSecret, NewApplication};
use service::oidc::{PresentedClient, authenticate_client};
use service::operator_clients::ClientChange;

const CALLBACK: &str = "https://wiki.example/callback";
const WITH_CLIENT: NewApplication<'static> = NewApplication { redirect_uri: Some(CALLBACK), ..WIKI };

/// The settings of a usual client, as its admin types them.
const USUAL: ClientForm<'static> = ClientForm {
    authentication: ClientAuthentication::Basic,
    redirect_uris: CALLBACK,
    sign_out_uris: "",
    back_channel_uri: "",
    asks_consent: false,
    is_lean: false,
    id_token_algorithm: SigningAlgorithm::Es256,
    requires_pkce: true,
    allows_offline: false,
    allows_device: false,
    allows_client_credentials: false,
    access_minutes: "",
    refresh_days: "",
};

async fn set(world: &World, admin: &Admin, id: ApplicationId, form: ClientForm<'_>) -> Result<MadeSecret, Failure> {
    world.clock.advance(Seconds(1));
    applications::set_client(&admin.cx, admin.proven(world), id, form).await
}

async fn shown(world: &World, admin: &Admin, id: ApplicationId) -> Option<ClientView> {
    applications::show_client(&world.app, by(admin), id).await.unwrap()
}

/// Whether a secret authenticates the client that it was made for.
async fn counts(world: &World, made: &MadeSecret, method: ClientAuthentication) -> bool {
    let presented = PresentedClient { id: Some(made.client), secret: made.secret.clone(), method };
    authenticate_client(&world.app, &presented).await.is_ok()
}

async fn details_of(world: &World, admin: &Admin, kind: AuditEventKind) -> Vec<String> {
    events(world, admin, kind).await.into_iter().filter_map(|event| event.detail).collect()
}

#[apply(matrix)]
async fn a_client_is_made_shown_and_removed(database: Database) {
    let (world, admin) = open(database).await;
    let made = applications::create(&admin.cx, admin.proven(&world), WITH_CLIENT).await.unwrap();
    let (id, Some(made)) = made else { panic!("no client") };
    assert!(counts(&world, &made, ClientAuthentication::Basic).await);
    let view = shown(&world, &admin, id).await.unwrap();
    assert_eq!((view.id, view.settings.redirect_uris.to_string().as_str()), (made.client, CALLBACK));
    assert!(view.settings.requires_pkce && !view.settings.is_public() && view.secrets.len() == 1);

    let two = format!("{CALLBACK}\nhttp://127.0.0.1/callback");
    let changed = ClientForm { redirect_uris: &two, asks_consent: true, refresh_days: "7", ..USUAL };
    let same = set(&world, &admin, id, changed).await.unwrap();
    assert!(same.secret.is_none() && same.client == made.client, "its secret stays");
    // What changes nothing is not recorded.
    set(&world, &admin, id, changed).await.unwrap();
    let changes = details_of(&world, &admin, AuditEventKind::ApplicationChanged).await;
    let expected = ["consent, lifetimes, +http://127.0.0.1/callback", &format!("+openid_connect, +{CALLBACK}")];
    assert_eq!(changes, expected);

    applications::remove_client(&admin.cx, admin.proven(&world), id).await.unwrap();
    assert!(shown(&world, &admin, id).await.is_none());
    assert!(!counts(&world, &made, ClientAuthentication::Basic).await);
    for table in ["oauth_client", "oauth_client_secret"] {
        assert_eq!(world.database.number(&format!("SELECT COUNT(*) FROM {table}")).await, 0, "{table}");
    }
    let (cx, sure) = (&admin.cx, || admin.proven(&world));
    let none = ApplicationRefusal::NoClient;
    assert_eq!(application_refusal(applications::remove_client(cx, sure(), id).await), none);
    assert_eq!(application_refusal(applications::rotate_secret(cx, sure(), id).await), none);
    assert_eq!(application_refusal(applications::end_earlier_secrets(cx, sure(), id).await), none);
    assert_eq!(application_refusal(applications::put_secret_away(cx, sure(), id).await), none);
}

#[apply(matrix)]
async fn a_secret_is_shown_once_and_never_again(database: Database) {
    let (world, admin) = open(database).await;
    let colleague = "colleague@codes.example";
    world.settle("codes", colleague, None, Role::Admin).await;
    world.give_password(colleague, PASSWORD).await;
    let other = admin_of(&world, "codes", colleague).await;
    let id = register(&world, &admin, WITH_CLIENT).await;
    let fresh = async |admin: &Admin| shown(&world, admin, id).await.unwrap().fresh_secret;
    let first = fresh(&admin).await.unwrap();
    assert!(first.expose().starts_with("pts_"));
    assert!(fresh(&other).await.is_none(), "another admin did not make it");
    assert_eq!(fresh(&admin).await.unwrap().expose(), first.expose(), "reading changes nothing");
    let cells = world.database.cells().await;
    assert!(cells.iter().all(|(_, _, content)| !content.contains(&first.expose()[4..])), "it is not stored");
    applications::put_secret_away(&admin.cx, admin.proven(&world), id).await.unwrap();
    assert!(fresh(&admin).await.is_none());

    world.clock.advance(Seconds(1));
    let second = applications::rotate_secret(&admin.cx, admin.proven(&world), id).await.unwrap();
    assert_eq!(fresh(&admin).await.unwrap().expose(), second.secret.as_ref().unwrap().expose());
    let old = MadeSecret { client: second.client, secret: Some(first.clone()) };
    for made in [&old, &second] {
        assert!(counts(&world, made, ClientAuthentication::Basic).await);
    }
    let hints = shown(&world, &admin, id).await.unwrap().secrets;
    assert_eq!((hints.len(), hints[0].expires_at.is_none(), hints[1].expires_at.is_some()), (2, true, true));
    world.clock.advance(Seconds::minutes(10));
    assert!(fresh(&admin).await.is_none(), "ten minutes are over");
    world.clock.advance(Seconds::days(1));
    assert!(!counts(&world, &old, ClientAuthentication::Basic).await, "a day is over");
    assert!(counts(&world, &second, ClientAuthentication::Basic).await);
}

#[apply(matrix)]
async fn what_cannot_be_a_client_is_refused(database: Database) {
    use ApplicationRefusal::*;
    let (world, admin) = open(database).await;
    let id = register(&world, &admin, WIKI).await;
    let many: String = (0..21).map(|number| format!("https://a{number}.example/\n")).collect();
    for (form, why) in [
        (ClientForm { redirect_uris: "\n", ..USUAL }, NoRedirectUri),
        (
            ClientForm { redirect_uris: "https://a.example/\n\nhttps://a.example/#x", ..USUAL },
            BadRedirectUri { line: 3 },
        ),
        (ClientForm { redirect_uris: &many, ..USUAL }, TooManyRedirectUris),
        (
            ClientForm { authentication: ClientAuthentication::None, allows_client_credentials: true, ..USUAL },
            NeedsSecret,
        ),
        (ClientForm { sign_out_uris: "nowhere", ..USUAL }, BadSignOutUri { line: 1 }),
        (ClientForm { sign_out_uris: &many, ..USUAL }, TooManySignOutUris),
        (ClientForm { back_channel_uri: "nowhere", ..USUAL }, BadBackChannelUri),
        (ClientForm { back_channel_uri: "https://169.254.169.254/", ..USUAL }, PrivateBackChannelUri),
        (ClientForm { back_channel_uri: "http://wiki.example/logout", ..USUAL }, PrivateBackChannelUri),
        (ClientForm { access_minutes: "61", ..USUAL }, BadAccessMinutes),
        (ClientForm { refresh_days: "x", ..USUAL }, BadRefreshDays),
    ] {
        assert_eq!(application_refusal(set(&world, &admin, id, form).await), why);
    }
    assert!(shown(&world, &admin, id).await.is_none());
    let new = NewApplication { redirect_uri: Some("callback"), is_forward_auth: false, ..WIKI };
    let outcome = applications::create(&admin.cx, admin.proven(&world), new).await.map(|(id, _)| id);
    assert_eq!(application_refusal(outcome), BadRedirectUri { line: 1 });
    assert_eq!(world.database.number("SELECT COUNT(*) FROM application").await, 1);
}

#[apply(matrix)]
async fn turning_public_ends_the_secrets(database: Database) {
    let (world, admin) = open(database).await;
    let (id, made) = applications::create(&admin.cx, admin.proven(&world), WITH_CLIENT).await.unwrap();
    let made = made.unwrap();
    let public = ClientForm { authentication: ClientAuthentication::None, requires_pkce: false, ..USUAL };
    assert!(set(&world, &admin, id, public).await.unwrap().secret.is_none());
    let view = shown(&world, &admin, id).await.unwrap();
    assert!(view.settings.demands_pkce() && view.secrets.is_empty() && view.fresh_secret.is_none());
    assert!(!counts(&world, &made, ClientAuthentication::Basic).await);
    let rotated = applications::rotate_secret(&admin.cx, admin.proven(&world), id).await;
    assert_eq!(application_refusal(rotated), ApplicationRefusal::PublicClient);
    // Back again it gets another one.
    let again = set(&world, &admin, id, USUAL).await.unwrap();
    assert!(counts(&world, &again, ClientAuthentication::Basic).await);
    assert!(!counts(&world, &made, ClientAuthentication::Basic).await);
}

#[apply(matrix)]
async fn exceptions_warn_and_are_audited(database: Database) {
    let (world, admin) = open(database).await;
    let id = register(&world, &admin, WITH_CLIENT).await;
    let weak = ClientForm {
        authentication: ClientAuthentication::Post,
        requires_pkce: false,
        allows_offline: true,
        access_minutes: "60",
        ..USUAL
    };
    set(&world, &admin, id, weak).await.unwrap();
    let exceptions = shown(&world, &admin, id).await.unwrap().settings.exceptions();
    assert_eq!(exceptions, ["no_pkce", "secret_post", "long_access", "offline"]);
    set(&world, &admin, id, USUAL).await.unwrap();
    let changes = details_of(&world, &admin, AuditEventKind::ApplicationChanged).await;
    let made = "authentication, lifetimes, +no_pkce, +secret_post, +long_access, +offline";
    assert_eq!(changes[..2], ["authentication, lifetimes, -no_pkce, -secret_post, -long_access, -offline", made]);
}

#[apply(matrix)]
async fn events_have_no_secret(database: Database) {
    let (world, admin) = open(database).await;
    let (id, made) = applications::create(&admin.cx, admin.proven(&world), WITH_CLIENT).await.unwrap();
    let rotated = applications::rotate_secret(&admin.cx, admin.proven(&world), id).await.unwrap();
    assert_eq!(details_of(&world, &admin, AuditEventKind::ClientSecretMade).await, ["Wiki", "Wiki"]);
    for _ in 0..2 {
        applications::end_earlier_secrets(&admin.cx, admin.proven(&world), id).await.unwrap();
        assert!(counts(&world, &rotated, ClientAuthentication::Basic).await);
    }
    let changes = details_of(&world, &admin, AuditEventKind::ApplicationChanged).await;
    assert_eq!(changes.iter().filter(|change| *change == "-earlier_secrets").count(), 1, "once: {changes:?}");
    let (events, _) = applications::activity(&world.app, by(&admin), id, None).await.unwrap();
    for made in [made.unwrap(), rotated] {
        let view = shown(&world, &admin, id).await;
        assert!(!format!("{made:?} {view:?}").contains("pts_"));
        let secret = made.secret.unwrap();
        let end = &secret.expose()[secret.expose().len() - 4..];
        assert!(events.iter().all(|event| !format!("{event:?}").contains(end)), "{events:?}");
    }
}

#[apply(matrix)]
async fn a_client_belongs_to_the_organisation_of_its_application(database: Database) {
    let (world, admin) = open(database).await;
    let other = other_admin(&world).await;
    let id = register(&world, &admin, WITH_CLIENT).await;
    let counts = world.database.counts().await;
    let (cx, sure) = (&other.cx, || other.proven(&world));
    let outcomes = [
        refusal(applications::show_client(&world.app, by(&other), id).await),
        refusal(applications::set_client(cx, sure(), id, USUAL).await),
        refusal(applications::rotate_secret(cx, sure(), id).await),
        refusal(applications::end_earlier_secrets(cx, sure(), id).await),
        refusal(applications::put_secret_away(cx, sure(), id).await),
        refusal(applications::remove_client(cx, sure(), id).await),
    ];
    assert!(outcomes.iter().all(|outcome| *outcome == Refusal::NotFound), "{outcomes:?}");
    assert_eq!(world.database.counts().await, counts);
    assert!(shown(&world, &admin, id).await.unwrap().fresh_secret.is_some());
}

#[apply(matrix)]
async fn the_command_line_does_the_same(database: Database) {
    let (world, admin) = open(database).await;
    let (operator, own) = (world.operator(), &world.app.public_origin);
    let codes = "codes".parse().unwrap();
    let (application, made) = operator.create_application(&codes, own, WITH_CLIENT).await.unwrap();
    let (id, made) = (application.id, made.unwrap());
    assert!(counts(&world, &made, ClientAuthentication::Basic).await);
    assert!(shown(&world, &admin, id).await.unwrap().fresh_secret.is_none(), "it was printed");

    world.clock.advance(Seconds(1));
    let change = ClientChange {
        authentication: Some(ClientAuthentication::Post),
        refresh_days: Some("90".to_owned()),
        ..ClientChange::default()
    };
    let (is_changed, same) = operator.set_client(&codes, id, own, change.clone()).await.unwrap();
    assert!(is_changed && same.secret.is_none() && counts(&world, &made, ClientAuthentication::Post).await);
    assert!(!operator.set_client(&codes, id, own, change).await.unwrap().0, "nothing differs");
    let settings = operator.client(&codes, id).await.unwrap().unwrap().settings;
    assert_eq!(settings.redirect_uris.to_string(), CALLBACK, "what is not named stays");
    assert_eq!(settings.lifetimes.refresh(), Seconds::days(90));
    let bad = ClientChange { redirect_uris: Some("callback".to_owned()), ..ClientChange::default() };
    let error = operator.set_client(&codes, id, own, bad).await.unwrap_err();
    assert!(error.to_string().starts_with("line 1 is not a redirect address"), "{error}");

    let rotated = operator.rotate_client_secret(&codes, id).await.unwrap();
    operator.end_earlier_secrets(&codes, id).await.unwrap();
    assert!(counts(&world, &rotated, ClientAuthentication::Post).await);
    assert!(!counts(&world, &made, ClientAuthentication::Post).await);
    operator.remove_client(&codes, id).await.unwrap();
    assert!(operator.client(&codes, id).await.unwrap().is_none());
    assert!(
        operator.remove_client(&codes, id).await.is_err() && operator.rotate_client_secret(&codes, id).await.is_err()
    );
    let none = ClientChange { requires_pkce: Some(false), ..ClientChange::default() };
    let error = operator.set_client(&codes, id, own, none).await.unwrap_err().to_string();
    assert!(error.starts_with("a client needs at least one redirect address, unless"), "{error}");
    assert!(operator.client(&"north-star".parse().unwrap(), id).await.is_err());
    assert_eq!(events(&world, &admin, AuditEventKind::ClientSecretMade).await.len(), 2);
}

#[apply(matrix)]
async fn the_preview_equals_userinfo(database: Database) {
    let (world, admin) = open(database).await;
    world.give_password(OWNER, PASSWORD).await;
    world.give_phone(OWNER, NUMBER, true).await;
    let owner = world.id_of(OWNER).await;
    for name in ["Staff", "Board"] {
        let new = service::groups::NewGroup { name, description: "" };
        let group = service::groups::create(&admin.cx, admin.proven(&world), new).await.unwrap();
        service::groups::add_member(&admin.cx, admin.proven(&world), group, owner).await.unwrap();
    }
    let client = world.relying_party(|_| ()).await;
    let mut browser = world.browser(Client);
    browser.password_at("codes", OWNER, PASSWORD).await.unwrap();
    let all = [("scope", "openid profile email phone groups organisation offline_access")];
    let code = client.code(&mut browser, &all).await;
    let tokens = client.exchange(&world, &code).await;
    let told = client.userinfo(&world, &tokens.access).await.json();
    let email = OWNER.parse().unwrap();
    let preview = applications::preview(&world.app, by(&admin), client.application, &email).await.unwrap();
    assert_eq!(told["groups"], serde_json::json!(["Board", "Staff"]));
    assert_eq!(serde_json::Value::Object(preview.openid_connect.unwrap()), told);
    let id = register(&world, &admin, NewApplication { is_forward_auth: false, ..WIKI }).await;
    let preview = applications::preview(&world.app, by(&admin), id, &email).await.unwrap();
    assert!(preview.openid_connect.is_none(), "it does not use OpenID Connect");
}
