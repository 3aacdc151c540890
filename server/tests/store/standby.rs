//! Lists are read from a standby, and from the primary while the standby cannot be reached. An empty database plays the
//! standby: what is read from it is missing.

use super::becomes;
use crate::support::prelude::*;
use domain::Secret;
use std::num::NonZero;
use store::people::{self, PeopleQuery};
use store::{DatabaseSettings, DatabaseState, Store, organisations};

#[tokio::test]
async fn lists_are_read_from_the_standby_and_everything_else_from_the_primary() {
    let world = World::open(Postgres).await;
    let standby = TestDatabase::open(Postgres, true).await;
    let mut line = Line::to(&standby).await;
    let settings = DatabaseSettings {
        url: Secret::new(world.database.url.clone()),
        read_url: Some(Secret::new(line.url())),
        connections: NonZero::new(4),
    };
    let store = Store::connect_with(&settings).await.unwrap();
    let organisation = organisations::find_by_slug(&store, &"codes".parse().unwrap()).await.unwrap().unwrap().id;
    let query = PeopleQuery { organisation, words: Vec::new(), state: None, role: None, now: world.now() };
    let many = async |store: &Store| people::count(store, &query, 100).await.ok();
    assert_eq!(many(&store).await, Some(0), "the primary was asked");
    assert!(people::find_by_email(&store, organisation, &OWNER.parse().unwrap()).await.unwrap().is_some());

    line.turn(Mode::Refuses).await;
    becomes("the primary is read", async || many(&store).await == Some(2)).await;
    assert_eq!(store.state(), DatabaseState::Writable);
    let started = Store::connect_with(&settings).await.unwrap();
    assert_eq!(many(&started).await, Some(2), "a server starts without its standby");
    line.turn(Mode::Passes).await;
    for store in [store, started] {
        becomes("the standby is read again", async || many(&store).await == Some(0)).await;
    }
}
