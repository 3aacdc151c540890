//! A server with two organisations and three accounts.

use super::prelude::*;
use app::shell::SiteFiles;
use axum::Router;
use domain::application::ProtectedOrigin;
use domain::{Destination, OneTimeCode, Secret};
use server::http::{HttpState, Inbox, Site, router};
use server::jobs::{Delivery, LogoutDelivery};
use server::settings::Proxies;
use service::Actor;
use service::app_context::AppContext;
use service::clock::Clock as _;
use service::delivery::texts::TextProvider;
use service::delivery::{Content, Email, MailTransport, Outbound, OutboundRules, Templates};
use service::jose::KeySetCache;
use service::messages::Outgoing;
use service::phone_numbers::PhoneNumbers;
use service::security::passkeys::Passkeys;
use service::security::{HashParameters, Keys, PasswordHasher};
use std::{collections::HashMap, sync::Arc};
use store::{Store, organisations};
use tempfile::TempDir;

/// A member of the default organisation, `codes`.
pub const OWNER: &str = "jo@example.com";
/// An admin of the default organisation, whose account has no name.
pub const ADMIN: &str = "kim@example.com";
/// A member of the other organisation, `north-star`.
pub const TENANT: &str = "sam@north.example";
/// An address without an account.
pub const STRANGER: &str = "nobody@example.com";

pub const PUBLIC_URL: &str = "http://localhost:3000";

/// Part of the subject of every message with a code, and of no other message.
pub const CODE: &str = "is your code for";
/// The subject of the alert about a sign-in from a new browser.
pub const NEW_SIGN_IN: &str = "New sign-in to your account";

/// Enough for two requests to hash at the same time.
const HASHING_THREADS: usize = 2;

pub struct World {
    pub app: Arc<AppContext>,
    pub clock: Arc<TestClock>,
    pub mail: Arc<TestMail>,
    pub texts: Arc<TestTexts>,
    pub database: TestDatabase,
    /// Transports and text providers that the delivery job uses besides `mail` and `texts`.
    pub transports: Vec<Arc<dyn MailTransport>>,
    pub carriers: Vec<Arc<dyn TextProvider>>,
    router: Router,
    site: TempDir,
}

impl World {
    pub async fn open(kind: Database) -> World {
        let world = World::unfurnished(kind, true).await;
        world.seed().await;
        world
    }

    /// Opens a world without organisations and accounts. Without migrations it has no tables either.
    pub async fn unfurnished(kind: Database, is_migrated: bool) -> World {
        // Errors are logged, so that they show next to the test that failed.
        server::log::start("error", false, None).unwrap();
        let database = TestDatabase::open(kind, is_migrated).await;
        let clock = Arc::new(TestClock::default());
        let app = Arc::new(app(&database, &clock, 7).await);
        let site = TempDir::new().unwrap();
        std::fs::create_dir(site.path().join("pkg")).unwrap();
        std::fs::write(site.path().join("pkg/portico.css"), "body{}").unwrap();
        let router = site_router(&app, &site, PUBLIC_URL, Proxies::default(), None);
        let (transports, carriers) = (Vec::new(), Vec::new());
        let (mail, texts) = (Arc::default(), Arc::default());
        World { app, clock, mail, texts, database, transports, carriers, router, site }
    }

    async fn seed(&self) {
        for (slug, name, people) in [
            ("codes", "Alderway", &[(OWNER, Some("Jo"), Role::Member), (ADMIN, None, Role::Admin)][..]),
            ("north-star", "North Star", &[(TENANT, Some("Sam"), Role::Member)]),
        ] {
            self.found(slug, name, Preset::Codes).await;
            for (email, name, role) in people {
                self.settle(slug, email, *name, *role).await;
            }
        }
    }

    /// A browser without cookies, with its own IP address.
    pub fn browser(&self, style: Style) -> Browser {
        Browser::open(self.router.clone(), self.clock.clone(), style)
    }

    /// A browser of a router with another public URL, or with the demo inbox. The application context is this world's.
    pub fn browser_at(&self, public_url: &str, inbox: Option<Inbox>) -> Browser {
        let router = site_router(&self.app, &self.site, public_url, Proxies::default(), inbox);
        let mut browser = Browser::open(router, self.clock.clone(), Client);
        browser.is_secure = public_url.starts_with("https://");
        browser
    }

    /// A router that trusts these proxies.
    pub fn router_behind(&self, proxies: Proxies) -> Router {
        site_router(&self.app, &self.site, PUBLIC_URL, proxies, None)
    }

    /// A browser of a router that trusts these proxies.
    pub fn browser_behind(&self, proxies: Proxies) -> Browser {
        Browser::open(self.router_behind(proxies), self.clock.clone(), Client)
    }

    /// A browser of a router with the site embedded in the binary, as in a release. The embedded files are missing.
    pub fn browser_at_release(&self) -> Browser {
        let site = Site::Embedded { files: HashMap::new(), site_files: SiteFiles::default() };
        let state =
            HttpState::new(self.app.clone(), site, PUBLIC_URL.parse().unwrap(), Proxies::default(), false).unwrap();
        Browser::open(router(Arc::new(state), None), self.clock.clone(), Client)
    }

    /// The application context of another server on this database, after `change` has modified it.
    pub async fn other_server(&self, change: impl FnOnce(&mut AppContext)) -> Arc<AppContext> {
        let mut app = app(&self.database, &self.clock, 9).await;
        change(&mut app);
        Arc::new(app)
    }

    /// A browser of a server with this application context.
    pub fn browser_in(&self, app: &Arc<AppContext>) -> Browser {
        Browser::open(site_router(app, &self.site, PUBLIC_URL, Proxies::default(), None), self.clock.clone(), Client)
    }

    pub fn hasher(cost: HashParameters) -> PasswordHasher {
        PasswordHasher::start(cost, keys().peppers(), HASHING_THREADS, &SeededRandom::new(10)).unwrap()
    }

    /// The delivery job of this server.
    pub fn delivery(&self) -> Delivery {
        let mut transports: Vec<Arc<dyn MailTransport>> = vec![self.mail.clone()];
        transports.extend(self.transports.iter().cloned());
        let mut texts: Vec<Arc<dyn TextProvider>> = vec![self.texts.clone()];
        texts.extend(self.carriers.iter().cloned());
        Delivery { app: self.app.clone(), templates: self.templates(), transports, texts }
    }

    /// The delivery job of another server, with the same database and the same providers.
    pub async fn another_server(&self) -> Delivery {
        let app = Arc::new(app(&self.database, &self.clock, 8).await);
        Delivery { app, ..self.delivery() }
    }

    pub fn templates(&self) -> Arc<Templates> {
        Arc::new(
            Templates::load(PUBLIC_URL.to_owned(), "localhost:3000".to_owned(), app::server::locale::wordings())
                .unwrap(),
        )
    }

    /// Puts a message of an organisation into the outbox, as use cases do.
    pub async fn post(&self, slug: &str, to: &str, content: &Content, is_decoy: bool, life: Seconds) {
        let AppContext { store, .. } = self.app.as_ref();
        let organisation = organisations::find_by_slug(store, &slug.parse().unwrap()).await.unwrap().unwrap().id;
        let (to, now): (Destination, _) = (to.parse().unwrap(), self.now());
        let give_up_at = now + life;
        let message = Outgoing {
            organisation,
            about: None,
            challenge: None,
            to: &to,
            language: Default::default(),
            content,
            is_decoy,
            give_up_at,
        };
        let unit = self.app.begin(Actor::System).await.unwrap();
        unit.post(message).await.unwrap();
        unit.commit().await.unwrap();
    }

    /// Delivers everything that is due.
    pub async fn deliver(&self) {
        let delivery = self.delivery();
        while delivery.deliver_due().await.unwrap() > 0 {}
    }

    /// Tells applications of everything that is due.
    pub async fn deliver_logouts(&self) {
        let delivery = LogoutDelivery { app: self.app.clone() };
        while delivery.deliver_due().await.unwrap() > 0 {}
    }

    /// All messages that arrived at an address, the oldest first.
    pub fn letters(&self, address: &str) -> Vec<Email> {
        let mut taken = self.mail.taken();
        taken.retain(|email| email.to.as_str() == address);
        taken
    }

    /// The messages that arrived at an address and have this text in their subject, the oldest first.
    pub fn letters_about(&self, address: &str, subject: &str) -> Vec<Email> {
        let mut letters = self.letters(address);
        letters.retain(|letter| letter.subject.contains(subject));
        letters
    }

    /// Delivers what is due, and reads the code from the newest code message to an address.
    pub async fn code_for(&self, address: &str) -> String {
        self.deliver().await;
        let newest = self.letters_about(address, CODE).pop();
        let newest = newest.unwrap_or_else(|| panic!("no code came to {address}"));
        let code: OneTimeCode = newest.subject.parse().unwrap();
        code.expose().to_owned()
    }

    /// Delivers what is due, and reads the code from the newest text to a number.
    pub async fn texted_to(&self, number: &str) -> String {
        self.deliver().await;
        let newest = self.texts.taken().into_iter().rfind(|text| text.to == number);
        let code: OneTimeCode = newest.unwrap_or_else(|| panic!("no text came to {number}")).body.parse().unwrap();
        code.expose().to_owned()
    }

    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Requests a code by email, and returns it with its challenge.
    pub async fn send_code(&self, browser: &mut Browser, address: &str) -> (ChallengeId, String) {
        let challenge = browser.send(address).await.unwrap();
        (challenge, self.code_for(address).await)
    }

    /// Requests a code by text, and returns it with its challenge.
    pub async fn text_code(&self, browser: &mut Browser, number: &str) -> (ChallengeId, String) {
        let challenge = browser.text(number).await.unwrap();
        (challenge, self.texted_to(number).await)
    }

    /// Signs a browser in with an emailed code, and returns the code.
    pub async fn sign_in(&self, browser: &mut Browser, address: &str) -> String {
        self.sign_in_at(browser, "", address).await
    }

    pub async fn sign_in_at(&self, browser: &mut Browser, organisation: &str, address: &str) -> String {
        // Messages that are waiting leave first, so that the newest one is the one requested here.
        self.deliver().await;
        let challenge = browser.send_to(organisation, address).await.unwrap();
        let code = self.code_for(address).await;
        browser.verify(challenge, &code).await.unwrap();
        code
    }
}

fn keys() -> Keys {
    Keys::derive(&Secret::new([7; 32])).unwrap()
}

/// The application context of one server. All servers on one database have the same keys.
async fn app(database: &TestDatabase, clock: &Arc<TestClock>, seed: u64) -> AppContext {
    AppContext {
        store: Store::connect(&database.url).await.unwrap(),
        keys: keys(),
        signing_keys: KeySetCache::default(),
        clock: clock.clone(),
        random: Arc::new(SeededRandom::new(seed)),
        // Anything below the default is refused.
        hasher: World::hasher(HashParameters::default()),
        public_origin: ProtectedOrigin::parse(PUBLIC_URL, true).unwrap(),
        // As the settings have it for a public URL on this machine.
        outbound: Outbound::new(OutboundRules { allows_loopback: true, ..OutboundRules::default() }).unwrap(),
        phone_numbers: PhoneNumbers::of(["US", "CA", "GB", "AU"].map(|code| code.parse().unwrap()).into()),
        passkeys: Passkeys::of(PUBLIC_URL),
        takes_texts: true,
        is_demo: false,
        default_organisation: None,
    }
}

fn site_router(
    app: &Arc<AppContext>,
    site: &TempDir,
    public_url: &str,
    proxies: Proxies,
    inbox: Option<Inbox>,
) -> Router {
    let site = Site::Folder(site.path().to_owned());
    let state = HttpState::new(app.clone(), site, public_url.parse().unwrap(), proxies, false).unwrap();
    router(Arc::new(state), inbox)
}

/// Six digits that are none of these codes; each `number` gives different ones.
pub fn wrong(codes: &[&str], number: u32) -> String {
    let candidates = (0..).map(|step| OneTimeCode::from_number(number * 7 + 1 + step * 500_009).expose().to_owned());
    candidates.into_iter().find(|code| !codes.contains(&code.as_str())).unwrap()
}
