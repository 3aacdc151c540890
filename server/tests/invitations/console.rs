//! Inviting from the console over HTTP: from the form to the message to the account.

use super::*;
use app::admin::{AdminScreen, InvitationDone, InvitationRow, InvitationsView};
use app::invitation::{InvitationPage, InvitationScreen};
use domain::MessageState;
use domain::invitation::{InvitationState, InviteError};
use domain::onboarding::Step;
use domain::refusal::InvitationRefusal;

pub const BOARD: &str = "/admin/invitations";

/// The organisation's admin, signed in with a new browser.
pub async fn chief(world: &World, style: Style) -> Browser {
    let mut browser = world.browser(style);
    browser.password_at(AT, CHIEF, PASSWORD).await.unwrap();
    browser
}

async fn add(browser: &mut Browser, [name, email, phone, role]: [&str; 4]) -> Result<String, ApiError> {
    browser.at = "/admin/people/new".to_owned();
    let fields = [("name", name), ("email", email), ("phone", phone), ("country", "US"), ("role", role)];
    browser.act("invite_person", &fields).await
}

pub async fn board(browser: &mut Browser, query: &str) -> InvitationsView {
    let screen: AdminScreen = browser.shown(&format!("{BOARD}{query}")).await.unwrap();
    match screen.page {
        AdminPage::Invitations(view) => view,
        other => panic!("{other:?}"),
    }
}

async fn row_of(browser: &mut Browser, email: &str) -> InvitationRow {
    let mut rows = board(browser, &format!("?q={email}")).await.rows;
    assert_eq!(rows.len(), 1, "{rows:?}");
    rows.remove(0)
}

async fn do_to(browser: &mut Browser, function: &str, email: &str) -> Result<String, ApiError> {
    let id = row_of(browser, email).await.id;
    browser.at = BOARD.to_owned();
    browser.act(function, &[("invitation", &id)]).await
}

#[apply(matrix)]
async fn a_person_is_invited_and_comes_in_step_by_step(database: Database, style: Style) {
    let world = open(database, Preset::Invited).await;
    let mut admin = chief(&world, style).await;
    let to = add(&mut admin, ["Robin New", NEW, "(201) 555-0142", "member"]).await.unwrap();
    assert_eq!(board(&mut admin, to.strip_prefix(BOARD).unwrap()).await.done, Some(InvitationDone::Sent));
    let row = row_of(&mut admin, NEW).await;
    assert_eq!((row.state, row.name.as_deref(), row.acts.len()), (InvitationState::Sent, Some("Robin New"), 3));
    let (code, _) = code_and_token(&world, NEW).await;
    let mut browser = world.browser(style);
    accept_invitation(&mut browser, NEW, "00000-00000").await.unwrap_err();
    assert_eq!(row_of(&mut admin, NEW).await.state, InvitationState::CodeTried);
    accept_invitation(&mut browser, NEW, &code).await.unwrap();
    assert_eq!(row_of(&mut admin, NEW).await.state, InvitationState::Confirmed);
    let temporary = temporary_for(&world, NEW).await;
    browser.password_at(AT, NEW, &temporary).await.unwrap();
    choose(&mut browser, OWN).await.unwrap();
    let row = row_of(&mut admin, NEW).await;
    assert_eq!((row.state, row.acts.len()), (InvitationState::SignedIn(Step::Profile), 0));
    assert_eq!(board(&mut admin, "?status=waiting").await.rows.len(), 1);
    assert!(board(&mut admin, "?status=expired").await.rows.is_empty());
}

#[apply(matrix)]
async fn where_there_are_no_codes_the_same_form_makes_an_account_and_sends_a_password(
    database: Database,
    style: Style,
) {
    let world = open(database, Preset::Temporary).await;
    let mut admin = chief(&world, style).await;
    add(&mut admin, ["", NEW, "", "admin"]).await.unwrap();
    assert!(row_of(&mut admin, NEW).await.is_admin);
    let password = temporary_for(&world, NEW).await;
    let mut browser = world.browser(style);
    assert_eq!(browser.password_at(AT, NEW, &password).await.unwrap(), "/welcome");
    assert_eq!(row_of(&mut admin, NEW).await.state, InvitationState::SignedIn(Step::Profile));
}

#[apply(matrix)]
async fn what_cannot_be_sent_is_said_and_stays_typed(database: Database, style: Style) {
    let world = open(database, Preset::Invited).await;
    let mut admin = chief(&world, style).await;
    for (fields, unfit) in [
        (["", "nobody", "", "member"], InviteError::NotAnEmailAddress),
        (["", CHIEF, "", "member"], InviteError::AlreadyAccount),
        (["", NEW, "12", "member"], InviteError::NotAPhoneNumber),
        (["", NEW, "", "owner"], InviteError::NotARole),
        ([&"x".repeat(101), NEW, "", "member"], InviteError::NotAName),
    ] {
        assert_eq!(
            add(&mut admin, fields).await,
            Err(Refused(Refusal::Invitation(InvitationRefusal::CannotInvite(unfit)))),
            "{fields:?}"
        );
    }
    add(&mut admin, ["Robin", "not an address", "201", "admin"]).await.unwrap_err();
    let page = admin.get("/admin/people/new").await;
    if style == Form {
        let screen = page.page_data().open::<AdminScreen>().unwrap();
        assert_eq!((screen.context.draft.name.as_str(), screen.context.draft.is_admin), ("Robin", true));
        assert!(page.body.contains("value=\"not an address\""), "{}", page.body);
    }
    assert!(board(&mut admin, "").await.rows.is_empty());
    // The values of the form survive a reauthentication.
    world.clock.advance(Seconds::minutes(11));
    let to = add(&mut admin, ["Robin", NEW, "", "member"]).await.unwrap();
    assert_eq!(to, "/settings/proof?next=/admin/people/new");
    admin.act("prove", &[("current", PASSWORD), ("next", "/admin/people/new")]).await.unwrap();
    let screen: AdminScreen = admin.shown("/admin/people/new").await.unwrap();
    assert_eq!(screen.context.draft.email, NEW);
}

#[apply(matrix)]
async fn what_is_done_to_an_invitation_is_said_noted_and_works(database: Database, style: Style) {
    let world = open(database, Preset::Invited).await;
    let mut admin = chief(&world, style).await;
    add(&mut admin, ["", NEW, "", "member"]).await.unwrap();
    let (old, _) = code_and_token(&world, NEW).await;
    world.clock.advance(Seconds::minutes(1));
    for (function, done) in [
        ("resend_invitation", InvitationDone::Resent),
        ("extend_invitation", InvitationDone::Extended),
        ("revoke_invitation", InvitationDone::Revoked),
    ] {
        let to = do_to(&mut admin, function, NEW).await.unwrap();
        assert_eq!(board(&mut admin, to.strip_prefix(BOARD).unwrap()).await.done, Some(done));
    }
    let (new, _) = code_and_token(&world, NEW).await;
    assert_ne!(old, new);
    let row = row_of(&mut admin, NEW).await;
    assert_eq!((row.state, row.acts.len()), (InvitationState::Revoked, 0));
    assert_eq!(do_to(&mut admin, "resend_invitation", NEW).await, Err(Refused(Refusal::NotFound)));
    assert_eq!(admin.page(&row.revoke).await, PageData::NotFound);
    let mut browser = world.browser(style);
    assert_eq!(accept_invitation(&mut browser, NEW, &new).await, Err(INVALID_CODE));
    // A refusal does not stand beside what was done before.
    admin.at = format!("{BOARD}?done=revoked");
    admin.act("resend_invitation", &[("invitation", &row.id)]).await.unwrap_err();
    if style == Form {
        let shown = admin.follow().await.page_data().open::<AdminScreen>().unwrap().page;
        assert!(matches!(&shown, AdminPage::Invitations(view) if view.done.is_none()), "{shown:?}");
    }
    let log = admin.get("/admin/audit.csv").await.body;
    for noted in ["invitation_sent", "invitation_resent", "invitation_extended", "invitation_revoked"] {
        assert_eq!(log.matches(&format!(",{noted},")).count(), 1, "{noted} in {log}");
    }
}

#[apply(matrix)]
async fn an_invitation_is_called_sent_only_when_its_message_has_left(database: Database, style: Style) {
    let world = open(database, Preset::Invited).await;
    let mut admin = chief(&world, style).await;
    world.deliver().await;
    add(&mut admin, ["", NEW, "", "member"]).await.unwrap();
    let row = row_of(&mut admin, NEW).await;
    assert_eq!((row.delivery, row.answer, row.sent), (Some(MessageState::Queued), None, None));
    world.mail.set_mood(Mood::NotNow);
    world.delivery().deliver_due().await.unwrap();
    let row = row_of(&mut admin, NEW).await;
    assert_eq!((row.delivery, row.sent), (Some(MessageState::Retried), None));
    assert!(row.answer.is_some_and(|answer| answer.starts_with("not now")));
    let page = admin.get(BOARD).await.body;
    assert!(page.contains("Waiting to be sent") && page.contains("Retried: not now"), "{page}");
    world.clock.advance(Seconds::minutes(2));
    world.mail.set_mood(Mood::Takes);
    world.deliver().await;
    let row = row_of(&mut admin, NEW).await;
    assert_eq!((row.delivery, row.answer, row.sent.is_some()), (Some(MessageState::Sent), None, true));
    // Of two messages the newer one counts.
    do_to(&mut admin, "resend_invitation", NEW).await.unwrap();
    world.mail.set_mood(Mood::Never);
    world.delivery().deliver_due().await.unwrap();
    let row = row_of(&mut admin, NEW).await;
    assert_eq!((row.state, row.delivery, row.sent), (InvitationState::Sent, Some(MessageState::Failed), None));
    assert!(row.answer.is_some());
    assert!(admin.get(BOARD).await.body.contains("Could not be sent"));
}

#[rstest]
#[case(Preset::Invited, "Bestätigen Sie Ihre E-Mail-Adresse", "Ihr Einladungscode lautet")]
#[case(Preset::Temporary, "Ihr vorläufiges Passwort für Cedar", "Melden Sie sich damit und")]
#[tokio::test]
async fn an_invited_person_is_written_to_in_the_language_of_the_admin(
    #[case] preset: Preset,
    #[case] subject: &str,
    #[case] words: &str,
) {
    let world = open(Sqlite, preset).await;
    let mut admin = world.browser(Client);
    admin.accepts = "de".to_owned();
    admin.password_at(AT, CHIEF, PASSWORD).await.unwrap();
    add(&mut admin, ["", NEW, "", "member"]).await.unwrap();
    do_to(&mut admin, "resend_invitation", NEW).await.unwrap();
    world.deliver().await;
    let letters = world.letters_about(NEW, subject);
    assert!(letters.len() == 2 && letters.iter().all(|letter| letter.text.contains(words)), "{letters:?}");
}

#[apply(matrix)]
async fn an_expired_invitation_says_whom_to_reach_and_leads_its_admins_to_the_board(database: Database) {
    let world = open(database, Preset::Invited).await;
    let mut admin = chief(&world, Client).await;
    add(&mut admin, ["", NEW, "", "member"]).await.unwrap();
    let (_, token) = code_and_token(&world, NEW).await;
    world.database.execute("UPDATE organisation SET support_contact = 'help@cedar.example'").await;
    world.clock.advance(Seconds::days(7));
    let mut browser = world.browser(Form);
    let screen: InvitationScreen = browser.shown(&format!("/invitation/{token}")).await.unwrap();
    assert!(matches!(screen.page, InvitationPage::Expired { .. }));
    assert_eq!(screen.support.as_deref(), Some("mailto:help@cedar.example"));
    let page = browser.get(&format!("/invitation/{token}")).await.body;
    assert!(
        page.contains("<a href=\"mailto:help@cedar.example\">You can reach us at help@cedar.example.</a>"),
        "{page}"
    );
    ask(&mut browser, NEW).await.unwrap();
    world.deliver().await;
    let letter = world.letters_about(CHIEF, "Someone asked for a new invitation").pop().unwrap();
    assert!(letter.text.contains("http://localhost:3000/admin/invitations"), "{}", letter.text);
}
