//! Inviting from the console, over HTTP: from the form to the message to the account.

use super::*;
use crate::support::{Answer, Database::*};
use app::{
    ApiError::Refused,
    admin::{AdminPage, AdminScreen, ImportView, Imported, InvitationDone, InvitationRow, InvitationsView},
    invitation::{InvitationPage, InvitationScreen},
    page::PageData,
};
use domain::{
    invitation::{InvitationState, Unfit},
    sign_in::SignInError,
    welcome::Step,
};
use http::StatusCode;
use rstest::rstest;

const BOARD: &str = "/admin/invitations";
const FILE: &str = "/admin/people/import";

/// The admin in a browser of theirs.
async fn chief(world: &World, style: Style) -> Browser {
    let mut browser = world.browser(style);
    browser.password_at(AT, CHIEF, PASSWORD).await.unwrap();
    browser
}

async fn add(browser: &mut Browser, [name, email, phone, role]: [&str; 4]) -> Result<String, RefusedBy> {
    browser.at = "/admin/people/new".to_owned();
    let fields = [("name", name), ("email", email), ("phone", phone), ("country", "US"), ("role", role)];
    browser.act("invite_person", &fields).await
}

async fn board(browser: &mut Browser, query: &str) -> InvitationsView {
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

async fn do_to(browser: &mut Browser, function: &str, email: &str) -> Result<String, RefusedBy> {
    let id = row_of(browser, email).await.id;
    browser.at = BOARD.to_owned();
    browser.act(function, &[("invitation", &id)]).await
}

/// Posts a file of people as a browser does.
async fn post_file(browser: &mut Browser, fields: &[(&str, &str)]) -> Answer {
    let mut body = String::new();
    for (name, value) in fields {
        let file = if *name == "file" { "; filename=\"people.csv\"\r\nContent-Type: text/csv" } else { "" };
        body += &format!("--xx\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n{value}\r\n");
    }
    body += "--xx--\r\n";
    let accept = if browser.style == Form { "text/html" } else { "application/octet-stream" };
    let headers =
        [("accept", accept), ("content-type", "multipart/form-data; boundary=xx"), ("sec-fetch-site", "same-origin")];
    browser.request("POST", FILE, &headers, body).await
}

/// What it led to, the same in both styles.
async fn import(browser: &mut Browser, fields: &[(&str, &str)]) -> Imported {
    let answer = post_file(browser, fields).await;
    match (browser.style, answer.status) {
        (Client, StatusCode::OK) => answer.decoded(),
        (Form, StatusCode::SEE_OTHER) => Imported::Sent(app::go_to::GoTo::path(answer.header("location").to_owned())),
        (Form, StatusCode::OK) => match answer.page_data().open::<AdminScreen>().unwrap().page {
            AdminPage::Import(view) => Imported::Page(view),
            other => panic!("{other:?}"),
        },
        (_, status) => panic!("{status}: {}", answer.body),
    }
}

async fn check(browser: &mut Browser, text: &str) -> ImportView {
    match import(browser, &[("looked_at", ""), ("file", ""), ("text", text), ("act", "check")]).await {
        Imported::Page(view) => view,
        other => panic!("{other:?}"),
    }
}

#[rstest]
#[tokio::test]
async fn somebody_is_invited_and_comes_in_step_by_step(
    #[values(Sqlite, Postgres)] database: Database,
    #[values(Client, Form)] style: Style,
) {
    let world = open(database, Preset::Invited).await;
    let mut admin = chief(&world, style).await;
    let to = add(&mut admin, ["Robin New", NEW, "(201) 555-0142", "member"]).await.unwrap();
    assert_eq!(board(&mut admin, to.strip_prefix(BOARD).unwrap()).await.done, Some(InvitationDone::Sent));
    let row = row_of(&mut admin, NEW).await;
    assert_eq!((row.state, row.name.as_deref(), row.acts.len()), (InvitationState::Sent, Some("Robin New"), 3));
    let (code, _) = code_and_token(&world, NEW).await;
    let mut browser = world.browser(style);
    confirm(&mut browser, NEW, "00000-00000").await.unwrap_err();
    assert_eq!(row_of(&mut admin, NEW).await.state, InvitationState::Opened);
    confirm(&mut browser, NEW, &code).await.unwrap();
    assert_eq!(row_of(&mut admin, NEW).await.state, InvitationState::Confirmed);
    let temporary = temporary_for(&world, NEW).await;
    browser.password_at(AT, NEW, &temporary).await.unwrap();
    choose(&mut browser, OWN).await.unwrap();
    let row = row_of(&mut admin, NEW).await;
    assert_eq!((row.state, row.acts.len()), (InvitationState::Waiting(Step::Profile), 0));
    assert_eq!(board(&mut admin, "?status=waiting").await.rows.len(), 1);
    assert!(board(&mut admin, "?status=expired").await.rows.is_empty());
}

#[rstest]
#[tokio::test]
async fn where_there_are_no_codes_the_same_form_makes_an_account_and_sends_a_password(
    #[values(Sqlite, Postgres)] database: Database,
    #[values(Client, Form)] style: Style,
) {
    let world = open(database, Preset::Temporary).await;
    let mut admin = chief(&world, style).await;
    add(&mut admin, ["", NEW, "", "admin"]).await.unwrap();
    assert!(row_of(&mut admin, NEW).await.is_admin);
    let password = temporary_for(&world, NEW).await;
    let mut browser = world.browser(style);
    assert_eq!(browser.password_at(AT, NEW, &password).await.unwrap(), "/welcome");
    assert_eq!(row_of(&mut admin, NEW).await.state, InvitationState::Waiting(Step::Profile));
}

#[rstest]
#[tokio::test]
async fn what_cannot_be_sent_is_said_and_stays_typed(
    #[values(Sqlite, Postgres)] database: Database,
    #[values(Client, Form)] style: Style,
) {
    let world = open(database, Preset::Invited).await;
    let mut admin = chief(&world, style).await;
    for (fields, unfit) in [
        (["", "nobody", "", "member"], Unfit::NotAnEmailAddress),
        (["", CHIEF, "", "member"], Unfit::AlreadyAccount),
        (["", NEW, "12", "member"], Unfit::NotAPhoneNumber),
        (["", NEW, "", "owner"], Unfit::NotARole),
        ([&"x".repeat(101), NEW, "", "member"], Unfit::NotAName),
    ] {
        assert_eq!(add(&mut admin, fields).await, Err(Refused(SignInError::CannotInvite(unfit))), "{fields:?}");
    }
    add(&mut admin, ["Robin", "not an address", "201", "admin"]).await.unwrap_err();
    let page = admin.get("/admin/people/new").await;
    if style == Form {
        let screen = page.page_data().open::<AdminScreen>().unwrap();
        assert_eq!((screen.typed.name.as_str(), screen.typed.is_admin), ("Robin", true));
        assert!(page.body.contains("value=\"not an address\""), "{}", page.body);
    }
    assert!(board(&mut admin, "").await.rows.is_empty());
    // What was typed outlives a proof that has become old.
    world.clock.advance(Seconds::minutes(11));
    let to = add(&mut admin, ["Robin", NEW, "", "member"]).await.unwrap();
    assert_eq!(to, "/settings/proof?next=/admin/people/new");
    admin.act("prove", &[("current", PASSWORD), ("next", "/admin/people/new")]).await.unwrap();
    let screen: AdminScreen = admin.shown("/admin/people/new").await.unwrap();
    assert_eq!(screen.typed.email, NEW);
}

#[rstest]
#[tokio::test]
async fn a_file_is_looked_at_first_and_sent_when_that_is_asked_for(
    #[values(Sqlite, Postgres)] database: Database,
    #[values(Client, Form)] style: Style,
) {
    let world = open(database, Preset::Invited).await;
    let mut admin = chief(&world, style).await;
    let text = format!(
        "name,email,phone,role\r\nOne,one@cedar.example,,\r\nTwo,nobody,,\r\n,{CHIEF},,\r\n\"<b>\",three@cedar.example,,admin\r\n,One@cedar.example,,"
    );
    let view = check(&mut admin, &text).await;
    let looked_at = view.looked_at.unwrap();
    let bad = [(3, Unfit::NotAnEmailAddress), (4, Unfit::AlreadyAccount), (6, Unfit::Twice)];
    assert_eq!((looked_at.good, looked_at.bad.as_slice(), looked_at.more), (2, bad.as_slice(), 0));
    world.deliver().await;
    assert!(board(&mut admin, "").await.rows.is_empty() && world.letters("one@cedar.example").is_empty());
    // A text that was not looked at is looked at, not sent.
    let other = view.text.replace("One,", "Uno,");
    let changed = [("looked_at", looked_at.digest.as_str()), ("file", ""), ("text", &other), ("act", "send")];
    assert!(matches!(import(&mut admin, &changed).await, Imported::Page(ImportView { looked_at: Some(_), .. })));
    assert!(board(&mut admin, "").await.rows.is_empty());
    let same = view.text.replace('\n', "\r\n");
    let same = [("looked_at", looked_at.digest.as_str()), ("file", ""), ("text", &same), ("act", "send")];
    let Imported::Sent(to) = import(&mut admin, &same).await else { panic!("not sent") };
    let view = board(&mut admin, to.path.strip_prefix(BOARD).unwrap()).await;
    assert_eq!(view.done, Some(InvitationDone::Imported { sent: 2, left: 0 }));
    assert_eq!(view.rows.len(), 2);
    world.clock.advance(Seconds::minutes(1));
    code_and_token(&world, "three@cedar.example").await;
}

#[rstest]
#[tokio::test]
async fn a_file_counts_more_than_what_was_pasted_and_a_bad_one_is_said(#[values(Client, Form)] style: Style) {
    let world = open(Sqlite, Preset::Invited).await;
    let mut admin = chief(&world, style).await;
    let file = "\u{feff}email\n<script>@cedar.example\nfour@cedar.example";
    let fields = [("looked_at", ""), ("file", file), ("text", "anything"), ("act", "check")];
    let Imported::Page(view) = import(&mut admin, &fields).await else { panic!("sent") };
    assert_eq!(view.looked_at.map(|looked_at| looked_at.good), Some(1));
    for (text, unfit) in [
        ("nothing", Unfit::NoHeader),
        ("", Unfit::NoHeader),
        ("email\n\"x", Unfit::NotALine),
        (&"x".repeat((2 << 20) + 1), Unfit::TooLarge),
    ] {
        let view = check(&mut admin, text).await;
        assert!(view.looked_at.is_none() || unfit == Unfit::NotALine, "{view:?}");
        if view.looked_at.is_none() {
            assert_eq!(view.refused, Some(SignInError::CannotInvite(unfit)));
        }
    }
    let many: String = (0..1200).map(|number| format!("\nnobody{number}")).collect();
    let looked_at = check(&mut admin, &format!("email{many}")).await.looked_at.unwrap();
    assert_eq!((looked_at.good, looked_at.bad.len(), looked_at.more), (0, 1000, 200));
}

#[tokio::test]
async fn the_text_stands_in_the_page_as_it_was() {
    let world = open(Sqlite, Preset::Invited).await;
    let mut admin = chief(&world, Form).await;
    let page = post_file(&mut admin, &[("text", "email,name\n<i>,\"a, b\""), ("act", "check")]).await;
    let (_, rest) = page.body.split_once("<textarea").unwrap();
    let (_, rest) = rest.split_once('>').unwrap();
    assert_eq!(rest.split_once("</textarea>").unwrap().0, "email,name\n&lt;i&gt;,\"a, b\"");
    let empty = admin.get(FILE).await;
    let (_, rest) = empty.body.split_once("<textarea").unwrap();
    let (_, rest) = rest.split_once('>').unwrap();
    assert_eq!(rest.split_once("</textarea>").unwrap().0.trim(), "");
}

#[rstest]
#[tokio::test]
async fn without_a_fresh_proof_a_file_is_not_sent_and_not_lost(#[values(Client, Form)] style: Style) {
    let world = open(Sqlite, Preset::Invited).await;
    let mut admin = chief(&world, style).await;
    let view = check(&mut admin, "email\none@cedar.example").await;
    let digest = view.looked_at.unwrap().digest;
    world.clock.advance(Seconds::minutes(11));
    let fields = [("looked_at", digest.as_str()), ("text", &view.text), ("act", "send")];
    let Imported::Page(view) = import(&mut admin, &fields).await else { panic!("sent") };
    assert_eq!((view.refused, view.text.as_str()), (Some(SignInError::ProofNeeded), "email\none@cedar.example"));
    assert!(board(&mut admin, "").await.rows.is_empty());
}

#[rstest]
#[tokio::test]
async fn nobody_else_posts_a_file(#[values(Sqlite, Postgres)] database: Database) {
    let world = open(database, Preset::Invited).await;
    world.settle(AT, "member@cedar.example", None, Role::Member).await;
    world.give_password("member@cedar.example", PASSWORD).await;
    let fields = [("text", "email\none@cedar.example"), ("act", "check")];
    let mut member = world.browser(Form);
    member.password_at(AT, "member@cedar.example", PASSWORD).await.unwrap();
    let answer = post_file(&mut member, &fields).await;
    assert_eq!((answer.status, answer.page_data()), (StatusCode::NOT_FOUND, PageData::NotFound));
    member.style = Client;
    assert_eq!(post_file(&mut member, &fields).await.decoded::<RefusedBy>(), Refused(SignInError::NotAllowed));
    let mut stranger = world.browser(Form);
    let answer = post_file(&mut stranger, &fields).await;
    assert_eq!(answer.header("location"), format!("/sign-in?return_to={FILE}"));
    let mut admin = chief(&world, Form).await;
    let foreign = [("content-type", "multipart/form-data; boundary=xx"), ("sec-fetch-site", "cross-site")];
    assert_eq!(admin.request("POST", FILE, &foreign, "--xx--\r\n").await.status, StatusCode::FORBIDDEN);
    let form = [("content-type", "application/x-www-form-urlencoded"), ("sec-fetch-site", "same-origin")];
    assert!(admin.request("POST", FILE, &form, "text=x").await.status.is_client_error());
}

#[rstest]
#[tokio::test]
async fn what_is_done_to_an_invitation_is_said_noted_and_works(
    #[values(Sqlite, Postgres)] database: Database,
    #[values(Client, Form)] style: Style,
) {
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
    assert_eq!(do_to(&mut admin, "resend_invitation", NEW).await, Err(Refused(SignInError::NotOffered)));
    assert_eq!(admin.page(&row.revoke).await, PageData::NotFound);
    let mut browser = world.browser(style);
    assert_eq!(confirm(&mut browser, NEW, &new).await, Err(Refused(SignInError::InvalidCode)));
    let log = admin.get("/admin/audit.csv").await.body;
    for noted in ["invitation_sent", "invitation_resent", "invitation_extended", "invitation_revoked"] {
        assert_eq!(log.matches(&format!(",{noted},")).count(), 1, "{noted} in {log}");
    }
}

#[rstest]
#[tokio::test]
async fn the_board_is_turned_page_by_page(#[values(Sqlite, Postgres)] database: Database) {
    let world = open(database, Preset::Invited).await;
    let mut admin = chief(&world, Client).await;
    let lines: String = (0..120).map(|number| format!("\nperson{number}@cedar.example")).collect();
    let view = check(&mut admin, &format!("email{lines}")).await;
    let digest = view.looked_at.unwrap().digest;
    import(&mut admin, &[("looked_at", &digest), ("text", &view.text), ("act", "send")]).await;
    for query in ["", "?status=open", "?q=person"] {
        let (mut seen, mut at) = (Vec::new(), query.to_owned());
        loop {
            let view = board(&mut admin, &at).await;
            seen.extend(view.rows.into_iter().map(|row| row.email));
            assert_eq!(view.pages.previous.is_some(), at != query);
            match view.pages.next {
                Some(next) => at = next.strip_prefix(BOARD).unwrap().to_owned(),
                None => break,
            }
        }
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), 120, "{query}");
    }
    assert_eq!(board(&mut admin, "?q=person11").await.rows.len(), 11);
    assert!(board(&mut admin, "?q=%25&status=nonsense&after=nonsense").await.rows.is_empty());
}

#[rstest]
#[case(Preset::Invited, "Bestätigen Sie Ihre E-Mail-Adresse", "Ihr Einladungscode lautet")]
#[case(Preset::Temporary, "Ihr temporäres Passwort für Cedar", "Melden Sie sich damit und")]
#[tokio::test]
async fn whoever_is_invited_is_written_to_in_the_language_of_the_admin(
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

#[rstest]
#[tokio::test]
async fn an_expired_invitation_says_whom_to_reach_and_leads_its_admins_to_the_board(
    #[values(Sqlite, Postgres)] database: Database,
) {
    let world = open(database, Preset::Invited).await;
    let mut admin = chief(&world, Client).await;
    add(&mut admin, ["", NEW, "", "member"]).await.unwrap();
    let (_, token) = code_and_token(&world, NEW).await;
    world.database.execute("UPDATE organisation SET support_contact = 'help@cedar.example'").await;
    world.clock.advance(Seconds::days(7));
    let mut browser = world.browser(Form);
    let screen: InvitationScreen = browser.shown(&format!("/invitation/{token}")).await.unwrap();
    assert!(matches!(screen.page, InvitationPage::Expired { .. }));
    assert_eq!(screen.support.as_deref(), Some("help@cedar.example"));
    ask(&mut browser, NEW).await.unwrap();
    world.deliver().await;
    let letter = world.letters_about(CHIEF, "A new invitation is asked for").pop().unwrap();
    assert!(letter.text.contains("http://localhost:3000/admin/invitations"), "{}", letter.text);
}
