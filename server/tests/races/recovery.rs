//! A link that leads to a new password, used by many at once.

use super::{at_once, count};
use crate::{
    recovery::{CHANGED, NEW, ask, open, save, token},
    support::{Browser, Database, Database::*, OWNER, Style::*},
};
use app::ApiError::Refused;
use domain::sign_in::SignInError;
use rstest::rstest;

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_who_use_a_link_at_once_one_succeeds(#[values(Sqlite, Postgres)] database: Database) {
    const CROWD: usize = 20;
    let world = open(database).await;
    ask(&mut world.browser(Client), OWNER).await.unwrap();
    let token = token(&world, OWNER).await;
    let crowd: Vec<Browser> = (0..CROWD).map(|_| world.browser(Client)).collect();
    let outcomes = at_once(crowd, move |mut browser, number| {
        let token = token.clone();
        async move { save(&mut browser, &token, &format!("{NEW}{number}")).await }
    })
    .await;
    assert_eq!(count(&outcomes, &Ok("/recovery/changed".to_owned())), 1, "{outcomes:?}");
    assert_eq!(count(&outcomes, &Err(Refused(SignInError::LinkOver))), CROWD - 1, "{outcomes:?}");
    let winner = outcomes.iter().position(Result::is_ok).unwrap();
    world.browser(Client).password(OWNER, &format!("{NEW}{winner}")).await.unwrap();
    world.deliver().await;
    assert_eq!(world.letters_about(OWNER, CHANGED).len(), 1);
}
