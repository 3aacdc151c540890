//! Import of people: some lines at a time, each time in one transaction. What is refused changes nothing.

use super::line::{LineProblem, LineReader, NewPerson};
use crate::operator::Operator;
use crate::prelude::*;
use crate::security::{CostBudget, PasswordHash, Peppers};
use domain::GroupId;
use std::collections::{HashMap, HashSet};
use store::account_status::{self, AccountStatus};
use store::accounts::{Phone, Taken};
use store::audit::{self, AuditEvent};
use store::folding::fold;
use store::passwords::{self, ImportedPassword};
use store::{Transaction, groups};

/// Lines in one transaction.
pub const LINES_AT_ONCE: usize = 500;

/// What becomes of a line whose address has an account already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Existing {
    Refuse,
    Skip,
    Update,
}

/// How to import.
#[derive(Clone, Copy, Debug)]
pub struct ImportOptions {
    pub existing: Existing,
    /// Check everything and change nothing.
    pub is_dry_run: bool,
    /// What foreign hashes may cost, in hashes of ours.
    pub max_cost: u32,
}

/// How many lines came to what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub imported: u64,
    pub updated: u64,
    pub skipped: u64,
    pub refused: u64,
}

/// A line of the file, with its number counted from 1.
pub struct NumberedLine {
    pub number: u64,
    pub bytes: Vec<u8>,
}

/// An import in progress.
pub struct Import<'a> {
    operator: Operator<'a>,
    organisation: Organisation,
    options: ImportOptions,
    reader: LineReader,
    /// Addresses and numbers of earlier lines.
    seen: HashSet<String>,
    pub counts: Counts,
}

/// What a transaction writes.
#[derive(Default)]
struct Batch {
    accounts: Vec<(Account, Timestamp)>,
    deactivated: Vec<AccountId>,
    passwords: Vec<ImportedPassword>,
    members: HashMap<GroupId, Vec<AccountId>>,
    events: Vec<AuditEvent>,
    counts: Counts,
}

impl<'a> Import<'a> {
    /// Begins an import. Fails if there is no such organisation.
    pub async fn open(
        operator: Operator<'a>,
        at: &Slug,
        peppers: Peppers,
        options: ImportOptions,
    ) -> anyhow::Result<Self> {
        let organisation = operator.organisation(at).await?;
        let groups = groups::all(operator.store, organisation.id).await?;
        let groups = groups.into_iter().map(|group| (fold(group.name.as_str()), group.id)).collect();
        let transaction = operator.store.begin().await?;
        let kinds = passwords::foreign_kinds(&transaction, organisation.id).await?;
        transaction.rollback().await?;
        let budget = CostBudget::new(options.max_cost, kinds);
        let reader = LineReader { peppers, budget, groups, now: operator.clock.now() };
        Ok(Import { operator, organisation, options, reader, seen: HashSet::new(), counts: Counts::default() })
    }

    /// Imports some lines in one transaction, and passes on why lines were refused. If it fails, none of these lines is
    /// imported, and all earlier ones are.
    pub async fn import(
        &mut self,
        lines: Vec<NumberedLine>,
        refused: &mut impl FnMut(u64, &LineProblem),
    ) -> anyhow::Result<()> {
        let mut people = Vec::with_capacity(lines.len());
        let mut problems = Vec::new();
        for NumberedLine { number, bytes } in lines {
            match self.reader.read(&bytes).and_then(|person| self.unless_seen(person)) {
                Ok(person) => people.push((number, person)),
                Err(problem) => problems.push((number, problem)),
            }
        }
        let transaction = self.operator.store.begin().await?;
        organisations::lock_row(&transaction, self.organisation.id).await?;
        let emails: Vec<&str> = people.iter().map(|(_, person)| person.email.as_str()).collect();
        let phones: Vec<&str> =
            people.iter().filter_map(|(_, person)| person.phone.as_ref()).map(PhoneNumber::as_str).collect();
        let taken = accounts::taken(&transaction, self.organisation.id, &emails, &phones).await?;
        let mut batch = Batch::default();
        for (number, person) in people {
            if let Err(problem) = self.place(&transaction, &taken, person, &mut batch).await? {
                problems.push((number, problem));
            }
        }
        batch.counts.refused = problems.len() as u64;
        let counts = batch.counts;
        self.write(&transaction, batch).await?;
        match self.options.is_dry_run {
            true => transaction.rollback().await?,
            false => self.operator.store.commit(transaction).await?,
        }
        problems.sort_by_key(|(number, _)| *number);
        problems.iter().for_each(|(number, problem)| refused(*number, problem));
        self.counts.add(counts);
        Ok(())
    }

    /// Refuses a person whom an earlier line has, or whose number it has.
    fn unless_seen(&mut self, person: NewPerson) -> Result<NewPerson, LineProblem> {
        if !self.seen.insert(person.email.to_string()) {
            return Err(LineProblem::Twice);
        }
        match &person.phone {
            Some(phone) if !self.seen.insert(phone.to_string()) => Err(LineProblem::PhoneTwice),
            _ => Ok(person),
        }
    }

    /// Adds a person to the batch, or updates the account. The inner error is why neither is done.
    async fn place(
        &self,
        transaction: &Transaction,
        taken: &Taken,
        person: NewPerson,
        batch: &mut Batch,
    ) -> anyhow::Result<Result<(), LineProblem>> {
        let found = taken.accounts.get(person.email.as_str());
        let holder = person.phone.as_ref().and_then(|phone| taken.phones.get(phone.as_str()));
        let is_phone_taken = holder.is_some_and(|holder| found.is_none_or(|(account, _)| account.id != *holder));
        match (found, self.options.existing) {
            (Some((_, AccountStatus::Closed)), _) => return Ok(Err(LineProblem::Reserved)),
            (Some(_), Existing::Refuse) => return Ok(Err(LineProblem::AlreadyAccount)),
            (Some(_), Existing::Skip) => batch.counts.skipped += 1,
            (Some((_, AccountStatus::Deactivated)), Existing::Update) => return Ok(Err(LineProblem::Deactivated)),
            (_, _) if is_phone_taken => return Ok(Err(LineProblem::PhoneTaken)),
            (Some((account, AccountStatus::Active)), Existing::Update) => {
                self.update(transaction, account, person, batch).await?;
                batch.counts.updated += 1;
            }
            (None, _) if taken.reserved.contains(person.email.as_str()) => return Ok(Err(LineProblem::Reserved)),
            (None, _) => {
                self.add(person, batch)?;
                batch.counts.imported += 1;
            }
        }
        Ok(Ok(()))
    }

    fn add(&self, person: NewPerson, batch: &mut Batch) -> anyhow::Result<()> {
        let id = AccountId(self.operator.random.id()?);
        batch.record(self.operator, self.organisation.id, id, AuditEventKind::AccountMade)?;
        if person.is_deactivated {
            batch.deactivated.push(id);
            batch.record(self.operator, self.organisation.id, id, AuditEventKind::Deactivated)?;
        }
        let account = Account {
            name: person.name.map(|name| name.to_string()),
            phone: person.phone.map(|number| Phone { number, is_verified: true }),
            ..Account::new(id, self.organisation.id, person.email, person.role)
        };
        batch.accounts.push((account, person.created_at.unwrap_or(self.reader.now)));
        batch.passwords.extend(person.password.map(|password| ImportedPassword {
            account: id,
            hash: password.hash.expose().to_owned(),
            foreign_kind: password.foreign_kind,
        }));
        person.groups.into_iter().for_each(|group| batch.members.entry(group).or_default().push(id));
        Ok(())
    }

    /// Changes the name and the number, if the line has them, and adds the groups. A password is replaced only where
    /// there is none, or one that was imported and not used since. The role stays.
    async fn update(
        &self,
        transaction: &Transaction,
        account: &Account,
        person: NewPerson,
        batch: &mut Batch,
    ) -> anyhow::Result<()> {
        let (id, organisation) = (account.id, self.organisation.id);
        if let Some(name) = person.name.filter(|name| account.name.as_deref() != Some(name.as_str())) {
            let (zone, language) = (account.time_zone.as_deref(), account.language.as_ref());
            accounts::set_profile(transaction, id, Some(name.as_str()), zone, language).await?;
            batch.record(self.operator, organisation, id, AuditEventKind::ProfileChanged)?;
        }
        let phone = person.phone.map(|number| Phone { number, is_verified: true });
        if let Some(phone) = phone.filter(|phone| account.phone.as_ref() != Some(phone)) {
            let is_set = accounts::set_phone(transaction, id, Some(&phone), self.reader.now).await?;
            anyhow::ensure!(is_set, "another account took the number of an imported one meanwhile");
            batch.record(self.operator, organisation, id, AuditEventKind::PhoneVerified)?;
        }
        if let Some(password) = person.password {
            let before = passwords::find(transaction, id).await?;
            let is_same = before.as_deref() == Some(password.hash.expose());
            if !is_same && before.is_none_or(|hash| PasswordHash::from(hash).is_foreign()) {
                let (hash, foreign_kind) = (password.hash.expose().to_owned(), password.foreign_kind);
                batch.passwords.push(ImportedPassword { account: id, hash, foreign_kind });
                batch.record(self.operator, organisation, id, AuditEventKind::PasswordSet)?;
            }
        }
        person.groups.into_iter().for_each(|group| batch.members.entry(group).or_default().push(id));
        Ok(())
    }

    async fn write(&self, transaction: &Transaction, mut batch: Batch) -> anyhow::Result<()> {
        let (organisation, now) = (self.organisation.id, self.reader.now);
        let made: Vec<_> = batch.accounts.iter().map(|(account, made_at)| (account, *made_at)).collect();
        accounts::insert_many_made_at(transaction, &made).await?;
        for account in &batch.deactivated {
            account_status::set_deactivated(transaction, *account, Some(now)).await?;
        }
        passwords::set_imported(transaction, organisation, std::mem::take(&mut batch.passwords), now).await?;
        for (group, members) in std::mem::take(&mut batch.members) {
            for account in groups::add_members(transaction, group, &members, now).await? {
                batch.record(self.operator, organisation, account, AuditEventKind::GroupMemberAdded)?;
            }
        }
        while !batch.events.is_empty() {
            let rest = batch.events.split_off(batch.events.len().min(LINES_AT_ONCE));
            audit::insert_all(transaction, std::mem::replace(&mut batch.events, rest)).await?;
        }
        Ok(())
    }
}

impl Batch {
    fn record(
        &mut self,
        operator: Operator<'_>,
        organisation: OrganisationId,
        whom: AccountId,
        kind: AuditEventKind,
    ) -> anyhow::Result<()> {
        let event = operator.event(organisation, kind)?;
        self.events.push(AuditEvent { whom: Some(whom), ..event });
        Ok(())
    }
}

impl Counts {
    fn add(&mut self, other: Counts) {
        self.imported += other.imported;
        self.updated += other.updated;
        self.skipped += other.skipped;
        self.refused += other.refused;
    }
}
