//! Key rotation: no account is locked out, and sealed data is sealed again with the newest key.

use super::*;
use domain::signing_key::{PUBLISHED_BEFORE, SigningAlgorithm};
use service::oidc::{TokenKind, fresh_secret};
use service::security::{HashParameters, Peppers};
use service::signing_keys;
use store::Sealed;
use store::oauth_clients::{self, NewSecret, ShownSecret};
use store::rotation::{SealedTable, reseal, sealed_with_other_keys};
use uuid::Uuid;

const OLD: [u8; 32] = [7; 32];
const NEW: [u8; 32] = [8; 32];

fn ring(newest: [u8; 32], previous: &[[u8; 32]]) -> Keys {
    let previous: Vec<_> = previous.iter().map(|key| Secret::new(*key)).collect();
    Keys::ring(&Secret::new(newest), &previous).unwrap()
}

fn hasher(peppers: Peppers) -> PasswordHasher {
    PasswordHasher::start(HashParameters::default(), peppers, 1, &service::random::SystemRandom).unwrap()
}

/// The application context of another server on the same database, with other keys.
async fn with_keys(world: &World, keys: Keys) -> Arc<AppContext> {
    world
        .other_server(|app| {
            app.hasher = hasher(keys.peppers());
            app.keys = keys;
            // Several of these write to one database. From one seed, their ids would collide.
            app.random = Arc::new(service::random::SystemRandom);
        })
        .await
}

#[apply(matrix)]
async fn what_is_sealed_follows_the_newest_key(database: Database) {
    let (world, mut browser) = open(database, Client).await;
    let (key, codes) = set_up(&world, &mut browser).await;
    let account = account(&world).await;
    world.clock.advance(Seconds(60));

    let both = with_keys(&world, ring(NEW, &[OLD])).await;
    // Nothing was sealed again yet.
    assert_eq!(answer(&both, account, &app_code(&key, world.now())).await, Outcome::Right);
    assert_eq!(recover(&both, account, &codes[0]).await, Some(9));
    let waiting = world.database.number("SELECT COUNT(*) FROM outbox_message WHERE sealed IS NOT NULL").await;
    let rotated = async || rotate(&both.store, &both.keys, both.random.as_ref(), both.clock.as_ref()).await.unwrap();
    let done = rotated().await;
    assert_eq!((done.authenticators, done.recovery_codes, done.unreadable), (1, 10, 0));
    // One message was sealed with the newest key already.
    assert_eq!(i64::try_from(done.messages).unwrap(), waiting - 1);
    assert_eq!(done.bound.passwords, 1);
    let again = rotated().await;
    assert_eq!((again.authenticators, again.recovery_codes, again.messages, again.unreadable), (0, 0, 0, 0));

    let only_new = with_keys(&world, ring(NEW, &[])).await;
    world.clock.advance(Seconds(60));
    assert_eq!(answer(&only_new, account, &app_code(&key, world.now())).await, Outcome::Right);
    assert_eq!(recover(&only_new, account, &codes[1]).await, Some(8));
}

/// A retired one, the one that signs, and the next.
#[apply(matrix)]
async fn every_signing_key_follows_the_newest_key(database: Database) {
    let world = World::open(database).await;
    let rotate_signing_key =
        async || world.operator().rotate_signing_keys(&world.app.keys, None).await.unwrap().remove(0);
    let signs = async |app: &AppContext| {
        signing_keys::current(app).await.unwrap().signing(SigningAlgorithm::Es256).unwrap().kid().to_owned()
    };
    signing_keys::current(&world.app).await.unwrap();
    let second = rotate_signing_key().await;
    world.clock.advance(PUBLISHED_BEFORE);
    let third = rotate_signing_key().await;
    let both = with_keys(&world, ring(NEW, &[OLD])).await;
    for resealed in [3, 0] {
        let done = rotate(&both.store, &both.keys, both.random.as_ref(), both.clock.as_ref()).await.unwrap();
        assert_eq!((done.signing_keys, done.unreadable), (resealed, 0));
    }
    let only_new = with_keys(&world, ring(NEW, &[])).await;
    assert_eq!(signs(&only_new).await, second.id);
    world.clock.advance(PUBLISHED_BEFORE);
    assert_eq!(signs(&only_new).await, third.id);
}

/// Whatever tells the secret of a client, and whatever its tokens need.
#[apply(matrix)]
async fn what_is_kept_for_clients_follows_the_newest_key_or_is_counted(database: Database) {
    let (world, mut browser) = open(database, Client).await;
    let party = world.relying_party(|_| ()).await;
    let code = party.code(&mut browser, &[]).await;
    let tokens = party.exchange(&world, &code).await;
    let ((token, hint), admin) = (fresh_secret(world.app.random.as_ref()).unwrap(), account(&world).await);
    let secret = TokenKind::Secret.write(&token);
    let (hash, until) = (token.hash(), world.now() + Seconds::minutes(10));
    let sealed = world.app.keys.seal_row(secret.expose().as_bytes(), &hash.0, world.app.random.as_ref()).unwrap();
    let new = NewSecret { hash: hash.clone(), hint, shown: Some(ShownSecret { sealed, to: admin, until }) };
    let transaction = world.app.store.begin().await.unwrap();
    oauth_clients::add_secret(&transaction, party.client, new, until, world.now()).await.unwrap();
    world.app.store.commit(transaction).await.unwrap();

    let both = with_keys(&world, ring(NEW, &[OLD])).await;
    let rotated = async || rotate(&both.store, &both.keys, both.random.as_ref(), both.clock.as_ref()).await.unwrap();
    for resealed in [1, 0] {
        let done = rotated().await;
        assert_eq!((done.client_secrets, done.unreadable, done.bound.refresh_tokens), (resealed, 0, 1));
    }
    let only_new = with_keys(&world, ring(NEW, &[])).await;
    let shown = oauth_clients::shown_secret(&only_new.store, party.client, admin, world.now()).await.unwrap();
    let (_, sealed) = shown.unwrap();
    assert_eq!(*only_new.keys.open_row(&sealed, &hash.0).unwrap().expose(), secret.expose().as_bytes());
    let stored = "SELECT COUNT(*) FROM oauth_client_secret WHERE key_id IS NOT NULL";
    assert_eq!(world.database.number(stored).await, 1);

    // The successor of a refresh token is derived from its key. From then on the newest one does.
    let backend = &mut world.browser_in(&both);
    let next = Tokens::read(&party.refresh_at(backend, &tokens.refresh).await);
    assert_eq!(rotated().await.bound.refresh_tokens, 0);
    let backend = &mut world.browser_in(&only_new);
    assert_eq!(party.refresh_at(backend, &next.refresh).await.status, 200);
}

#[apply(matrix)]
async fn no_user_is_locked_out_and_a_password_follows_at_its_next_use(database: Database) {
    let (world, _) = open(database, Client).await;
    // A hash in the form that does not name the key of its pepper.
    let mark = service::security::key_marker(ring(OLD, &[]).newest().id);
    world.database.execute(&format!("UPDATE password SET hash = REPLACE(hash, '{mark}', '')")).await;
    assert_eq!(world.database.number("SELECT COUNT(*) FROM password WHERE hash LIKE '%keyid%'").await, 0);
    let both = with_keys(&world, ring(NEW, &[OLD])).await;
    let mut browser = world.browser_in(&both);
    assert!(browser.password(OWNER, "wrong").await.is_err());
    browser.password(OWNER, PASSWORD).await.unwrap();
    let done = rotate(&both.store, &both.keys, both.random.as_ref(), both.clock.as_ref()).await.unwrap();
    assert_eq!(done.bound.passwords, 0, "it was hashed anew");
    let only_new = with_keys(&world, ring(NEW, &[])).await;
    world.browser_in(&only_new).password(OWNER, PASSWORD).await.unwrap();
}

#[rstest]
#[tokio::test]
async fn what_no_key_opens_is_counted_and_left(#[values(Sqlite)] database: Database) {
    let (world, mut browser) = open(database, Client).await;
    set_up(&world, &mut browser).await;
    world.deliver().await;
    let stranger = with_keys(&world, ring(NEW, &[[9; 32]])).await;
    let before = world.database.cells().await;
    let done =
        rotate(&stranger.store, &stranger.keys, stranger.random.as_ref(), stranger.clock.as_ref()).await.unwrap();
    assert_eq!((done.authenticators, done.recovery_codes), (0, 0));
    assert_eq!(done.unreadable, 12, "the app, ten codes and the sheet");
    assert_eq!(world.database.cells().await, before);
}

#[apply(matrix)]
async fn a_code_on_its_way_is_good_with_its_own_key(database: Database) {
    let world = World::open(database).await;
    let mut browser = world.browser(Client);
    let (challenge, code) = world.send_code(&mut browser, OWNER).await;
    let both = with_keys(&world, ring(NEW, &[OLD])).await;
    let mut same = world.browser_in(&both);
    let name = "portico-pre";
    same.forge_cookie(name, browser.cookie(name).unwrap());
    assert_eq!(same.verify(challenge, &code).await.unwrap(), "/account");
}

/// On PostgreSQL, a user may replace their recovery codes between the read and the write of a rotation.
#[apply(matrix)]
async fn what_changed_after_it_was_read_is_not_sealed_again(database: Database) {
    let (world, mut browser) = open(database, Client).await;
    set_up(&world, &mut browser).await;
    let no_key = -1;
    let transaction = world.app.store.begin().await.unwrap();
    let authenticators = SealedTable::Authenticators;
    let read = async || sealed_with_other_keys(&transaction, authenticators, no_key, Uuid::nil()).await.unwrap();
    let (id, before) = read().await.remove(0);
    let [changed, stale] = [b"changed", b"staled!"].map(|bytes| Sealed { key_id: 1, bytes: bytes.to_vec() });
    reseal(&transaction, authenticators, id, before.clone(), changed.clone()).await.unwrap();
    reseal(&transaction, authenticators, id, before, stale).await.unwrap();
    assert_eq!(read().await, [(id, changed)]);
}
