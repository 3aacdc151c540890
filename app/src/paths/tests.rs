//! Tests of parsing paths: every path that the crate makes means its page.

use super::*;
use crate::organisation::OrganisationView;
use domain::{Method, Slug};

fn organisation(is_default: bool) -> OrganisationView {
    OrganisationView {
        name: "Alderway".into(),
        slug: "codes".parse().unwrap(),
        is_default,
        branding: Default::default(),
    }
}

#[test]
fn every_path_that_we_make_means_its_page() {
    let challenge = "0123456789abcdef0123456789abcdef".parse().unwrap();
    assert_eq!(Route::of(&code(challenge)), Some(Route::Code(challenge)));
    assert_eq!(Route::of(&not_me("aB3-_")), Some(Route::NotMe("aB3-_".to_owned())));
    assert_eq!(Route::of(&new_password("aB3-_")), Some(Route::NewPassword("aB3-_".to_owned())));
    assert_eq!(Route::of(&undo("aB3-_")), Some(Route::Undo("aB3-_".to_owned())));
    assert_eq!(Route::of(&confirm_email("aB3-_")), Some(Route::ConfirmEmail("aB3-_".to_owned())));
    assert_eq!(Route::of(&reset("aB3-_")), Some(Route::Reset("aB3-_".to_owned())));
    assert_eq!(Route::of(CHOOSE_PASSWORD), Some(Route::ChoosePassword));
    assert_eq!(Route::of(ACCOUNT), Some(Route::Account));
    assert_eq!((account_search(""), account_search("a&b")), (ACCOUNT.to_owned(), "/account?q=a%26b".to_owned()));
    let sealed = "aB3-_".repeat(500);
    assert_eq!(Route::of(&enter(&sealed)), Some(Route::Enter(sealed.clone())));
    assert!(is_entry(&enter(&sealed)) && may_follow_reauthentication(&enter(&sealed)));
    let request = "0123456789abcdef0123456789abcdef".parse().unwrap();
    assert_eq!(Route::of(&authorize(request)), Some(Route::Authorize(request)));
    assert_eq!((request_in(&authorize(request)), request_in(ACCOUNT)), (Some(request), None));
    assert!(is_entry(&authorize(request)) && may_follow_reauthentication(&authorize(request)));
    for page in [DeviceRoute::Enter, DeviceRoute::Allowed, DeviceRoute::Declined] {
        assert_eq!(Route::of(page.path()), Some(Route::Device(page)));
    }
    assert_eq!(device_with("BCDF-GHJK"), "/device?user_code=BCDF-GHJK");
    assert_eq!(Route::of(&sign_out(&sealed)), Some(Route::SignOut(sealed.clone())));
    assert!(!is_entry(&sign_out(&sealed)) && !may_follow_reauthentication(&sign_out(&sealed)));
    for page in SettingsRoute::ALL {
        assert_eq!(Route::of(page.path()), Some(Route::Settings(page)));
    }
    for (is_default, slug) in [(true, None), (false, Some("codes".parse().unwrap()))] {
        let organisation = organisation(is_default);
        let slug: Option<Slug> = slug;
        assert_eq!(Route::of(&sign_in(&organisation)), Some(Route::SignIn(slug.clone(), None)));
        assert_eq!(Route::of(&sign_up(&organisation)), Some(Route::SignUp(slug.clone())));
        for (path, step) in [
            (recovery(&organisation), RecoveryRoute::Ask),
            (recovery_sent(&organisation), RecoveryRoute::Sent),
            (recovery_changed(&organisation), RecoveryRoute::Changed),
            (recovery_confirmed(&organisation), RecoveryRoute::Confirmed),
        ] {
            assert_eq!(Route::of(&path), Some(Route::Recovery(slug.clone(), step)));
        }
        for method in Method::ALL.into_iter().filter(|method| method.has_form()) {
            let path = sign_in_with(&organisation, method);
            assert_eq!(Route::of(&path), Some(Route::SignIn(slug.clone(), Some(method))));
        }
    }
}

#[test]
fn other_paths_mean_nothing() {
    for path in [
        "/nowhere",
        "/o/",
        "/o//sign-in",
        "/o/A B/sign-in",
        "/sign-in/",
        "/sign-in/fax",
        "/sign-in/code/1",
        "/not-me/",
        "/not-me/a/b",
        "/new-password/",
        "/new-password/a/b",
        "/reset/",
        "/choose-password/",
        "/o/codes/nowhere",
        "/o/codes/account",
        "/undo/",
        "/enter",
        "/enter/",
        "/enter/a/b",
        "/enter/a=",
        "/authorize/",
        "/authorize/1",
        "/device/",
        "/device/BCDF-GHJK",
        "/authorize/0123456789ABCDEF0123456789ABCDEF",
        "/sign-out",
        "/sign-out/",
        "/sign-out/a/b",
        "/settings",
        "/settings/account/",
    ] {
        assert_eq!(Route::of(path), None, "{path}");
    }
}

#[test]
fn a_damaged_link_still_means_a_page() {
    for (path, route) in [
        ("/not-me/a/b", Route::NotMe(String::new())),
        ("/undo/", Route::Undo(String::new())),
        ("/enter/a=", Route::Enter(String::new())),
        ("/sign-in/code/1", Route::Code(domain::ChallengeId::NONE)),
        ("/authorize/1", Route::Authorize(domain::AuthorizationRequestId::NONE)),
    ] {
        assert_eq!(Route::of_broken_link(path), Some(route), "{path}");
    }
    for path in ["/nowhere", "/settings/account/", "/sign-in/fax", "/undo"] {
        assert_eq!(Route::of_broken_link(path), None, "{path}");
    }
}

#[test]
fn reauthentication_leads_to_a_form_that_is_filled() {
    let challenge = "0123456789abcdef0123456789abcdef".parse().unwrap();
    for page in [SETTINGS_PHONE, SETTINGS_NEW_EMAIL, "/welcome/phone"] {
        assert!(may_follow_reauthentication(&filled_from(page, challenge)), "{page}");
    }
    let encoded = format!("/settings/proof?next={SETTINGS_PHONE}%3Fcode%3D{challenge}");
    assert_eq!(reauthentication_to_fill(SettingsRoute::Phone, None, challenge), encoded);
    let first_step = filled_from(SETTINGS_EMAIL, challenge);
    assert_eq!(reauthentication_to_fill(SettingsRoute::NewEmail, None, challenge), first_step);
}

#[test]
fn what_stands_behind_a_link_is_no_part_of_it() {
    let id = "0123456789abcdef0123456789abcdef";
    let pages =
        ["/new-password/aB3-_", "/undo/aB3", "/sign-in", "/o/links/sign-in/password", "/admin", "/welcome/phone"];
    for page in
        pages.map(str::to_owned).into_iter().chain([format!("/sign-in/code/{id}"), format!("/admin/people/{id}")])
    {
        for tail in ["/", ".", ")", ">", "=", "/.", ").", "%3E", "%22,", "//"] {
            assert_eq!(meant(&format!("{page}{tail}")), Some(page.clone()), "{tail}");
        }
        assert_eq!(meant(&page), None, "it is the page itself");
    }
    for (path, page) in [
        ("/o/links", "/o/links/sign-in"),
        ("/o/links/", "/o/links/sign-in"),
        ("/settings", "/settings/account"),
        ("/settings/", "/settings/account"),
    ] {
        assert_eq!(meant(path).as_deref(), Some(page));
    }
    for path in
        ["", ".", "//", "/nowhere/", "/o/", "/o/A%20B/", "//links.example/sign-in/", "/sign-in/fax/", "/new-password/"]
    {
        assert_eq!(meant(path), None, "{path}");
    }
}
