//! The lines of a file that cannot be invited: correcting them in place, skipping them, and the pages of all lines.

use super::console::{board, chief};
use super::import::{check, import, wrong_in};
use super::*;
use app::admin::Imported;
use domain::{invitation::InviteError, refusal::InvitationRefusal};

#[apply(matrix)]
async fn bad_lines_are_corrected_in_place_or_skipped(style: Style) {
    let world = open(Sqlite, Preset::Invited).await;
    let mut admin = chief(&world, style).await;
    let text = "name;email;phone;role\nOne;one;12;boss\nTwo;two@cedar.example;;\nThree;three;;";
    let view = check(&mut admin, text).await;
    let preview = view.preview.unwrap();
    let all = vec![InviteError::NotAnEmailAddress, InviteError::NotAPhoneNumber, InviteError::NotARole];
    assert_eq!(wrong_in(&preview), [(2, all), (4, vec![InviteError::NotAnEmailAddress])]);
    assert_eq!(preview.has_column, [true, true, true, true, false]);
    let (first, second) = (preview.bad_lines[0].key.clone(), preview.bad_lines[1].key.clone());
    let names = ["name", "email", "phone", "role"].map(|column| format!("{column}.{first}"));
    let [name, email, phone, role] = names.each_ref().map(String::as_str);
    // One error is left. What was corrected stays, and so does the choice to skip the other line.
    let fields = [
        ("looked_at", preview.digest.as_str()),
        ("text", &view.text),
        (name, "Uno \"1\"; first"),
        (email, "one@cedar.example"),
        (phone, "(201) 555-0142"),
        (role, "chief"),
        ("skip", &second),
        ("act", "send"),
    ];
    let Imported::Page(view) = import(&mut admin, &fields).await else { panic!("sent before it was checked") };
    let preview = view.preview.unwrap();
    assert_eq!(
        preview.bad_lines[0].fields.each_ref().map(String::as_str)[..4],
        ["Uno \"1\"; first", "one@cedar.example", "(201) 555-0142", "chief"]
    );
    assert_eq!(wrong_in(&preview)[0], (2, vec![InviteError::NotARole]));
    assert_eq!((preview.good, preview.bad, preview.skipped), (1, 2, 1));
    assert!(preview.bad_lines[1].is_skipped && !preview.is_undecided);
    let role = format!("role.{}", preview.bad_lines[0].key);
    let fields = [("text", view.text.as_str()), (role.as_str(), "admin"), ("skip", &second), ("act", "check")];
    let Imported::Page(view) = import(&mut admin, &fields).await else { panic!("sent") };
    let preview = view.preview.unwrap();
    assert_eq!((preview.good, preview.admins, preview.bad, preview.skipped), (2, 1, 1, 1));
    let fields = [("looked_at", preview.digest.as_str()), ("text", &view.text), ("skip", &second), ("act", "send")];
    assert!(matches!(import(&mut admin, &fields).await, Imported::Sent(_)));
    files::until_done(&world.app).await;
    let rows = board(&mut admin, "?q=uno").await.rows;
    assert_eq!(rows[0].name.as_deref(), Some("Uno \"1\"; first"));
    assert_eq!(board(&mut admin, "").await.rows.len(), 2);
}

#[apply(matrix)]
async fn all_lines_are_shown_page_by_page_and_keep_what_was_decided(style: Style) {
    let world = open(Sqlite, Preset::Invited).await;
    let mut admin = chief(&world, style).await;
    let lines: String = (0..250).map(|number| format!("\nperson{number}@cedar.example\nnobody{number}")).collect();
    let view = check(&mut admin, &format!("email{lines}")).await;
    let (text, first) = (view.text, view.preview.unwrap());
    assert_eq!((first.bad, first.good, first.page, first.pages), (250, 250, 1, 5));
    let key = first.bad_lines[7].key.clone();
    let Imported::Page(view) = import(&mut admin, &[("text", &text), ("skip", &key), ("act", "page-3")]).await else {
        panic!("sent")
    };
    let third = view.preview.unwrap();
    assert_eq!((third.page, third.bad_lines.len(), third.good_lines.len(), third.skipped), (3, 50, 50, 1));
    assert_eq!((third.skipped_elsewhere.as_str(), third.good_lines[0].number), (key.as_str(), 2));
    // A page that does not exist is the last one.
    let fields = [("text", text.as_str()), ("skipped", &third.skipped_elsewhere), ("act", "page-99")];
    let Imported::Page(view) = import(&mut admin, &fields).await else { panic!("sent") };
    let last = view.preview.unwrap();
    assert_eq!((last.page, last.good_lines.len(), last.skipped), (5, 100, 1));
    let Imported::Page(view) = import(&mut admin, &[("text", &text), ("act", "skip_all")]).await else {
        panic!("sent")
    };
    let all = view.preview.unwrap();
    assert_eq!((all.skipped, all.skipped_elsewhere.split(' ').count()), (250, 150));
    let mut fields = vec![("looked_at", all.digest.as_str()), ("text", text.as_str()), ("act", "send")];
    fields.push(("skipped", &all.skipped_elsewhere));
    fields.extend(all.bad_lines.iter().map(|line| ("skip", line.key.as_str())));
    assert!(matches!(import(&mut admin, &fields).await, Imported::Sent(_)));
}

#[apply(matrix)]
async fn a_file_that_cannot_be_read_loses_nothing_that_was_typed(style: Style) {
    let world = open(Sqlite, Preset::Invited).await;
    let mut admin = chief(&world, style).await;
    let text = "email\none@cedar.example";
    let large = "x".repeat((2 << 20) + 1);
    let fields = [("file", large.as_str()), ("text", text), ("act", "check")];
    let Imported::Page(view) = import(&mut admin, &fields).await else { panic!("sent") };
    assert_eq!(view.refused, Some(Refusal::Invitation(InvitationRefusal::CannotInvite(InviteError::TooLarge))));
    assert_eq!((view.text.as_str(), view.preview.unwrap().good), (text, 1));
}
