//! Applications: what can be registered, who may enter, and that each belongs to one organisation.

use super::*;
use domain::application::{HeaderStyle, ProtectedOrigin, Strength, StrengthLevel, UserHeader};
use domain::{ApplicationId, GroupId};
use service::Actor;
use service::applications::{self, CannotEnter, ForwardAuth, NewApplication};
use service::groups::{self, NewGroup};
use store::applications::Application;
use store::paging::PageRequest;
use uuid::Uuid;

pub const WIKI: NewApplication<'static> = NewApplication {
    name: "Wiki",
    start_address: "https://wiki.example/start",
    is_forward_auth: true,
    redirect_uri: None,
    is_public: false,
};

pub async fn register(world: &World, admin: &Admin, new: NewApplication<'_>) -> ApplicationId {
    applications::create(&admin.cx, admin.proven(world), new).await.unwrap().0
}

fn forward_auth<'a>(origins: &'a str, path_rules: &'a str) -> ForwardAuth<'a> {
    ForwardAuth { origins, header_style: HeaderStyle::Forwarded, user_header: UserHeader::Email, path_rules }
}

/// Replaces who may enter, a second after what happened before.
async fn set_access(
    world: &World,
    admin: &Admin,
    id: ApplicationId,
    everyone: bool,
    groups: &[GroupId],
    people: &str,
) -> Result<(), Failure> {
    world.clock.advance(Seconds(1));
    applications::set_access(&admin.cx, admin.proven(world), id, everyone, groups, people).await
}

/// The names of the applications on a person's start page.
pub async fn tiles(world: &World, person: &Admin) -> Vec<String> {
    let tiles = applications::tiles(&world.app, &person.signed_in).await.unwrap();
    tiles.into_iter().map(|tile| tile.name).collect()
}

#[apply(matrix)]
async fn an_application_is_registered_changed_and_deleted(database: Database) {
    let (world, admin) = open(database).await;
    let app = &world.app;
    // Each act is a second after the one before it.
    let sure = || {
        world.clock.advance(Seconds(1));
        admin.proven(&world)
    };
    let id = register(&world, &admin, WIKI).await;
    let view = applications::show(app, by(&admin), id).await.unwrap();
    assert_eq!(view.application.start.as_str(), WIKI.start_address);
    assert_eq!(view.origins.iter().map(ProtectedOrigin::as_str).collect::<Vec<_>>(), ["https://wiki.example"]);
    assert!(view.application.is_on && !view.access.everyone, "nobody may enter at first");

    applications::set_details(&admin.cx, sure(), id, "Wiki 2", "https://wiki.example/").await.unwrap();
    let strength = Strength { level: StrengthLevel::Passkey, within: Some(Seconds(900)) };
    applications::set_strength(&admin.cx, sure(), id, strength).await.unwrap();
    let guarded = forward_auth("https://wiki.example:8443\nhttps://WIKI.example", "/health public");
    applications::set_forward_auth(&admin.cx, sure(), id, guarded).await.unwrap();
    let view = applications::show(app, by(&admin), id).await.unwrap();
    let application = &view.application;
    assert_eq!((application.name.as_str(), application.strength), ("Wiki 2", strength));
    assert_eq!((application.header_style, application.user_header), (HeaderStyle::Forwarded, UserHeader::Email));
    assert_eq!((application.path_rules.to_string().as_str(), view.origins.len()), ("/health public", 2));

    applications::turn_off(&admin.cx, sure(), id).await.unwrap();
    assert!(!applications::show(app, by(&admin), id).await.unwrap().application.is_on);
    applications::turn_on(&admin.cx, sure(), id).await.unwrap();
    // What changes nothing is not recorded.
    applications::turn_on(&admin.cx, sure(), id).await.unwrap();
    applications::set_strength(&admin.cx, sure(), id, strength).await.unwrap();
    applications::set_forward_auth(&admin.cx, sure(), id, guarded).await.unwrap();

    let page = applications::list(app, by(&admin), "", PageRequest::First).await.unwrap();
    assert_eq!((page.rows.len(), page.rows[0].origins, page.rows[0].everyone), (1, 2, false));
    let (activity, older) = applications::activity(app, by(&admin), id, None).await.unwrap();
    let details: Vec<_> = activity.iter().map(|event| event.detail.as_deref().unwrap_or_default()).collect();
    let forward_auth = "headers, path_rules, +https://wiki.example:8443";
    assert_eq!(details, ["Wiki 2", "Wiki 2", forward_auth, "strength", "name, start_address", "Wiki"]);
    let is_admins = |event: &AuditEntry| event.who.as_deref() == Some(ADMIN);
    assert!(activity.iter().all(is_admins) && older.is_none());
    assert!(activity.iter().all(|event| event.application.as_deref() == Some("Wiki 2")));

    applications::delete(&admin.cx, sure(), id).await.unwrap();
    assert_eq!(refusal(applications::show(app, by(&admin), id).await), Refusal::NotFound);
    assert_eq!(events(&world, &admin, AuditEventKind::ApplicationDeleted).await[0].detail.as_deref(), Some("Wiki 2"));
    register(&world, &admin, WIKI).await;
}

#[apply(matrix)]
async fn what_cannot_be_registered_is_refused(database: Database) {
    use ApplicationRefusal::*;
    let (world, admin) = open(database).await;
    let other = other_admin(&world).await;
    let id = register(&world, &admin, WIKI).await;
    for (name, start_address, why) in [
        ("", "https://a.example", BadName),
        ("A", "a.example", BadStartAddress),
        ("A", "http://LOCALHOST:3000/account", OriginIsPortico),
        ("A", "https://wiki.example:443", OriginTaken),
    ] {
        let new = NewApplication { name, start_address, ..WIKI };
        // The answer is the same for the admin of another organisation: it does not tell whose the origin is.
        for admin in [&admin, &other] {
            let outcome = applications::create(&admin.cx, admin.proven(&world), new).await;
            assert_eq!(application_refusal(outcome), why, "{start_address}");
        }
    }
    // Without forward-auth an application has no origin, so its address may be that of another one.
    let own = register(&world, &other, NewApplication { is_forward_auth: false, ..WIKI }).await;
    let rules = "/a public\n".repeat(51);
    let many: String = (0..21).map(|number| format!("https://a{number}.example\n")).collect();
    for (origins, rules, why) in [
        ("https://a.example\nhttps://wiki.example", "", OriginTaken),
        ("http://localhost:3000", "", OriginIsPortico),
        ("\nhttps://a.example/path", "", BadOrigin { line: 2 }),
        (many.as_str(), "", TooManyOrigins),
        ("", "/a public\n/b", BadRule { line: 2 }),
        ("", rules.as_str(), TooManyRules),
    ] {
        let new = forward_auth(origins, rules);
        let outcome = applications::set_forward_auth(&other.cx, other.proven(&world), own, new).await;
        assert_eq!(application_refusal(outcome), why, "{origins} {rules}");
    }
    let details = applications::set_details(&admin.cx, admin.proven(&world), id, "W", "http://localhost:3000/");
    assert_eq!(application_refusal(details.await), OriginIsPortico);
    assert!(applications::show(&world.app, by(&other), own).await.unwrap().origins.is_empty());
}

#[apply(matrix)]
async fn an_organisation_has_at_most_500_applications(database: Database) {
    let (world, admin) = open(database).await;
    let unit = world.app.begin(Actor::System).await.unwrap();
    for number in 0..500 {
        let (id, home) = (ApplicationId(Uuid::from_u128(number + 1)), admin.signed_in.organisation.id);
        let name = format!("Application {number}").parse().unwrap();
        let application = Application { name, ..new_application(id, home, APPLICATION, unit.now) };
        store::applications::insert(&unit, &application).await.unwrap();
    }
    unit.commit().await.unwrap();
    let outcome = applications::create(&admin.cx, admin.proven(&world), WIKI).await;
    assert_eq!(application_refusal(outcome), ApplicationRefusal::TooMany);
    let page = applications::list(&world.app, by(&admin), "", PageRequest::First).await.unwrap();
    assert_eq!((page.rows.len(), page.has_next), (25, true));
    // 49 and 490 to 499.
    let found = applications::list(&world.app, by(&admin), "CATION 49", PageRequest::First).await.unwrap();
    assert_eq!((found.rows.len(), found.has_next), (11, false));
}

#[apply(matrix)]
async fn people_find_the_applications_that_they_may_enter(database: Database) {
    let (world, admin) = open(database).await;
    world.give_password(OWNER, PASSWORD).await;
    let owner = admin_of(&world, "codes", OWNER).await;
    let id = register(&world, &admin, WIKI).await;
    let staff = groups::create(&admin.cx, admin.proven(&world), NewGroup { name: "Staff", description: "" });
    let staff = staff.await.unwrap();
    let may_enter = async || {
        let preview = applications::preview(&world.app, by(&admin), id, &OWNER.parse().unwrap()).await.unwrap();
        preview.may_enter
    };
    assert_eq!((tiles(&world, &owner).await, may_enter().await), (Vec::new(), Err(CannotEnter::NoAccess)));

    set_access(&world, &admin, id, false, &[], &format!("\n {OWNER} \n{OWNER}\n")).await.unwrap();
    assert_eq!((tiles(&world, &owner).await, may_enter().await), (vec!["Wiki".to_owned()], Ok(())));
    set_access(&world, &admin, id, false, &[staff], "").await.unwrap();
    assert!(tiles(&world, &owner).await.is_empty(), "the owner is not in the group");
    groups::add_member(&admin.cx, admin.proven(&world), staff, owner.signed_in.account.id).await.unwrap();
    assert_eq!(tiles(&world, &owner).await, ["Wiki"]);
    set_access(&world, &admin, id, true, &[], "").await.unwrap();
    assert_eq!(tiles(&world, &owner).await, ["Wiki"]);
    let changes = events(&world, &admin, AuditEventKind::ApplicationChanged).await;
    let details: Vec<_> = changes.iter().filter_map(|event| event.detail.as_deref()).collect();
    assert_eq!(details, ["+everyone, -Staff", &format!("+Staff, -{OWNER}"), &format!("+{OWNER}")]);

    applications::turn_off(&admin.cx, admin.proven(&world), id).await.unwrap();
    assert_eq!((tiles(&world, &owner).await, may_enter().await), (Vec::new(), Err(CannotEnter::TurnedOff)));
    applications::turn_on(&admin.cx, admin.proven(&world), id).await.unwrap();

    for (people, why) in [
        (format!("{OWNER}\n\n{STRANGER}"), ApplicationRefusal::NoSuchPerson { line: 3 }),
        (TENANT.to_owned(), ApplicationRefusal::NoSuchPerson { line: 1 }),
        ("nonsense".to_owned(), ApplicationRefusal::NoSuchPerson { line: 1 }),
        (format!("{OWNER}\n").repeat(1001), ApplicationRefusal::TooManyPeople),
    ] {
        assert_eq!(application_refusal(set_access(&world, &admin, id, false, &[], &people).await), why);
    }
    assert_eq!(tiles(&world, &owner).await, ["Wiki"], "a refused change leaves everything as it was");

    let preview = applications::preview(&world.app, by(&admin), id, &OWNER.parse().unwrap()).await.unwrap();
    let account = owner.signed_in.account.id.to_string();
    let headers: Vec<_> = preview.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let expected =
        [("Remote-User", &*account), ("Remote-Email", OWNER), ("Remote-Name", "Jo"), ("Remote-Groups", "Staff")];
    assert_eq!(headers, expected);
    assert_eq!(preview.claims["org"], "codes");
    assert_eq!(preview.claims["sub"], account.as_str());
    let preview = applications::preview(&world.app, by(&admin), id, &TENANT.parse().unwrap()).await;
    assert_eq!(application_refusal(preview), ApplicationRefusal::NoSuchPerson { line: 1 });
}

#[apply(matrix)]
async fn an_application_belongs_to_its_organisation(database: Database) {
    let (world, admin) = open(database).await;
    let other = other_admin(&world).await;
    let id = register(&world, &admin, WIKI).await;
    let app = &world.app;
    let counts = world.database.counts().await;
    let (cx, sure) = (&other.cx, || other.proven(&world));
    let email = OWNER.parse().unwrap();
    let outcomes = [
        refusal(applications::show(app, by(&other), id).await),
        refusal(applications::activity(app, by(&other), id, None).await),
        refusal(applications::preview(app, by(&other), id, &email).await),
        refusal(applications::set_details(cx, sure(), id, "Mine", "https://mine.example").await),
        refusal(applications::set_strength(cx, sure(), id, Strength::default()).await),
        refusal(applications::set_access(cx, sure(), id, true, &[], "").await),
        refusal(applications::set_forward_auth(cx, sure(), id, forward_auth("", "")).await),
        refusal(applications::turn_off(cx, sure(), id).await),
        refusal(applications::turn_on(cx, sure(), id).await),
        refusal(applications::delete(cx, sure(), id).await),
    ];
    assert!(outcomes.iter().all(|outcome| *outcome == Refusal::NotFound), "{outcomes:?}");
    assert!(applications::list(app, by(&other), "", PageRequest::First).await.unwrap().rows.is_empty());
    assert_eq!(world.database.counts().await, counts);
    // A group of another organisation lets nobody in.
    let foreign = groups::create(cx, sure(), NewGroup { name: "Crew", description: "" }).await.unwrap();
    let outcome = applications::set_access(&admin.cx, admin.proven(&world), id, false, &[foreign], "").await;
    assert_eq!(application_refusal(outcome), ApplicationRefusal::NoSuchGroup);
    world.give_password(OWNER, PASSWORD).await;
    let member = admin_of(&world, "codes", OWNER).await;
    assert_eq!(refusal(as_admin(&member.signed_in)), Refusal::NotAllowed);
}
