//! Importing files of people: every line is checked before the first invitation is sent.

use super::*;
use domain::ImportId;
use domain::invitation::{InvitationFilter, InviteError};
use service::app_context::AppContext;
use service::invitations::{InvitationSearch, Line, go_on, import, preview, start_import};
use std::sync::Arc;

/// Works on all imports until none is left.
pub async fn until_done(app: &Arc<AppContext>) {
    while go_on(app, || false).await.unwrap() {}
}

/// Accepts these lines as an import and works on it until it is done.
pub async fn send(world: &World, admin: &Admin, lines: &[Line]) -> ImportId {
    let sure = admin.proven(world);
    let id = start_import(&admin.cx, sure, lines, b"text").await.unwrap();
    until_done(&world.app).await;
    id
}

/// Files as spreadsheets of other systems and countries write them, and with the gaps that users leave.
#[rstest]
#[case::old_line_ends("name,email\rAnn,ann@cedar.example\r\rBo,bo@cedar.example", &[(2, "ann@cedar.example"), (4, "bo@cedar.example")])]
#[case::said_separator("\u{feff}sep=;\r\nname;email\r\nAnn;ann@cedar.example\r\n", &[(3, "ann@cedar.example")])]
#[case::said_in_quotes("\"SEP=|\"\nemail|name\nann@cedar.example|Ann, the first\n", &[(3, "ann@cedar.example")])]
#[case::said_tab("sep=\t\nname\temail\nAnn\tann@cedar.example\n", &[(3, "ann@cedar.example")])]
#[case::empty_rows(
    "name;email;phone;role\n;;;\nAnn;ann@cedar.example;;\n;;;\n;\u{200b};\u{a0};\nBo;bo@cedar.example;;\n;;;\n",
    &[(3, "ann@cedar.example"), (6, "bo@cedar.example")]
)]
#[case::what_nobody_sees(
    "name,email,phone,role\n\u{202e}Ann\u{3000},\u{feff}ann@cedar.example\u{200b},\u{200b},\u{200e}member\n",
    &[(2, "ann@cedar.example")]
)]
#[case::domains_of_other_alphabets("email\njo@exämple.com\nZu@例え。テスト\n", &[(2, "jo@xn--exmple-cua.com"), (3, "zu@xn--r8jz45g.xn--zckzah")])]
#[tokio::test]
async fn a_file_is_read_as_it_is_meant(#[case] file: &str, #[case] people: &[(u64, &str)]) {
    let world = open(Sqlite, Preset::Invited).await;
    let admin = admin(&world).await;
    let looked_at = preview(&world.app, as_admin(&admin.signed_in).unwrap(), file).await.unwrap();
    let good: Vec<_> = looked_at.good.iter().map(|line| (line.number, line.new.email.as_str())).collect();
    assert_eq!((good.as_slice(), looked_at.bad.len()), (people, 0));
    let names = looked_at.good.iter().filter_map(|line| line.new.name.as_ref());
    assert!(names.map(ToString::to_string).all(|name| name.starts_with("Ann") || name == "Bo"));
}

#[apply(matrix)]
async fn every_line_of_a_file_is_judged(database: Database) {
    let world = open(database, Preset::Invited).await;
    let admin = admin(&world).await;
    let by = as_admin(&admin.signed_in).unwrap();
    invite(&world, &admin, "asked@cedar.example").await;
    world
        .database
        .execute(
            "INSERT INTO reserved_address (id, organisation_id, email, account_id, reserved_at, why) \
            SELECT id, organisation_id, 'kept@cedar.example', id, 0, 'closed' FROM account WHERE email = 'chief@cedar.example'",
        )
        .await;
    let file = format!(
        "\u{feff}Name,email,phone,role\r\n\
         Ann,ann@cedar.example,(201) 555-0142,member\r\n\
         \"Bo, the second\",bo@cedar.example,,admin\r\n\
         ,cy@cedar.example,,\r\n\
         \r\n\
         X,no address,,member\r\n\
         X,{CHIEF},,member\r\n\
         X,asked@cedar.example,,member\r\n\
         X,kept@cedar.example,,member\r\n\
         X,{OWNER},,member\r\n\
         X,ANN@cedar.example,,member\r\n\
         X,di@cedar.example,12,member\r\n\
         X,ed@cedar.example,,boss\r\n\
         {},fi@cedar.example,,member\r\n\
         X,gu@cedar.example,,member,more,and more\r\n",
        "x".repeat(101)
    );
    let looked_at = preview(&world.app, by, &file).await.unwrap();
    let good: Vec<_> = looked_at.good.iter().map(|line| (line.number, line.new.email.as_str())).collect();
    assert_eq!(good, [(2, "ann@cedar.example"), (3, "bo@cedar.example"), (4, "cy@cedar.example"), (10, OWNER)]);
    let bad = [
        (6, InviteError::NotAnEmailAddress),
        (7, InviteError::AlreadyAccount),
        (8, InviteError::AlreadyInvited),
        (9, InviteError::Reserved),
        (11, InviteError::Twice),
        (12, InviteError::NotAPhoneNumber),
        (13, InviteError::NotARole),
        (14, InviteError::NotAName),
        (15, InviteError::NotALine),
    ];
    let found: Vec<_> = looked_at.bad.iter().map(|line| (line.number, line.reasons.clone())).collect();
    assert_eq!(found, bad.map(|(number, reason)| (number, vec![reason])));
    assert_eq!(world.database.number("SELECT COUNT(*) FROM invitation").await, 1, "looking changes nothing");

    // Another account with this address is created between the preview and the import.
    world.settle(AT, "cy@cedar.example", None, Role::Member).await;
    let id = send(&world, &admin, &looked_at.good).await;
    let sent = import(&world.app, by, id).await.unwrap();
    let left_out = vec![(4, "cy@cedar.example".to_owned(), InviteError::AlreadyAccount)];
    assert_eq!((sent.import.invited, sent.import.refused, sent.refused), (3, 1, left_out));
    assert!(sent.import.finished_at.is_some());
    // The import spreads its messages over time.
    world.clock.advance(Seconds(1));
    for email in ["ann@cedar.example", "bo@cedar.example"] {
        let (code, _) = code_and_token(&world, email).await;
        accept_invitation(&mut world.browser(Client), email, &code).await.unwrap();
    }
    assert_eq!(
        world.database.number("SELECT COUNT(*) FROM account WHERE role = 'admin' AND email LIKE 'bo@%'").await,
        1
    );
}

#[rstest]
#[case::semicolons("name;email;role\n\"Ann; the first\";ann@cedar.example;admin\nBo, the second;bo@cedar.example;\n")]
#[case::tabs("email\tname\nann@cedar.example\tAnn\nbo@cedar.example\tBo, the second\n")]
#[case::empty_lines_first("\n\nemail;name\nann@cedar.example;Ann\nbo@cedar.example;Bo, the second\n")]
#[tokio::test]
async fn the_header_says_what_stands_between_columns(#[case] file: &str) {
    let world = open(Sqlite, Preset::Invited).await;
    let admin = admin(&world).await;
    let looked_at = preview(&world.app, as_admin(&admin.signed_in).unwrap(), file).await.unwrap();
    let name = |line: &Line| line.new.name.as_ref().map(ToString::to_string);
    let good: Vec<_> = looked_at.good.iter().map(|line| (line.new.email.as_str(), name(line))).collect();
    assert_eq!((good.len(), looked_at.bad.len()), (2, 0), "{looked_at:?}");
    assert_eq!(good[1], ("bo@cedar.example", Some("Bo, the second".to_owned())));
}

#[rstest]
#[case::nothing("")]
#[case::another_separator("name|email\nAnn|ann@cedar.example\n")]
#[case::no_address_column("name,phone\nAnn,1\n")]
#[case::no_header("Ann,ann@cedar.example\n")]
#[tokio::test]
async fn a_file_without_a_header_is_refused(#[case] file: &str) {
    let world = open(Sqlite, Preset::Invited).await;
    let admin = admin(&world).await;
    assert!(preview(&world.app, as_admin(&admin.signed_in).unwrap(), file).await.is_err());
}

#[tokio::test]
async fn a_file_has_ten_thousand_lines_at_most() {
    let world = open(Sqlite, Preset::Invited).await;
    let admin = admin(&world).await;
    let by = as_admin(&admin.signed_in).unwrap();
    let file = |lines: usize| {
        let people: String = (0..lines).map(|number| format!("p{number}@cedar.example\n")).collect();
        format!("email\n{people}")
    };
    assert_eq!(preview(&world.app, by, &file(10_000)).await.unwrap().good.len(), 10_000);
    assert!(preview(&world.app, by, &file(10_001)).await.is_err());
    assert!(preview(&world.app, by, &format!("email\n{}", " ".repeat(2 << 20))).await.is_err());
}

#[apply(matrix)]
async fn many_messages_do_not_keep_a_code_waiting(database: Database) {
    let world = open(database, Preset::Invited).await;
    let admin = admin(&world).await;
    let by = as_admin(&admin.signed_in).unwrap();
    let people: String = (0..200).map(|number| format!("p{number}@cedar.example\n")).collect();
    let looked_at = preview(&world.app, by, &format!("email\n{people}")).await.unwrap();
    send(&world, &admin, &looked_at.good).await;
    assert_eq!(world.database.number("SELECT COUNT(*) FROM invitation").await, 200);
    let challenge = world.browser(Client).send(OWNER).await;
    challenge.unwrap();
    world.deliver().await;
    assert!(!world.letters(OWNER).is_empty());
    assert!(world.mail.taken().len() < 50, "all went out at once");
    world.clock.advance(Seconds(10));
    world.deliver().await;
    assert!(world.mail.taken().len() > 200);
    let wanted = InvitationSearch { filter: InvitationFilter::Open, ..InvitationSearch::default() };
    let page = invitations::page(&world.app, by, &wanted).await.unwrap();
    assert_eq!(page.rows.len(), 50);
}
