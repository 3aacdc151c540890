//! The admin console: what each page shows, and what members never see.

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
        ("/api/invite_person", Refusal::Invitation(InvitationRefusal::CannotInvite(_))) => {
            "This email address can't be used: it is reserved"
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
            "Last seen (UTC)",
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
    holds(&shown, &["On since 2 November 2026, 10:53 UTC", "7 codes are left", " UTC, last used "]);
    let none = html(person(|view| {
        (view.second_step, view.authenticator) = (SecondStepStatus::None, None);
        view.passkeys.clear();
    }));
    holds(&none, &["Authenticator app", "Passkeys"]);
    lacks(&none, &["On since", "codes are left", " UTC, last used "]);
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
    let error = app::ApiError::Refused(Refusal::InvalidField(FormField::Reason));
    let html = refused("/admin/reserved/new", "/api/reserve_address", &error, reserve());
    holds(&html, &["Enter a reason on one line, at most 200 characters", "id=\"reason-error\""]);
    let error = app::ApiError::Refused(Refusal::AddressReserved);
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
        holds(&html, &[&format!("<option value=\"{}\" selected", fields.get("methods.first"))]);
        for line in words::admin::policy::rules(&preset.policy()) {
            assert!(plain(&html).contains(&line), "{line}");
        }
        links(&html, &[("/admin/policy?preset=hardened", "Hardened")]);
    }
}

#[tokio::test]
async fn what_cannot_be_is_said_beside_its_setting() {
    for (name, value, error, sentence) in [
        (form::MIN_LENGTH, "7", "password.min_length-error", "Enter a number from 8 to 128"),
        (form::METHODS[1], "email_code", "methods-error", "Choose at least one way in, each only once, and another"),
        (form::IDLE, "999999", "session.idle_minutes-error", "not more than until the end in any case"),
    ] {
        let html = html(policy(|view| view.fields.set(name, value)));
        holds(&html, &[&format!("id=\"{error}\""), sentence, "As soon as every setting fits"]);
        assert_eq!(html.matches("aria-invalid=\"true\"").count(), 1, "{html}");
    }
    let origins = html(policy(|view| view.origins = "https://app.example\nnowhere".to_owned()));
    holds(&origins, &["Line 2 is not an origin like https://app.example", "id=\"origins-error\""]);
    let branded = html(branding(|view| view.fields.set("support", "http://plain.example")));
    holds(&branded, &["id=\"support-error\"", "value=\"http://plain.example\""]);
}

#[tokio::test]
async fn a_policy_that_shuts_people_out_says_so_before_it_is_saved() {
    let shut = "Some people would have no way in.";
    let only_password = |view: &mut app::admin::PolicyView| {
        view.fields = form::fields_of(&Preset::Invited.policy());
    };
    holds(&html(policy(only_password)), &[shut]);
    lacks(&html(policy(|_| ())), &[shut]);
    let nobody = html(policy(|view| {
        only_password(view);
        view.missing_credentials = Default::default();
    }));
    lacks(&nobody, &[shut, "Some people here have no password"]);
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
