//! What admins see of their applications, and people of those that they may enter.

use super::find;
use crate::prelude::*;
use domain::ApplicationId;
use domain::application::{ApplicationName, ProtectedOrigin};
use store::applications::{self, Application, NamedAccess};
use store::audit_log::{self, AuditEntry, ResolvedAuditFilter};
use store::paging::{Page, PageRequest};
use store::{Cursor, Store};

/// Applications on one page.
const A_PAGE: u64 = 25;
/// Events on one page.
const EVENTS: u64 = 25;

/// An application in the list.
#[derive(Clone, Debug)]
pub struct ApplicationRow {
    pub application: Application,
    /// Everyone of the organisations that it is open to may enter.
    pub everyone: bool,
    /// How many groups and how many single people may enter.
    pub groups: u64,
    pub people: u64,
    /// How many origins a proxy guards for it.
    pub origins: u64,
    /// One or two letters, shown in the place of a logo.
    pub initials: String,
}

/// An application with everything that its page shows.
#[derive(Clone, Debug)]
pub struct ApplicationView {
    pub application: Application,
    /// What a proxy guards for it. None: it has no forward-auth.
    pub origins: Vec<ProtectedOrigin>,
    pub access: NamedAccess,
    /// The organisations that the operator opened it to by name, beside its own.
    pub organisations: Vec<NamedOrganisation>,
}

/// An organisation that an application is open to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedOrganisation {
    pub slug: Slug,
    pub name: String,
}

/// An application on the start page of a person who may enter it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tile {
    pub name: String,
    pub start_address: String,
    /// The digest of its logo.
    pub logo: Option<String>,
    /// One or two letters, shown in the place of a logo.
    pub initials: String,
}

/// One page of the organisation's applications whose names contain `search`, by name. An empty search: of all
/// applications.
pub async fn list(
    app: &AppContext,
    admin: AsAdmin<'_>,
    search: &str,
    page: PageRequest<ApplicationId>,
) -> anyhow::Result<Page<ApplicationRow>> {
    let page = applications::page(&app.store, admin.signed_in().organisation.id, search, page, A_PAGE).await?;
    let ids: Vec<ApplicationId> = page.rows.iter().map(|application| application.id).collect();
    let counts = applications::counts(&app.store, &ids).await?;
    Ok(page.map(|application| {
        let counts = counts.get(&application.id).copied().unwrap_or_default();
        let applications::Counts { everyone, groups, people, origins } = counts;
        let initials = initials(&application.name);
        ApplicationRow { application, everyone, groups, people, origins, initials }
    }))
}

/// An application of the admin's organisation. Refuses with `NotFound` if there is none with this id.
pub async fn show(app: &AppContext, admin: AsAdmin<'_>, id: ApplicationId) -> Result<ApplicationView, Failure> {
    let application = find(app, admin, id).await?;
    Ok(view(&app.store, application).await?)
}

/// An application with everything that is known of it.
pub(crate) async fn view(store: &Store, application: Application) -> anyhow::Result<ApplicationView> {
    let id = application.id;
    let mut open_to = Vec::new();
    for organisation in applications::organisations(store, id).await? {
        let found = organisations::find_by_id(store, organisation).await?;
        open_to.extend(found.map(|found| NamedOrganisation { slug: found.slug, name: found.name }));
    }
    open_to.sort_by(|one, other| one.slug.as_str().cmp(other.slug.as_str()));
    Ok(ApplicationView {
        origins: applications::origins(store, id).await?,
        access: applications::named_access(store, id).await?,
        organisations: open_to,
        application,
    })
}

/// One page of the events about an application, newest first and older than `before`: who entered it, what was refused
/// and what was changed; and the cursor of the next page. Refuses with `NotFound` as `show` does.
pub async fn activity(
    app: &AppContext,
    admin: AsAdmin<'_>,
    id: ApplicationId,
    before: Option<Cursor>,
) -> Result<(Vec<AuditEntry>, Option<Cursor>), Failure> {
    let application = find(app, admin, id).await?;
    let filter = ResolvedAuditFilter { application: Some(id), ..ResolvedAuditFilter::default() };
    Ok(audit_log::page(&app.store, application.organisation, &filter, before, EVENTS).await?)
}

/// The applications that the user may enter and that are on, by name. They may ask for a stronger sign-in.
pub async fn tiles(app: &AppContext, signed_in: &SignedIn) -> anyhow::Result<Vec<Tile>> {
    let (account, organisation) = (signed_in.account.id, signed_in.organisation.id);
    let found = applications::enterable_by(&app.store, account, organisation).await?;
    Ok(found.iter().map(tile).collect())
}

fn tile(application: &Application) -> Tile {
    Tile {
        name: application.name.to_string(),
        start_address: application.start.to_string(),
        logo: application.logo_digest.clone(),
        initials: initials(&application.name),
    }
}

/// The first letters of the first two words, in upper case. Words are separated by spaces and hyphens.
fn initials(name: &ApplicationName) -> String {
    let words = name.as_str().split(|letter: char| letter.is_whitespace() || letter == '-');
    let first = words.filter_map(|word| word.chars().find(|letter| letter.is_alphanumeric()));
    let initials: String = first.take(2).flat_map(char::to_uppercase).collect();
    // A name may have neither letters nor digits.
    if initials.is_empty() { name.as_str().chars().take(1).collect() } else { initials }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("Wiki", "W")]
    #[case("issue tracker (old)", "IT")]
    #[case("e-mail", "EM")]
    #[case("(7) élan", "7É")]
    #[case("🦀 crab", "C")]
    #[case("🦀", "🦀")]
    fn a_tile_shows_the_first_letters(#[case] name: &str, #[case] letters: &str) {
        assert_eq!(initials(&name.parse().unwrap()), letters);
    }
}
