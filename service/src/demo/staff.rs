//! The people, groups and applications of the largest organisation of a demo, so that its lists have pages and its
//! searches find something.

use crate::groups::NewGroup;
use crate::operator::{Operator, told};
use crate::prelude::*;
use crate::security::PasswordHash;
use domain::application::{Access, StartAddress};
use domain::{ApplicationId, GroupId, Preset};
use std::collections::HashMap;
use store::accounts::Role;
use store::applications::{self, Application};
use store::{Transaction, groups, passwords};

/// The organisation that has them.
pub const BUSIEST: Preset = Preset::Codes;

pub fn busiest() -> anyhow::Result<Slug> {
    Ok(BUSIEST.to_string().parse()?)
}

/// Together with the admin and the member there are 240 accounts.
const MANY: usize = 238;

const GIVEN_NAMES: [&str; 20] = [
    "Ada", "Bruno", "Carla", "David", "Elif", "Farid", "Grace", "Hugo", "Ines", "Jonas", "Kenji", "Lena", "Milan",
    "Nora", "Omar", "Priya", "Quinn", "Rosa", "Simon", "Tamara",
];

/// Family names, each with its spelling in email addresses.
const FAMILY_NAMES: [(&str, &str); 12] = [
    ("Åberg", "aberg"),
    ("Baptiste", "baptiste"),
    ("Costa", "costa"),
    ("Demir", "demir"),
    ("Fischer", "fischer"),
    ("Jiménez", "jimenez"),
    ("Kowalski", "kowalski"),
    ("Müller", "mueller"),
    ("Nguyen", "nguyen"),
    ("O’Brien", "obrien"),
    ("Rossi", "rossi"),
    ("Tanaka", "tanaka"),
];

/// The group whose people may enter the payroll. The admin is also in it.
pub const FINANCE: &str = "Finance";

/// Each group with its description. Its people are those with the number `first`, and every `step`th after it.
const GROUPS: [(&str, &str, usize, usize); 28] = [
    ("Engineering", "Builds and runs the product", 0, 3),
    ("Support", "Answers customers", 1, 5),
    ("Sales", "", 2, 6),
    (FINANCE, "Invoices and salaries", 7, 20),
    ("Everyone in Berlin", "Works in the Berlin office", 0, 2),
    ("Everyone in Lisbon", "Works in the Lisbon office", 1, 4),
    ("Everyone in Zürich", "Works in the Zürich office", 3, 4),
    ("Accessibility", "", 12, 19),
    ("Board", "", 31, 70),
    ("Business travel", "May book trips", 5, 9),
    ("Data protection", "Answers requests about personal data", 17, 60),
    ("Design", "", 4, 14),
    ("Documentation", "Writes the manuals", 9, 25),
    ("Fire safety", "Wardens of all offices", 13, 40),
    ("First aid", "First aiders of all offices", 11, 30),
    ("Hiring", "Interviews applicants", 8, 15),
    ("Intranet editors", "", 6, 22),
    ("Legal", "", 19, 50),
    ("Marketing", "", 10, 13),
    ("Office management", "", 15, 45),
    ("On call", "Answers alarms at night", 3, 16),
    ("Operations", "Runs the servers", 0, 12),
    ("Partners", "Works with resellers", 14, 29),
    ("Product", "Decides what is built next", 16, 21),
    ("Purchasing", "", 23, 55),
    ("Quality", "Tests releases", 18, 24),
    ("Security", "", 21, 48),
    ("Trainers", "Introduces new colleagues", 20, 35),
];

/// More applications, each with the group whose people may enter it. Nothing runs at their addresses.
const APPLICATIONS: [(&str, &str); 26] = [
    ("Alarms", "On call"),
    ("Backups", "Operations"),
    ("Brand library", "Marketing"),
    ("Build server", "Engineering"),
    ("Campaigns", "Marketing"),
    ("Canteen", "Everyone in Berlin"),
    ("Contracts", "Legal"),
    ("Customer records", "Sales"),
    ("Dashboards", "Operations"),
    ("Desk booking", "Everyone in Lisbon"),
    ("Error reports", "Engineering"),
    ("Help desk", "Support"),
    ("Incident log", "On call"),
    ("Intranet", "Intranet editors"),
    ("Job applications", "Hiring"),
    ("Manuals", "Documentation"),
    ("Minutes", "Board"),
    ("Orders", "Purchasing"),
    ("Parking", "Everyone in Zürich"),
    ("Partner portal", "Partners"),
    ("Prototypes", "Design"),
    ("Roadmap", "Product"),
    ("Source code", "Engineering"),
    ("Test reports", "Quality"),
    ("Training", "Trainers"),
    ("Travel", "Business travel"),
];

/// Adds people, groups and applications to an organisation that has only an admin and a member.
pub async fn seed(
    operator: Operator<'_>,
    transaction: &Transaction,
    organisation: &Organisation,
    admin: AccountId,
    password: &PasswordHash,
) -> anyhow::Result<()> {
    let now = operator.clock.now();
    let people = (0..MANY).map(|number| person(operator.random, organisation, number));
    let people: Vec<Account> = people.collect::<anyhow::Result<_>>()?;
    let ids: Vec<AccountId> = people.iter().map(|person| person.id).collect();
    accounts::insert_many(transaction, &people, now).await?;
    passwords::insert_many(transaction, &ids, password.expose(), now).await?;
    let mut group_ids = HashMap::new();
    for (name, description, first, step) in GROUPS {
        let id = GroupId(operator.random.id()?);
        let group = NewGroup { name, description }.read(organisation.id, id, now).map_err(told)?;
        groups::insert(transaction, &group).await?;
        let mut members: Vec<AccountId> = ids.iter().copied().skip(first).step_by(step).collect();
        members.extend((name == FINANCE).then_some(admin));
        groups::add_members(transaction, id, &members, now).await?;
        group_ids.insert(name, id);
    }
    for (name, group) in APPLICATIONS {
        let access = Access { groups: group_ids.get(group).copied().into_iter().collect(), ..Access::default() };
        add_application(transaction, operator, organisation, name, &access).await?;
    }
    Ok(())
}

async fn add_application(
    transaction: &Transaction,
    operator: Operator<'_>,
    organisation: &Organisation,
    name: &str,
    access: &Access,
) -> anyhow::Result<()> {
    let now = operator.clock.now();
    let host = name.to_lowercase().replace(' ', "-");
    let start = StartAddress::parse(&format!("https://{host}.{}.example/", organisation.slug), false)?;
    let id = ApplicationId(operator.random.id()?);
    let application = Application::new(id, organisation.id, name.parse()?, start, now);
    applications::insert(transaction, &application).await?;
    applications::set_access(transaction, id, access, now).await
}

fn person(random: &dyn Random, organisation: &Organisation, number: usize) -> anyhow::Result<Account> {
    let given_name = GIVEN_NAMES[number % GIVEN_NAMES.len()];
    let (family_name, in_address) = FAMILY_NAMES[number / GIVEN_NAMES.len()];
    let local_part = given_name.to_lowercase();
    Ok(Account {
        name: Some(format!("{given_name} {family_name}")),
        ..Account::new(
            AccountId(random.id()?),
            organisation.id,
            format!("{local_part}.{in_address}@{}.example", organisation.slug).parse()?,
            Role::Member,
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_group_of_every_application_exists() {
        for (name, group) in APPLICATIONS {
            assert!(GROUPS.iter().any(|(known, ..)| *known == group), "{name}");
        }
    }
}
