//! The admin console: loads its pages and carries out its actions through `service::admin`.

mod addresses;
mod invitations;
mod lists;
mod organisation;
mod views;

use crate::{
    admin::{
        AdminPage, AdminScreen, ConfirmView, ImportView, PersonView, ReleaseView, ReservedDone, ReservedView, console,
    },
    paths::AdminAddress,
    prelude::*,
    server::short_moment,
    settings::{NavUser, PasskeyView, SessionView, answers::cursor_in},
};
use addresses::{done, page_request, pages, reauthenticate};
use domain::{AccountId, AdminAct, EmailAddress, ReservationId};
pub use invitations::Posted;
pub use lists::csv_query;
use service::{
    account::{AsAdmin, as_admin},
    admin::{self, proven},
};
use store::accounts::Role;
pub use views::came_from;
use views::{entry, reserved_row, second_step, status, zone_of};

impl WebRequest {
    pub(crate) async fn admin_screen(&self, page: AdminAddress, query: &str) -> Answer<AdminScreen> {
        let signed_in = self.signed_in().await?;
        let admin = as_admin(&signed_in)?;
        if matches!(
            page,
            AdminAddress::Confirm(..)
                | AdminAddress::Invite
                | AdminAddress::Import
                | AdminAddress::Revoke(_)
                | AdminAddress::Reserve
                | AdminAddress::Release(_)
        ) {
            proven(&self.cx.app, admin)?;
        }
        let draft = self.draft_of(&signed_in, &paths::reauthentication_before(&page.path()));
        let page = match page {
            AdminAddress::People => AdminPage::People(self.people_view(admin, query).await?),
            AdminAddress::Person(id) => AdminPage::Person(self.person_view(admin, id, query).await?),
            AdminAddress::Confirm(id, act) => AdminPage::Confirm(self.confirm_view(admin, id, act).await?),
            AdminAddress::Invite => AdminPage::Invite(self.invite_view(admin)),
            AdminAddress::Import => AdminPage::Import(ImportView::default()),
            AdminAddress::Imported(id) => AdminPage::Imported(self.imported_view(admin, id).await?),
            AdminAddress::Invitations => AdminPage::Invitations(self.invitations_view(admin, query).await?),
            AdminAddress::Revoke(id) => AdminPage::Revoke(self.revoke_view(admin, id).await?),
            AdminAddress::Reserved => AdminPage::Reserved(self.reserved_view(admin, query).await?),
            AdminAddress::Reserve => AdminPage::Reserve,
            AdminAddress::Release(id) => {
                let reserved = admin::reserved_one(&self.cx.app, admin, id).await?;
                AdminPage::Release(ReleaseView { id: id.to_string(), email: reserved.email.to_string() })
            }
            AdminAddress::Messages => AdminPage::Messages(self.messages_view(admin, query).await?),
            AdminAddress::Audit => AdminPage::Audit(self.audit_view(admin, query).await?),
            AdminAddress::Policy => AdminPage::Policy(self.policy_view(admin, query).await?),
            AdminAddress::Branding => AdminPage::Branding(self.branding_view(admin, query)),
        };
        Ok(self.admin_page(signed_in, page, draft))
    }

    fn admin_page(&self, signed_in: SignedIn, page: AdminPage, draft: FormDraft) -> AdminScreen {
        AdminScreen {
            zone: zone_of(&signed_in),
            who: NavUser {
                organisation: OrganisationView::of(signed_in.organisation, signed_in.is_default),
                name: signed_in.account.name,
                email: signed_in.account.email.to_string(),
                console: Some(console()),
            },
            page,
            draft,
            now: self.cx.app.clock.now(),
            received: Default::default(),
        }
    }

    async fn person_view(&self, admin: AsAdmin<'_>, id: AccountId, query: &str) -> Answer<PersonView> {
        let before = cursor_in(query);
        let shown = admin::person(&self.cx.app, admin, id, before).await?;
        let zone = admin.signed_in().account.time_zone.as_deref();
        let account = &shown.person.account;
        Ok(PersonView {
            id: id.to_string(),
            done: parameter(query, paths::DONE).and_then(|name| AdminAct::of(&name)),
            name: account.name.clone(),
            email: account.email.to_string(),
            phone: account.phone.as_ref().map(|phone| (phone.number.to_string(), phone.is_verified)),
            is_admin: account.role == Role::Admin,
            is_self: admin.signed_in().account.id == id,
            status: status(shown.person.status, shown.locked_until, zone),
            joined: short_moment(shown.person.created_at, zone),
            last_seen: shown.last_seen.map(|at| short_moment(at, zone)),
            password_changed: shown.password_changed_at.map(|at| in_words(at, zone)),
            second_step: second_step(&shown.second_step),
            authenticator: shown.authenticator_since.map(|since| in_words(since, zone)),
            passkeys: shown.passkeys.iter().map(|passkey| PasskeyView::of(passkey, zone)).collect(),
            recovery_codes: shown.recovery_codes,
            sessions: shown.sessions.iter().map(|session| SessionView::of(session, admin.signed_in(), zone)).collect(),
            newest: before.map(|_| AdminAddress::Person(id).path()),
            older: shown.events.older.map(|before| paths::person_before(id, &before.to_string())),
            activity: shown.events.events.into_iter().map(|event| entry(event, zone)).collect(),
            acts: shown.acts,
        })
    }

    async fn confirm_view(&self, admin: AsAdmin<'_>, id: AccountId, act: AdminAct) -> Answer<ConfirmView> {
        let shown = admin::person(&self.cx.app, admin, id, None).await?;
        if !shown.acts.contains(&act) {
            return Err(Refusal::NotOffered.into());
        }
        let account = shown.person.account;
        Ok(ConfirmView {
            act,
            id: id.to_string(),
            back: AdminAddress::Person(id).path(),
            name: account.name,
            email: account.email.to_string(),
        })
    }

    async fn reserved_view(&self, admin: AsAdmin<'_>, query: &str) -> Answer<ReservedView> {
        let page = admin::reserved(&self.cx.app, admin, page_request(query)).await?;
        let ids: Vec<String> = page.rows.iter().map(|row| row.reserved.id.to_string()).collect();
        let pages = pages(paths::ADMIN_RESERVED, &[], &ids, page.has_previous, page.has_next);
        let zone = admin.signed_in().account.time_zone.as_deref();
        let done = parameter(query, paths::DONE).and_then(|name| ReservedDone::of(&name));
        Ok(ReservedView { done, pages, rows: page.rows.into_iter().map(|row| reserved_row(row, zone)).collect() })
    }

    pub(crate) async fn act_on_person(&self, signed_in: &SignedIn, id: AccountId, act: AdminAct) -> Answer<Redirect> {
        let admin = as_admin(signed_in)?;
        let proven = match proven(&self.cx.app, admin) {
            Ok(proven) => proven,
            Err(failure) => return reauthenticate(failure, AdminAddress::Confirm(id, act)),
        };
        let is_done = admin::act_on_person(&self.cx, proven, id, act).await?;
        let page = AdminAddress::Person(id);
        Ok(if is_done { done(page, act.name()) } else { Redirect::path(page.path()) })
    }

    pub(crate) async fn reserve_address(
        &self,
        signed_in: &SignedIn,
        email: EmailAddress,
        reason: &str,
    ) -> Answer<Redirect> {
        let admin = as_admin(signed_in)?;
        let proven = match proven(&self.cx.app, admin) {
            Ok(proven) => proven,
            Err(failure) => return reauthenticate(failure, AdminAddress::Reserve),
        };
        admin::reserve(&self.cx, proven, email, reason).await?;
        self.forget_draft();
        Ok(done(AdminAddress::Reserved, ReservedDone::Reserved.name()))
    }

    pub(crate) async fn release_address(
        &self,
        signed_in: &SignedIn,
        id: ReservationId,
        reason: &str,
    ) -> Answer<Redirect> {
        let admin = as_admin(signed_in)?;
        let proven = match proven(&self.cx.app, admin) {
            Ok(proven) => proven,
            Err(failure) => return reauthenticate(failure, AdminAddress::Release(id)),
        };
        admin::release(&self.cx, proven, id, reason).await?;
        self.forget_draft();
        Ok(done(AdminAddress::Reserved, ReservedDone::Released.name()))
    }
}
