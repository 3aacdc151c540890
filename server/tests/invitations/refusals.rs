//! Codes that are refused: wrong, expired, revoked, replaced, or of another organisation.

use super::*;
use crate::races::at_once;
use app::invitation::{InvitationPage, InvitationScreen};
use domain::{invitation::InvitationState, refusal::InvitationRefusal};

const WRONG: &str = "00000-00000";
const NOBODY: &str = "nobody@cedar.example";

pub async fn behind(browser: &mut Browser, token: &str) -> InvitationPage {
    let shown: InvitationScreen = browser.shown(&format!("/invitation/{token}")).await.unwrap();
    shown.page
}

#[apply(matrix)]
async fn wrong_codes_never_destroy_an_invitation(database: Database, style: Style) {
    let world = open(database, Preset::Invited).await;
    invite(&world, &admin(&world).await, NEW).await;
    let (code, _) = code_and_token(&world, NEW).await;
    let mut browser = world.browser(style);
    for _ in 0..10 {
        assert_eq!(accept_invitation(&mut browser, NEW, WRONG).await, Err(INVALID_CODE));
    }
    let until = world.now() + Seconds::hours(1);
    for tried in [WRONG, &code] {
        let refused = accept_invitation(&mut world.browser(style), NEW, tried).await;
        assert_eq!(refused, Err(too_many(until)), "{tried}");
    }
    world.clock.advance(Seconds::hours(1));
    accept_invitation(&mut browser, NEW, &code).await.unwrap();
}

/// A user with the link does not guess, so the limit on wrong codes does not apply.
#[apply(matrix)]
async fn wrong_codes_of_others_do_not_keep_out_a_person_who_has_the_link(database: Database, style: Style) {
    let world = open(database, Preset::Invited).await;
    let admin = admin(&world).await;
    invite(&world, &admin, NEW).await;
    let (code, link) = code_and_token(&world, NEW).await;
    invite(&world, &admin, NOBODY).await;
    let (other_code, other_link) = code_and_token(&world, NOBODY).await;
    let mut stranger = world.browser(style);
    for _ in 0..10 {
        accept_invitation(&mut stranger, NEW, WRONG).await.unwrap_err();
    }
    let mut browser = world.browser(style);
    browser.client = "198.51.100.7".parse().unwrap();
    let page = behind(&mut browser, &link).await;
    assert!(matches!(&page, InvitationPage::Enter { filled: Some(filled) } if filled.link == link), "{page:?}");
    let until = world.now() + Seconds::hours(1);
    // These count as guesses: the code without its link, the code with another link, and wrong codes with a link.
    for (code, link) in
        [(&*code, ""), (&code, "x"), (&code, &*other_link), (WRONG, &*link), (&other_code, &*other_link)]
    {
        let refused = accept_invitation_by(&mut browser, NEW, code, link).await;
        assert_eq!(refused, Err(too_many(until)), "{code} {link}");
    }
    accept_invitation_by(&mut browser, NEW, &code, &link).await.unwrap();
    temporary_for(&world, NEW).await;
}

#[apply(matrix)]
async fn an_address_without_an_invitation_answers_like_a_wrong_code(database: Database, style: Style) {
    let world = open(database, Preset::Invited).await;
    invite(&world, &admin(&world).await, NEW).await;
    world.deliver().await;
    let mut answers = Vec::new();
    // The addresses: invited, unknown, and one with an account. "what?" cannot be a code. Requests for a new invitation
    // are compared, too.
    for email in [NEW, NOBODY, CHIEF] {
        let mut browser = world.browser(style);
        // Loads the organisation into the cache, so that all requests need as many statements.
        browser.get("/o/cedar/invitation").await;
        let mut of_email = Vec::new();
        for code in [WRONG, "what?"] {
            let before = world.app.store.statements();
            let answer =
                browser.post("confirm_invitation", &[("organisation", AT), ("email", email), ("code", code)]).await;
            let cost = world.app.store.statements() - before;
            let headers: Vec<_> = answer.headers.keys().map(ToString::to_string).collect();
            of_email.push((
                answer.status,
                headers,
                answer.bytes().to_vec(),
                answer.header("location").to_owned(),
                cost,
            ));
        }
        let before = world.app.store.statements();
        let answer = browser.post("ask_for_invitation", &[("organisation", AT), ("email", email)]).await;
        let cost = world.app.store.statements() - before;
        let headers: Vec<_> = answer.headers.keys().map(ToString::to_string).collect();
        of_email.push((answer.status, headers, answer.bytes().to_vec(), answer.header("location").to_owned(), cost));
        answers.push(of_email);
    }
    assert_eq!(answers[0], answers[1]);
    assert_eq!(answers[0], answers[2]);
    world.deliver().await;
    let told = world.letters_about(CHIEF, "Someone asked for a new invitation");
    assert_eq!(told.len(), 1, "only of whoever was invited");
    assert!(told[0].text.contains(NEW) && told[0].text.contains("Robin New"), "{}", told[0].text);
}

#[apply(matrix)]
async fn an_expired_invitation_says_so_at_once_and_tells_the_admins(database: Database, style: Style) {
    let world = open(database, Preset::Invited).await;
    let admin = admin(&world).await;
    let id = invite(&world, &admin, NEW).await;
    let (code, token) = code_and_token(&world, NEW).await;
    world.clock.advance(Seconds(7 * 86_400 - 1));
    let mut browser = world.browser(style);
    assert!(matches!(behind(&mut browser, &token).await, InvitationPage::Enter { filled: Some(_) }));
    world.clock.advance(Seconds(1));
    assert!(matches!(behind(&mut browser, &token).await, InvitationPage::Expired { .. }));
    let page = browser.get(&format!("/invitation/{token}")).await.body;
    assert!(page.contains("This invitation has expired. Please contact us.") && !page.contains("Invitation code"));
    browser.at = "/o/cedar/invitation".to_owned();
    assert_eq!(
        accept_invitation(&mut browser, NEW, &code).await,
        Err(Refused(Refusal::Invitation(InvitationRefusal::Expired)))
    );
    assert_eq!(accept_invitation(&mut browser, NEW, WRONG).await, Err(INVALID_CODE));
    for _ in 0..2 {
        assert_eq!(ask(&mut browser, NEW).await.unwrap(), "/o/cedar/invitation/asked");
    }
    world.deliver().await;
    assert_eq!(world.letters_about(CHIEF, "Someone asked for a new invitation").len(), 1, "once an hour");
    // The admin extends the invitation by a week, and its code works again.
    invitations::extend_invitation(&admin.cx, admin.proven(&world), id).await.unwrap();
    accept_invitation(&mut browser, NEW, &code).await.unwrap();
}

#[apply(matrix)]
async fn only_the_newest_code_is_good(database: Database) {
    let world = open(database, Preset::Invited).await;
    let admin = admin(&world).await;
    let id = invite(&world, &admin, NEW).await;
    let (old, old_token) = code_and_token(&world, NEW).await;
    invitations::resend_invitation(&admin.cx, admin.proven(&world), id).await.unwrap();
    let (new, token) = code_and_token(&world, NEW).await;
    assert_ne!(old, new);
    let mut browser = world.browser(Client);
    assert_eq!(behind(&mut browser, &old_token).await, InvitationPage::Unknown);
    assert!(matches!(behind(&mut browser, &token).await, InvitationPage::Enter { filled: Some(_) }));
    assert_eq!(accept_invitation(&mut browser, NEW, &old).await, Err(INVALID_CODE));
    accept_invitation(&mut browser, NEW, &new).await.unwrap();
    // For a confirmed address, sending the invitation again sends another temporary password.
    let old = temporary_for(&world, NEW).await;
    invitations::resend_invitation(&admin.cx, admin.proven(&world), id).await.unwrap();
    let new = temporary_for(&world, NEW).await;
    assert_eq!(world.letters_about(NEW, TEMPORARY).len(), 2);
    let expired = Err(Refused(Refusal::Password(PasswordRefusal::TemporaryExpired)));
    assert_eq!(enter(&world, &mut browser, NEW, &old).await, expired);
    enter(&world, &mut browser, NEW, &new).await.unwrap();
}

#[apply(matrix)]
async fn a_revoked_invitation_is_as_good_as_none(database: Database) {
    let world = open(database, Preset::Invited).await;
    let admin = admin(&world).await;
    let id = invite(&world, &admin, NEW).await;
    let (code, token) = code_and_token(&world, NEW).await;
    let mut browser = world.browser(Client);
    assert!(matches!(behind(&mut browser, &token).await, InvitationPage::Enter { filled: Some(_) }));
    invitations::revoke_invitation(&admin.cx, admin.proven(&world), id).await.unwrap();
    // The invitation's page was open before the invitation was revoked.
    assert_eq!(accept_invitation(&mut browser, NEW, &code).await, Err(INVALID_CODE));
    assert_eq!(behind(&mut browser, &token).await, InvitationPage::Unknown);
    assert_eq!(journey::state(&world, &admin).await, InvitationState::Revoked);
    for outcome in [
        invitations::resend_invitation(&admin.cx, admin.proven(&world), id).await,
        invitations::extend_invitation(&admin.cx, admin.proven(&world), id).await,
        invitations::revoke_invitation(&admin.cx, admin.proven(&world), id).await,
    ] {
        assert!(outcome.is_err());
    }
    // The address can be invited again.
    invite(&world, &admin, NEW).await;
    let (code, _) = code_and_token(&world, NEW).await;
    accept_invitation(&mut browser, NEW, &code).await.unwrap();
}

#[apply(matrix)]
async fn an_account_without_a_sign_in_is_closed_with_its_invitation(database: Database) {
    let world = open(database, Preset::Invited).await;
    let admin = admin(&world).await;
    let id = invite(&world, &admin, NEW).await;
    let (code, _) = code_and_token(&world, NEW).await;
    let mut browser = world.browser(Client);
    accept_invitation(&mut browser, NEW, &code).await.unwrap();
    let temporary = temporary_for(&world, NEW).await;
    invitations::revoke_invitation(&admin.cx, admin.proven(&world), id).await.unwrap();
    assert!(browser.password_at(AT, NEW, &temporary).await.is_err());
    assert_eq!(accept_invitation(&mut browser, NEW, &code).await, Err(INVALID_CODE));
}

#[apply(matrix)]
async fn another_organisations_admin_can_do_nothing_with_it(database: Database) {
    let world = open(database, Preset::Invited).await;
    let id = invite(&world, &admin(&world).await, NEW).await;
    let (code, _) = code_and_token(&world, NEW).await;
    world.settle("north-star", "polar@north.example", None, Role::Admin).await;
    world.give_password("polar@north.example", PASSWORD).await;
    let stranger = admin_of(&world, "north-star", "polar@north.example").await;
    let by = as_admin(&stranger.signed_in).unwrap();
    for outcome in [
        invitations::resend_invitation(&stranger.cx, stranger.proven(&world), id).await,
        invitations::extend_invitation(&stranger.cx, stranger.proven(&world), id).await,
        invitations::revoke_invitation(&stranger.cx, stranger.proven(&world), id).await,
    ] {
        assert!(outcome.is_err());
    }
    assert!(invitations::page(&world.app, by, &Default::default()).await.unwrap().rows.is_empty());
    // The code is not valid on another organisation's page, and a member is not an admin.
    let mut browser = world.browser(Client);
    let fields = [("organisation", "north-star"), ("email", NEW), ("code", code.as_str())];
    assert_eq!(browser.act("confirm_invitation", &fields).await, Err(INVALID_CODE));
    world.give_password(TENANT, PASSWORD).await;
    let member = admin_of(&world, "north-star", TENANT).await;
    assert!(as_admin(&member.signed_in).is_err());
    accept_invitation(&mut browser, NEW, &code).await.unwrap();
}

#[apply(matrix)]
async fn an_address_that_another_user_got_meanwhile_is_not_given_twice(database: Database) {
    let world = open(database, Preset::Invited).await;
    invite(&world, &admin(&world).await, NEW).await;
    let (code, _) = code_and_token(&world, NEW).await;
    world.settle(AT, NEW, None, Role::Member).await;
    let refused = accept_invitation(&mut world.browser(Client), NEW, &code).await;
    assert_eq!(refused, Err(Refused(Refusal::AddressReserved)));
}

#[apply(threaded_matrix)]
async fn of_a_hundred_who_confirm_at_once_one_account_comes(database: Database) {
    let world = open(database, Preset::Invited).await;
    invite(&world, &admin(&world).await, NEW).await;
    let (code, _) = code_and_token(&world, NEW).await;
    let browsers = vec![world.browser(Client); 100];
    let outcomes = at_once(browsers, |mut browser, _| {
        let code = code.clone();
        async move { accept_invitation(&mut browser, NEW, &code).await }
    })
    .await;
    assert!(outcomes.iter().all(Result::is_ok), "{outcomes:?}");
    assert_eq!(world.database.number("SELECT COUNT(*) FROM account WHERE email = 'new@cedar.example'").await, 1);
    world.deliver().await;
    assert_eq!((world.letters_about(NEW, CONFIRMED).len(), world.letters_about(NEW, TEMPORARY).len()), (1, 1));
}

#[apply(matrix)]
async fn neither_code_nor_token_is_in_the_database(database: Database) {
    let world = open(database, Preset::Invited).await;
    invite(&world, &admin(&world).await, NEW).await;
    let (code, token) = code_and_token(&world, NEW).await;
    let bare = code.replace('-', "");
    for (cell, _, content) in world.database.cells().await {
        assert!(![&code, &bare, &token].iter().any(|secret| content.contains(secret.as_str())), "{cell}");
        assert!(![&bare, &token].iter().any(|secret| content.contains(&hex::encode(secret.as_bytes()))), "{cell}");
    }
}
