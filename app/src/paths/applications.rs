//! Paths of the console's pages about applications and groups.

use domain::{ApplicationId, GroupId};

pub const ADMIN_APPLICATIONS: &str = "/admin/applications";
pub const ADMIN_ADD_APPLICATION: &str = "/admin/applications/new";
/// Where the logo of an application is uploaded, by POST: the route template. The server handles it, not the app.
pub const ADMIN_APPLICATION_LOGO: &str = "/admin/applications/{application}/logo";
pub const ADMIN_GROUPS: &str = "/admin/groups";
pub const ADMIN_ADD_GROUP: &str = "/admin/groups/new";
const NEW: &str = "new";
const APPLICATION_ACTIVITY: &str = "activity";
const PREVIEW: &str = "preview";
const DRY_RUN: &str = "dry-run";
const DELETE: &str = "delete";

/// Query parameter: the search text for people to add to a group.
pub const ADD: &str = "add";

/// A page of the console about applications.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ApplicationsRoute {
    List,
    Add,
    One(ApplicationId),
    Activity(ApplicationId),
    /// What the application is told about a person.
    Preview(ApplicationId),
    /// What its client would get if the admin signed in.
    DryRun(ApplicationId),
    /// Asks the admin to confirm an action on an application.
    Confirm(ApplicationId, ApplicationAct),
}

domain::named_enum! {
    /// An admin's action on an application.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
    pub enum ApplicationAct {
        TurnOff = "turn-off",
        TurnOn = "turn-on",
        RotateSecret = "rotate-secret",
        EndEarlierSecrets = "end-earlier-secrets",
        RemoveClient = "remove-client",
        Delete = DELETE,
    }
}

/// Where the logo of the application with this id is uploaded.
pub fn application_logo(id: &str) -> String {
    ADMIN_APPLICATION_LOGO.replace("{application}", id)
}

/// A page of the console about groups.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GroupsRoute {
    List,
    Add,
    One(GroupId),
    /// Asks the admin to confirm that a group is deleted.
    Delete(GroupId),
}

impl ApplicationsRoute {
    pub fn path(self) -> String {
        match self {
            ApplicationsRoute::List => ADMIN_APPLICATIONS.to_owned(),
            ApplicationsRoute::Add => ADMIN_ADD_APPLICATION.to_owned(),
            ApplicationsRoute::One(id) => format!("{ADMIN_APPLICATIONS}/{id}"),
            ApplicationsRoute::Activity(id) => format!("{ADMIN_APPLICATIONS}/{id}/{APPLICATION_ACTIVITY}"),
            ApplicationsRoute::Preview(id) => format!("{ADMIN_APPLICATIONS}/{id}/{PREVIEW}"),
            ApplicationsRoute::DryRun(id) => format!("{ADMIN_APPLICATIONS}/{id}/{DRY_RUN}"),
            ApplicationsRoute::Confirm(id, act) => format!("{ADMIN_APPLICATIONS}/{id}/{}", act.name()),
        }
    }

    pub fn of(path: &str) -> Option<Self> {
        match path_below(path, ADMIN_APPLICATIONS)? {
            ("", "") => Some(ApplicationsRoute::List),
            (NEW, "") => Some(ApplicationsRoute::Add),
            (id, "") => id.parse().ok().map(ApplicationsRoute::One),
            (id, APPLICATION_ACTIVITY) => id.parse().ok().map(ApplicationsRoute::Activity),
            (id, PREVIEW) => id.parse().ok().map(ApplicationsRoute::Preview),
            (id, DRY_RUN) => id.parse().ok().map(ApplicationsRoute::DryRun),
            (id, act) => Some(ApplicationsRoute::Confirm(id.parse().ok()?, ApplicationAct::of(act)?)),
        }
    }

    /// The route template of the page, for logs and metrics.
    pub const fn template(self) -> &'static str {
        match self {
            ApplicationsRoute::List => ADMIN_APPLICATIONS,
            ApplicationsRoute::Add => ADMIN_ADD_APPLICATION,
            ApplicationsRoute::One(_) => "/admin/applications/{application}",
            ApplicationsRoute::Activity(_) => "/admin/applications/{application}/activity",
            ApplicationsRoute::Preview(_) => "/admin/applications/{application}/preview",
            ApplicationsRoute::DryRun(_) => "/admin/applications/{application}/dry-run",
            ApplicationsRoute::Confirm(..) => "/admin/applications/{application}/{act}",
        }
    }
}

impl GroupsRoute {
    pub fn path(self) -> String {
        match self {
            GroupsRoute::List => ADMIN_GROUPS.to_owned(),
            GroupsRoute::Add => ADMIN_ADD_GROUP.to_owned(),
            GroupsRoute::One(id) => format!("{ADMIN_GROUPS}/{id}"),
            GroupsRoute::Delete(id) => format!("{ADMIN_GROUPS}/{id}/{DELETE}"),
        }
    }

    pub fn of(path: &str) -> Option<Self> {
        match path_below(path, ADMIN_GROUPS)? {
            ("", "") => Some(GroupsRoute::List),
            (NEW, "") => Some(GroupsRoute::Add),
            (id, "") => id.parse().ok().map(GroupsRoute::One),
            (id, DELETE) => id.parse().ok().map(GroupsRoute::Delete),
            _ => None,
        }
    }

    /// The route template of the page, for logs and metrics.
    pub const fn template(self) -> &'static str {
        match self {
            GroupsRoute::List => ADMIN_GROUPS,
            GroupsRoute::Add => ADMIN_ADD_GROUP,
            GroupsRoute::One(_) => "/admin/groups/{group}",
            GroupsRoute::Delete(_) => "/admin/groups/{group}/delete",
        }
    }
}

/// The two segments of a path below a folder; empty where there is none. `None`: the path is not there, has more
/// segments or an empty one.
fn path_below<'a>(path: &'a str, folder: &str) -> Option<(&'a str, &'a str)> {
    let rest = path.strip_prefix(folder)?;
    if rest.is_empty() {
        return Some(("", ""));
    }
    let rest = rest.strip_prefix('/')?;
    let (first, second) = match rest.split_once('/') {
        None => (rest, ""),
        Some((_, "")) => return None,
        Some(both) => both,
    };
    (!first.is_empty()).then_some((first, second))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_path_of_applications_and_groups_means_its_page() {
        let id: ApplicationId = "0123456789abcdef0123456789abcdef".parse().unwrap();
        let mut pages = vec![
            ApplicationsRoute::List,
            ApplicationsRoute::Add,
            ApplicationsRoute::One(id),
            ApplicationsRoute::Activity(id),
            ApplicationsRoute::Preview(id),
            ApplicationsRoute::DryRun(id),
        ];
        pages.extend(ApplicationAct::ALL.map(|act| ApplicationsRoute::Confirm(id, act)));
        for page in pages {
            assert_eq!(ApplicationsRoute::of(&page.path()), Some(page));
            assert!(page.template().split('/').count() == page.path().split('/').count(), "{page:?}");
        }
        let group = GroupId(id.0);
        for page in [GroupsRoute::List, GroupsRoute::Add, GroupsRoute::One(group), GroupsRoute::Delete(group)] {
            assert_eq!(GroupsRoute::of(&page.path()), Some(page));
            assert!(page.template().split('/').count() == page.path().split('/').count(), "{page:?}");
        }
    }

    #[test]
    fn the_path_of_an_uploaded_logo_is_no_page() {
        assert_eq!(application_logo("ab"), "/admin/applications/ab/logo");
        let id = "0123456789abcdef0123456789abcdef";
        assert_eq!(ApplicationsRoute::of(&application_logo(id)), None);
    }

    #[test]
    fn other_paths_mean_no_application_and_no_group() {
        let id = "0123456789abcdef0123456789abcdef";
        for page in ["/", "s", "/1", "//", "/new/", "/new/preview"] {
            assert_eq!(ApplicationsRoute::of(&format!("{ADMIN_APPLICATIONS}{page}")), None, "{page}");
            assert_eq!(GroupsRoute::of(&format!("{ADMIN_GROUPS}{page}")), None, "{page}");
        }
        for page in ["", "nowhere", "delete/", "preview/x"] {
            assert_eq!(ApplicationsRoute::of(&format!("{ADMIN_APPLICATIONS}/{id}/{page}")), None, "{page}");
        }
        assert_eq!(GroupsRoute::of(&format!("{ADMIN_GROUPS}/{id}/turn-off")), None);
    }
}
