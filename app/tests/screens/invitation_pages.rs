//! Pages of the admin console about invitations as the server sends them, with test data.

use super::application_pages::group_choices;
use super::console_pages::console_page;
use super::pages::{CHALLENGE, countries};
use super::settings_pages::moment;
use app::CountryChoice;
use app::admin::{
    AdminPage, BadRow, GoodRow, ImportPreview, ImportRow, ImportView, ImportedView, InvitationDone, InvitationRow,
    InvitationsView, InviteView, Pages, RevokeView,
};
use app::page::PageData;
use app::paths::{ADMIN_IMPORT, ADMIN_INVITATIONS, AdminRoute, InvitationAct};
use domain::invitation::{InvitationFilter, InvitationState, InviteError};
use domain::onboarding::Step;
use domain::refusal::{InvitationRefusal, Refusal};
use domain::{InvitationId, MessageState};

pub const STATES: [InvitationState; 11] = [
    InvitationState::Sent,
    InvitationState::CodeTried,
    InvitationState::Confirmed,
    InvitationState::SignedIn(Step::Profile),
    InvitationState::SignedIn(Step::Phone),
    InvitationState::SignedIn(Step::SecondStep),
    InvitationState::SignedIn(Step::Password),
    InvitationState::SignedIn(Step::Done),
    InvitationState::Joined,
    InvitationState::Expired,
    InvitationState::Revoked,
];

fn id(number: usize) -> InvitationId {
    format!("{number:032x}").parse().unwrap()
}

pub fn invitations(change: impl FnOnce(&mut InvitationsView)) -> PageData {
    let rows = STATES.into_iter().enumerate().map(|(number, state)| InvitationRow {
        id: id(number).to_string(),
        name: (number == 0).then(|| "Robin <New>".to_owned()),
        email: format!("person{number}@codes.example"),
        is_admin: number == 1,
        state,
        since: moment("2 hours ago", "22 November 2026, 10:53 UTC"),
        delivery: (number == 1).then_some(MessageState::Sent),
        answer: None,
        sent: Some(moment("yesterday", "21 November 2026, 10:53 UTC")),
        until: (number < 2).then(|| moment("in 6 days", "28 November 2026, 10:53 UTC")),
        acts: if number == 0 { InvitationAct::ALL.into() } else { Vec::new() },
        revoke: AdminRoute::Revoke(id(number)).path(),
    });
    let mut view = InvitationsView {
        filter: InvitationFilter::All,
        search: String::new(),
        imports: vec![import_row(false)],
        rows: rows.collect(),
        pages: Pages { previous: None, next: Some(format!("{ADMIN_INVITATIONS}?after=x")) },
        done: Some(InvitationDone::Resent),
    };
    change(&mut view);
    console_page(AdminPage::Invitations(view))
}

fn import_row(is_finished: bool) -> ImportRow {
    let (lines, invited, refused) = (6000, if is_finished { 5999 } else { 1276 }, 1);
    let begun = "22 Nov 2026, 10:53".to_owned();
    ImportRow { path: format!("{ADMIN_IMPORT}/0a"), begun, lines, invited, refused, is_finished }
}

pub fn imported(is_finished: bool) -> PageData {
    let bad = vec![(7, "<b>@codes.example".to_owned(), InviteError::TooManyMessages)];
    console_page(AdminPage::Imported(ImportedView { import: import_row(is_finished), bad }))
}

pub fn invite(has_code: bool, countries: &[CountryChoice]) -> PageData {
    console_page(AdminPage::Invite(InviteView {
        countries: countries.to_vec(),
        has_code,
        groups: if has_code { group_choices() } else { Vec::new() },
    }))
}

pub fn revoke(has_account: bool) -> PageData {
    let email = "person@codes.example".to_owned();
    console_page(AdminPage::Revoke(RevokeView { id: CHALLENGE.to_owned(), email, has_account }))
}

pub fn import(change: impl FnOnce(&mut ImportView)) -> PageData {
    let mut view = ImportView::default();
    change(&mut view);
    console_page(AdminPage::Import(view))
}

pub fn looked_at(view: &mut ImportView) {
    view.text = "email\n<b>,\"a\"".to_owned();
    let fields = |name: &str, email: &str| [name, email, "", "admin", ""].map(str::to_owned);
    let bad = |number, key: &str, reasons: &[InviteError]| BadRow {
        number,
        key: key.to_owned(),
        fields: fields("Ann", "nobody"),
        reasons: reasons.to_vec(),
        is_skipped: number == 7,
    };
    view.preview = Some(ImportPreview {
        good: 3,
        admins: 1,
        bad: 3,
        skipped: 2,
        has_column: [true, true, false, true, false],
        bad_lines: vec![
            bad(2, "aa", &[InviteError::NotAnEmailAddress, InviteError::NotARole]),
            bad(7, "bb", &[InviteError::Twice]),
            bad(8, "cc", &[InviteError::NotALine]),
        ],
        good_lines: vec![GoodRow { number: 3, fields: fields("", "robin@codes.example") }],
        page: 1,
        pages: 2,
        skipped_elsewhere: "dd".to_owned(),
        digest: "0a0b".to_owned(),
        is_undecided: false,
    });
}

pub fn refused_file(view: &mut ImportView) {
    view.refused = Some(Refusal::Invitation(InvitationRefusal::CannotInvite(InviteError::NoHeader)));
}

/// The server function of each form, with a page that has the form.
pub fn forms() -> [(&'static str, PageData); 4] {
    [
        ("/api/invite_person", invite(true, &countries())),
        ("/api/resend_invitation", invitations(|_| ())),
        ("/api/extend_invitation", invitations(|_| ())),
        ("/api/revoke_invitation", revoke(false)),
    ]
}
