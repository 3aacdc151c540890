//! The messages: what became of them, and never what they say.

use super::{open, page};
use crate::support::{ADMIN, Browser, Database, Database::*, Mood, OWNER, STRANGER, Style::*, TENANT};
use app::admin::{AdminPage, MessageState, MessagesView};
use domain::Seconds;
use rstest::rstest;

async fn list(browser: &mut Browser, path: &str) -> MessagesView {
    match page(browser, path).await {
        AdminPage::Messages(view) => view,
        other => panic!("{other:?}"),
    }
}

#[rstest]
#[tokio::test]
async fn what_became_of_a_message_is_said(#[values(Sqlite, Postgres)] database: Database) {
    let (world, mut admin) = open(database, Client).await;
    let mut owner = world.browser(Client);
    owner.send(OWNER).await.unwrap();
    let to_owner = format!("/admin/messages?q={OWNER}");
    let only = |view: MessagesView| {
        assert_eq!(view.rows.len(), 1, "{view:?}");
        view.rows.into_iter().next().unwrap()
    };
    let row = only(list(&mut admin, &to_owner).await);
    assert_eq!(
        (row.state, row.tries, row.name.as_str(), row.to.as_str()),
        (MessageState::Queued, 0, "Sign-in code", OWNER)
    );
    world.mail.set_mood(Mood::NotNow);
    world.delivery().deliver_due().await.unwrap();
    let row = only(list(&mut admin, &to_owner).await);
    assert_eq!((row.state, row.tries), (MessageState::Retried, 1));
    assert!(row.answer.is_some_and(|answer| answer.starts_with("not now")));
    assert_eq!(only(list(&mut admin, &format!("{to_owner}&status=retried")).await).tries, 1);
    assert!(list(&mut admin, &format!("{to_owner}&status=queued")).await.rows.is_empty());
    world.clock.advance(Seconds(2));
    world.mail.set_mood(Mood::Takes);
    world.deliver().await;
    let row = only(list(&mut admin, &format!("{to_owner}&status=sent")).await);
    assert_eq!((row.state, row.tries, row.answer), (MessageState::Sent, 2, None));
    world.clock.advance(Seconds(61));
    owner.send(OWNER).await.unwrap();
    world.clock.advance(Seconds::minutes(11));
    world.deliver().await;
    assert_eq!(only(list(&mut admin, &format!("{to_owner}&status=given-up")).await).state, MessageState::GivenUp);
}

#[rstest]
#[tokio::test]
async fn no_message_shows_what_it_says_or_who_is_not_there(#[values(Sqlite, Postgres)] database: Database) {
    let (world, mut admin) = open(database, Form).await;
    let mut owner = world.browser(Client);
    let code = world.sign_in(&mut owner, OWNER).await;
    let mut stranger = world.browser(Client);
    stranger.send(STRANGER).await.unwrap();
    owner.send_to("north-star", TENANT).await.unwrap();
    world.deliver().await;
    let answer = admin.get("/admin/messages").await;
    assert!(answer.body.contains(OWNER) && answer.body.contains(ADMIN));
    for hidden in [code.as_str(), STRANGER, TENANT] {
        assert!(!answer.body.contains(hidden), "{hidden}");
        let shown = answer.page_data().open::<app::admin::AdminScreen>().unwrap();
        assert!(!format!("{shown:?}").contains(hidden), "{hidden}");
    }
    assert!(list(&mut admin, "/admin/messages?q=nonsense").await.is_unreadable);
    assert!(!list(&mut admin, "/admin/messages?q=%2B1+201+555+0142").await.is_unreadable);
}

#[rstest]
#[tokio::test]
async fn a_long_list_of_messages_is_turned_in_both_directions(#[values(Sqlite, Postgres)] database: Database) {
    let (world, mut admin) = open(database, Client).await;
    for _ in 0..40 {
        let content = server::delivery::Content::AlreadyRegistered;
        world.post("codes", OWNER, &content, false, Seconds::hours(1)).await;
    }
    let first = list(&mut admin, "/admin/messages").await;
    assert!(first.rows.len() == 30 && first.pages.previous.is_none());
    let second = list(&mut admin, first.pages.next.as_deref().unwrap()).await;
    assert!(!second.rows.is_empty() && second.pages.next.is_none());
    let back = list(&mut admin, second.pages.previous.as_deref().unwrap()).await;
    assert_eq!(back.rows, first.rows);
}
