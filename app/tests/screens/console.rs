//! The admin console: what each page shows, and what members never see.

use super::person_pages::{edit, waiting};
use super::{console_pages::*, pages::*, plain, refusals::is_about_field, settings_pages::*};
use app::admin::{AdminPage, AdminScreen, Pages, SecondStepStatus};
use app::paths;
use app::words::{self, Sentence};
use domain::policy::form;
use domain::refusal::{FormField, InvitationRefusal, Refusal};
use domain::{AdminAct, Preset, StatusFilter};

/// The sentence with which a form of the console or of passkeys replaces the usual one for a refusal.
pub fn own_sentence(function: &str, refusal: &Refusal) -> Option<Sentence> {
    let word = match (function, refusal) {
        ("/api/reserve_address" | "/api/release_address", Refusal::InvalidField(FormField::Reason)) => {
            words::admin::reserved::NOT_A_REASON.text()
        }
        ("/api/reserve_address", Refusal::AddressReserved) => words::admin::reserved::IN_USE.text(),
        ("/api/save_branding", Refusal::InvalidForm) => words::admin::branding::NOT_A_CONTACT.text(),
        ("/api/save_policy" | "/api/save_origins", Refusal::InvalidForm) => words::admin::branding::NOT_SAVED.text(),
        ("/api/add_passkey" | "/api/rename_passkey", Refusal::InvalidField(FormField::PasskeyName)) => {
            words::settings::passkeys::NOT_A_NAME.text()
        }
        ("/api/save_person", Refusal::InvalidField(FormField::Name)) => words::admin::person::NOT_A_NAME.text(),
        ("/api/save_person", Refusal::AddressReserved) => words::admin::person::ADDRESS_TAKEN.text(),
        ("/api/save_person", Refusal::LastWayIn) => words::admin::person::ONLY_WAY_IN.text(),
        ("/api/invite_person", Refusal::Invitation(InvitationRefusal::CannotInvite(_))) => {
            "This email address can't be used because it is reserved"
        }
        (function, Refusal::Application(error)) if is_about_field(function, error) => {
            return Some(words::admin::applications::refusal(refusal));
        }
        _ => return None,
    };
    Some(word.into())
}

#[tokio::test]
async fn the_console_is_in_the_navigation_of_admins_only() {
    let html_of_admin = html(people(|_| ()));
    holds(&html_of_admin, &["Organisation", "Alderway &lt;&amp;&gt;", "Kim Alder"]);
    for place in app::admin::console().items {
        holds(&html_of_admin, &[&format!("href=\"{}\"", place.path), &place.label]);
        lacks(&html(security(|_| ())), &[&place.path, &format!(">{}<", place.label)]);
    }
    let current: Vec<_> = html_of_admin.split("<a ").filter(|link| link.contains("aria-current=\"page\"")).collect();
    assert!(current.len() == 1 && current[0].contains("href=\"/admin/people\""), "{current:?}");
}

#[tokio::test]
async fn only_the_console_brings_its_style() {
    let link = format!("href=\"{}\"", paths::CONSOLE_STYLE);
    assert_eq!(document(people(|_| ())).matches(&link).count(), 1);
    for page in [security(|_| ()), account(), sign_in_page(|_| ())] {
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
            "Password paused until 22 Nov 2026, 11:53",
            "Deactivated",
            "Closed",
            "2,418 people",
            "Last seen",
            "<time datetime=\"2026-11-22T10:53:00Z\" title=\"22 November 2026, 10:53 UTC\">2 hours ago</time>",
            "role=\"search\" method=\"get\" action=\"/admin/people\"",
            "aria-label=\"Search\"",
        ],
    );
    lacks(&html, &[">Previous<"]);
    links(&html, &[("/admin/people?after=0123456789abcdef0123456789abcdef", "Next")]);
}

#[tokio::test]
async fn the_second_step_is_a_word_in_the_list_and_all_of_it_on_the_page_of_a_person() {
    let list = html(people(|_| ()));
    // Each row has the word in its column and, for narrow screens, below the name.
    assert_eq!(list.matches("Set up").count(), 6, "{list}");
    assert_eq!(list.matches("Second step: Set up").count(), 3, "{list}");
    for (status, word) in [(SecondStepStatus::Codes, "Codes"), (SecondStepStatus::Awaited, "Not set up")] {
        let list = html(people(|view| view.people[0].second_step = status));
        assert_eq!(list.matches(word).count(), 2, "{list}");
    }
    let shown = html(person(|_| ()));
    holds(&shown, &["On since 2 November 2026, 10:53 UTC", "7 codes are left", ", last used "]);
    let none = html(person(|view| {
        (view.second_step, view.authenticator) = (SecondStepStatus::None, None);
        view.passkeys.clear();
    }));
    holds(&none, &["Authenticator app", "Passkeys"]);
    lacks(&none, &["On since", "codes are left", ", last used "]);
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
    holds(&html(people(nobody)), &["No people yet"]);
    let none = html(people(|view| {
        nobody(view);
        view.search = "x".to_owned();
    }));
    holds(&none, &["Nobody found"]);
    lacks(&none, &["<table"]);
}

#[tokio::test]
async fn everything_that_can_be_done_to_a_user_is_asked_once_more() {
    let page = html(person(|_| ()));
    for (act, label) in [
        (AdminAct::Deactivate, "Deactivate"),
        (AdminAct::Reactivate, "Reactivate"),
        (AdminAct::Unlock, "Unlock"),
        (AdminAct::EndSessions, "End sessions"),
        (AdminAct::StartRecovery, "Start a recovery"),
        (AdminAct::MakeAdmin, "Make admin"),
        (AdminAct::MakeMember, "Make member"),
        (AdminAct::Delete, "Delete"),
    ] {
        holds(&page, &[&format!(">{label}</button>")]);
        let asked = html(confirm(act));
        holds(&asked, &["action=\"/api/act_on_person\"", &format!("value=\"{}\"", act.name()), label]);
        links(&asked, &[("/admin/people/0123456789abcdef0123456789abcdef", "Cancel")]);
    }
    lacks(&page, &["action=\"/api/act_on_person\""]);
}

#[tokio::test]
async fn a_person_is_edited_on_a_page_and_a_waiting_address_can_be_cancelled() {
    let page = html(person(waiting));
    links(&page, &[("/admin/people/0123456789abcdef0123456789abcdef/edit", "Edit")]);
    holds(
        &page,
        &[
            "Waiting for confirmation",
            "jo.new@codes.example, until 29 November 2026, 10:53 UTC",
            "action=\"/api/cancel_address_change\"",
            "Cancel change",
        ],
    );
    lacks(&html(person(|_| ())), &["Waiting for confirmation"]);
    let form = html(edit());
    holds(&form, &["Edit Jo Alder", "value=\"Jo Alder\"", "value=\"jo@codes.example\"", "value=\"+12015550142\""]);
    holds(&form, &["A new address has to be confirmed with a link", "A new number isn't verified"]);
}

#[tokio::test]
async fn the_people_of_the_list_are_exported_with_one_button() {
    holds(&html(people(|_| ())), &["method=\"post\" action=\"/admin/people.csv\"", "Export CSV"]);
    lacks(&html(people(|view| view.people.clear())), &["Export CSV"]);
}

#[tokio::test]
async fn a_refused_reason_is_said_beside_its_field() {
    let error = app::ApiError::Refused(Refusal::InvalidField(FormField::Reason));
    let html = refused("/admin/reserved/new", "/api/reserve_address", &error, reserve());
    holds(&html, &["Enter a reason on one line, at most 200 characters", "id=\"reason-error\""]);
    let error = app::ApiError::Refused(Refusal::AddressReserved);
    let html = refused("/admin/reserved/new", "/api/reserve_address", &error, reserve());
    holds(&html, &["This address is already reserved, or someone here uses it.", "id=\"email-error\""]);
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

#[tokio::test]
async fn every_setting_of_the_policy_is_a_field_of_its_form() {
    for preset in Preset::ALL {
        let fields = form::fields_of(&preset.policy());
        let html = html(policy(|view| view.fields = fields.clone()));
        for name in form::names() {
            assert_eq!(html.matches(&format!(" name=\"{name}\"")).count(), 1, "{name} in {html}");
        }
        for (name, value) in fields.iter().filter(|(_, value)| value.parse::<u32>().is_ok()) {
            let input = html.split("<input").find(|input| input.contains(&format!(" name=\"{name}\""))).unwrap();
            assert!(input.contains(&format!(" value=\"{value}\"")), "{name}: {input}");
        }
        holds(&html, &[&format!("name=\"methods.first\" value=\"{}\"", fields.get("methods.first"))]);
        holds(&html, &["<p>card of the sign-in page</p>", "inert"]);
        for line in words::admin::policy::rules(&preset.policy()) {
            assert!(plain(&html).contains(&line), "{line}");
        }
        links(&html, &[("/admin/policy?preset=hardened", "Hardened")]);
    }
}

#[tokio::test]
async fn what_cannot_be_is_said_beside_its_setting() {
    for (name, value, error, sentence) in [
        (form::MIN_LENGTH, "7", "password-min_length-error", "Enter a number from 8 to 128"),
        (form::METHODS[0], "fax", "methods-error", "Add at least one way to sign in, and another one"),
        (form::IDLE, "31", "session-idle_minutes-error", "not longer than in “Sign out at the latest after”"),
    ] {
        let html = html(policy(|view| view.fields.set(name, value)));
        holds(&html, &[&format!("id=\"{error}\""), sentence, "The preview continues when every setting is valid."]);
        // The list of methods is a group, which has no such state.
        assert_eq!(html.matches("aria-invalid=\"true\"").count(), usize::from(name != form::METHODS[0]), "{html}");
    }
    let origins = html(policy(|view| view.origins = "https://app.example\nnowhere".to_owned()));
    holds(&origins, &["Line 2 is not an origin like https://app.example", "id=\"origins-error\""]);
    let branded = html(branding(|view| view.fields.set("support", "http://plain.example")));
    holds(&branded, &["id=\"support-error\"", "value=\"http://plain.example\""]);
}

#[tokio::test]
async fn the_methods_are_a_list_whose_buttons_move_remove_and_add() {
    let html = html(policy(|_| ()));
    for (value, name) in [
        ("down:email_code", "Move Email code down"),
        ("up:text_code", "Move Text code up"),
        ("remove:password", "Remove Password"),
        ("add:passkey", "Add Passkey"),
    ] {
        let button = html.split("<button").find(|button| button.contains(&format!("value=\"{value}\""))).unwrap();
        assert!(button.contains("name=\"change\"") && button.contains(&format!("aria-label=\"{name}\"")), "{button}");
    }
    lacks(&html, &["value=\"up:email_code\"", "value=\"down:password\"", "value=\"add:password\""]);
    // The Enter key presses the first button of a form.
    let form = html.split("<form").find(|form| form.contains("name=\"methods.first\"")).unwrap();
    let first = form.split("<button").nth(1).unwrap();
    assert!(first.split('>').next().unwrap().contains("hidden"), "{first}");
}

#[tokio::test]
async fn what_a_policy_changes_is_said_in_numbers_and_words_before_it_is_saved() {
    let with = |preset: Preset| html(policy(|view| view.fields = form::fields_of(&preset.policy())));
    let hardened = with(Preset::Hardened);
    holds(&hardened, &["38 people have no second step and must set one up at the next sign-in."]);
    assert!(plain(&hardened).contains("New: Everyone is asked for a second step"), "{hardened}");
    assert!(plain(&hardened).contains("Until now: Anyone can create an account."), "{hardened}");
    holds(&with(Preset::Invited), &["have to choose a password with “Forgot password?” first."]);
    let unchanged = with(Preset::Codes);
    holds(&unchanged, &["Nothing. These are the saved rules."]);
    lacks(&unchanged, &["38 people", "id=\"confirm\""]);
    let by_text = html(policy(|view| {
        view.fields.set("methods.first", "text_code");
        view.fields.set("methods.second", "");
        view.fields.set("methods.third", "");
    }));
    holds(&by_text, &["38 people will have no way to sign in.", "id=\"confirm\"", "id=\"confirm-error\""]);
    let by_you = html(policy(|view| {
        view.groups[0].has_you = true;
        view.fields.set("methods.first", "text_code");
        view.fields.set("methods.second", "");
        view.fields.set("methods.third", "");
    }));
    holds(&by_you, &["You would have no way to sign in yourself.", "id=\"methods-error\""]);
}

#[tokio::test]
async fn a_draft_can_be_discarded() {
    let discard = "value=\"discard\"";
    lacks(&html(policy(|_| ())), &[discard]);
    holds(&html(policy(|view| view.is_saved = false)), &[discard, "Discard changes"]);
}

#[tokio::test]
async fn a_logo_can_be_removed_where_there_is_one() {
    let with = html(branding(|_| ()));
    holds(
        &with,
        &["action=\"/api/remove_logo\"", "action=\"/admin/branding/logo\"", "enctype=\"multipart/form-data\""],
    );
    holds(&with, &["src=\"/branding/ab.png\"", "type=\"color\"", "hidden"]);
    let AdminPage::Branding(view) = branding(|_| ()).open::<AdminScreen>().unwrap().page else { panic!("no branding") };
    lacks(&html(console_page(AdminPage::Branding(view))), &["action=\"/api/remove_logo\""]);
}
