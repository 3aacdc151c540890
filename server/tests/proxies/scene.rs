//! A Portico on a port of its own, an application behind proxies, and a browser that is signed in.

use crate::application::Application;
use crate::program::{Change, Program, Running, free_address};
use crate::support::prelude::{Browser, Client, OWNER, PUBLIC_URL, Sqlite, World, new_application, new_group};
use crate::visitor::{Reply, Visitor};
use domain::application::Access;
use domain::{ApplicationId, GroupId};
use server::http::serve::{Limits, Pace, listen, serve};
use server::settings::Proxies;
use std::net::SocketAddr;
use store::groups;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use uuid::Uuid;

pub struct Scene {
    pub world: World,
    /// The address at which the proxies ask.
    pub portico: SocketAddr,
    pub application: Application,
    /// The browser of [`OWNER`] at Portico, who is signed in.
    browser: Browser,
    stop: watch::Sender<bool>,
    serving: JoinHandle<()>,
    proxies: Vec<Running>,
    registered: u128,
}

impl Scene {
    pub async fn open() -> Self {
        let world = World::open(Sqlite).await;
        let proxies = Proxies::read(Some("127.0.0.1"), None).unwrap();
        let listener = listen("127.0.0.1:0".parse().unwrap(), "an address").unwrap();
        let portico = listener.local_addr().unwrap();
        let (stop, stopping) = watch::channel(false);
        let router = world.router_behind(proxies.clone());
        let limits = Limits { all: 1000, per_client: 1000, proxies, pace: Pace::default() };
        let serving = tokio::spawn(serve(listener, router, limits, stopping));
        let mut browser = world.browser(Client);
        world.sign_in(&mut browser, OWNER).await;
        let application = Application::start().await;
        Scene { world, portico, application, browser, stop, serving, proxies: Vec::new(), registered: 0 }
    }

    /// A new visitor of the application behind a new proxy, with an origin of its own.
    pub async fn guarded_by(&mut self, program: Program) -> Visitor {
        self.guarded_with(program, self.application.address, &[]).await
    }

    /// Like [`Scene::guarded_by`], with another application and a changed configuration.
    pub async fn guarded_with(&mut self, program: Program, behind: SocketAddr, changes: &[Change<'_>]) -> Visitor {
        let own = free_address();
        self.register(&format!("http://{own}")).await;
        self.proxies.push(program.start(own, self.portico, behind, changes).await);
        Visitor::of(own)
    }

    /// Registers an application that everyone may enter, with a public path.
    pub async fn register(&mut self, origin: &str) {
        self.registered += 1;
        let (id, home) = (ApplicationId(Uuid::from_u128(self.registered)), self.world.organisation("codes").await);
        let mut new = new_application(id, home, origin, self.world.now());
        new.path_rules = "/public/* public".parse().unwrap();
        let everyone = Access { everyone: true, ..Access::default() };
        self.world.insert_application(&new, &everyone).await;
    }

    /// Opens an address as a browser does: by way of Portico, and back with a ticket.
    pub async fn enter(&mut self, visitor: &mut Visitor, target: &str) -> Reply {
        let taken = self.take_pass(visitor, target).await;
        let origin = visitor.origin();
        visitor.open(taken.location().strip_prefix(&origin).expect("not at the application")).await
    }

    /// Like [`Scene::enter`], up to the answer that sets the pass.
    pub async fn take_pass(&mut self, visitor: &mut Visitor, target: &str) -> Reply {
        let led = visitor.open(target).await;
        let (back, origin) = (self.pass_portico(led.location()).await, visitor.origin());
        let taken = visitor.open(back.strip_prefix(&origin).unwrap_or_else(|| panic!("not back: {back:?}"))).await;
        assert!(taken.location() == format!("{origin}{target}") && taken.cookies.len() == 1, "{taken:?}");
        taken
    }

    /// Follows a redirect to Portico. Returns the address to which Portico redirects.
    pub async fn pass_portico(&mut self, location: &str) -> String {
        let way = location.strip_prefix(PUBLIC_URL).unwrap_or_else(|| panic!("not to Portico: {location:?}"));
        self.browser.get(way).await.header("location").to_owned()
    }

    pub async fn stop_portico(&mut self) {
        self.stop.send_replace(true);
        (&mut self.serving).await.unwrap();
    }

    /// Puts [`OWNER`] into 1,000 groups with long names.
    pub async fn join_a_thousand_groups(&self) {
        let (store, now) = (&self.world.app.store, self.world.now());
        let organisation = self.world.organisation("codes").await;
        let owner = self.world.id_of(OWNER).await;
        let transaction = store.begin().await.unwrap();
        for number in 0..1000 {
            let (id, name) = (GroupId(Uuid::from_u128(number)), format!("Department {number} of the organisation"));
            let group = new_group(id, organisation, &name, now);
            assert!(groups::insert(&transaction, &group).await.unwrap());
            groups::add_members(&transaction, id, &[owner], now).await.unwrap();
        }
        store.commit(transaction).await.unwrap();
    }
}
