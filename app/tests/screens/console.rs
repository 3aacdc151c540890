//! The console: what each page shows, and what members never get.

use super::{console_pages::*, pages::*, settings_pages::*};
use app::{
    admin::{Pages, StatusFilter},
    paths::{self, PersonAct},
    words,
};
use domain::sign_in::SignInError;

/// The console says some refusals in its own words.
pub fn own_sentence(function: &str, refusal: &SignInError) -> Option<&'static str> {
    match (function, refusal) {
        ("/api/reserve_address" | "/api/release_address", SignInError::NotAName) => {
            Some(words::admin::reserved::NOT_A_REASON)
        }
        ("/api/reserve_address", SignInError::AddressReserved) => Some(words::admin::reserved::IN_USE),
        ("/api/invite_person", SignInError::CannotInvite(_)) => {
            Some("This email address can't be used: it is reserved")
        }
        _ => None,
    }
}

#[tokio::test]
async fn the_console_is_in_the_navigation_of_admins_only() {
    let html_of_admin = html(people(|_| ()));
    holds(&html_of_admin, &["Organisation", "Alderway &lt;&amp;&gt;", "Kim Alder"]);
    for place in app::admin::console().places {
        holds(&html_of_admin, &[&format!("href=\"{}\"", place.path), &place.label]);
        lacks(&html(security(|_| ())), &[&place.path, &place.label]);
    }
    let current: Vec<_> = html_of_admin.split("<a ").filter(|link| link.contains("aria-current=\"page\"")).collect();
    assert!(current.len() == 1 && current[0].contains("href=\"/admin/people\""), "{current:?}");
}

#[tokio::test]
async fn only_the_console_brings_its_style() {
    let link = format!("href=\"{}\"", paths::CONSOLE_STYLE);
    assert_eq!(document(people(|_| ())).matches(&link).count(), 1);
    for page in [security(|_| ()), account(), gate(|_| ())] {
        lacks(&document(page), &[&link]);
    }
}

#[tokio::test]
async fn people_are_listed_with_how_they_stand() {
    let html = html(people(|_| ()));
    holds(
        &html,
        &[
            "Jo &lt;Alder&gt;",
            "jo@codes.example",
            "Locked until 22 Nov 2026, 11:53",
            "Deactivated",
            "Closed",
            "2,418 people",
            "Last seen (UTC)",
            "role=\"search\" method=\"get\" action=\"/admin/people\"",
            "aria-label=\"Search\"",
        ],
    );
    lacks(&html, &[">Previous<"]);
    links(&html, &[("/admin/people?after=0123456789abcdef0123456789abcdef", "Next")]);
}

#[tokio::test]
async fn what_was_looked_for_stays_in_the_form() {
    let html = html(people(|view| {
        (view.search, view.status, view.admins) = ("\"a&b".to_owned(), Some(StatusFilter::Locked), Some(true));
        (view.many, view.is_more) = (1000, true);
    }));
    holds(&html, &["value=\"&quot;a&amp;b\"", "<option value=\"locked\" selected", "<option value=\"admin\" selected"]);
    holds(&html, &["More than 1,000 people"]);
}

#[tokio::test]
async fn an_empty_list_says_what_would_be_there() {
    let nobody = |view: &mut app::admin::PeopleView| {
        (view.many, view.pages) = (0, Pages::default());
        view.people.clear();
    };
    holds(&html(people(nobody)), &["Nobody is here yet"]);
    let none = html(people(|view| {
        nobody(view);
        view.search = "x".to_owned();
    }));
    holds(&none, &["Nobody was found"]);
    lacks(&none, &["<table"]);
}

#[tokio::test]
async fn everything_that_can_be_done_to_somebody_is_asked_once_more() {
    let page = html(person(|_| ()));
    for (act, label) in [
        (PersonAct::Deactivate, "Deactivate"),
        (PersonAct::Reactivate, "Reactivate"),
        (PersonAct::Unlock, "Unlock"),
        (PersonAct::EndSessions, "End sessions"),
        (PersonAct::StartRecovery, "Start a recovery"),
        (PersonAct::MakeAdmin, "Make admin"),
        (PersonAct::MakeMember, "Make member"),
    ] {
        holds(&page, &[&format!(">{label}</button>")]);
        let asked = html(confirm(act));
        holds(&asked, &["action=\"/api/act_on_person\"", &format!("value=\"{}\"", act.name()), label]);
        links(&asked, &[("/admin/people/0123456789abcdef0123456789abcdef", "Cancel")]);
    }
    lacks(&page, &["action=\"/api/act_on_person\""]);
}

#[tokio::test]
async fn a_refused_reason_is_said_beside_its_field() {
    let error = app::ApiError::Refused(SignInError::NotAName);
    let html = refused("/admin/reserved/new", "/api/reserve_address", &error, reserve());
    holds(&html, &["Enter a reason on one line, at most 200 characters", "id=\"reason-error\""]);
    let error = app::ApiError::Refused(SignInError::AddressReserved);
    let html = refused("/admin/reserved/new", "/api/reserve_address", &error, reserve());
    holds(&html, &["This address is reserved already, or somebody here has it.", "id=\"email-error\""]);
}

#[tokio::test]
async fn what_others_wrote_is_escaped() {
    holds(&html(reserved(|_| ())), &["press &lt;office&gt;", "Changed to new@codes.example"]);
    holds(&html(messages(|_| ())), &["451 try again &lt;later&gt;", "Given up", "Retried"]);
    holds(
        &html(audit(|_| ())),
        &["Address released: old@codes.example: &lt;reason&gt;", "Made an admin", "Export CSV"],
    );
}
