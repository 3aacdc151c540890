//! The pages for inviting users and for the list of invitations: what each shows.

use super::{invitation_pages::*, pages::*, settings_pages::*};
use app::ApiError::Refused;
use app::admin::InvitationDone;
use app::words::admin::invitations::{state, unfit};
use domain::MessageState;
use domain::invitation::{InvitationFilter, InviteError};
use domain::refusal::{InvitationRefusal, Refusal};

#[tokio::test]
async fn the_board_shows_every_state() {
    let html = html(invitations(|_| ()));
    for one in STATES {
        holds(&html, &[state(one).text()]);
    }
    holds(&html, &["Robin &lt;New&gt;", ">in 6 days<", &InvitationDone::Resent.text().to_string()]);
    holds(&html, &["1276 people invited · 1 line left out · 4723 lines to go", ">Resend<", ">Extend<"]);
    links(&html, &[("/admin/people/import/0a", "Import started 22 Nov 2026, 10:53")]);
    links(&html, &[("/admin/invitations?after=x", "Next")]);
    lacks(&html, &["First page"]);
}

#[tokio::test]
async fn an_invitation_that_has_not_left_is_not_called_sent() {
    for (delivery, label, reason) in [
        (MessageState::Queued, "Waiting to be sent", ""),
        (MessageState::Retried, "Waiting to be sent", "Retried: 451 &lt;later&gt;"),
        (MessageState::Failed, "Could not be sent", "Failed: 451 &lt;later&gt;"),
        (MessageState::GivenUp, "Could not be sent", "Given up: 451 &lt;later&gt;"),
        (MessageState::Undelivered, ">Not delivered<", "Not delivered: 451 &lt;later&gt;"),
    ] {
        let html = html(invitations(|view| {
            view.rows.truncate(1);
            for row in &mut view.rows {
                (row.delivery, row.answer, row.sent) = (Some(delivery), Some("451 <later>".to_owned()), None);
            }
        }));
        holds(&html, &[label, reason]);
        // The heading of a column has the same word.
        lacks(&html, &[">Sent</span>"]);
    }
}

#[tokio::test]
async fn what_was_looked_for_on_the_board_stays_in_its_form() {
    let html = html(invitations(|view| {
        (view.search, view.filter) = ("\"a&b".to_owned(), InvitationFilter::Expired);
        view.rows.clear();
    }));
    holds(&html, &["value=\"&quot;a&amp;b\"", "<option value=\"expired\" selected", "No invitations found"]);
}

#[tokio::test]
async fn each_act_is_said() {
    for done in [InvitationDone::Sent, InvitationDone::Resent, InvitationDone::Extended, InvitationDone::Revoked] {
        let path = done.path();
        let (_, query) = path.split_once('?').unwrap();
        let read = app::server::parameter(query, "done").and_then(|name| InvitationDone::of(&name));
        assert_eq!(read, Some(done));
        holds(&html(invitations(|view| view.done = Some(done))), &[&done.text().to_string()]);
    }
}

#[tokio::test]
async fn a_file_that_was_sent_says_how_far_it_is_and_what_is_left_out() {
    let running = html(imported(false));
    holds(
        &running,
        &["1276 people invited · 1 line left out · 4723 lines to go", "<progress", "You can close this page"],
    );
    holds(&running, &["&lt;b&gt;@codes.example", "up to 5 an hour and 10 a day", "1 line is left out:"]);
    links(&running, &[("/admin/people/import/0a", "Refresh")]);
    let finished = html(imported(true));
    holds(&finished, &["5999 people invited · 1 line left out<", "All lines are done.", "kept for 30 days"]);
    lacks(&finished, &["Refresh"]);
}

#[tokio::test]
async fn a_file_of_people_is_told_line_by_line_before_it_is_sent() {
    let empty = html(import(|_| ()));
    holds(&empty, &["enctype=\"multipart/form-data\"", "action=\"/admin/people/import\"", "Check the lines"]);
    lacks(&empty, &["value=\"send\""]);
    let told = html(import(looked_at));
    holds(
        &told,
        &["3 people can be invited", "Send 3 invitations", "3 lines have errors", "Skip all lines with errors"],
    );
    holds(&told, &["value=\"0a0b\"", "name=\"skipped\" value=\"dd\"", "Page 1 of 2", "value=\"page-2\"", ">Next<"]);
    // A bad line has its fields, with each error beside its own. The others are text.
    holds(
        &told,
        &[
            "Line 2",
            "name=\"name.aa\"",
            "value=\"Ann\"",
            "aria-describedby=\"email.aa-error\"",
            "aria-describedby=\"role.aa-error\"",
            &unfit(InviteError::NotARole),
            "Line 7",
            &unfit(InviteError::Twice),
            "Line 8",
            &unfit(InviteError::NotALine),
            "<th scope=\"row\">3</th>",
            ">robin@codes.example<",
        ],
    );
    lacks(&told, &["name=\"phone.aa\"", "name=\"groups.aa\"", "name.aa-error", "value=\"page-0\"", ">Previous<"]);
    let undecided = html(import(|view| {
        looked_at(view);
        if let Some(preview) = &mut view.preview {
            preview.is_undecided = true;
        }
    }));
    holds(&undecided, &["1 line still has an error. Correct it or skip it, then send."]);
    holds(&told, &["email\n&lt;b&gt;,\"a\""]);
    let refused = html(import(refused_file));
    holds(
        &refused,
        &[
            "The first line must name the columns, separated by commas, semicolons or tabs: name,email,phone,role,groups",
            "id=\"text-error\"",
        ],
    );
    let old = html(import(|view| {
        looked_at(view);
        view.refused = Some(Refusal::ReauthenticationRequired);
    }));
    holds(&old, &["Confirm it's you first.", "href=\"/settings/proof?next=/admin/people/import\""]);
}

#[tokio::test]
async fn what_is_wrong_with_a_person_is_said_beside_its_field() {
    for (reason, field) in [
        (InviteError::NotAnEmailAddress, "email-error"),
        (InviteError::AlreadyInvited, "email-error"),
        (InviteError::NotAPhoneNumber, "phone-error"),
        (InviteError::NotAName, "name-error"),
    ] {
        let error = Refused(Refusal::Invitation(InvitationRefusal::CannotInvite(reason)));
        let html = refused("/admin/people/new", "/api/invite_person", &error, invite(true, &countries()));
        holds(&html, &[&unfit(reason).replace('\'', "&#x27;"), &format!("id=\"{field}\"")]);
    }
    holds(&html(invite(true, &[])), &["invitation code by email"]);
    holds(&html(invite(false, &[])), &["a first password by email", "Send invitation"]);
}
