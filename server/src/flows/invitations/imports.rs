//! Inviting a file of people. It is accepted as a whole, and then done line by line by whichever server is there: with pauses, so
//! that nobody who signs in waits for them, and with messages that leave one after the other, so that codes do not wait behind
//! them.

use super::{By, Host, Line, NewInvitation, send::offer};
use crate::{
    failure::Failure,
    flows::{Visitor, account::AsAdmin, admin::ProvenAdmin},
    house::House,
    store::{
        imports::{self, Done, Import, NewImport},
        organisations,
        outbox::Due,
    },
};
use anyhow::{Context as _, anyhow};
use domain::{ImportId, Timestamp, invitation::Unfit, sign_in::SignInError};
use std::time::Duration;

/// Milliseconds between the messages.
const APART: i64 = 40;
/// Lines before another import has its turn.
const A_TURN: u64 = 50;
/// Turns that others get for each of ours.
const TURNS_OF_OTHERS: u32 = 2;
/// However long a turn took, and whatever the clock did meanwhile.
const LONGEST_PAUSE: Duration = Duration::from_secs(1);
/// Refused lines that are shown; their number is known in any case.
const MOST_REFUSED: u64 = 1000;
/// Imports that the board leads to.
const NEWEST: u64 = 5;

/// Accepts what is good of a file, whose text `digest` names. The same text, as long as it is being done, is the same import: a
/// button pressed twice sends nothing twice.
pub async fn accept(
    house: &House,
    visitor: &Visitor,
    admin: ProvenAdmin<'_>,
    lines: &[Line],
    digest: &[u8],
) -> Result<ImportId, Failure<SignInError>> {
    let (host, now) = (Host::admin(visitor, admin), house.clock.now());
    let admin = admin.signed_in();
    let transaction = house.store.begin().await?;
    host.hold(&transaction).await?;
    if let Some(id) = imports::find_unfinished(&transaction, host.organisation.id, digest).await? {
        return Ok(id);
    }
    let new = NewImport {
        id: ImportId(house.random.id()?),
        organisation: host.organisation.id,
        imported_by: admin.account.id,
        client_address: visitor.client.to_string(),
        user_agent: visitor.user_agent.clone(),
        language: host.language(),
        digest: digest.to_vec(),
    };
    let id = new.id;
    let line = |line: &Line| {
        let NewInvitation { email, name, phone, role } = line.new.clone();
        let number = u32::try_from(line.number)?;
        anyhow::Ok(imports::Line { number, email, name: name.as_ref().map(ToString::to_string), phone, role })
    };
    let lines: Vec<_> = lines.iter().map(line).collect::<anyhow::Result<_>>()?;
    imports::insert(&transaction, new, &lines, now).await?;
    house.store.commit_apart(transaction).await?;
    house.imports_bell.notify_one();
    Ok(id)
}

/// Goes on with an import for a while, the one that waits for the longest. `false`: there is none.
pub async fn go_on(house: &House, is_stopping: impl Fn() -> bool) -> anyhow::Result<bool> {
    let Some(mut import) = imports::lease(&house.store, house.clock.now()).await? else { return Ok(false) };
    let visitor = visitor(&import)?;
    for line in imports::next(&house.store, &import, A_TURN).await? {
        if is_stopping() {
            break;
        }
        let began = house.clock.now();
        match invite_line(house, &import, &visitor, &line).await? {
            Some(further) => import = further,
            // Another server goes on with it.
            None => return Ok(true),
        }
        make_way(house, began).await;
    }
    let is_finished = imports::next(&house.store, &import, 1).await?.is_empty();
    imports::release(&house.store, &import, is_finished, house.clock.now()).await?;
    house.outbox_bell.notify_one();
    Ok(true)
}

/// The browser that began it, for the log.
fn visitor(import: &Import) -> anyhow::Result<Visitor> {
    Ok(Visitor {
        client: import.client_address.parse().context("import.client_address")?,
        user_agent: import.user_agent.clone(),
        language: import.language.clone(),
        browser: None,
        device: None,
        session: None,
        choice: None,
        step: None,
        organisation: None,
    })
}

/// Invites one person, or notes why not, and says how the import stands then. `None`: it is not ours any more.
async fn invite_line(
    house: &House,
    import: &Import,
    visitor: &Visitor,
    line: &imports::Line,
) -> anyhow::Result<Option<Import>> {
    let now = house.clock.now();
    let organisation = organisations::find_by_id(&house.store, import.organisation).await?;
    let organisation = organisation.context("the organisation of an import is gone")?;
    let host = Host { organisation: &organisation, by: By::Import(visitor, import.imported_by) };
    let new = NewInvitation {
        email: line.email.clone(),
        name: line.name.as_deref().map(str::parse).transpose().map_err(|_| anyhow!("import_line.name"))?,
        phone: line.phone.clone(),
        role: line.role,
    };
    let due_at = import.due_at.max(now);
    let mut transaction = house.store.begin().await?;
    let offered = match host.hold(&transaction).await {
        Ok(()) => offer(house, &transaction, host, &new, Due::At(due_at), now).await?.map(drop),
        Err(Failure::Refused(_) | Failure::SignedOut) => Err(Unfit::NotAnAdmin),
        Err(Failure::Broken(error)) => return Err(error),
        Err(Failure::Busy) => return Err(anyhow!("an organisation cannot be held")),
    };
    let (done, due_at) = match offered {
        Ok(()) => (Done::Invited, Timestamp(due_at.0 + APART)),
        Err(reason) => {
            transaction.rollback().await.context("the transaction did not end")?;
            transaction = house.store.begin().await?;
            (Done::Refused(reason), import.due_at)
        }
    };
    let Some(further) = imports::note(&transaction, import, line, done, due_at, now).await? else { return Ok(None) };
    house.store.commit(transaction).await?;
    if matches!(done, Done::Invited) {
        metrics::counter!("portico_invitations_total", "step" => "sent").increment(1);
    }
    Ok(Some(further))
}

/// Lets others write for a multiple of the time since `began`.
#[expect(clippy::disallowed_methods, reason = "a job waits for nothing but its turn")]
async fn make_way(house: &House, began: Timestamp) {
    let took = house.clock.now().0.saturating_sub(began.0).try_into().unwrap_or_default();
    tokio::time::sleep(Duration::from_millis(took).saturating_mul(TURNS_OF_OTHERS).min(LONGEST_PAUSE)).await;
}

/// How far an import is, and what could not be sent.
#[derive(Clone, Debug)]
pub struct Imported {
    pub import: Import,
    /// The first of them: their line, their address, and why.
    pub refused: Vec<(u32, String, Unfit)>,
}

/// One of the admin's organisation.
pub async fn import(
    house: &House,
    AsAdmin(admin): AsAdmin<'_>,
    id: ImportId,
) -> Result<Imported, Failure<SignInError>> {
    let import = imports::find(&house.store, admin.organisation.id, id).await?;
    let import = import.ok_or(Failure::Refused(SignInError::NotOffered))?;
    let refused = imports::refused(&house.store, id, MOST_REFUSED).await?;
    Ok(Imported { import, refused })
}

/// The newest imports of the admin's organisation.
pub async fn newest_imports(house: &House, AsAdmin(admin): AsAdmin<'_>) -> anyhow::Result<Vec<Import>> {
    imports::newest(&house.store, admin.organisation.id, NEWEST).await
}
