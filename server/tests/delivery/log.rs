//! Every line of the JSON log has exactly one message.

use crate::support::prelude::*;

#[tokio::test]
async fn a_line_in_json_has_one_message() {
    let world = World::open(Sqlite).await;
    let lines = Log::default();
    let _guard = tracing::dispatcher::set_default(&server::log::to(lines.clone(), "info", true, false).unwrap());
    let mut browser = world.browser(Client);
    for mood in [Mood::NotNow, Mood::Never, Mood::Takes] {
        world.mail.set_mood(mood);
        browser.send(OWNER).await.unwrap();
        world.deliver().await;
        world.clock.advance(Seconds(600));
        world.deliver().await;
        browser = world.browser(Client);
    }
    let text = lines.text();
    for told in ["a message has to wait", "a message was refused for good", "a message left", "a message came too late"]
    {
        assert!(text.contains(told), "{told:?} is not in the log:\n{text}");
    }
    for line in text.lines() {
        let one = serde_json::from_str::<serde_json::Value>(line).unwrap();
        assert!(one["fields"]["message"].is_string(), "{line}");
        assert_eq!(line.matches("\"message\":").count(), 1, "{line}");
    }
}
