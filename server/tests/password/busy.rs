//! More passwords at once than can be hashed: some requests are told to try again, and none of these is counted.

use super::open;
use crate::recovery::{NEW, ask, save, token};
use crate::support::prelude::*;
use domain::Password;
use service::app_context::AppContext;
use service::security::{HashError, HashParameters};
use std::sync::Arc;
use tokio::task::JoinSet;

/// The cost of a hash that takes seconds.
const COST: HashParameters = HashParameters { memory_kib: 128 * 1024, passes: 64 };

/// The hashes that fill the queue, for as long as this is kept.
type Crowd = JoinSet<Result<(), HashError>>;

/// Fills every free place in the queue.
async fn fill(app: &Arc<AppContext>, crowd: &mut Crowd) {
    loop {
        let app = app.clone();
        crowd.spawn(async move { app.hasher.verify(Password::default(), None).await.map(drop) });
        tokio::task::yield_now().await;
        if let Some(Ok(Err(HashError::Busy))) = crowd.try_join_next() {
            return;
        }
    }
}

/// A server whose queue is full.
async fn full_house(world: &World) -> (Arc<AppContext>, Crowd) {
    let app = world.other_server(|app| app.hasher = World::hasher(COST)).await;
    let mut crowd = Crowd::new();
    // The threads take their first jobs some time later and free places, so the queue is filled several times.
    for _ in 0..10 {
        fill(&app, &mut crowd).await;
        world.database.counts().await;
    }
    (app, crowd)
}

#[apply(matrix)]
async fn a_full_queue_refuses_at_once_and_counts_nothing(database: Database, style: Style) {
    let world = open(database).await;
    super::fail(&world, OWNER, 1..=2).await;
    let (app, mut crowd) = full_house(&world).await;
    let mut browser = world.browser_in(&app);
    browser.style = style;
    for address in [OWNER, STRANGER] {
        for _ in 0..3 {
            fill(&app, &mut crowd).await;
            let Err(ApiError::Busy { seconds }) = browser.password(address, PASSWORD).await else { panic!("not busy") };
            let answer = browser.last.clone().unwrap();
            if style == Client {
                assert_eq!((answer.status.as_u16(), answer.header("retry-after")), (503, seconds.to_string().as_str()));
            } else {
                let page = browser.follow().await;
                assert!(page.body.contains("Many people are signing in right now"), "{}", page.body);
                assert_eq!(page.header("retry-after"), seconds.to_string());
            }
        }
    }
    let mut elsewhere = world.browser(Client);
    for (address, number) in [(OWNER, 3), (STRANGER, 1)] {
        assert_eq!(elsewhere.password(address, "wrong").await, Err(wrong_password(number)), "{address}");
    }
    elsewhere.password(OWNER, PASSWORD).await.unwrap();
}

#[apply(matrix)]
async fn a_new_password_that_was_not_hashed_is_not_counted(database: Database) {
    let world = open(database).await;
    ask(&mut world.browser(Client), OWNER).await.unwrap();
    let token = token(&world, OWNER).await;
    let (app, mut crowd) = full_house(&world).await;
    let used = async || {
        let counted = "SELECT CAST(used AS TEXT) FROM rate_limit WHERE used > 0 ORDER BY used";
        world.database.texts(counted).await
    };
    let before = used().await;
    let mut browser = world.browser_in(&app);
    fill(&app, &mut crowd).await;
    let refused = save(&mut browser, &token, NEW).await;
    assert!(matches!(refused, Err(ApiError::Busy { .. })), "{refused:?}");
    fill(&app, &mut crowd).await;
    let person = Person { name: "Mo", email: STRANGER, phone: "", country: "", password: NEW };
    let refused = browser.sign_up(person).await;
    assert!(matches!(refused, Err(ApiError::Busy { .. })), "{refused:?}");
    assert_eq!(used().await, before);
    save(&mut world.browser(Client), &token, NEW).await.unwrap();
}
