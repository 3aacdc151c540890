//! The log helps the operator and tells nobody's secrets.

use crate::support::{Database, Database::*, Mood, OWNER, STRANGER, Style, Style::*, World, wrong};
use domain::Seconds;
use rstest::rstest;
use std::{
    io,
    sync::{Arc, Mutex},
};
use tracing_subscriber::fmt::MakeWriter;

/// Everything that was logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }
}

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Log;

    fn make_writer(&'a self) -> Log {
        self.clone()
    }
}

#[rstest]
#[tokio::test]
async fn a_whole_journey_leaves_no_secret_and_no_address_in_the_log(
    #[values(Sqlite, Postgres)] database: Database,
    #[values(Client, Form)] style: Style,
) {
    let world = World::open(database).await;
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt()
        // Spans of threads that are not ours would outlive this log.
        .with_env_filter("trace,sqlx=warn,sea_orm=warn")
        .with_writer(log.clone())
        .with_ansi(false)
        .finish();
    let _guard = tracing::subscriber::set_default(subscriber);

    let mut browser = world.browser(style);
    let mut secrets = vec![OWNER.to_owned(), STRANGER.to_owned()];
    for mood in [Mood::NotNow, Mood::Never, Mood::Takes] {
        world.mail.set_mood(mood);
        browser.send(OWNER).await.unwrap();
        browser.send(STRANGER).await.unwrap();
        world.deliver().await;
        world.clock.advance(Seconds(60));
        world.deliver().await;
    }
    let challenge = browser.send(OWNER).await.unwrap();
    let code = world.code_for(OWNER).await;
    browser.verify(challenge, &wrong(&[&code], 1)).await.unwrap_err();
    browser.get(&format!("/sign-in/code/{challenge}")).await;
    secrets.extend([wrong(&[&code], 1), challenge.to_string()]);
    secrets.push(browser.cookie("__Host-portico-pre").unwrap().to_owned());
    browser.verify(challenge, &code).await.unwrap();
    secrets.push(code);
    secrets.push(browser.cookie("__Host-portico").unwrap().to_owned());
    secrets.push(browser.cookie("__Host-portico-device").unwrap().to_owned());
    browser.get("/account").await;
    browser.sign_out().await.unwrap();
    world.database.execute("ALTER TABLE code RENAME TO hidden").await;
    browser.send("somebody-else@example.com").await.unwrap_err();
    secrets.push("somebody-else@example.com".to_owned());

    let text = log.text();
    for told in
        ["answered", "a message has to wait", "a message was refused for good", "a message left", "something broke"]
    {
        assert!(text.contains(told), "{told:?} is not in the log:\n{text}");
    }
    for secret in secrets {
        let line = text.lines().find(|line| line.contains(&secret));
        assert_eq!(line, None, "{secret} stands in the log");
    }
}
