//! The pages about applications and groups: what each shows.

use super::client_pages::{OBSTACLES, client, dry_run};
use super::{application_pages::*, console_pages::person, invitation_pages::invite, pages::*, settings_pages::*};
use app::admin::{ApplicationDone, GroupChoice, GroupDone, LogoProblem, PersonSaved, PreviewReason};
use app::paths::{self, ApplicationAct};
use app::{ApiError, words};
use domain::refusal::{ApplicationRefusal, Refusal};

#[tokio::test]
async fn applications_are_listed_with_who_may_enter() {
    let html = html(applications(|_| ()));
    holds(&html, &["Wiki &lt;1&gt;", "Everyone", "1 group · 2 people", "Nobody yet", "Turned off"]);
    links(&html, &[("/admin/applications?after=x", "Next"), (paths::ADMIN_ADD_APPLICATION, "Add an application")]);
    holds(&html, &["role=\"search\" method=\"get\" action=\"/admin/applications\"", "name=\"q\""]);
    // The first one has a logo.
    assert_eq!((html.matches("src=\"/branding/cd.png\"").count(), html.matches(">WI<").count()), (1, 2));
    holds(&super::pages::html(applications(|view| view.rows.clear())), &["No applications yet"]);
    let nothing = super::pages::html(applications(|view| {
        (view.rows, view.search) = (Vec::new(), "wi<ki".to_owned());
    }));
    holds(&nothing, &["No applications found", "value=\"wi&lt;ki\""]);
}

#[tokio::test]
async fn the_page_of_an_application_has_its_values_in_the_fields() {
    let html = html(application(|_| ()));
    holds(&html, &["value=\"Wiki &lt;1&gt;\"", "jo@codes.example\nkim@codes.example</textarea>"]);
    holds(&html, &["<option value=\"second_step\" selected", "<option value=\"forwarded\" selected", "value=\"15\""]);
    let ticked: Vec<_> = html.split("<input type=\"checkbox\"").filter(|input| input.contains(" checked")).collect();
    assert!(ticked.len() == 4 && ticked[0].contains("value=\"0b\""), "{ticked:?}");
    for (input, name) in ticked[1..].iter().zip(["allows_device", "no_pkce", "allows_offline"]) {
        assert!(input.contains(&format!("\"{name}\"")), "{input}");
    }
    holds(&html, &["<option value=\"client_secret_post\" selected", "https://wiki.example/callback</textarea>"]);
    holds(&html, &["North Star", "# &lt;server&gt;", "portico doctor forward-auth https://wiki.example"]);
    holds(&html, &["Check the lines that remove headers", "href=\"https://wiki.example/\"", "target=\"_blank\""]);
    lacks(&html, &["action=\"/api/act_on_application\"", "This application is turned off"]);
    holds(&super::pages::html(application(|view| view.is_on = false)), &["This application is turned off"]);
}

#[tokio::test]
async fn ticked_groups_come_first_and_many_are_counted() {
    let few = html(application(|_| ()));
    let place = |id: &str| few.find(&format!("value=\"{id}\"")).unwrap();
    assert!(place("0b") < place("0a"), "{few}");
    lacks(&few, &["groups-count"]);
    let choice = |number| GroupChoice { id: format!("{number:02}"), name: format!("Group {number}"), is_ticked: false };
    let many = html(application(|view| {
        view.groups = (1..=28).map(choice).collect();
        view.forms.access.set("groups[]", "07,28");
    }));
    holds(&many, &["28 groups, 2 chosen", "aria-describedby=\"groups-count\""]);
}

#[tokio::test]
async fn the_logo_of_an_application_is_uploaded_and_removed() {
    let upload = paths::application_logo(CHALLENGE);
    let with = html(application(|_| ()));
    holds(&with, &["action=\"/api/remove_application_logo\"", &format!("action=\"{upload}\"")]);
    assert_eq!(with.matches("src=\"/branding/cd.png\"").count(), 2, "in the head and in the panel: {with}");
    let without = html(application(|view| (view.logo, view.logo_problem) = (None, Some(LogoProblem::NoImage))));
    holds(&without, &["This isn't a PNG, JPEG or WebP image", "id=\"logo-error\"", "aria-invalid=\"true\""]);
    lacks(&without, &["action=\"/api/remove_application_logo\"", "/branding/cd.png"]);
}

#[tokio::test]
async fn an_application_says_to_whom_the_operator_opened_it() {
    holds(&html(application(|_| ())), &["opened it to other organisations: North Star"]);
    let all = html(application(|view| (view.open_to_all, view.organisations) = (true, Vec::new())));
    holds(&all, &["all organisations, including any that are added later"]);
}

#[tokio::test]
async fn a_client_shows_its_values_its_exceptions_and_a_secret_once() {
    let html = html(application(|_| ()));
    holds(&html, &[&"ab".repeat(16), "https://portico.example/.well-known/openid-configuration", "Since 1 November"]);
    holds(&html, &["2 sign-outs haven't reached the application yet", "&lt;503&gt;"]);
    holds(&html, &["pts_fresh&lt;secret&gt;", "action=\"/api/put_client_secret_away\"", "I have saved it"]);
    holds(&html, &["This application may leave out PKCE.", "may keep its access after", "Works until 2 November 2026"]);
    lacks(&html, &["sends its secret in the form, where"]);
    let stored = super::pages::html(application(|view| {
        let client = view.client.as_mut().unwrap();
        (client.fresh_secret, client.exceptions) = (None, Vec::new());
    }));
    lacks(&stored, &["pts_", "I have saved it", "may leave out PKCE."]);
    let without = super::pages::html(application(|view| view.client = None));
    holds(&without, &["action=\"/api/save_client\""]);
    lacks(&without, &["Client ID", "New secret", "Remove OpenID Connect"]);
    assert!(!format!("{:?}", client()).contains("pts_"));
}

/// What is copied can be read and selected without JavaScript, and then there is no button.
#[tokio::test]
async fn what_is_copied_has_a_button_with_javascript_only() {
    let html = html(application(|_| ()));
    for id in ["copy-id", "copy-origin-0", "copy-file-0", "copy-check", "copy-client", "copy-keys", "fresh-secret"] {
        holds(&html, &[&format!("id=\"{id}\"")]);
        let described = format!("aria-describedby=\"{id}\"");
        let button = html.split("<button").find(|button| button.contains(&described)).unwrap();
        assert!(button.split('>').next().unwrap().contains("hidden"), "{button}");
    }
}

#[tokio::test]
async fn what_cannot_be_saved_is_said_beside_its_field() {
    for (function, error, field, sentence) in [
        (
            "/api/save_application_details",
            ApplicationRefusal::OriginIsPortico,
            "start-address-error",
            "Portico's own address",
        ),
        ("/api/save_application_access", ApplicationRefusal::NoSuchPerson { line: 4 }, "people-error", "Line 4 is not"),
        ("/api/save_application_strength", ApplicationRefusal::BadStrength, "minutes-error", "from 1 to 43200"),
        ("/api/save_forward_auth", ApplicationRefusal::BadOrigin { line: 2 }, "origins-error", "Line 2 is not"),
        ("/api/save_forward_auth", ApplicationRefusal::TooManyRules, "path-rules-error", "at most 50 rules"),
        ("/api/save_client", ApplicationRefusal::BadRedirectUri { line: 3 }, "redirect-uris-error", "Line 3 is not"),
        ("/api/save_client", ApplicationRefusal::BadSignOutUri { line: 2 }, "sign-out-uris-error", "Line 2 is not"),
        ("/api/save_client", ApplicationRefusal::BadBackChannelUri, "back-channel-uri-error", "backchannel-logout"),
        (
            "/api/save_client",
            ApplicationRefusal::PrivateBackChannelUri,
            "back-channel-uri-error",
            "isn't allowed to connect",
        ),
        ("/api/save_client", ApplicationRefusal::NeedsSecret, "authentication-error", "tokens of its own"),
        ("/api/save_client", ApplicationRefusal::TooManySignOutUris, "sign-out-uris-error", "at most 20 addresses"),
        ("/api/save_client", ApplicationRefusal::BadAccessMinutes, "access-minutes-error", "from 1 to 60"),
        ("/api/save_client", ApplicationRefusal::BadRefreshDays, "refresh-days-error", "from 1 to 365"),
    ] {
        let error = ApiError::Refused(Refusal::Application(error));
        let html = refused("/admin/applications/x", function, &error, application(|_| ()));
        holds(&html, &[&format!("id=\"{field}\""), sentence]);
        assert_eq!(html.matches("aria-invalid=\"true\"").count(), 1, "{html}");
    }
    let error = ApiError::Refused(Refusal::Application(ApplicationRefusal::GroupNameTaken));
    let html = refused(paths::ADMIN_ADD_GROUP, "/api/add_group", &error, add_group());
    holds(&html, &["id=\"name-error\"", "Another group has this name.", "value=\"Sa&lt;les\""]);
}

#[tokio::test]
async fn an_act_on_an_application_is_asked_once_more() {
    for act in ApplicationAct::ALL {
        let html = html(confirm_application(act));
        holds(&html, &["action=\"/api/act_on_application\"", &format!("value=\"{}\"", act.name())]);
        holds(&html, &[words::admin::applications::button(act).text()]);
        links(&html, &[("/admin/applications/0123456789abcdef0123456789abcdef", "Cancel")]);
    }
    let html = html(delete_group());
    holds(&html, &["Delete the group Engineering &lt;&amp;&gt;?", "240 people"]);
}

#[tokio::test]
async fn the_preview_shows_headers_and_claims_or_why_there_are_none() {
    holds(&html(preview("x@codes.example", None)), &["Nobody here has the email address x@codes.example."]);
    let allowed = html(preview("jo@codes.example", Some(None)));
    holds(&allowed, &["They have access", "&lt;jo&gt;", "Remote-Groups", "Empty", "role=\"search\" method=\"get\""]);
    holds(&allowed, &["What the userinfo endpoint answers"]);
    for (reason, text) in [
        (PreviewReason::NoAccess, "Nobody has given them access."),
        (PreviewReason::TurnedOff, "The application is turned off."),
        (PreviewReason::Deactivated, "Their account is deactivated."),
    ] {
        holds(&html(preview("jo@codes.example", Some(Some(reason)))), &["They don't have access", text]);
    }
}

#[tokio::test]
async fn a_dry_run_shows_what_a_client_would_get_or_what_is_missing() {
    let received = html(dry_run(None));
    holds(&received, &["Dry run for Wiki &lt;1&gt;", "pta_…", "&lt;jo&gt;", "You would be let in"]);
    holds(&received, &["You would first be asked to allow all this."]);
    for obstacle in OBSTACLES {
        let html = html(dry_run(Some(obstacle)));
        holds(&html, &["You would not be let in"]);
        lacks(&html, &["pta_"]);
    }
}

#[tokio::test]
async fn a_group_shows_its_members_and_whom_a_search_found() {
    let html = html(group(|_| ()));
    holds(&html, &["Jo &lt;Alder&gt;", "person2@codes.example", "240 people", "Since &lt;2026&gt;", "In the group"]);
    assert_eq!(html.matches("action=\"/api/remove_group_member\"").count(), 2, "{html}");
    assert_eq!(html.matches("action=\"/api/add_group_member\"").count(), 1, "{html}");
    holds(&html, &["More people match."]);
    lacks(&html, &["action=\"/api/delete_group\""]);
    let none = super::pages::html(group(|view| {
        (view.members, view.found, view.many) = (Vec::new(), Vec::new(), 0);
        view.has_more_found = false;
    }));
    lacks(&none, &["More people match."]);
    holds(&none, &["Nobody is in this group yet", "Nobody found."]);
}

#[tokio::test]
async fn groups_are_ticked_on_the_page_of_a_person_and_for_an_invitation() {
    for html in [html(person(|_| ())), html(invite(true, &[]))] {
        holds(&html, &["Engineering &lt;&amp;&gt;", "name=\"groups[]\"", "for=\"group-0b\""]);
    }
    lacks(&html(person(|view| view.groups = None)), &["name=\"groups[]\""]);
    lacks(&html(invite(false, &[])), &["name=\"groups[]\""]);
    holds(&html(person(|view| view.saved = Some(PersonSaved::Groups))), &["The groups were saved"]);
}

#[tokio::test]
async fn each_change_is_reported_once() {
    for done in ApplicationDone::ALL {
        holds(&html(application(|view| view.done = Some(done))), &[done.text().text()]);
    }
    for done in GroupDone::ALL {
        holds(&html(group(|view| view.done = Some(done))), &[done.text().text()]);
    }
}
