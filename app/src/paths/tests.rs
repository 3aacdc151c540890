//! That every path we make means its page.

use super::{settings::ALL_SETTINGS, *};

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
    assert_eq!(Address::of(&code(challenge)), Some(Address::Code(challenge)));
    assert_eq!(Address::of(&not_me("aB3-_")), Some(Address::NotMe("aB3-_".to_owned())));
    assert_eq!(Address::of(&new_password("aB3-_")), Some(Address::NewPassword("aB3-_".to_owned())));
    assert_eq!(Address::of(&undo("aB3-_")), Some(Address::Undo("aB3-_".to_owned())));
    assert_eq!(Address::of(&reset("aB3-_")), Some(Address::Reset("aB3-_".to_owned())));
    assert_eq!(Address::of(CHOOSE_PASSWORD), Some(Address::ChoosePassword));
    assert_eq!(Address::of(ACCOUNT), Some(Address::Account));
    for page in ALL_SETTINGS {
        assert_eq!(Address::of(page.path()), Some(Address::Settings(page)));
    }
    for (is_default, slug) in [(true, None), (false, Some("codes".parse().unwrap()))] {
        let organisation = organisation(is_default);
        let slug: Option<Slug> = slug;
        assert_eq!(Address::of(&sign_in(&organisation)), Some(Address::SignIn(slug.clone(), None)));
        assert_eq!(Address::of(&sign_up(&organisation)), Some(Address::SignUp(slug.clone())));
        for (path, step) in [
            (recovery(&organisation), RecoveryStep::Ask),
            (recovery_sent(&organisation), RecoveryStep::Sent),
            (recovery_changed(&organisation), RecoveryStep::Changed),
            (recovery_confirmed(&organisation), RecoveryStep::Confirmed),
        ] {
            assert_eq!(Address::of(&path), Some(Address::Recovery(slug.clone(), step)));
        }
        for method in METHODS {
            let path = sign_in_with(&organisation, method);
            assert_eq!(Address::of(&path), Some(Address::SignIn(slug.clone(), Some(method))));
        }
    }
}

#[test]
fn other_paths_mean_nothing() {
    for path in [
        "/",
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
        "/settings",
        "/settings/account/",
    ] {
        assert_eq!(Address::of(path), None, "{path}");
    }
}
