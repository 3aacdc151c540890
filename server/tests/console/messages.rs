//! The list of messages: it shows their delivery status and never their content.

use super::{open, page};
use crate::support::prelude::*;
use app::admin::MessagesView;
use domain::MessageState;

async fn list(browser: &mut Browser, path: &str) -> MessagesView {
    match page(browser, path).await {
        AdminPage::Messages(view) => view,
        other => panic!("{other:?}"),
    }
}

#[apply(matrix)]
async fn what_became_of_a_message_is_said(database: Database) {
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
        (row.state, row.attempts, row.name.as_str(), row.to.as_str()),
        (MessageState::Queued, 0, "Sign-in code", OWNER)
    );
    world.mail.set_mood(Mood::NotNow);
    world.delivery().deliver_due().await.unwrap();
    let row = only(list(&mut admin, &to_owner).await);
    assert_eq!((row.state, row.attempts), (MessageState::Retried, 1));
    assert!(row.answer.is_some_and(|answer| answer.starts_with("not now")));
    assert_eq!(only(list(&mut admin, &format!("{to_owner}&status=retried")).await).attempts, 1);
    assert!(list(&mut admin, &format!("{to_owner}&status=queued")).await.rows.is_empty());
    world.clock.advance(Seconds(2));
    world.mail.set_mood(Mood::Takes);
    world.deliver().await;
    let row = only(list(&mut admin, &format!("{to_owner}&status=sent")).await);
    assert_eq!((row.state, row.attempts, row.answer), (MessageState::Sent, 2, None));
    world.clock.advance(Seconds(61));
    owner.send(OWNER).await.unwrap();
    world.clock.advance(Seconds::minutes(11));
    world.deliver().await;
    assert_eq!(only(list(&mut admin, &format!("{to_owner}&status=given-up")).await).state, MessageState::GivenUp);
}

#[apply(matrix)]
async fn no_message_shows_what_it_says_or_who_is_not_there(database: Database) {
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
    // No prefix finds an address that has no account here.
    for hidden in [STRANGER, TENANT] {
        for many in [1, 2, hidden.len()] {
            let found = list(&mut admin, &format!("/admin/messages?q={}", &hidden[..many])).await;
            assert!(found.rows.iter().all(|row| ![STRANGER, TENANT].contains(&row.to.as_str())), "{found:?}");
        }
    }
}

async fn recipients(browser: &mut Browser, query: &str) -> Vec<String> {
    let view = list(browser, &format!("/admin/messages?q={query}")).await;
    assert!(!view.is_too_many, "{query}");
    view.rows.into_iter().map(|row| row.to).collect()
}

#[apply(matrix)]
async fn messages_are_found_by_the_beginning_of_whom_they_went_to(database: Database, style: Style) {
    let (world, mut admin) = open(database, style).await;
    let (ash, ada, number) = ("robin@codes.example", "ada@codes.example", NUMBER);
    world.settle("codes", ash, Some("Robin Ash-Grove"), Role::Member).await;
    world.settle("codes", ada, Some("Ada Grove"), Role::Member).await;
    world.give_phone(ada, number, true).await;
    for word in ["12015550142", "2015550142"] {
        let sql = format!(
            "INSERT INTO account_word (organisation_id, word, email, account_id)
             SELECT organisation_id, '{word}', email, id FROM account WHERE email = '{ada}'"
        );
        world.database.execute(&sql).await;
    }
    world.settle("north-star", "robin@north.example", Some("Robin North"), Role::Member).await;
    let content = service::delivery::Content::AlreadyRegistered;
    let nobody = ["robbie@elsewhere.example", "+442079460123"];
    for (at, to) in [("codes", ash), ("codes", ada), ("codes", number), ("north-star", "robin@north.example")] {
        world.post(at, to, &content, false, Seconds::hours(1)).await;
        world.clock.advance(Seconds(1));
    }
    for (to, decoy) in nobody.into_iter().zip(["robbie2@elsewhere.example", "+442079460124"]) {
        world.post("codes", to, &content, false, Seconds::hours(1)).await;
        world.post("codes", decoy, &content, true, Seconds::hours(1)).await;
        world.clock.advance(Seconds(1));
    }
    for (query, expected) in [
        // A name: the beginnings of one or several of its words.
        ("grove", vec![number, ada, ash]),
        ("ASH", vec![ash]),
        ("robin+gro", vec![ash]),
        ("grove+nobody", vec![]),
        // The beginning of an address, even if no account has the address.
        ("rob", vec![nobody[0], ash]),
        ("Robbie%40", vec![nobody[0]]),
        ("ada%40codes.example", vec![number, ada]),
        ("example", vec![]),
        // Phone numbers.
        ("201-555", vec![number, ada]),
        ("%2B44+20", vec![nobody[1]]),
        ("0044", vec![nobody[1]]),
        // Characters that a database could treat as wildcards or as the end of a range find nothing.
        ("%25", vec![]),
        ("_", vec![]),
        ("%F4%8F%BF%BF", vec![]),
    ] {
        assert_eq!(recipients(&mut admin, query).await, expected, "{query}");
    }
    assert_eq!(recipients(&mut admin, "rob&status=queued").await, [nobody[0], ash]);
    assert!(recipients(&mut admin, "rob&status=sent").await.is_empty());
    let nothing = admin.get("/admin/messages?q=example").await;
    assert!(nothing.body.contains("No messages found") && nothing.body.contains("Try the beginning of a name"));
}

#[apply(matrix)]
async fn what_was_found_is_turned_page_by_page(database: Database) {
    let (world, mut admin) = open(database, Client).await;
    for number in 0..70 {
        let to = format!("reader-{}@elsewhere.example", number % 7);
        let content = service::delivery::Content::AlreadyRegistered;
        world.post("codes", &to, &content, false, Seconds::hours(1)).await;
        world.clock.advance(Seconds(1));
    }
    let mut pages = vec![list(&mut admin, "/admin/messages?q=reader").await];
    while let Some(next) = pages.last().unwrap().pages.next.clone() {
        pages.push(list(&mut admin, &next).await);
    }
    assert_eq!(pages.iter().map(|page| page.rows.len()).collect::<Vec<_>>(), [30, 30, 10]);
    let all: Vec<_> = pages.iter().flat_map(|page| page.rows.iter().map(|row| row.to.clone())).collect();
    let expected: Vec<_> = (0..70).rev().map(|number| format!("reader-{}@elsewhere.example", number % 7)).collect();
    assert_eq!(all, expected, "newest first, whoever got them");
    let back = list(&mut admin, pages[2].pages.previous.as_deref().unwrap()).await;
    assert_eq!(back.rows, pages[1].rows);
}

#[apply(matrix)]
async fn a_search_that_is_too_short_asks_for_more(database: Database) {
    let (world, mut admin) = open(database, Client).await;
    for number in 0..51 {
        let content = service::delivery::Content::AlreadyRegistered;
        world.post("codes", &format!("reader-{number:02}@elsewhere.example"), &content, false, Seconds::hours(1)).await;
    }
    let view = list(&mut admin, "/admin/messages?q=reader").await;
    assert!(view.is_too_many && view.rows.is_empty() && view.pages == Default::default(), "{view:?}");
    assert!(admin.get("/admin/messages?q=reader").await.body.contains("Type more of the name"));
    assert_eq!(recipients(&mut admin, "reader-0").await.len(), 10);
}

#[apply(matrix)]
async fn a_long_list_of_messages_is_turned_in_both_directions(database: Database) {
    let (world, mut admin) = open(database, Client).await;
    for _ in 0..40 {
        let content = service::delivery::Content::AlreadyRegistered;
        world.post("codes", OWNER, &content, false, Seconds::hours(1)).await;
    }
    let first = list(&mut admin, "/admin/messages").await;
    assert!(first.rows.len() == 30 && first.pages.previous.is_none());
    let second = list(&mut admin, first.pages.next.as_deref().unwrap()).await;
    assert!(!second.rows.is_empty() && second.pages.next.is_none());
    let back = list(&mut admin, second.pages.previous.as_deref().unwrap()).await;
    assert_eq!(back.rows, first.rows);
}
