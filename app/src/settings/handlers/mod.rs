//! The settings: loads what their pages show.

mod acts;
mod qr_code;
mod second_step;
mod views;

pub(crate) use acts::done;
pub(crate) use second_step::waiting_app;
pub(crate) use views::session_view;
use views::{entry, phone_entry, proof_view};

use crate::{
    admin::console,
    paths::{self, SettingsAddress},
    redirect::Redirect,
    server::{Answer, WebRequest, in_words, locale::countries, parameter, view},
    settings::{
        AccountView, ActivityView, Done, PasswordView, PendingEmail, PhoneView, ProfileView, SecurityView,
        SessionsView, SettingsPage, SettingsScreen, UndoLink, UndoScreen,
    },
};
use domain::{Method, Refusal};
use service::{
    account::{self, SignedIn, as_admin, recently_proven, recently_proven_with_password},
    failure::Failure,
    settings::{self, UndoStanding},
    sign_in::return_to,
    welcome,
};
use store::{Cursor, audit::Events, sessions::Session};

/// Sessions, and entries of the activity, on the security page.
const LATEST: u64 = 5;
/// Sessions, or entries of the activity, on one page of their full lists.
const A_PAGE: u64 = 30;

impl WebRequest {
    pub(crate) async fn settings_screen(&self, page: SettingsAddress, query: &str) -> Answer<SettingsScreen> {
        let signed_in = self.signed_in().await?;
        let return_to =
            parameter(query, paths::RETURN_TO).and_then(|wanted| return_to(&signed_in.organisation, &wanted));
        let return_to = return_to.map(|return_to| return_to.to_string());
        let typed = self.typed_before(&signed_in, &paths::proof(page, return_to.as_deref()));
        match page {
            SettingsAddress::NewEmail => {
                self.answer(recently_proven_with_password(&self.cx.app, &signed_in))?;
            }
            SettingsAddress::Phone | SettingsAddress::Close | SettingsAddress::NewPasskey => {
                self.answer(recently_proven(&self.cx.app, &signed_in))?;
            }
            _ => {}
        }
        let by_passkey =
            matches!(page, SettingsAddress::Email | SettingsAddress::Proof) && self.has_passkey(&signed_in);
        let page = match page {
            SettingsAddress::Account => SettingsPage::Account(self.account_view(&signed_in).await?),
            SettingsAddress::Email => {
                SettingsPage::Proof(proof_view(&signed_in, paths::SETTINGS_NEW_EMAIL.to_owned(), true, by_passkey))
            }
            SettingsAddress::Proof => SettingsPage::Proof(proof_view(&signed_in, next_in(query), false, by_passkey)),
            SettingsAddress::NewEmail => SettingsPage::Email,
            SettingsAddress::Phone if self.cx.app.takes_texts => SettingsPage::Phone(self.phone_view(&signed_in)),
            SettingsAddress::Phone => return Err(Refusal::NotOffered.into()),
            SettingsAddress::Profile => SettingsPage::Profile(ProfileView {
                time_zones: settings::time_zones(),
                time_zone: match self.typed.as_ref().and_then(|typed| typed.time_zone.clone()) {
                    Some(typed) => Some(typed).filter(|typed| !typed.is_empty()),
                    None => signed_in.account.time_zone.clone(),
                },
                language: signed_in.account.language.as_ref().map(ToString::to_string),
            }),
            SettingsAddress::Close => SettingsPage::Close,
            SettingsAddress::Security => SettingsPage::Security(self.security_view(&signed_in).await?),
            SettingsAddress::Sessions => SettingsPage::Sessions(self.sessions_view(&signed_in, query).await?),
            SettingsAddress::Password => SettingsPage::Password(self.password_view(&signed_in)?),
            SettingsAddress::NewPasskey => SettingsPage::NewPasskey(self.new_passkey_view(&signed_in).await?),
            SettingsAddress::Passkey => SettingsPage::Passkey(self.passkey_view(&signed_in, query).await?),
            SettingsAddress::Authenticator => SettingsPage::Authenticator(self.authenticator_view(&signed_in).await?),
            SettingsAddress::RecoveryCodes => SettingsPage::RecoveryCodes(self.recovery_codes_view(&signed_in).await?),
            SettingsAddress::Activity => SettingsPage::Activity(self.activity_view(&signed_in, query).await?),
        };
        let console = as_admin(&signed_in).is_ok().then(console);
        Ok(SettingsScreen {
            organisation: view(signed_in.organisation, signed_in.is_default),
            name: signed_in.account.name,
            email: signed_in.account.email.to_string(),
            console,
            page,
            return_to,
            done: parameter(query, paths::DONE).and_then(|name| Done::of(&name)),
            typed,
            now: self.cx.app.clock.now(),
            received: Default::default(),
        })
    }

    async fn account_view(&self, signed_in: &SignedIn) -> Answer<AccountView> {
        let outcome = settings::pending_email(&self.cx, signed_in).await.map_err(Failure::Broken);
        let pending_email = self
            .answer(outcome)?
            .map(|(email, challenge)| PendingEmail { email: email.to_string(), code_page: challenge.map(paths::code) });
        Ok(AccountView {
            pending_email,
            phone: phone_entry(signed_in),
            takes_texts: self.cx.app.takes_texts,
            offers_password: signed_in.organisation.policy.offers(Method::Password),
            has_password: signed_in.password_changed_at.is_some(),
            has_first_password: self.has_first_password(signed_in).await?,
            time_zone: signed_in.account.time_zone.clone(),
        })
    }

    fn phone_view(&self, signed_in: &SignedIn) -> PhoneView {
        PhoneView { current: phone_entry(signed_in), countries: countries(&self.cx.app.phone_numbers) }
    }

    /// What the password page shows. Choosing a first password requires recent reauthentication.
    fn password_view(&self, signed_in: &SignedIn) -> Answer<PasswordView> {
        let has_password = signed_in.password_changed_at.is_some();
        if !signed_in.organisation.policy.offers(Method::Password) {
            return Err(Refusal::NotOffered.into());
        }
        if !has_password {
            self.answer(recently_proven(&self.cx.app, signed_in))?;
        }
        Ok(PasswordView { rules: signed_in.organisation.policy.password, has_password })
    }

    async fn has_first_password(&self, signed_in: &SignedIn) -> Answer<bool> {
        self.answer(welcome::has_first_password(&self.cx.app, signed_in).await.map_err(Failure::Broken))
    }

    async fn security_view(&self, signed_in: &SignedIn) -> Answer<SecurityView> {
        let zone = signed_in.account.time_zone.as_deref();
        // These queries are independent, so they run concurrently.
        let ((sessions, more_sessions), Events { events, .. }, own_passkeys, has_first_password) = tokio::try_join!(
            self.sessions(signed_in, None, LATEST),
            self.events(signed_in, None, LATEST),
            self.own_passkeys(signed_in),
            self.has_first_password(signed_in),
        )?;
        let policy = &signed_in.organisation.policy;
        Ok(SecurityView {
            rules: policy.offers(Method::Password).then_some(policy.password),
            password_changed: signed_in.password_changed_at.map(|at| in_words(at, zone)),
            has_first_password,
            accepted_passkeys: self.accepted_passkeys(signed_in, &own_passkeys),
            passkeys: self.passkeys_view(signed_in, &own_passkeys),
            second_step: Self::second_step_view(signed_in),
            sessions: sessions.iter().map(|session| session_view(session, signed_in, zone)).collect(),
            has_more_sessions: more_sessions.is_some(),
            activity: events.into_iter().map(|event| entry(event, zone)).collect(),
        })
    }

    async fn sessions_view(&self, signed_in: &SignedIn, query: &str) -> Answer<SessionsView> {
        let zone = signed_in.account.time_zone.as_deref();
        let before = place_in(query);
        let (sessions, older) = self.sessions(signed_in, before, A_PAGE).await?;
        Ok(SessionsView {
            sessions: sessions.iter().map(|session| session_view(session, signed_in, zone)).collect(),
            older: older.map(|place| paths::older(SettingsAddress::Sessions, &place.to_string())),
            is_later: before.is_some(),
        })
    }

    async fn activity_view(&self, signed_in: &SignedIn, query: &str) -> Answer<ActivityView> {
        let zone = signed_in.account.time_zone.as_deref();
        let before = place_in(query);
        let read = self.events(signed_in, before, A_PAGE).await?;
        Ok(ActivityView {
            entries: read.events.into_iter().map(|event| entry(event, zone)).collect(),
            older: read.older.map(|place| paths::older(SettingsAddress::Activity, &place.to_string())),
            is_later: before.is_some(),
        })
    }

    /// One page of the user's sessions, and the cursor of the next page if there is one.
    async fn sessions(
        &self,
        signed_in: &SignedIn,
        before: Option<Cursor>,
        most: u64,
    ) -> Answer<(Vec<Session>, Option<Cursor>)> {
        // Reads one more to find out whether there is another page.
        let read = settings::sessions_of(&self.cx.app, signed_in, before, most + 1).await.map_err(Failure::Broken);
        let mut sessions = self.answer(read)?;
        let is_more = sessions.len() as u64 > most;
        sessions.truncate(usize::try_from(most).unwrap_or(usize::MAX));
        let older = sessions.last().filter(|_| is_more).map(Session::place);
        Ok((sessions, older))
    }

    async fn events(&self, signed_in: &SignedIn, before: Option<Cursor>, most: u64) -> Answer<Events> {
        self.answer(account::activity(&self.cx.app, signed_in, before, most).await.map_err(Failure::Broken))
    }

    pub(crate) async fn undo_screen(&self, token: &str) -> Answer<UndoScreen> {
        let shown = self.answer(settings::show_undo(&self.cx, token).await)?;
        Ok(UndoScreen {
            organisation: view(shown.organisation, shown.is_default),
            token: token.to_owned(),
            link: match shown.standing {
                UndoStanding::Open(undo) => UndoLink::Open { old: undo.old.to_string(), new: undo.new.masked() },
                UndoStanding::Used => UndoLink::Undone,
                UndoStanding::Over => UndoLink::Over,
            },
        })
    }

    pub(crate) async fn undo_email_change(&self, token: &str) -> Answer<Redirect> {
        match settings::undo(&self.cx, token).await {
            // The page behind the link shows what became of it.
            Err(Failure::Refused(Refusal::LinkOver)) => {}
            outcome => self.answer(outcome)?,
        }
        Ok(Redirect::path(paths::undo(token)))
    }
}

/// Where reauthentication leads: to `next` if that is allowed, otherwise to the first page of the settings.
pub(crate) fn own_path(next: String) -> String {
    if paths::takes_proof(&next) { next } else { paths::SETTINGS_ACCOUNT.to_owned() }
}

fn next_in(query: &str) -> String {
    own_path(parameter(query, paths::NEXT).unwrap_or_default())
}

pub(crate) fn place_in(query: &str) -> Option<Cursor> {
    parameter(query, paths::BEFORE)?.parse().ok()
}
