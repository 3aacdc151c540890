//! The list of invitations and their states: pages, filters, and the search by name and address.

use super::{refusals::behind, *};
use ::store::{account_words::searched, invitations as store, paging::PageRequest};
use app::invitation::InvitationPage;
use domain::invitation::{InvitationFilter, InvitationState};
use service::invitations::{InvitationSearch, cursor_text, read_cursor};

async fn all(world: &World, admin: &Admin, filter: InvitationFilter, search: &str) -> Vec<String> {
    let by = as_admin(&admin.signed_in).unwrap();
    let mut wanted = InvitationSearch { filter, search: search.to_owned(), page: PageRequest::First };
    let mut found = Vec::new();
    loop {
        let page = invitations::page(&world.app, by, &wanted).await.unwrap();
        let emails = page.rows.iter().map(|entry| entry.invitation.email.to_string());
        let emails: Vec<String> = emails.collect();
        assert_eq!(page.has_previous, !found.is_empty());
        if let (true, Some(first)) = (page.has_previous, page.rows.first()) {
            // Going back shows the rows of the previous page again.
            let back = InvitationSearch { page: PageRequest::Before(first.cursor.clone()), ..wanted.clone() };
            let back = invitations::page(&world.app, by, &back).await.unwrap();
            let before: Vec<_> = back.rows.iter().map(|entry| entry.invitation.email.to_string()).collect();
            assert_eq!(before, found[found.len() - before.len()..]);
            assert_eq!((back.has_next, back.has_previous), (true, before.len() < found.len()));
        }
        found.extend(emails);
        let Some(last) = page.rows.last().filter(|_| page.has_next) else { return found };
        // The cursor as it is written in an address.
        wanted.page = PageRequest::After(read_cursor(&cursor_text(&last.cursor)).unwrap());
    }
}

#[apply(matrix)]
async fn the_board_pages_filters_and_searches(database: Database) {
    let world = open(database, Preset::Invited).await;
    let admin = admin(&world).await;
    let mut expected = Vec::new();
    for number in 0..120 {
        let email = format!("p{number:03}@cedar.example");
        let id = invite(&world, &admin, &email).await;
        if number % 10 == 0 {
            invitations::revoke_invitation(&admin.cx, admin.proven(&world), id).await.unwrap();
        }
        expected.insert(0, email);
        // Several invitations are created at one time.
        if number % 3 == 0 {
            world.clock.advance(Seconds(1));
        }
    }
    let mut found = all(&world, &admin, InvitationFilter::All, "").await;
    assert!(found[0].starts_with("p11") && found.len() == 120);
    found.sort();
    expected.sort();
    assert_eq!(found, expected, "every one once");
    assert_eq!(all(&world, &admin, InvitationFilter::Open, "").await.len(), 108);
    assert_eq!(all(&world, &admin, InvitationFilter::Revoked, "").await.len(), 12);
    assert_eq!(all(&world, &admin, InvitationFilter::Expired, "").await.len(), 0);
    let searched: Vec<String> = (0..100).map(|number| format!("p{number:03}@cedar.example")).collect();
    assert_eq!(all(&world, &admin, InvitationFilter::All, " P0").await, searched);
    assert_eq!(all(&world, &admin, InvitationFilter::Revoked, "p01").await, ["p010@cedar.example"]);
    assert_eq!(all(&world, &admin, InvitationFilter::All, "p%").await.len(), 0);
    world.clock.advance(Seconds::days(6));
    admin_of(&world, AT, CHIEF).await;
    world.clock.advance(Seconds::days(1));
    assert_eq!(all(&world, &admin, InvitationFilter::Expired, "").await.len(), 108);
    assert_eq!(all(&world, &admin, InvitationFilter::Open, "").await.len(), 0);
    // An expired invitation does not prevent a new one.
    let admin = self::admin(&world).await;
    invite(&world, &admin, "p001@cedar.example").await;
    assert_eq!(all(&world, &admin, InvitationFilter::Open, "").await, ["p001@cedar.example"]);
    let by = as_admin(&admin.signed_in).unwrap();
    let page = invitations::page(&world.app, by, &InvitationSearch::default()).await.unwrap();
    assert_eq!(page.rows[0].state, InvitationState::Sent);
}

#[apply(matrix)]
async fn the_board_is_searched_by_name_as_people_are(database: Database) {
    let world = open(database, Preset::Invited).await;
    let admin = admin(&world).await;
    for (name, email, phone) in [
        ("Éva Molnár-Kiss", "a@cedar.example", "(201) 555-0142"),
        ("Molly Nova", "b@cedar.example", ""),
        ("", "molnar@cedar.example", ""),
    ] {
        let new = read_new(&world.app, [name, email, phone, ""], "").unwrap();
        invitations::invite(&admin.cx, admin.proven(&world), &new).await.unwrap();
    }
    let found = async |search: &str| all(&world, &admin, InvitationFilter::All, search).await;
    assert_eq!(found("mol").await, ["b@cedar.example", "a@cedar.example", "molnar@cedar.example"]);
    assert_eq!(found("molnar@").await, ["molnar@cedar.example"]);
    assert_eq!(found("KISS éva").await, ["a@cedar.example"]);
    assert_eq!(found("201 555 01").await, ["a@cedar.example"]);
    assert_eq!(all(&world, &admin, InvitationFilter::Revoked, "mol").await.len(), 0);
    assert!(found("kiss nova").await.is_empty() && found("olnar").await.is_empty());
    // What is forgotten is not found. An expired invitation that another one replaces takes its words with it.
    world.clock.advance(Seconds::days(8));
    let admin = self::admin(&world).await;
    let new = read_new(&world.app, ["Eve", "a@cedar.example", "", ""], "").unwrap();
    invitations::invite(&admin.cx, admin.proven(&world), &new).await.unwrap();
    assert!(all(&world, &admin, InvitationFilter::All, "kiss").await.is_empty());
    assert_eq!(all(&world, &admin, InvitationFilter::All, "eve").await, ["a@cedar.example"]);
}

#[apply(matrix)]
async fn no_page_of_a_hundred_thousand_looks_at_all_of_them(database: Database) {
    let world = open(database, Preset::Invited).await;
    let admin = admin(&world).await;
    invite(&world, &admin, NEW).await;
    let is_postgres = database == Postgres;
    let (series, id, hash) = match is_postgres {
        true => ("generate_series(1, 100000) AS n", "gen_random_uuid()", "decode(md5(n::text), 'hex')"),
        false => (
            "(WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < 100000) SELECT n FROM s)",
            "randomblob(16)",
            "randomblob(32)",
        ),
    };
    world
        .database
        .execute(&format!(
            "INSERT INTO invitation (id, organisation_id, email, role, digest, key_id, token_hash, stage, created_at,
                sent_at, expires_at)
             SELECT {id}, o.id, 'm' || n || '@cedar.example', 'member', {hash}, 0, {hash},
                CASE n % 5 WHEN 0 THEN 'revoked' WHEN 1 THEN 'joined' ELSE 'open' END, n, n, n + 604800000
             FROM {series}, organisation o WHERE o.slug = 'cedar'"
        ))
        .await;
    world
        .database
        .execute(
            "INSERT INTO invitation_word (organisation_id, word, email, invitation_id)
             SELECT organisation_id, email, email, id FROM invitation WHERE email LIKE 'm%'",
        )
        .await;
    if is_postgres {
        world.database.execute("ANALYZE invitation").await;
        world.database.execute("ANALYZE invitation_word").await;
    }
    use InvitationFilter::*;
    let by = as_admin(&admin.signed_in).unwrap();
    for (filter, search) in [
        (All, ""),
        (Open, ""),
        (Expired, ""),
        (Joined, ""),
        (Revoked, ""),
        (SignedIn, ""),
        (All, "m9"),
        (Joined, "m77"),
        (All, "robin new"),
    ] {
        let words = searched(search);
        let first = InvitationSearch { filter, search: search.to_owned(), page: PageRequest::First };
        let page = invitations::page(&world.app, by, &first).await.unwrap();
        let beside = page.rows.last().map(|last| last.cursor.clone());
        let requests =
            beside.into_iter().flat_map(|cursor| [PageRequest::After(cursor.clone()), PageRequest::Before(cursor)]);
        for request in requests.chain([PageRequest::First]) {
            let wanted = store::InvitationQuery {
                organisation: admin.signed_in.organisation.id,
                filter,
                words: &words,
                page: &request,
                rows_per_page: 51,
            };
            let plan = store::plan(&world.app.store, wanted, world.now()).await.unwrap();
            let index = if words.is_empty() { "invitation_by_" } else { "invitation_word_" };
            let is_by_index = plan.iter().any(|line| line.contains(index));
            let is_whole = plan.iter().any(|line| line.contains("Seq Scan on invitation") || line.contains("SCAN i"));
            assert!(is_by_index && !is_whole, "{filter:?} {search}: {plan:#?}");
        }
    }
}

#[apply(matrix)]
async fn a_demonstration_shows_an_open_invitation_and_an_expired_one(database: Database) {
    let world = World::open(database).await;
    world.found("invited", "Cedar", Preset::Invited).await;
    let mut browser = world.browser(Client);
    // Each start of the demo sends the invitations again.
    for _ in 0..2 {
        service::demo::invite(&world.app).await.unwrap();
        let (_, open) = code_and_token(&world, "new@invited.example").await;
        let (_, late) = code_and_token(&world, "late@invited.example").await;
        assert!(matches!(behind(&mut browser, &open).await, InvitationPage::Enter { filled: Some(_) }));
        assert!(matches!(behind(&mut browser, &late).await, InvitationPage::Expired { .. }));
        world.clock.advance(Seconds::days(8));
    }
}
