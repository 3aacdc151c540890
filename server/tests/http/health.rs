//! The health and readiness checks that a proxy requests before it forwards traffic to this server.

use crate::support::prelude::*;

#[apply(matrix)]
async fn health_is_about_the_process_and_readiness_about_the_database(database: Database) {
    let world = World::unfurnished(database, false).await;
    let mut browser = world.browser(Client);
    assert_eq!(browser.get("/healthz").await.status, 200);
    let answer = browser.get("/readyz").await;
    assert_eq!((answer.status.as_u16(), answer.body.as_str()), (503, "migrations are missing\n"));
    world.app.store.migrate().await.unwrap();
    // The result of a check is cached for one second.
    assert_eq!(browser.get("/readyz").await.status, 503);
    world.clock.advance(Seconds(1));
    let before = (world.database.cells().await, world.app.store.statements());
    for _ in 0..10 {
        assert_eq!(browser.get("/readyz").await.status, 200);
    }
    assert_eq!((world.database.cells().await, world.app.store.statements()), (before.0, before.1 + 1));
    for (oldest, body) in [("m0015_availability", "ready\n"), ("m9998", "the database is newer than this version\n")] {
        for sql in ["DELETE FROM schema_compatibility", "DELETE FROM seaql_migrations WHERE version = 'm9999'"] {
            world.database.execute(sql).await;
        }
        world.database.execute("INSERT INTO seaql_migrations (version, applied_at) VALUES ('m9999', 0)").await;
        let note = format!("INSERT INTO schema_compatibility (version, oldest) VALUES ('m9999', '{oldest}')");
        world.database.execute(&note).await;
        world.clock.advance(Seconds(1));
        assert_eq!(browser.get("/readyz").await.body, body);
    }
    let refused = world.app.store.migrate().await.unwrap_err();
    assert!(refused.to_string().contains("newer than this version"), "{refused}");
    world.app.store.clone().close().await;
    world.clock.advance(Seconds(1));
    assert_eq!(browser.get("/readyz").await.status, 503);
    assert_eq!(browser.get("/healthz").await.status, 200);
    let page = browser.get("/sign-in").await;
    assert!(page.status == 500 && page.body.contains("Something went wrong on our side"), "{}", page.body);
}
