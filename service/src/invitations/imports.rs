//! Imports: inviting a file of people. A file is accepted as a whole. Any of the servers then invites line by
//! line, with pauses, so that sign-ins do not wait, and with messages that are due one after the other, so that
//! codes do not wait behind them.

use super::{By, Host, Line, NewInvitation, send::offer};
use crate::{admin::ProvenAdmin, failure, prelude::*};
use anyhow::anyhow;
use domain::{ImportId, invitation::InviteError};
use std::time::Duration;
use store::imports::{self, Done, Import, NewImport};
use store::outbox::Due;

/// Milliseconds between the due times of two messages.
const APART: i64 = 40;
/// Lines before the next import has its turn.
const A_TURN: u64 = 50;
/// Attempts at a line that breaks. Then it is refused, so that it does not keep the next ones waiting.
const MOST_ATTEMPTS: usize = 3;
/// The pause after a line, as a multiple of the time that the line took.
const TURNS_OF_OTHERS: u32 = 2;
/// The longest pause after a line, even if the line took long or the clock was changed.
const LONGEST_PAUSE: Duration = Duration::from_secs(1);
/// Refused lines that are shown. All refused lines are counted.
const MOST_REFUSED: u64 = 1000;
/// Imports that the list of invitations links to.
const NEWEST: u64 = 5;

/// Starts the import of the valid lines of a file. `digest` identifies its text: while an import of the text is
/// unfinished, starting it again returns that import, so that a double click sends nothing twice.
/// Refuses as `admin::lock_organisation` does.
pub async fn start_import(
    cx: &RequestContext,
    admin: ProvenAdmin<'_>,
    lines: &[Line],
    digest: &[u8],
) -> Result<ImportId, Failure> {
    let host = Host::admin(admin);
    let admin = admin.signed_in();
    let unit = cx.begin_as(admin.account.id).await?;
    host.lock_organisation(&unit).await?;
    if let Some(id) = imports::find_unfinished(&unit, host.organisation.id, digest).await? {
        return Ok(id);
    }
    let new = NewImport {
        id: ImportId(cx.app.random.id()?),
        organisation: host.organisation.id,
        imported_by: admin.account.id,
        client_address: unit.client_address(),
        user_agent: cx.user_agent.clone(),
        language: host.language(&unit),
        digest: digest.to_vec(),
    };
    let id = new.id;
    let line = |line: &Line| {
        let NewInvitation { email, name, phone, role, groups } = line.new.clone();
        let number = u32::try_from(line.number)?;
        anyhow::Ok(imports::Line { number, email, name: name.as_ref().map(ToString::to_string), phone, role, groups })
    };
    let lines: Vec<_> = lines.iter().map(line).collect::<anyhow::Result<_>>()?;
    imports::insert(&unit, new, &lines, unit.now).await?;
    unit.commit().await?;
    Ok(id)
}

/// Continues the import that has waited longest, for at most `A_TURN` lines or until `is_stopping`.
/// `false`: none is waiting.
pub async fn go_on(app: &Arc<AppContext>, is_stopping: impl Fn() -> bool) -> anyhow::Result<bool> {
    let Some(mut import) = imports::lease(&app.store, app.clock.now()).await? else { return Ok(false) };
    let cx = request_of(app, &import)?;
    for (number, line) in imports::next(&app.store, &import, A_TURN).await? {
        if is_stopping() {
            break;
        }
        let began = app.clock.now();
        let further = match line {
            Ok(line) => invite_or_refuse(&cx, &import, &line).await?,
            Err(error) => refuse_broken(&cx, &import, number, error).await?,
        };
        match further {
            Some(further) => import = further,
            // Another server has taken over the import.
            None => return Ok(true),
        }
        make_way(app, began).await;
    }
    let is_finished = imports::next(&app.store, &import, 1).await?.is_empty();
    imports::release(&app.store, &import, is_finished, app.clock.now()).await?;
    Ok(true)
}

/// The request that started the import, for the audit log.
fn request_of(app: &Arc<AppContext>, import: &Import) -> anyhow::Result<RequestContext> {
    let client = import.client_address.parse().context("import.client_address")?;
    Ok(RequestContext::new(app.clone(), client, import.user_agent.clone(), import.language.clone()))
}

/// Does what [`invite_line`] does. Refuses the line if that breaks each time. While the database is unavailable no line
/// is refused; the import goes on later.
async fn invite_or_refuse(
    cx: &RequestContext,
    import: &Import,
    line: &imports::Line,
) -> anyhow::Result<Option<Import>> {
    let mut attempts = 1;
    loop {
        let began = cx.app.clock.now();
        match invite_line(cx, import, line).await {
            Err(error) if store::is_unavailable(&error) => return Err(error),
            Err(_) if attempts < MOST_ATTEMPTS => attempts += 1,
            Err(error) => return refuse_broken(cx, import, line.number, error).await,
            Ok(further) => return Ok(further),
        }
        make_way(&cx.app, began).await;
    }
}

/// Logs why a line broke, and refuses the line.
async fn refuse_broken(
    cx: &RequestContext,
    import: &Import,
    number: u32,
    error: anyhow::Error,
) -> anyhow::Result<Option<Import>> {
    failure::record(&error.context("a line of an import"), cx.app.random.as_ref());
    refuse_line(cx, import, number, InviteError::Broken).await
}

/// Records why a line was refused. Returns the same as [`invite_line`].
async fn refuse_line(
    cx: &RequestContext,
    import: &Import,
    number: u32,
    reason: InviteError,
) -> anyhow::Result<Option<Import>> {
    let unit = cx.begin_as(import.imported_by).await?;
    let refused = Done::Refused(reason);
    let further = imports::note(&unit, import, number, refused, import.due_at, unit.now).await?;
    if further.is_some() {
        unit.commit().await?;
    }
    Ok(further)
}

/// Invites one person, or records why not. Returns the import as it is afterwards. `None`: another
/// server has taken it over.
async fn invite_line(cx: &RequestContext, import: &Import, line: &imports::Line) -> anyhow::Result<Option<Import>> {
    let app = &cx.app;
    let organisation = organisations::find_by_id(&app.store, import.organisation).await?;
    let organisation = organisation.context("the organisation of an import is gone")?;
    let host = Host { organisation: &organisation, by: By::Import(import.imported_by) };
    let new = NewInvitation {
        email: line.email.clone(),
        name: line.name.as_deref().map(str::parse).transpose().map_err(|_| anyhow!("import_line.name"))?,
        phone: line.phone.clone(),
        role: line.role,
        groups: line.groups.clone(),
    };
    let unit = cx.begin_as(import.imported_by).await?;
    let due_at = import.due_at.max(unit.now);
    let offered = match host.lock_organisation(&unit).await {
        Ok(()) => offer(&unit, host, &new, Due::At(due_at)).await?.map(drop),
        Err(Failure::Refused(_) | Failure::SignedOut) => Err(InviteError::NotAnAdmin),
        Err(Failure::Broken(error)) => return Err(error),
        Err(Failure::Busy) => return Err(anyhow!("an organisation cannot be locked")),
    };
    if let Err(reason) = offered {
        unit.rollback().await?;
        return refuse_line(cx, import, line.number, reason).await;
    }
    let due_at = Timestamp(due_at.0 + APART);
    let further = imports::note(&unit, import, line.number, Done::Invited, due_at, unit.now).await?;
    if further.is_some() {
        unit.commit().await?;
        metrics::counter!("portico_invitations_total", "step" => "sent").increment(1);
    }
    Ok(further)
}

/// Pauses for a multiple of the time since `began`, so that others can write to the database.
#[expect(clippy::disallowed_methods, reason = "a background job may pause")]
async fn make_way(app: &AppContext, began: Timestamp) {
    let took = app.clock.now().0.saturating_sub(began.0).try_into().unwrap_or_default();
    tokio::time::sleep(Duration::from_millis(took).saturating_mul(TURNS_OF_OTHERS).min(LONGEST_PAUSE)).await;
}

/// An import with its progress, and the lines that were refused.
#[derive(Clone, Debug)]
pub struct Imported {
    pub import: Import,
    /// The first `MOST_REFUSED` of them: line number, address and reason.
    pub refused: Vec<(u32, String, InviteError)>,
}

/// An import of the admin's organisation. Refuses with `NotFound` if there is none with this id.
pub async fn import(app: &AppContext, admin: AsAdmin<'_>, id: ImportId) -> Result<Imported, Failure> {
    let admin = admin.signed_in();
    let import = imports::find(&app.store, admin.organisation.id, id).await?;
    let import = import.ok_or(Refusal::NotFound)?;
    let refused = imports::refused(&app.store, id, MOST_REFUSED).await?;
    Ok(Imported { import, refused })
}

/// The newest imports of the admin's organisation, at most `NEWEST`.
pub async fn newest_imports(app: &AppContext, admin: AsAdmin<'_>) -> anyhow::Result<Vec<Import>> {
    let admin = admin.signed_in();
    imports::newest(&app.store, admin.organisation.id, NEWEST).await
}
