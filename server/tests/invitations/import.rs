//! Importing a file of people over HTTP, from the form to the messages.

use super::console::{BOARD, board, chief};
use super::*;
use app::admin::{AdminScreen, ImportPreview, ImportView, Imported, ImportedView};
use domain::{invitation::InviteError, refusal::InvitationRefusal};
use http::StatusCode;

const FILE: &str = "/admin/people/import";

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

/// Posts a file of people and reads the result, which is equal in both styles.
pub async fn import(browser: &mut Browser, fields: &[(&str, &str)]) -> Imported {
    let answer = post_file(browser, fields).await;
    match (browser.style, answer.status) {
        (Client, StatusCode::OK) => answer.decoded(),
        (Form, StatusCode::SEE_OTHER) => {
            Imported::Sent(app::redirect::Redirect::path(answer.header("location").to_owned()))
        }
        (Form, StatusCode::OK) => match answer.page_data().open::<AdminScreen>().unwrap().page {
            AdminPage::Import(view) => Imported::Page(view),
            other => panic!("{other:?}"),
        },
        (_, status) => panic!("{status}: {}", answer.body),
    }
}

/// The lines with errors of this page: their numbers, and all that is wrong with each.
pub fn wrong_in(preview: &ImportPreview) -> Vec<(u32, Vec<InviteError>)> {
    preview.bad_lines.iter().map(|line| (line.number, line.reasons.clone())).collect()
}

async fn how_far(browser: &mut Browser, path: &str) -> ImportedView {
    let screen: AdminScreen = browser.shown(path).await.unwrap();
    match screen.page {
        AdminPage::Imported(view) => view,
        other => panic!("{other:?}"),
    }
}

pub async fn check(browser: &mut Browser, text: &str) -> ImportView {
    match import(browser, &[("looked_at", ""), ("file", ""), ("text", text), ("act", "check")]).await {
        Imported::Page(view) => view,
        other => panic!("{other:?}"),
    }
}

#[apply(matrix)]
async fn a_file_is_looked_at_first_and_sent_when_that_is_asked_for(database: Database, style: Style) {
    let world = open(database, Preset::Invited).await;
    let mut admin = chief(&world, style).await;
    let text = format!(
        "name,email,phone,role\r\nOne,one@cedar.example,,\r\nTwo,nobody,,\r\n,{CHIEF},,\r\n\"<b>\",three@cedar.example,,admin\r\n,One@cedar.example,,"
    );
    let view = check(&mut admin, &text).await;
    let preview = view.preview.unwrap();
    let bad = [(3, InviteError::NotAnEmailAddress), (4, InviteError::AlreadyAccount), (6, InviteError::Twice)];
    assert_eq!((preview.good, preview.bad, preview.skipped), (2, 3, 0));
    assert_eq!(wrong_in(&preview), bad.map(|(number, reason)| (number, vec![reason])));
    let good: Vec<_> = preview.good_lines.iter().map(|line| (line.number, line.fields[1].as_str())).collect();
    assert_eq!(good, [(2, "one@cedar.example"), (5, "three@cedar.example")]);
    assert_eq!(preview.admins, 1, "nobody is made an admin unseen");
    world.deliver().await;
    assert!(board(&mut admin, "").await.rows.is_empty() && world.letters("one@cedar.example").is_empty());
    // A text that differs from the previewed one is previewed, not sent.
    let other = view.text.replace("One,", "Uno,");
    let changed = [("looked_at", preview.digest.as_str()), ("file", ""), ("text", &other), ("act", "send")];
    assert!(matches!(import(&mut admin, &changed).await, Imported::Page(ImportView { preview: Some(_), .. })));
    assert!(board(&mut admin, "").await.rows.is_empty());
    let same = view.text.replace('\n', "\r\n");
    let mut same = vec![("looked_at", preview.digest.as_str()), ("file", ""), ("text", same.as_str()), ("act", "send")];
    // Each line with an error is skipped by choice, or nothing is sent.
    let Imported::Page(view) = import(&mut admin, &same).await else { panic!("sent") };
    assert!(view.preview.is_some_and(|preview| preview.is_undecided) && board(&mut admin, "").await.rows.is_empty());
    same.extend(preview.bad_lines.iter().map(|line| ("skip", line.key.as_str())));
    let Imported::Sent(to) = import(&mut admin, &same).await else { panic!("not sent") };
    let view = how_far(&mut admin, &to.path).await;
    assert_eq!((view.import.lines, view.import.invited, view.import.is_finished), (2, 0, false));
    // A second press sends nothing more.
    let Imported::Sent(again) = import(&mut admin, &same).await else { panic!("not sent") };
    assert_eq!(again.path, to.path);
    // The list of invitations links to the import, in any admin's browser.
    let mut elsewhere = chief(&world, style).await;
    let view = board(&mut elsewhere, "").await;
    assert_eq!((view.imports[0].path.as_str(), view.imports.len()), (to.path.as_str(), 1));
    files::until_done(&world.app).await;
    let view = how_far(&mut elsewhere, &to.path).await;
    assert_eq!((view.import.invited, view.import.refused, view.import.is_finished), (2, 0, true));
    let page = elsewhere.get(&to.path).await.body;
    assert!(page.contains("2 people invited") && page.contains("All lines are done."), "{page}");
    assert_eq!(board(&mut admin, "").await.rows.len(), 2);
    world.clock.advance(Seconds::minutes(1));
    code_and_token(&world, "three@cedar.example").await;
}

#[apply(matrix)]
async fn a_file_counts_more_than_what_was_pasted_and_a_bad_one_is_said(style: Style) {
    let world = open(Sqlite, Preset::Invited).await;
    let mut admin = chief(&world, style).await;
    let file = "\u{feff}email\n<script>@cedar.example\nfour@cedar.example";
    let fields = [("looked_at", ""), ("file", file), ("text", "anything"), ("act", "check")];
    let Imported::Page(view) = import(&mut admin, &fields).await else { panic!("sent") };
    assert_eq!(view.preview.map(|preview| preview.good), Some(1));
    for (text, unfit) in [
        ("nothing", InviteError::NoHeader),
        ("", InviteError::NoHeader),
        ("email\n\"x", InviteError::NotALine),
        (&"x".repeat((2 << 20) + 1), InviteError::TooLarge),
        (&"x".repeat(17 << 20), InviteError::TooLarge),
    ] {
        let view = check(&mut admin, text).await;
        assert!(view.preview.is_none() || unfit == InviteError::NotALine, "{view:?}");
        if view.preview.is_none() {
            assert_eq!(view.refused, Some(Refusal::Invitation(InvitationRefusal::CannotInvite(unfit))));
        }
    }
    let many: String = (0..1200).map(|number| format!("\nnobody{number}")).collect();
    let preview = check(&mut admin, &format!("email{many}")).await.preview.unwrap();
    assert_eq!((preview.good, preview.bad, preview.bad_lines.len(), preview.pages), (0, 1200, 100, 12));
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

#[apply(matrix)]
async fn without_reauthentication_a_file_is_not_sent_and_not_lost(style: Style) {
    let world = open(Sqlite, Preset::Invited).await;
    let mut admin = chief(&world, style).await;
    let view = check(&mut admin, "email\none@cedar.example").await;
    let digest = view.preview.unwrap().digest;
    world.clock.advance(Seconds::minutes(11));
    let fields = [("looked_at", digest.as_str()), ("text", &view.text), ("act", "send")];
    let Imported::Page(view) = import(&mut admin, &fields).await else { panic!("sent") };
    assert_eq!(
        (view.refused, view.text.as_str()),
        (Some(Refusal::ReauthenticationRequired), "email\none@cedar.example")
    );
    assert!(board(&mut admin, "").await.rows.is_empty());
}

#[apply(matrix)]
async fn only_an_admin_posts_a_file(database: Database) {
    let world = open(database, Preset::Invited).await;
    world.settle(AT, "member@cedar.example", None, Role::Member).await;
    world.give_password("member@cedar.example", PASSWORD).await;
    let fields = [("text", "email\none@cedar.example"), ("act", "check")];
    let mut member = world.browser(Form);
    member.password_at(AT, "member@cedar.example", PASSWORD).await.unwrap();
    let answer = post_file(&mut member, &fields).await;
    assert_eq!((answer.status, answer.page_data()), (StatusCode::NOT_FOUND, PageData::NotFound));
    member.style = Client;
    assert_eq!(post_file(&mut member, &fields).await.decoded::<ApiError>(), Refused(Refusal::NotAllowed));
    let mut stranger = world.browser(Form);
    let answer = post_file(&mut stranger, &fields).await;
    assert_eq!(answer.header("location"), format!("/sign-in?return_to={FILE}"));
    let mut admin = chief(&world, Form).await;
    let foreign = [("content-type", "multipart/form-data; boundary=xx"), ("sec-fetch-site", "cross-site")];
    assert_eq!(admin.request("POST", FILE, &foreign, "--xx--\r\n").await.status, StatusCode::FORBIDDEN);
    let form = [("content-type", "application/x-www-form-urlencoded"), ("sec-fetch-site", "same-origin")];
    assert!(admin.request("POST", FILE, &form, "text=x").await.status.is_client_error());
}

#[apply(matrix)]
async fn the_board_is_turned_page_by_page(database: Database) {
    let world = open(database, Preset::Invited).await;
    let mut admin = chief(&world, Client).await;
    let lines: String = (0..120).map(|number| format!("\nperson{number}@cedar.example")).collect();
    let view = check(&mut admin, &format!("email{lines}")).await;
    let digest = view.preview.unwrap().digest;
    import(&mut admin, &[("looked_at", &digest), ("text", &view.text), ("act", "send")]).await;
    files::until_done(&world.app).await;
    for query in ["", "?status=open", "?q=person"] {
        let (mut seen, mut at) = (Vec::new(), query.to_owned());
        loop {
            let view = board(&mut admin, &at).await;
            seen.extend(view.rows.into_iter().map(|row| row.email));
            assert_eq!(view.pages.previous.is_some(), at != query);
            if let Some(previous) = view.pages.previous {
                let back = board(&mut admin, previous.strip_prefix(BOARD).unwrap()).await;
                assert!(back.pages.next.is_some() && back.rows.len() == 50, "{previous}");
            }
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
