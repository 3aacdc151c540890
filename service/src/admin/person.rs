//! One account, as an admin of its organisation sees it, and what the admin can do to it.

use super::people::{lockouts, second_step as step_of};
use super::{ProvenAdmin, lock_organisation};
use crate::{account_access, messages::NEWS_FOR, prelude::*, recovery, second_step};
use domain::{AdminAct, ReservationId, policy::StillNeeded};
use store::account_status::{self, AccountStatus};
use store::accounts::Role;
use store::audit::AuditEvents;
use store::email_confirmations::EmailConfirmation;
use store::passkeys::{self, Passkey};
use store::people::{self, Person};
use store::sessions::{self, Session};
use store::{Cursor, authenticators, challenges, email_confirmations, passwords, recovery_codes};

/// Sessions on the page. The button ends all sessions, not only these.
const SESSIONS: u64 = 20;
/// Audit events on one page.
const EVENTS: u64 = 20;

/// What an admin sees of an account.
#[derive(Debug)]
pub struct PersonDetails {
    pub person: Person,
    /// `None`: never, or too long ago to be known.
    pub last_seen: Option<Timestamp>,
    /// Passwords are refused until then; `None`: there is no lockout.
    pub locked_until: Option<Timestamp>,
    /// `None`: the account has no password.
    pub password_changed_at: Option<Timestamp>,
    /// What a sign-in needs after its first step.
    pub second_step: StillNeeded,
    /// `None`: no authenticator app is set up.
    pub authenticator_since: Option<Timestamp>,
    /// Newest first.
    pub passkeys: Vec<Passkey>,
    /// How many unused ones are left.
    pub recovery_codes: u32,
    /// The first `SESSIONS` of those that are alive.
    pub sessions: Vec<Session>,
    pub events: AuditEvents,
    /// The change of the address that waits for its confirmation.
    pub pending_email: Option<EmailConfirmation>,
    /// Whether the admin can change name, number and address. Admins change their own in the settings.
    pub is_editable: bool,
    /// What the admin can do at present.
    pub acts: Vec<AdminAct>,
}

/// Whether the act would change anything for the account. An act that is already in effect counts as done and is not
/// refused.
fn fits(act: AdminAct, admin: &SignedIn, account: &Account, status: AccountStatus) -> bool {
    let is_active = status == AccountStatus::Active;
    match act {
        AdminAct::Unlock | AdminAct::Deactivate | AdminAct::EndSessions | AdminAct::ResetSecondStep => is_active,
        AdminAct::Reactivate => status == AccountStatus::Deactivated,
        AdminAct::Delete => status != AccountStatus::Closed,
        AdminAct::StartRecovery => is_active && recovery::instructions(&admin.organisation).is_some(),
        AdminAct::MakeAdmin => is_active && account.role == Role::Member,
        AdminAct::MakeMember => is_active && account.role == Role::Admin,
    }
}

/// What an admin sees of an account, with the events older than `before`. Changes nothing. Refuses with `NotFound` if
/// the account is not in the admin's organisation.
pub async fn person(
    app: &AppContext,
    admin: AsAdmin<'_>,
    id: AccountId,
    before: Option<Cursor>,
) -> Result<PersonDetails, Failure> {
    let admin = admin.signed_in();
    let (store, now, organisation) = (&app.store, app.clock.now(), &admin.organisation);
    let person = people::find(store, organisation.id, id).await?.ok_or(Refusal::NotFound)?;
    let locked_until = lockouts(app, &[&person.account]).await?.remove(&id);
    let is_self = admin.account.id == id;
    let authenticator_since = authenticators::read_on(store, id).await?.and_then(|own| own.confirmed_at);
    let passkeys = passkeys::read_of_account(store, id).await?;
    let recovery_codes = recovery_codes::read_count(store, id).await?;
    let own = second_step::ways(!passkeys.is_empty(), authenticator_since.is_some());
    let has_second_step = !own.is_empty() || recovery_codes > 0;
    let is_offered = |act: &AdminAct| {
        fits(*act, admin, &person.account, person.status)
            && !(is_self && act.is_for_others())
            && (*act != AdminAct::Unlock || locked_until.is_some())
            && (*act != AdminAct::ResetSecondStep || has_second_step)
    };
    Ok(PersonDetails {
        last_seen: people::last_seen(store, &[id]).await?.remove(&id),
        locked_until,
        password_changed_at: passwords::changed_at(store, id).await?,
        second_step: step_of(organisation, &person, &own),
        authenticator_since,
        passkeys,
        recovery_codes,
        sessions: sessions::alive_of(store, id, organisation.policy.session, now, None, SESSIONS).await?,
        events: store::audit::of_account(store, id, before, EVENTS).await?,
        pending_email: email_confirmations::read_pending(store, id, now).await?,
        is_editable: !is_self && person.status == AccountStatus::Active,
        acts: AdminAct::ALL.into_iter().filter(is_offered).collect(),
        person,
    })
}

/// Acts on an account. `false`: there was nothing to change, for example because it was done before.
/// Refuses with `NotFound` if the account is not in the admin's organisation, and with `AdminNeeded` what admins
/// cannot do to themselves.
pub async fn act_on_person(
    cx: &RequestContext,
    ProvenAdmin(admin): ProvenAdmin<'_>,
    id: AccountId,
    act: AdminAct,
) -> Result<bool, Failure> {
    let unit = cx.begin_as(admin.account.id).await?;
    lock_organisation(&unit, admin).await?;
    challenges::lock_all(&unit, id).await?;
    let found = account_status::find_for_update(&unit, admin.organisation.id, id).await?;
    let (account, status) = found.ok_or(Refusal::NotFound)?;
    if act.is_for_others() && admin.account.id == id {
        return Err(Refusal::AdminNeeded.into());
    }
    if !fits(act, admin, &account, status) {
        return Ok(false);
    }
    match act {
        AdminAct::Deactivate => account_access::deactivate(&unit, &account, unit.now).await?,
        AdminAct::Reactivate => account_access::reactivate(&unit, &account).await?,
        AdminAct::Unlock => account_access::unlock(&unit, &cx.app.keys, &account).await?,
        AdminAct::EndSessions => account_access::end_sessions(&unit, &account, unit.now).await?,
        AdminAct::ResetSecondStep => {
            if !account_access::reset_second_step(&unit, &account, unit.now).await? {
                return Ok(false);
            }
        }
        AdminAct::MakeAdmin => account_status::set_role(&unit, id, Role::Admin).await?,
        AdminAct::MakeMember => account_status::set_role(&unit, id, Role::Member).await?,
        AdminAct::StartRecovery => recovery::start(&unit, admin, &account).await?,
        AdminAct::Delete => {
            let reserved = ReservationId(cx.app.random.id()?);
            account_access::close(&unit, &account, Some(reserved), unit.now).await?;
        }
    }
    if let Some(activity) = act.event() {
        unit.record(activity, &account).await?;
        tell(&unit, &account, activity).await?;
    }
    unit.commit().await?;
    Ok(true)
}

/// Notifies the user of what an admin did. It does not say which admin, or from where: that is the
/// organisation's business.
pub(super) async fn tell(unit: &UnitOfWork<'_>, account: &Account, what: AuditEventKind) -> anyhow::Result<()> {
    let content = Content::ChangedByAdmin { what, at: unit.now, zone: account.zone().map(str::to_owned) };
    let language = account.language.clone().unwrap_or_default();
    unit.tell(account, language, &content, unit.now + NEWS_FOR).await
}
