//! What admins do to applications.

use super::write_client::{self, ClientForm, MadeSecret, SecretMaker};
use super::{refused, write};
use crate::admin::{ProvenAdmin, lock_organisation};
use crate::prelude::*;
use domain::application::{HeaderStyle, PathRules, PathRulesError, ProtectedOrigin, Strength, UserHeader};
use domain::oidc::ClientSettings;
use domain::refusal::ApplicationRefusal;
use domain::{ApplicationId, GroupId};
use store::applications::{self, Application};
use store::logos::{self, LogoOwner};

/// An application to add, as the admin or the operator typed it.
#[derive(Clone, Copy, Debug)]
pub struct NewApplication<'a> {
    pub name: &'a str,
    pub start_address: &'a str,
    /// A proxy guards the origin of the start address.
    pub is_forward_auth: bool,
    /// Where answers of OpenID Connect go. `None`: the application does not use it.
    pub redirect_uri: Option<&'a str>,
    /// Its client keeps no secret.
    pub is_public: bool,
}

impl NewApplication<'_> {
    /// The settings of its client, if it has one. Refuses with `NoRedirectUri` or `BadRedirectUri`.
    pub(crate) fn read_client(self, own: &ProtectedOrigin) -> Result<Option<ClientSettings>, Failure> {
        let form = self.redirect_uri.map(|uri| ClientForm::new(uri, self.is_public));
        form.map(|form| write_client::read_client(form, own)).transpose()
    }
}

/// What a proxy guards for an application, as the admin typed it.
#[derive(Clone, Copy, Debug)]
pub struct ForwardAuth<'a> {
    /// One on each line.
    pub origins: &'a str,
    pub header_style: HeaderStyle,
    pub user_header: UserHeader,
    /// One on each line.
    pub path_rules: &'a str,
}

/// Adds an application, which is on and lets nobody in. Refuses with `BadName`, `BadStartAddress`, `OriginIsPortico`,
/// `OriginTaken`, `NoRedirectUri`, `BadRedirectUri` or `TooMany`.
pub async fn create(
    cx: &RequestContext,
    admin: ProvenAdmin<'_>,
    new: NewApplication<'_>,
) -> Result<(ApplicationId, Option<MadeSecret>), Failure> {
    let admin = admin.signed_in();
    let id = ApplicationId(cx.app.random.id()?);
    let (name, start) = (write::read_name(new.name)?, write::read_start(new.start_address, &cx.app.public_origin)?);
    let settings = new.read_client(&cx.app.public_origin)?;
    let origins: Vec<_> = new.is_forward_auth.then(|| start.origin()).into_iter().collect();
    let unit = cx.begin_as(admin.account.id).await?;
    lock_organisation(&unit, admin).await?;
    let application = Application::new(id, admin.organisation.id, name, start, unit.now);
    write::insert(&unit, &application, &origins).await?;
    record(&unit, AuditEventKind::ApplicationAdded, &application, application.name.as_str()).await?;
    let Some(settings) = settings else {
        unit.commit().await?;
        return Ok((id, None));
    };
    let (changed, made) = save_client(&unit, admin, &application, &settings).await?;
    commit_changes(unit, &application, &changed).await?;
    Ok((id, Some(made)))
}

/// Changes the name and the start address. Refuses with `NotFound`, `BadName`, `BadStartAddress` or `OriginIsPortico`.
pub async fn set_details(
    cx: &RequestContext,
    admin: ProvenAdmin<'_>,
    id: ApplicationId,
    name: &str,
    start_address: &str,
) -> Result<(), Failure> {
    let (name, start) = (write::read_name(name)?, write::read_start(start_address, &cx.app.public_origin)?);
    change(cx, admin, id, |old| Application { name, start, ..old }).await
}

/// Changes how strongly people must have signed in. Refuses with `NotFound`.
pub async fn set_strength(
    cx: &RequestContext,
    admin: ProvenAdmin<'_>,
    id: ApplicationId,
    strength: Strength,
) -> Result<(), Failure> {
    change(cx, admin, id, |old| Application { strength, ..old }).await
}

/// Replaces who may enter: everyone of the organisations that the application is open to, groups, and single people,
/// whose email addresses are in `people`, one on each line. Refuses with `NotFound`, `NoSuchGroup`, `NoSuchPerson` or
/// `TooManyPeople`.
pub async fn set_access(
    cx: &RequestContext,
    admin: ProvenAdmin<'_>,
    id: ApplicationId,
    everyone: bool,
    groups: &[GroupId],
    people: &str,
) -> Result<(), Failure> {
    let admin = admin.signed_in();
    let unit = cx.begin_as(admin.account.id).await?;
    let application = lock(&unit, admin, id).await?;
    let changed = write::set_access(&unit, &application, everyone, groups, people, unit.now).await?;
    commit_changes(unit, &application, &changed).await
}

/// Replaces what a proxy guards, and what it tells the application. Refuses with `NotFound`, `BadOrigin`,
/// `OriginIsPortico`, `OriginTaken`, `TooManyOrigins`, `BadRule` or `TooManyRules`.
pub async fn set_forward_auth(
    cx: &RequestContext,
    admin: ProvenAdmin<'_>,
    id: ApplicationId,
    new: ForwardAuth<'_>,
) -> Result<(), Failure> {
    let admin = admin.signed_in();
    let origins = write::read_origins(new.origins, &cx.app.public_origin)?;
    let path_rules = read_rules(new.path_rules)?;
    let unit = cx.begin_as(admin.account.id).await?;
    let old = lock(&unit, admin, id).await?;
    let ForwardAuth { header_style, user_header, .. } = new;
    let application = Application { header_style, user_header, path_rules, ..old.clone() };
    let mut changed = write::changed_fields(&old, &application);
    if !changed.is_empty() {
        applications::change(&unit, &application, unit.now).await?;
    }
    changed.extend(write::origin_changes(&applications::origins_in(&unit, id).await?, &origins));
    write::set_origins(&unit, id, &origins).await?;
    commit_changes(unit, &application, &changed).await
}

/// Sets the logo, a PNG with the digest of its content, or removes it (`None`). If nothing differs, nothing is written
/// or recorded. Refuses with `NotFound`.
pub async fn set_logo(
    cx: &RequestContext,
    admin: ProvenAdmin<'_>,
    id: ApplicationId,
    logo: Option<(String, Vec<u8>)>,
) -> Result<(), Failure> {
    let admin = admin.signed_in();
    let unit = cx.begin_as(admin.account.id).await?;
    let application = lock(&unit, admin, id).await?;
    if application.logo_digest.as_ref() == logo.as_ref().map(|(digest, _)| digest) {
        return Ok(());
    }
    let changed = if logo.is_some() { "logo" } else { "-logo" };
    logos::set(&unit, LogoOwner::Application(id), logo).await?;
    commit_changes(unit, &application, &[changed.to_owned()]).await
}

/// Turns an application off: within a second it lets no one in any more. Refuses with `NotFound`.
pub async fn turn_off(cx: &RequestContext, admin: ProvenAdmin<'_>, id: ApplicationId) -> Result<(), Failure> {
    set_on(cx, admin, id, false).await
}

/// Turns an application on again. Refuses with `NotFound`.
pub async fn turn_on(cx: &RequestContext, admin: ProvenAdmin<'_>, id: ApplicationId) -> Result<(), Failure> {
    set_on(cx, admin, id, true).await
}

async fn set_on(cx: &RequestContext, admin: ProvenAdmin<'_>, id: ApplicationId, is_on: bool) -> Result<(), Failure> {
    let admin = admin.signed_in();
    let unit = cx.begin_as(admin.account.id).await?;
    let application = lock(&unit, admin, id).await?;
    if application.is_on == is_on {
        return Ok(());
    }
    applications::set_on(&unit, id, is_on, unit.now).await?;
    let kind = if is_on { AuditEventKind::ApplicationTurnedOn } else { AuditEventKind::ApplicationTurnedOff };
    record(&unit, kind, &application, application.name.as_str()).await?;
    Ok(unit.commit().await?)
}

/// Deletes an application. Its origins become free, and the passes for it end. Refuses with `NotFound`.
pub async fn delete(cx: &RequestContext, admin: ProvenAdmin<'_>, id: ApplicationId) -> Result<(), Failure> {
    let admin = admin.signed_in();
    let unit = cx.begin_as(admin.account.id).await?;
    let application = lock(&unit, admin, id).await?;
    applications::delete(&unit, application.organisation, id).await?;
    record(&unit, AuditEventKind::ApplicationDeleted, &application, application.name.as_str()).await?;
    Ok(unit.commit().await?)
}

/// Reads path rules. Refuses with `BadRule` or `TooManyRules`.
fn read_rules(typed: &str) -> Result<PathRules, Failure> {
    typed.parse().map_err(|error: PathRulesError| refused(ApplicationRefusal::from(error)))
}

/// Changes an application. If nothing differs, nothing is written or recorded.
async fn change(
    cx: &RequestContext,
    admin: ProvenAdmin<'_>,
    id: ApplicationId,
    to: impl FnOnce(Application) -> Application,
) -> Result<(), Failure> {
    let admin = admin.signed_in();
    let unit = cx.begin_as(admin.account.id).await?;
    let old = lock(&unit, admin, id).await?;
    let new = to(old.clone());
    let changed = write::changed_fields(&old, &new);
    applications::change(&unit, &new, unit.now).await?;
    commit_changes(unit, &new, &changed).await
}

/// Writes the client of an application, and records that a secret was made for it. Returns what changed.
pub(super) async fn save_client(
    unit: &UnitOfWork<'_>,
    admin: &SignedIn,
    application: &Application,
    settings: &ClientSettings,
) -> anyhow::Result<(Vec<String>, MadeSecret)> {
    let (changed, made) = write_client::save(unit, application.id, settings, maker(unit, admin)).await?;
    if made.secret.is_some() {
        record(unit, AuditEventKind::ClientSecretMade, application, application.name.as_str()).await?;
    }
    Ok((changed, made))
}

/// Makes secrets that the console shows to this admin.
pub(super) fn maker<'a>(unit: &UnitOfWork<'a>, admin: &SignedIn) -> SecretMaker<'a> {
    let app = unit.app;
    SecretMaker { random: app.random.as_ref(), shown_to: Some((admin.account.id, &app.keys)), now: unit.now }
}

/// Locks the organisation and an application of it. Refuses as `lock_organisation` does, and with `NotFound`.
pub(super) async fn lock(unit: &UnitOfWork<'_>, admin: &SignedIn, id: ApplicationId) -> Result<Application, Failure> {
    lock_organisation(unit, admin).await?;
    let found = applications::find_for_update(unit, admin.organisation.id, id).await?;
    found.ok_or(Refusal::NotFound.into())
}

/// Records what changed and commits. If nothing did, undoes what was written.
pub(super) async fn commit_changes(
    unit: UnitOfWork<'_>,
    application: &Application,
    changed: &[String],
) -> Result<(), Failure> {
    if changed.is_empty() {
        return Ok(unit.rollback().await?);
    }
    record(&unit, AuditEventKind::ApplicationChanged, application, &changed.join(", ")).await?;
    Ok(unit.commit().await?)
}

pub(super) async fn record(
    unit: &UnitOfWork<'_>,
    kind: AuditEventKind,
    application: &Application,
    detail: &str,
) -> anyhow::Result<()> {
    let subject = AuditSubject::of(application.organisation, None).application(application.id);
    unit.record(kind, subject.detail(detail)).await
}
