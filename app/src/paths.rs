//! Every address of ours, in one place.

use crate::organisation::OrganisationView;
use domain::{ChallengeId, Slug};

pub const HOME: &str = "/";
pub const SIGN_IN: &str = "/sign-in";
pub const ACCOUNT: &str = "/account";

/// The sign-in page of an organisation; the default one's has no slug in it.
pub fn sign_in(organisation: &OrganisationView) -> String {
    if organisation.is_default { SIGN_IN.to_owned() } else { format!("/o/{}/sign-in", organisation.slug) }
}

/// The screen where the code of a challenge is typed.
pub fn code(challenge: ChallengeId) -> String {
    format!("/sign-in/code/{challenge}")
}

/// The page that a path means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    /// `None`: the default organisation's.
    SignIn(Option<Slug>),
    Code(ChallengeId),
    Account,
}

impl Address {
    /// `None`: no page of ours.
    pub fn of(path: &str) -> Option<Self> {
        match path {
            SIGN_IN => Some(Address::SignIn(None)),
            ACCOUNT => Some(Address::Account),
            _ => {
                let code = path.strip_prefix("/sign-in/code/").map(|id| id.parse().ok().map(Address::Code));
                let slug = path.strip_prefix("/o/").and_then(|rest| rest.strip_suffix("/sign-in"));
                code.unwrap_or_else(|| slug?.parse().ok().map(|slug| Address::SignIn(Some(slug))))
            }
        }
    }

    /// The kind of page: logs and counts must not grow with what people type.
    pub fn route(&self) -> &'static str {
        match self {
            Address::SignIn(None) => SIGN_IN,
            Address::SignIn(Some(_)) => "/o/{organisation}/sign-in",
            Address::Code(_) => "/sign-in/code/{challenge}",
            Address::Account => ACCOUNT,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_path_that_we_make_means_its_page() {
        let challenge = "0123456789abcdef0123456789abcdef".parse().unwrap();
        assert_eq!(Address::of(&code(challenge)), Some(Address::Code(challenge)));
        let slug: Slug = "codes".parse().unwrap();
        let mut organisation = OrganisationView { name: "Alderway".into(), slug: slug.clone(), is_default: true };
        assert_eq!(Address::of(&sign_in(&organisation)), Some(Address::SignIn(None)));
        organisation.is_default = false;
        assert_eq!(Address::of(&sign_in(&organisation)), Some(Address::SignIn(Some(slug))));
        assert_eq!(Address::of(ACCOUNT), Some(Address::Account));
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
            "/sign-in/code/1",
            "/o/codes/nowhere",
        ] {
            assert_eq!(Address::of(path), None, "{path}");
        }
    }
}
