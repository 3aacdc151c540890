//! Export of people. Closed accounts are left out: nothing but their address is kept.

use super::line::PersonLine;
use crate::delivery::rfc3339;
use crate::operator::Operator;
use crate::prelude::*;
use crate::security::PasswordHash;
use std::collections::HashMap;
use std::io::Write;
use store::account_status::AccountStatus;
use store::accounts::Role;
use store::paging::PageRequest;
use store::people::{self, PeopleQuery, Person};
use store::{audit, groups, passwords};

/// People in one query.
const AT_ONCE: u64 = 500;

/// What was exported.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Exported {
    pub people: u64,
    pub with_password: u64,
}

/// Records that the operator gets the people of an organisation with their hashes, and writes them, by email address, as
/// one JSON object a line. Fails if there is no such organisation, or if `out` fails.
pub async fn export(operator: Operator<'_>, at: &Slug, out: &mut impl Write) -> anyhow::Result<Exported> {
    let organisation = operator.organisation(at).await?.id;
    let transaction = operator.store.begin().await?;
    audit::insert(&transaction, operator.event(organisation, AuditEventKind::PeopleExported)?).await?;
    operator.store.commit(transaction).await?;
    let query = PeopleQuery { organisation, words: Vec::new(), state: None, role: None, now: operator.clock.now() };
    let mut exported = Exported::default();
    let mut request = PageRequest::First;
    loop {
        let page = people::page(operator.store, &query, request, AT_ONCE).await?;
        let ids: Vec<AccountId> = page.rows.iter().map(|person| person.account.id).collect();
        let Some(last) = ids.last() else { break };
        let mut hashes = passwords::of_accounts(operator.store, &ids).await?;
        let mut names = groups::names_of(operator.store, &ids).await?;
        for person in page.rows.iter().filter(|person| person.status != AccountStatus::Closed) {
            let line = line(person, &mut hashes, &mut names)?;
            exported.people += 1;
            exported.with_password += u64::from(line.password_hash.is_some());
            serde_json::to_writer(&mut *out, &line)?;
            out.write_all(b"\n")?;
        }
        if !page.has_next {
            break;
        }
        request = PageRequest::After(*last);
    }
    out.flush()?;
    Ok(exported)
}

fn line(
    Person { account, status, created_at }: &Person,
    hashes: &mut HashMap<AccountId, String>,
    names: &mut HashMap<AccountId, Vec<String>>,
) -> anyhow::Result<PersonLine> {
    let phone = account.phone.as_ref().filter(|phone| phone.is_verified);
    Ok(PersonLine {
        email: account.email.to_string(),
        name: account.name.clone(),
        phone: phone.map(|phone| phone.number.to_string()),
        role: (account.role == Role::Admin).then(|| account.role.name().to_owned()),
        groups: names.remove(&account.id).unwrap_or_default(),
        created: Some(rfc3339(*created_at)?),
        verified: None,
        deactivated: *status == AccountStatus::Deactivated,
        password_hash: hashes.remove(&account.id).map(|hash| PasswordHash::from(hash).exported()),
    })
}
