//! What the console and the command line share: reading what was typed about an application, writing it in the caller's
//! transaction, and saying in an event what changed.

use super::refused;
use crate::prelude::*;
use domain::application::{
    Access, ApplicationName, MOST_APPLICATIONS, ProtectedOrigin, StartAddress, read_protected_origins,
};
use domain::refusal::ApplicationRefusal;
use domain::visible::is_blank;
use domain::{ApplicationId, GroupId};
use store::Transaction;
use store::applications::{self, Application, NamedAccess};

/// The most single people of an application. More belong in a group.
const MOST_PEOPLE: usize = 1_000;
/// Changes that an event lists. The event also says how many others there were.
const MOST_LISTED: usize = 50;

/// Reads a name. Refuses with `BadName`.
pub(crate) fn read_name(typed: &str) -> Result<ApplicationName, Failure> {
    typed.parse().map_err(|_| refused(ApplicationRefusal::BadName))
}

/// Reads a start address. `own` is the origin of Portico itself, where no application begins. Refuses with
/// `BadStartAddress` or `OriginIsPortico`.
pub(crate) fn read_start(typed: &str, own: &ProtectedOrigin) -> Result<StartAddress, Failure> {
    let start = StartAddress::parse(typed, allows_http(own));
    let start = start.map_err(|_| refused(ApplicationRefusal::BadStartAddress))?;
    match start.origin() == *own {
        true => Err(refused(ApplicationRefusal::OriginIsPortico)),
        false => Ok(start),
    }
}

/// Reads a list of origins, one on each line. Refuses with `BadOrigin`, `TooManyOrigins` or `OriginIsPortico`.
pub(crate) fn read_origins(typed: &str, own: &ProtectedOrigin) -> Result<Vec<ProtectedOrigin>, Failure> {
    let origins = read_protected_origins(typed, allows_http(own)).map_err(refused)?;
    match origins.contains(own) {
        true => Err(refused(ApplicationRefusal::OriginIsPortico)),
        false => Ok(origins),
    }
}

/// An application may have plain http where Portico itself has it: on one machine, for trying it out.
pub(super) fn allows_http(own: &ProtectedOrigin) -> bool {
    !own.is_https()
}

/// Inserts an application with its origins. It lets no one in yet. Refuses with `TooMany` or `OriginTaken`. The
/// caller has locked the organisation.
pub(crate) async fn insert(
    transaction: &Transaction,
    new: &Application,
    origins: &[ProtectedOrigin],
) -> Result<(), Failure> {
    if applications::count(transaction, new.organisation).await? >= MOST_APPLICATIONS as u64 {
        return Err(refused(ApplicationRefusal::TooMany));
    }
    applications::insert(transaction, new).await?;
    set_origins(transaction, new.id, origins).await
}

/// Replaces the origins of an application. Refuses with `OriginTaken`, which does not tell whose the origin is.
pub(crate) async fn set_origins(
    transaction: &Transaction,
    id: ApplicationId,
    origins: &[ProtectedOrigin],
) -> Result<(), Failure> {
    match applications::set_origins(transaction, id, origins).await? {
        None => Ok(()),
        Some(_) => Err(refused(ApplicationRefusal::OriginTaken)),
    }
}

/// Replaces who may enter an application. `people` is a list of email addresses, one on each line. Refuses with
/// `NoSuchPerson`, `TooManyPeople` or `NoSuchGroup`. Returns what changed, for an event.
pub(crate) async fn set_access(
    transaction: &Transaction,
    application: &Application,
    everyone: bool,
    groups: &[GroupId],
    people: &str,
    now: Timestamp,
) -> Result<Vec<String>, Failure> {
    let people = read_people(transaction, application.organisation, people).await?;
    let before = applications::named_access_in(transaction, application.id).await?;
    let access = Access { everyone, groups: groups.to_vec(), people };
    applications::set_access(transaction, application.id, &access, now).await?;
    let after = applications::named_access_in(transaction, application.id).await?;
    // A group that was deleted in the meantime, or of another organisation, was left out.
    match groups.iter().all(|id| after.groups.iter().any(|group| group.id == *id)) {
        true => Ok(access_changes(&before, &after)),
        false => Err(refused(ApplicationRefusal::NoSuchGroup)),
    }
}

async fn read_people(
    transaction: &Transaction,
    organisation: OrganisationId,
    typed: &str,
) -> Result<Vec<AccountId>, Failure> {
    let lines = || typed.lines().enumerate().filter(|(_, line)| !is_blank(line));
    if lines().count() > MOST_PEOPLE {
        return Err(refused(ApplicationRefusal::TooManyPeople));
    }
    let unknown = |place: usize| refused(ApplicationRefusal::NoSuchPerson { line: place + 1 });
    let emails = lines().map(|(place, line)| line.parse::<EmailAddress>().map_err(|_| unknown(place)));
    let emails = emails.collect::<Result<Vec<_>, Failure>>()?;
    let found = applications::people_by_email(transaction, organisation, &emails).await?;
    let ids = lines().zip(&emails).map(|((place, _), email)| {
        let id = found.get(email.as_str()).copied();
        id.ok_or_else(|| unknown(place))
    });
    ids.collect()
}

/// What differs between two states of an application, by the names of the settings.
pub(crate) fn changed_fields(old: &Application, new: &Application) -> Vec<String> {
    let differs = [
        ("name", old.name != new.name),
        ("start_address", old.start != new.start),
        ("strength", old.strength != new.strength),
        ("headers", (old.header_style, old.user_header) != (new.header_style, new.user_header)),
        ("path_rules", old.path_rules != new.path_rules),
    ];
    differs.into_iter().filter(|(_, differs)| *differs).map(|(field, _)| field.to_owned()).collect()
}

/// Which origins were added (`+`) and removed (`-`).
pub(crate) fn origin_changes(before: &[ProtectedOrigin], after: &[ProtectedOrigin]) -> Vec<String> {
    let texts = |origins: &[ProtectedOrigin]| origins.iter().map(ToString::to_string).collect::<Vec<_>>();
    changes(texts(before), texts(after))
}

/// Who was let in (`+`) and who is not any more (`-`): `everyone`, groups by name and people by address.
fn access_changes(before: &NamedAccess, after: &NamedAccess) -> Vec<String> {
    let texts = |access: &NamedAccess| {
        let everyone = access.everyone.then(|| "everyone".to_owned());
        let groups = access.groups.iter().map(|group| group.name.to_string());
        let people = access.people.iter().map(|person| person.email.to_string());
        everyone.into_iter().chain(groups).chain(people).collect::<Vec<_>>()
    };
    changes(texts(before), texts(after))
}

/// What was added (`+`) and removed (`-`).
pub(super) fn changes(before: Vec<String>, after: Vec<String>) -> Vec<String> {
    let added = after.iter().filter(|text| !before.contains(text)).map(|text| format!("+{text}"));
    let removed = before.iter().filter(|text| !after.contains(text)).map(|text| format!("-{text}"));
    let mut changes: Vec<String> = added.chain(removed).collect();
    if changes.len() > MOST_LISTED {
        let others = changes.len() - MOST_LISTED;
        changes.truncate(MOST_LISTED);
        changes.push(format!("… {others}"));
    }
    changes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_application_is_at_porticos_own_address() {
        let own = ProtectedOrigin::parse("http://localhost:3000", true).unwrap();
        let refusal = |failure: Failure| match failure {
            Failure::Refused(Refusal::Application(refusal)) => refusal,
            other => panic!("{other:?}"),
        };
        let start = |typed: &str| read_start(typed, &own).map_err(refusal).map(|start| start.to_string());
        assert_eq!(start("HTTP://LocalHost.:3000/account"), Err(ApplicationRefusal::OriginIsPortico));
        assert_eq!(start("/start"), Err(ApplicationRefusal::BadStartAddress));
        // Portico itself has plain http here, so applications may have it too.
        assert_eq!(start("http://wiki.internal"), Ok("http://wiki.internal/".to_owned()));
        let origins = read_origins("https://a.example\nhttp://localhost:3000", &own).map_err(refusal);
        assert_eq!(origins, Err(ApplicationRefusal::OriginIsPortico));
        let https = ProtectedOrigin::parse("https://portico.example", false).unwrap();
        assert_eq!(
            read_origins("http://a.example", &https).map_err(refusal),
            Err(ApplicationRefusal::BadOrigin { line: 1 })
        );
    }

    #[test]
    fn an_event_lists_what_was_added_and_removed_up_to_a_limit() {
        let texts = |many: std::ops::Range<usize>| many.map(|number| number.to_string()).collect::<Vec<_>>();
        assert_eq!(changes(texts(0..2), texts(1..3)), ["+2", "-0"]);
        let many = changes(Vec::new(), texts(0..60));
        assert_eq!((many.len(), many.last().map(String::as_str)), (51, Some("… 10")));
    }
}
