//! The list of the demo inbox, page by page.

use crate::support::prelude::*;
use server::http::Inbox;
use service::delivery::DemoInbox;
use service::delivery::texts::{Text, TextProvider as _};
use std::sync::Arc;
use tokio::sync::watch;

#[rstest]
#[tokio::test]
async fn the_inbox_lists_the_newest_fifty_and_leads_to_the_older_ones() {
    let world = World::open(Sqlite).await;
    let kept = Arc::new(DemoInbox::open(world.clock.clone()));
    for number in 0..130 {
        let text = Text { message_id: format!("m{number}"), to: NUMBER.parse().unwrap(), body: "Hello".to_owned() };
        kept.send(&text).await.unwrap();
    }
    let (_stop, stopping) = watch::channel(false);
    let mut browser = world.browser_at(PUBLIC_URL, Some(Inbox { kept, templates: world.templates(), stopping }));
    let mut path = "/dev/inbox".to_owned();
    for (newest, oldest) in [(129, 80), (79, 30), (29, 0)] {
        let page = browser.get(&path).await.body;
        let listed = page.split("data-id=\"").skip(1).filter_map(|rest| rest.split('"').next());
        let listed: Vec<_> = listed.filter(|id| !id.is_empty()).map(str::to_owned).collect();
        let expected: Vec<_> = (oldest..=newest).rev().map(|number| format!("m{number}")).collect();
        assert_eq!(listed, expected, "{path}");
        let older = format!("/dev/inbox?before=m{oldest}");
        assert_eq!(page.contains(&format!("href=\"{older}\"")), oldest > 0, "{page}");
        // Reading a message does not leave the page of the list.
        let here = path.split_once('?').map_or(String::new(), |(_, query)| format!("{query}&"));
        let link = format!("/dev/inbox?{here}message=m{newest}");
        assert!(page.contains(&format!("href=\"{}\"", link.replace('&', "&amp;"))), "{link} is not in {page}");
        assert!(browser.get(&link).await.body.contains(&format!("data-id=\"m{oldest}\"")), "{link}");
        path = older;
    }
}
