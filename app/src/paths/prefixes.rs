//! Path prefixes: all that the client's first file knows of paths, enough to preload the chunk of the next page. The
//! server decides which page a path is.

use super::admin::ADMIN;
use super::joining::{INVITATION, ONBOARDING};
use super::second_step::SECOND_STEP;
use super::settings::SETTINGS;
use super::sign_in::{ACCOUNT, CHOOSE_PASSWORD, CODE, RECOVERY, SIGN_IN, SIGN_UP, method_of};
use crate::chunk::PageKind;
use domain::Method;

/// Path prefixes and their pages, without `/o/SLUG`. Pages that only links in messages lead to are left out, because
/// the browser loads them as a whole. The way into an application is left out too, because it seldom shows a page.
/// So are the pages of authorization requests and of devices, and the one that asks whether to sign out, because only
/// applications lead to them.
const KINDS: [(&str, PageKind); 10] = [
    (ACCOUNT, PageKind::Account),
    (ADMIN, PageKind::Admin),
    (CHOOSE_PASSWORD, PageKind::NewPassword),
    (CODE, PageKind::Code),
    (INVITATION, PageKind::Invitation),
    (RECOVERY, PageKind::Recovery),
    (SECOND_STEP, PageKind::SecondStep),
    (SETTINGS, PageKind::Settings),
    (SIGN_UP, PageKind::SignUp),
    (ONBOARDING, PageKind::Onboarding),
];

/// Removes `/o/SLUG` from a path.
fn without_organisation(path: &str) -> &str {
    let page = path.strip_prefix("/o/").and_then(|rest| rest.find('/').map(|at| &rest[at..]));
    page.unwrap_or(path)
}

/// The kind of the page at a path. `None` if the path has none of the prefixes.
pub(crate) fn kind_at(path: &str) -> Option<PageKind> {
    let page = without_organisation(path);
    KINDS.into_iter().find(|(prefix, _)| page.starts_with(prefix)).map(|(_, kind)| kind)
}

/// The method that a path of the sign-in page selects.
pub(crate) fn method_at(path: &str) -> Option<Method> {
    let wanted = without_organisation(path).strip_prefix(SIGN_IN)?.strip_prefix('/')?;
    method_of(wanted)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("/account", Some(PageKind::Account))]
    #[case("/admin/people", Some(PageKind::Admin))]
    #[case("/choose-password", Some(PageKind::NewPassword))]
    #[case("/sign-in/code/00", Some(PageKind::Code))]
    #[case("/o/links/invitation", Some(PageKind::Invitation))]
    #[case("/o/links/recovery/sent", Some(PageKind::Recovery))]
    #[case("/o/links/sign-in/second-step/codes", Some(PageKind::SecondStep))]
    #[case("/settings/security", Some(PageKind::Settings))]
    #[case("/sign-up", Some(PageKind::SignUp))]
    #[case("/welcome/phone", Some(PageKind::Onboarding))]
    #[case("/undo/aB3-_", None)]
    #[case("/enter/aB3-_", None)]
    #[case("/authorize/00", None)]
    #[case("/sign-in/password", None)]
    #[case("/o/links", None)]
    fn the_prefix_of_a_path_tells_its_kind(#[case] path: &str, #[case] kind: Option<PageKind>) {
        assert_eq!(kind_at(path), kind);
    }

    #[test]
    fn a_path_of_the_sign_in_page_tells_its_method() {
        assert_eq!(method_at("/o/links/sign-in/password"), Some(Method::Password));
        assert_eq!(method_at("/sign-in"), None);
        assert_eq!(method_at("/sign-in/code/00"), None);
    }
}
