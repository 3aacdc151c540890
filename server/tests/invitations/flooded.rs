//! How many messages others can cause to one address.

use super::{files::send, *};
use domain::{invitation::InviteError, policy::SignUp, refusal::InvitationRefusal};
use service::failure::Failure;
use service::invitations::{import, preview};

const MANY: InviteError = InviteError::TooManyMessages;

async fn invite_and_revoke(world: &World, admin: &Admin) -> Result<(), Failure> {
    let cx = &admin.cx;
    let id = invitations::invite(cx, admin.proven(world), &person(world, NEW)).await?;
    invitations::revoke_invitation(cx, admin.proven(world), id).await
}

#[apply(matrix)]
async fn inviting_and_revoking_in_a_loop_sends_five_an_hour_and_ten_a_day(database: Database) {
    let world = open(database, Preset::Invited).await;
    let admin = admin(&world).await;
    for hour in 1..=3 {
        let mut sent = 0;
        for _ in 0..8 {
            match invite_and_revoke(&world, &admin).await {
                Ok(()) => sent += 1,
                Err(Failure::Refused(Refusal::Invitation(InvitationRefusal::CannotInvite(MANY)))) => {}
                Err(other) => panic!("{other:?}"),
            }
        }
        assert_eq!(sent, if hour < 3 { 5 } else { 0 }, "hour {hour}");
        world.deliver().await;
        world.clock.advance(Seconds::hours(1));
    }
    assert_eq!(world.letters_about(NEW, VERIFY).len(), 10);
    // The result of an import says so, too.
    let by = as_admin(&admin.signed_in).unwrap();
    let looked_at = preview(&world.app, by, &format!("email\n{NEW}\nother@cedar.example")).await.unwrap();
    let id = send(&world, &admin, &looked_at.good).await;
    let end = import(&world.app, by, id).await.unwrap();
    assert_eq!((end.import.invited, end.refused), (1, vec![(2, NEW.to_owned(), MANY)]));
    world.clock.advance(Seconds::days(1));
    invite_and_revoke(&world, &admin).await.unwrap();
}

#[apply(matrix)]
async fn the_admin_reads_why_nothing_is_sent(database: Database, style: Style) {
    let world = open(database, Preset::Invited).await;
    let admin = admin(&world).await;
    for _ in 0..5 {
        invite_and_revoke(&world, &admin).await.unwrap();
    }
    let mut chief = console::chief(&world, style).await;
    chief.at = "/admin/people/new".to_owned();
    let fields = [("name", ""), ("email", NEW), ("phone", ""), ("country", "US"), ("role", "member")];
    assert_eq!(
        chief.act("invite_person", &fields).await,
        Err(Refused(Refusal::Invitation(InvitationRefusal::CannotInvite(MANY))))
    );
}

#[apply(matrix)]
async fn what_others_send_to_an_address_is_counted_together_and_apart_from_sign_ins(database: Database, style: Style) {
    let world = open(database, Preset::Invited).await;
    let admin = admin(&world).await;
    let mut policy = Preset::Invited.policy();
    policy.sign_up = SignUp::Open;
    world.set_policy(AT, &policy).await;
    for _ in 0..5 {
        invite_and_revoke(&world, &admin).await.unwrap();
    }
    let wanted = Person { name: "Jo", email: NEW, phone: "", country: "US", password: OWN };
    let refused = world.browser(style).sign_up_to(AT, wanted, "").await;
    assert!(matches!(refused, Err(Refused(Refusal::TooManyAttempts { until: Some(_) }))), "{refused:?}");
    // Other users sign in and sign up as before.
    world.sign_in(&mut world.browser(Client), OWNER).await;
    world.browser(style).sign_up_to(AT, Person { email: "other@cedar.example", ..wanted }, "").await.unwrap();
}

#[apply(matrix)]
async fn a_flood_of_invitations_does_not_stop_the_person_from_coming_in(database: Database) {
    let world = open(database, Preset::Invited).await;
    let admin = admin(&world).await;
    for _ in 0..4 {
        invite_and_revoke(&world, &admin).await.unwrap();
    }
    world.deliver().await;
    world.clock.advance(Seconds(1));
    invite(&world, &admin, NEW).await;
    // The five messages of the hour are used up. The code is valid anyway, and the temporary password is sent.
    let (code, _) = code_and_token(&world, NEW).await;
    accept_invitation(&mut world.browser(Client), NEW, &code).await.unwrap();
    world.deliver().await;
    assert_eq!(world.letters_about(NEW, CONFIRMED).len(), 1);
    assert_eq!(world.letters_about(NEW, TEMPORARY).len(), 1);
}
