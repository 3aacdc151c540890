//! Groups: their members, how people join them, and that each belongs to one organisation.

use super::*;
use crate::invitations::{self as invited, NEW, accept_invitation, code_and_token, person};
use domain::invitation::InviteError;
use domain::refusal::InvitationRefusal;
use domain::{AccountId, GroupId};
use service::account::recently_authenticated;
use service::groups::{self, NewGroup};
use service::invitations::{NewInvitation, go_on, invite, preview, start_import};
use service::settings;
use store::paging::PageRequest;

async fn add(world: &World, admin: &Admin, name: &str) -> GroupId {
    groups::create(&admin.cx, admin.proven(world), NewGroup { name, description: "" }).await.unwrap()
}

/// The names of the groups of a person.
async fn groups_of(world: &World, admin: &Admin, id: AccountId) -> Vec<String> {
    let groups = groups::of_person(&world.app, by(admin), id).await.unwrap();
    groups.into_iter().map(|group| group.name.to_string()).collect()
}

#[apply(matrix)]
async fn people_are_added_to_a_group_and_removed(database: Database) {
    let (world, admin) = open(database).await;
    let (app, sure) = (&world.app, || admin.proven(&world));
    let owner = world.id_of(OWNER).await;
    let staff = add(&world, &admin, "Staff").await;
    let found = groups::find_people(app, by(&admin), staff, "jo").await.unwrap();
    assert_eq!(
        found.rows.iter().map(|found| (found.person.account.id, found.is_member)).collect::<Vec<_>>(),
        [(owner, false)]
    );
    let foreign = groups::find_people(app, by(&admin), staff, "sam").await.unwrap();
    assert!(foreign.rows.is_empty(), "of another organisation");
    assert!(groups::find_people(app, by(&admin), staff, " ").await.unwrap().rows.is_empty());

    groups::add_member(&admin.cx, sure(), staff, owner).await.unwrap();
    groups::add_member(&admin.cx, sure(), staff, owner).await.unwrap();
    assert!(groups::find_people(app, by(&admin), staff, "jo").await.unwrap().rows[0].is_member);
    let shown = groups::show(app, by(&admin), staff, "", PageRequest::First).await.unwrap();
    assert_eq!((shown.many, shown.members.rows[0].person.account.id), (1, owner));
    let listed = groups::list(app, by(&admin), "STA", PageRequest::First).await.unwrap();
    assert_eq!((listed.rows.len(), listed.rows[0].members), (1, 1));

    let (editors, guests) = (add(&world, &admin, "Éditeurs").await, add(&world, &admin, "Guests").await);
    groups::set_of_person(&admin.cx, sure(), owner, vec![editors, guests]).await.unwrap();
    assert_eq!(groups_of(&world, &admin, owner).await, ["Éditeurs", "Guests"]);
    groups::remove_member(&admin.cx, sure(), guests, owner).await.unwrap();
    groups::delete(&admin.cx, sure(), editors).await.unwrap();
    assert!(groups_of(&world, &admin, owner).await.is_empty());
    // Each act is one event, also if several came from one form; what changes nothing is none.
    let details = async |kind| {
        let events = events(&world, &admin, kind).await;
        assert!(events.iter().all(|event| event.who.as_deref() == Some(ADMIN)));
        let mut details: Vec<_> = events.into_iter().filter_map(|event| event.detail).collect();
        details.sort();
        details
    };
    assert_eq!(details(AuditEventKind::GroupMemberAdded).await, ["Guests", "Staff", "Éditeurs"]);
    assert_eq!(details(AuditEventKind::GroupMemberRemoved).await, ["Guests", "Staff"]);
    assert_eq!(details(AuditEventKind::GroupDeleted).await, ["Éditeurs"]);
    assert!(events(&world, &admin, AuditEventKind::GroupMemberAdded).await[0].whom.as_deref() == Some(OWNER));
}

#[apply(matrix)]
async fn a_groups_name_is_its_own(database: Database) {
    let (world, admin) = open(database).await;
    let staff = add(&world, &admin, "Staff").await;
    let guests = add(&world, &admin, "Guests").await;
    let (cx, sure) = (&admin.cx, || admin.proven(&world));
    let long = "x".repeat(201);
    for (name, description, why) in [
        ("", "", ApplicationRefusal::BadName),
        ("stáff", "", ApplicationRefusal::GroupNameTaken),
        ("Crew", long.as_str(), ApplicationRefusal::BadDescription),
    ] {
        let new = NewGroup { name, description };
        assert_eq!(application_refusal(groups::create(cx, sure(), new).await), why);
        assert_eq!(application_refusal(groups::change(cx, sure(), guests, new).await), why);
    }
    let new = NewGroup { name: "STAFF", description: "All of us" };
    groups::change(cx, sure(), staff, new).await.unwrap();
    groups::change(cx, sure(), staff, new).await.unwrap();
    let changes = events(&world, &admin, AuditEventKind::GroupChanged).await;
    assert_eq!((changes.len(), changes[0].detail.as_deref()), (1, Some("Staff → STAFF")));
    // Another organisation may have a group with the same name.
    add(&world, &other_admin(&world).await, "Staff").await;
}

#[apply(matrix)]
async fn a_group_belongs_to_its_organisation(database: Database) {
    let (world, admin) = open(database).await;
    let other = other_admin(&world).await;
    let owner = world.id_of(OWNER).await;
    let tenant = world.id_of(TENANT).await;
    let (staff, crew) = (add(&world, &admin, "Staff").await, add(&world, &other, "Crew").await);
    let (app, cx, sure) = (&world.app, &other.cx, || other.proven(&world));
    let counts = world.database.counts().await;
    let outcomes = [
        refusal(groups::show(app, by(&other), staff, "", PageRequest::First).await),
        refusal(groups::find_people(app, by(&other), staff, "jo").await),
        refusal(groups::of_person(app, by(&other), owner).await),
        refusal(groups::change(cx, sure(), staff, NewGroup { name: "Mine", description: "" }).await),
        refusal(groups::delete(cx, sure(), staff).await),
        refusal(groups::add_member(cx, sure(), staff, tenant).await),
        refusal(groups::add_member(cx, sure(), crew, owner).await),
        refusal(groups::remove_member(cx, sure(), staff, tenant).await),
        refusal(groups::set_of_person(cx, sure(), owner, vec![crew]).await),
        refusal(groups::set_of_person(cx, sure(), tenant, vec![crew, staff]).await),
    ];
    assert!(outcomes.iter().all(|outcome| *outcome == Refusal::NotFound), "{outcomes:?}");
    assert_eq!(world.database.counts().await, counts);
    let listed = groups::list(app, by(&other), "", PageRequest::First).await.unwrap();
    assert_eq!(listed.rows.iter().map(|listed| listed.group.id).collect::<Vec<_>>(), [crew]);
    assert_eq!(groups::all(app, by(&other)).await.unwrap().len(), 1);
}

#[apply(matrix)]
async fn invited_people_are_in_their_groups_from_the_start(database: Database) {
    for preset in [Preset::Invited, Preset::Temporary] {
        let world = invited::open(database, preset).await;
        let admin = invited::admin(&world).await;
        let staff = add(&world, &admin, "Staff").await;
        let new = NewInvitation { groups: vec![staff, staff], ..person(&world, NEW) };
        let id = invite(&admin.cx, admin.proven(&world), &new).await.unwrap();
        if preset == Preset::Invited {
            assert_eq!(refusal(groups::of_person(&world.app, by(&admin), id.account()).await), Refusal::NotFound);
            let (code, _) = code_and_token(&world, NEW).await;
            accept_invitation(&mut world.browser(Client), NEW, &code).await.unwrap();
        }
        assert_eq!(groups_of(&world, &admin, id.account()).await, ["Staff"]);
        let added = events(&world, &admin, AuditEventKind::GroupMemberAdded).await;
        assert_eq!((added.len(), added[0].whom.as_deref()), (1, Some(NEW)));
        // A group of another organisation, or one that was deleted in the meantime.
        let foreign = other_admin(&world).await;
        let crew = add(&world, &foreign, "Crew").await;
        let new = NewInvitation { groups: vec![crew], ..person(&world, "other@cedar.example") };
        let outcome = refusal(invite(&admin.cx, admin.proven(&world), &new).await);
        assert_eq!(outcome, Refusal::Invitation(InvitationRefusal::CannotInvite(InviteError::NoSuchGroup)));
        assert_eq!(world.database.number("SELECT COUNT(*) FROM invitation").await, 1);
    }
}

#[apply(matrix)]
async fn a_file_names_the_groups_of_people(database: Database) {
    let world = invited::open(database, Preset::Temporary).await;
    let admin = invited::admin(&world).await;
    for name in ["Staff", "Éditeurs"] {
        add(&world, &admin, name).await;
    }
    let file = "email,groups\n\
                ann@cedar.example, editeurs | STAFF |\n\
                bo@cedar.example,\n\
                cy@cedar.example,Staff|Crew\n";
    let read = preview(&world.app, by(&admin), file).await.unwrap();
    let bad: Vec<_> = read.bad.iter().map(|line| (line.number, line.reasons.as_slice())).collect();
    assert_eq!(bad, [(4, [InviteError::NoSuchGroup].as_slice())]);
    assert_eq!(read.good.iter().map(|line| line.new.groups.len()).collect::<Vec<_>>(), [2, 0]);
    start_import(&admin.cx, admin.proven(&world), &read.good, b"text").await.unwrap();
    while go_on(&world.app, || false).await.unwrap() {}
    let id = world.id_of("ann@cedar.example").await;
    assert_eq!(groups_of(&world, &admin, id).await, ["Éditeurs", "Staff"]);
    assert!(groups_of(&world, &admin, world.id_of("bo@cedar.example").await).await.is_empty());
    assert_eq!(world.database.number("SELECT COUNT(*) FROM import_line WHERE group_ids IS NOT NULL").await, 0);
}

#[apply(matrix)]
async fn a_person_gets_their_groups_with_their_data_and_leaves_them_for_good(database: Database) {
    let (world, admin) = open(database).await;
    world.give_password(OWNER, PASSWORD).await;
    let mut owner = admin_of(&world, "codes", OWNER).await;
    let staff = add(&world, &admin, "Staff").await;
    let id = owner.signed_in.account.id;
    groups::add_member(&admin.cx, admin.proven(&world), staff, id).await.unwrap();
    let data = settings::download(&world.app, &owner.signed_in).await.unwrap();
    assert_eq!(data["groups"], serde_json::json!(["Staff"]));
    assert_eq!(data["applications"], serde_json::json!([]));

    owner.signed_in.session.reauthenticated_at = world.now();
    let sure = recently_authenticated(&world.app, &owner.signed_in).unwrap();
    settings::close_account(&owner.cx, sure).await.unwrap();
    assert_eq!(world.database.number("SELECT COUNT(*) FROM group_member").await, 0);
    let again = groups::add_member(&admin.cx, admin.proven(&world), staff, id).await;
    assert_eq!(refusal(again), Refusal::NotFound);
}

#[apply(matrix)]
async fn the_operator_manages_groups(database: Database) {
    let (world, admin) = open(database).await;
    let (operator, codes) = (world.operator(), "codes".parse().unwrap());
    let new = NewGroup { name: "Staff", description: "All of us" };
    operator.create_group(&codes, new).await.unwrap();
    let taken = operator.create_group(&codes, new).await.unwrap_err();
    assert_eq!(taken.to_string(), "there is a group Staff in codes already");
    let (staff, email) = ("STAFF".parse().unwrap(), OWNER.parse().unwrap());
    assert!(operator.add_to_group(&codes, &staff, &email).await.unwrap());
    assert!(!operator.add_to_group(&codes, &staff, &email).await.unwrap());
    let listed = operator.groups(&codes).await.unwrap();
    assert_eq!((listed[0].group.description.as_str(), listed[0].members), ("All of us", 1));
    assert!(operator.add_to_group(&codes, &"Crew".parse().unwrap(), &email).await.is_err());
    assert!(operator.add_to_group(&codes, &staff, &TENANT.parse().unwrap()).await.is_err());
    assert!(operator.remove_from_group(&codes, &staff, &email).await.unwrap());
    operator.delete_group(&codes, &staff).await.unwrap();
    assert!(operator.groups(&codes).await.unwrap().is_empty());
    let removed = events(&world, &admin, AuditEventKind::GroupMemberRemoved).await;
    assert_eq!((removed[0].who.as_deref(), removed[0].whom.as_deref()), (None, Some(OWNER)));
    assert_eq!(removed[0].user_agent, service::operator::COMMAND_LINE);
}
