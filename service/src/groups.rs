//! Groups of an organisation's people: their names and their members. Applications can let in the members of a group.

use crate::admin::{ProvenAdmin, lock_organisation};
use crate::prelude::*;
use domain::group::{MOST_GROUPS, read_description};
use domain::refusal::ApplicationRefusal;
use domain::{GroupId, GroupName};
use store::account_status::AccountStatus;
use store::account_words::searched;
use store::paging::{Page, PageRequest};
use store::people::{self, PeopleQuery, Person};
use store::{Transaction, groups};

pub use store::groups::{Group, Listed as ListedGroup, Member, NamedGroup};

/// Groups, or members of a group, on one page.
const A_PAGE: u64 = 25;
/// The most people that a search for new members shows.
const MOST_FOUND: u64 = 20;

/// The name and the description of a group, as the admin or the operator typed them.
#[derive(Clone, Copy, Debug)]
pub struct NewGroup<'a> {
    pub name: &'a str,
    /// One line; empty: none.
    pub description: &'a str,
}

/// A group and a page of its members.
#[derive(Debug)]
pub struct GroupView {
    pub group: Group,
    /// By email address.
    pub members: Page<Member>,
    /// How many members the search finds, on all pages.
    pub many: u64,
}

/// A person who may be added to a group.
#[derive(Debug)]
pub struct FoundPerson {
    pub person: Person,
    /// Whether the person is in the group already.
    pub is_member: bool,
}

/// One page of the groups whose names contain `search`, by name. An empty search: of all groups.
pub async fn list(
    app: &AppContext,
    admin: AsAdmin<'_>,
    search: &str,
    page: PageRequest<GroupId>,
) -> anyhow::Result<Page<ListedGroup>> {
    groups::page(&app.store, admin.signed_in().organisation.id, search, page, A_PAGE).await
}

/// All groups of the organisation, by name.
pub async fn all(app: &AppContext, admin: AsAdmin<'_>) -> anyhow::Result<Vec<Group>> {
    groups::all(&app.store, admin.signed_in().organisation.id).await
}

/// A group, and one page of its members whom `search` finds as in the list of people. An empty search: of all members.
/// Refuses with `NotFound` if the admin's organisation has no such group.
pub async fn show(
    app: &AppContext,
    admin: AsAdmin<'_>,
    id: GroupId,
    search: &str,
    page: PageRequest<AccountId>,
) -> Result<GroupView, Failure> {
    let group = find(app, admin, id).await?;
    let words = searched(search);
    let members = groups::members(&app.store, id, &words, page, A_PAGE).await?;
    let many = groups::count_members(&app.store, id, &words).await?;
    Ok(GroupView { group, members, many })
}

/// The first people whom a search finds, to be added to a group. An empty search finds no one. Refuses as `show` does.
pub async fn find_people(
    app: &AppContext,
    admin: AsAdmin<'_>,
    id: GroupId,
    search: &str,
) -> Result<Page<FoundPerson>, Failure> {
    find(app, admin, id).await?;
    let (organisation, words) = (admin.signed_in().organisation.id, searched(search));
    if words.is_empty() {
        return Ok(Page::default());
    }
    let words = people::rarest_first(&app.store, organisation, words).await?;
    let query = PeopleQuery { organisation, words, state: None, role: None, now: app.clock.now() };
    let mut found = people::page(&app.store, &query, PageRequest::First, MOST_FOUND).await?;
    found.rows.retain(|person| person.status != AccountStatus::Closed);
    let ids: Vec<AccountId> = found.rows.iter().map(|person| person.account.id).collect();
    let members = groups::members_among(&app.store, id, &ids).await?;
    Ok(found.map(|person| FoundPerson { is_member: members.contains(&person.account.id), person }))
}

/// The groups of a person, by name. Refuses with `NotFound` if the admin's organisation has no such account.
pub async fn of_person(app: &AppContext, admin: AsAdmin<'_>, id: AccountId) -> Result<Vec<NamedGroup>, Failure> {
    demand_person(app, admin.signed_in().organisation.id, id).await?;
    Ok(groups::groups_of(&app.store, id).await?)
}

/// Adds a group without members. Refuses with `BadName`, `BadDescription`, `GroupNameTaken` or `TooMany`.
pub async fn create(cx: &RequestContext, admin: ProvenAdmin<'_>, new: NewGroup<'_>) -> Result<GroupId, Failure> {
    let admin = admin.signed_in();
    let (organisation, id) = (admin.organisation.id, GroupId(cx.app.random.id()?));
    let group = new.read(organisation, id, cx.app.clock.now())?;
    let unit = cx.begin_as(admin.account.id).await?;
    lock_organisation(&unit, admin).await?;
    insert(&unit, &group).await?;
    let subject = AuditSubject::of(organisation, None);
    unit.record(AuditEventKind::GroupAdded, subject.detail(group.name.as_str())).await?;
    unit.commit().await?;
    Ok(id)
}

/// Changes the name and the description of a group. If nothing differs, nothing is written or recorded. Refuses with
/// `NotFound`, `BadName`, `BadDescription` or `GroupNameTaken`.
pub async fn change(
    cx: &RequestContext,
    admin: ProvenAdmin<'_>,
    id: GroupId,
    new: NewGroup<'_>,
) -> Result<(), Failure> {
    let admin = admin.signed_in();
    let organisation = admin.organisation.id;
    let changed = new.read(organisation, id, cx.app.clock.now())?;
    let unit = cx.begin_as(admin.account.id).await?;
    let old = lock(&unit, admin, id).await?;
    if (&old.name, &old.description) == (&changed.name, &changed.description) {
        return Ok(());
    }
    if !groups::change(&unit, organisation, id, &changed.name, &changed.description).await? {
        return Err(refused(ApplicationRefusal::GroupNameTaken));
    }
    let detail = match old.name == changed.name {
        true => changed.name.to_string(),
        false => format!("{} → {}", old.name, changed.name),
    };
    unit.record(AuditEventKind::GroupChanged, AuditSubject::of(organisation, None).detail(&detail)).await?;
    Ok(unit.commit().await?)
}

/// Deletes a group. Its members lose the access that they had through it. Refuses with `NotFound`.
pub async fn delete(cx: &RequestContext, admin: ProvenAdmin<'_>, id: GroupId) -> Result<(), Failure> {
    let admin = admin.signed_in();
    let organisation = admin.organisation.id;
    let unit = cx.begin_as(admin.account.id).await?;
    let group = lock(&unit, admin, id).await?;
    groups::delete(&unit, organisation, id).await?;
    let subject = AuditSubject::of(organisation, None);
    unit.record(AuditEventKind::GroupDeleted, subject.detail(group.name.as_str())).await?;
    Ok(unit.commit().await?)
}

/// Adds a person to a group. Refuses with `NotFound` if the organisation has no such group or account.
pub async fn add_member(
    cx: &RequestContext,
    admin: ProvenAdmin<'_>,
    id: GroupId,
    person: AccountId,
) -> Result<(), Failure> {
    change_members(cx, admin, person, MembershipChange::Join(id)).await
}

/// Removes a person from a group. Refuses with `NotFound` if the organisation has no such group or account.
pub async fn remove_member(
    cx: &RequestContext,
    admin: ProvenAdmin<'_>,
    id: GroupId,
    person: AccountId,
) -> Result<(), Failure> {
    change_members(cx, admin, person, MembershipChange::Leave(id)).await
}

/// Replaces the groups of a person. Refuses with `NotFound` if the organisation has no such account or one of the
/// groups does not exist any more.
pub async fn set_of_person(
    cx: &RequestContext,
    admin: ProvenAdmin<'_>,
    person: AccountId,
    wanted: Vec<GroupId>,
) -> Result<(), Failure> {
    change_members(cx, admin, person, MembershipChange::Replace(wanted)).await
}

/// A change of the groups that a person is in.
enum MembershipChange {
    Join(GroupId),
    Leave(GroupId),
    /// The person is in these groups afterwards, and in no others.
    Replace(Vec<GroupId>),
}

/// Adds a person to groups and removes the person from others. Records an event for each that changes anything.
async fn change_members(
    cx: &RequestContext,
    admin: ProvenAdmin<'_>,
    person: AccountId,
    change: MembershipChange,
) -> Result<(), Failure> {
    let admin = admin.signed_in();
    let organisation = admin.organisation.id;
    demand_person(&cx.app, organisation, person).await?;
    let unit = cx.begin_as(admin.account.id).await?;
    lock_organisation(&unit, admin).await?;
    let each: Vec<(GroupId, bool)> = match change {
        MembershipChange::Join(id) => vec![(id, true)],
        MembershipChange::Leave(id) => vec![(id, false)],
        MembershipChange::Replace(wanted) => {
            let present = groups::groups_of_in(&unit, person).await?;
            let present: Vec<GroupId> = present.into_iter().map(|group| group.id).collect();
            let joined = wanted.iter().filter(|id| !present.contains(id)).map(|id| (*id, true));
            let left = present.iter().filter(|id| !wanted.contains(id)).map(|id| (*id, false));
            joined.chain(left).collect()
        }
    };
    for (id, is_joined) in each {
        let group = groups::find_for_update(&unit, organisation, id).await?.ok_or(Refusal::NotFound)?;
        let (kind, changed) = match is_joined {
            true => {
                let added = groups::add_members(&unit, id, &[person], unit.now).await?;
                (AuditEventKind::GroupMemberAdded, added)
            }
            false => (AuditEventKind::GroupMemberRemoved, groups::remove_members(&unit, id, &[person]).await?),
        };
        if !changed.is_empty() {
            let subject = AuditSubject::of(organisation, Some(person));
            unit.record(kind, subject.detail(group.name.as_str())).await?;
        }
    }
    Ok(unit.commit().await?)
}

impl NewGroup<'_> {
    /// The group with what was typed. Refuses with `BadName` or `BadDescription`.
    pub(crate) fn read(&self, organisation: OrganisationId, id: GroupId, now: Timestamp) -> Result<Group, Failure> {
        let name: GroupName = self.name.parse().map_err(|_| refused(ApplicationRefusal::BadName))?;
        let description = read_description(self.description);
        let description = description.ok_or_else(|| refused(ApplicationRefusal::BadDescription))?;
        Ok(Group { id, organisation, name, description, created_at: now })
    }
}

/// Inserts a group. Refuses with `GroupNameTaken` or `TooMany`. The caller has locked the organisation.
pub(crate) async fn insert(transaction: &Transaction, group: &Group) -> Result<(), Failure> {
    if groups::count(transaction, group.organisation).await? >= MOST_GROUPS as u64 {
        return Err(refused(ApplicationRefusal::TooMany));
    }
    match groups::insert(transaction, group).await? {
        true => Ok(()),
        false => Err(refused(ApplicationRefusal::GroupNameTaken)),
    }
}

fn refused(refusal: ApplicationRefusal) -> Failure {
    Refusal::Application(refusal).into()
}

async fn find(app: &AppContext, admin: AsAdmin<'_>, id: GroupId) -> Result<Group, Failure> {
    let found = groups::find(&app.store, admin.signed_in().organisation.id, id).await?;
    found.ok_or(Refusal::NotFound.into())
}

/// Locks the organisation and a group of it. Refuses as `lock_organisation` does, and with `NotFound`.
async fn lock(unit: &UnitOfWork<'_>, admin: &SignedIn, id: GroupId) -> Result<Group, Failure> {
    lock_organisation(unit, admin).await?;
    let found = groups::find_for_update(unit, admin.organisation.id, id).await?;
    found.ok_or(Refusal::NotFound.into())
}

/// Refuses with `NotFound` unless the organisation has the account, and it is not closed.
async fn demand_person(app: &AppContext, organisation: OrganisationId, id: AccountId) -> Result<(), Failure> {
    match people::find(&app.store, organisation, id).await? {
        Some(person) if person.status != AccountStatus::Closed => Ok(()),
        _ => Err(Refusal::NotFound.into()),
    }
}
