//! One line of an export or import: a JSON object about one person. Errors never show what the line contains.

use crate::delivery::read_rfc3339;
use crate::phone_numbers::PhoneNumbers;
use crate::prelude::*;
use crate::security::{CostBudget, ImportedHash, NotImportable, PasswordHash, Peppers};
use domain::{GroupId, GroupName, PersonName};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use store::accounts::Role;
use store::folding::fold;

/// The longest line that is read, in bytes.
pub const LONGEST_LINE: usize = 64 * 1024;

/// A person as the file has it.
#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PersonLine {
    pub email: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verified: Option<bool>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub deactivated: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password_hash: Option<String>,
}

/// A person to import.
pub struct NewPerson {
    pub email: EmailAddress,
    pub name: Option<PersonName>,
    pub phone: Option<PhoneNumber>,
    pub role: Role,
    pub groups: Vec<GroupId>,
    /// `None`: now.
    pub created_at: Option<Timestamp>,
    pub is_deactivated: bool,
    pub password: Option<ImportedHash>,
}

/// Why a line is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LineProblem {
    #[error("it is longer than 65,536 bytes")]
    TooLong,
    #[error(
        "it is not a JSON object with email, and if wanted name, phone, role, groups, created, verified, deactivated and \
         password_hash (at character {0})"
    )]
    NotAPerson(usize),
    #[error("email: not an email address")]
    Email,
    #[error("name: a name has 1 to 100 characters on one line")]
    Name,
    #[error("phone: not a number like +12015550142")]
    Phone,
    #[error("role: it is admin or member")]
    Role,
    #[error("groups: the organisation has no group with one of these names. Add it: portico group create")]
    Group,
    #[error("created: not a time in the past like 2024-05-31T12:00:00Z")]
    Created,
    #[error("verified: the address was never verified, so anyone may have made the account. Invite the person instead")]
    NotVerified,
    #[error(transparent)]
    Hash(#[from] NotImportable),
    #[error("email: an earlier line has the same address")]
    Twice,
    #[error("phone: an earlier line has the same number")]
    PhoneTwice,
    #[error("email: there is an account with this address. To pass over such lines, add --skip-existing or --update")]
    AlreadyAccount,
    #[error("email: the account with this address is deactivated, so it is not updated")]
    Deactivated,
    #[error("email: the address belonged to another account or was reserved by an admin")]
    Reserved,
    #[error("phone: another account has this number")]
    PhoneTaken,
}

/// What the lines of an import are read with.
pub struct LineReader {
    pub peppers: Peppers,
    pub budget: CostBudget,
    /// The groups of the organisation, by folded name.
    pub groups: HashMap<String, GroupId>,
    pub now: Timestamp,
}

impl LineReader {
    /// Reads a line. Checks everything that does not need the database.
    pub fn read(&mut self, line: &[u8]) -> Result<NewPerson, LineProblem> {
        if line.len() > LONGEST_LINE {
            return Err(LineProblem::TooLong);
        }
        // The library's message may contain a value of the line.
        let read: PersonLine = serde_json::from_slice(line).map_err(|error| LineProblem::NotAPerson(error.column()))?;
        let PersonLine { email, name, phone, role, groups, created, verified, deactivated, password_hash } = read;
        if verified == Some(false) {
            return Err(LineProblem::NotVerified);
        }
        let phone = phone.as_deref().map(PhoneNumbers::anywhere).transpose().map_err(|_| LineProblem::Phone)?;
        let find = |name: &String| {
            let name: GroupName = name.parse().ok()?;
            self.groups.get(&fold(name.as_str())).copied()
        };
        let groups: Option<Vec<GroupId>> = groups.iter().map(find).collect();
        let created_at = created.as_deref().map(|text| read_rfc3339(text).filter(|at| *at <= self.now));
        Ok(NewPerson {
            email: email.parse().map_err(|_| LineProblem::Email)?,
            name: name.as_deref().map(str::parse).transpose().map_err(|_| LineProblem::Name)?,
            phone: phone.map(|read| read.number),
            role: role.map_or(Some(Role::Member), |role| Role::of(&role)).ok_or(LineProblem::Role)?,
            groups: groups.ok_or(LineProblem::Group)?,
            created_at: created_at.map(|at| at.ok_or(LineProblem::Created)).transpose()?,
            is_deactivated: deactivated,
            // Comes last: it takes from the budget.
            password: match password_hash {
                Some(text) => Some(PasswordHash::import(&text, &self.peppers, &mut self.budget)?),
                None => None,
            },
        })
    }
}
