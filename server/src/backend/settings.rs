//! The settings, between their pages and their flows.

mod views;

use views::{entry, in_words, phone_entry, proof_view, session_view};

use super::{RequestBackend, to_the_end, view};
use crate::{
    failure::Failure,
    flows::{
        account::{self, SignedIn, recently_proven, recently_proven_with_password},
        activity,
        settings::{self, Changed, UndoStanding},
        sign_in::CodeSent,
        welcome,
    },
    http::cookies,
    store::challenges::Purpose,
};
use app::{
    ApiError,
    act::Act,
    backend::{Answer, parameter},
    go_to::GoTo,
    paths::{self, SettingsAddress},
    settings::{
        AccountView, ActivityView, PasswordView, PendingEmail, PhoneView, ProfileView, SecurityView, SettingsPage,
        SettingsScreen, UndoLink, UndoScreen,
    },
};
use domain::{Method, ReturnTo, sign_in::SignInError};

/// Entries of the activity on the page about security.
const LATEST: u64 = 5;
/// And on a page of its own.
const A_PAGE: u64 = 30;

impl RequestBackend {
    pub(super) async fn signed_in(&self) -> Answer<SignedIn> {
        let outcome = account::current(&self.house, &self.visitor).await.map_err(Failure::Broken);
        self.answer(outcome)?.ok_or(ApiError::SignedOut)
    }

    pub(super) async fn settings_screen(&self, page: SettingsAddress, query: &str) -> Answer<SettingsScreen> {
        let signed_in = self.signed_in().await?;
        match page {
            SettingsAddress::NewEmail => {
                self.answer(recently_proven_with_password(&self.house, &signed_in))?;
            }
            SettingsAddress::Phone | SettingsAddress::Close => {
                self.answer(recently_proven(&self.house, &signed_in))?;
            }
            _ => {}
        }
        let page = match page {
            SettingsAddress::Account => SettingsPage::Account(self.account_view(&signed_in).await?),
            SettingsAddress::Email => {
                SettingsPage::Proof(proof_view(&signed_in, paths::SETTINGS_NEW_EMAIL.to_owned(), true))
            }
            SettingsAddress::Proof => SettingsPage::Proof(proof_view(&signed_in, next_in(query), false)),
            SettingsAddress::NewEmail => SettingsPage::Email,
            SettingsAddress::Phone if self.house.takes_texts => SettingsPage::Phone(self.phone_view(&signed_in)),
            SettingsAddress::Phone => return Err(ApiError::Refused(SignInError::NotOffered)),
            SettingsAddress::Profile => SettingsPage::Profile(ProfileView {
                time_zones: settings::time_zones(),
                time_zone: signed_in.account.time_zone.clone(),
            }),
            SettingsAddress::Close => SettingsPage::Close,
            SettingsAddress::Security => SettingsPage::Security(self.security_view(&signed_in).await?),
            SettingsAddress::Password => SettingsPage::Password(self.password_view(&signed_in)?),
            SettingsAddress::Activity => SettingsPage::Activity(self.activity_view(&signed_in, query).await?),
        };
        Ok(SettingsScreen {
            organisation: view(signed_in.organisation, signed_in.is_default),
            name: signed_in.account.name,
            email: signed_in.account.email.to_string(),
            page,
            typed: self.typed.clone().unwrap_or_default(),
            now: self.house.clock.now(),
            received: Default::default(),
        })
    }

    async fn account_view(&self, signed_in: &SignedIn) -> Answer<AccountView> {
        let outcome = settings::pending_email(&self.house, &self.visitor, signed_in).await.map_err(Failure::Broken);
        let pending_email = self
            .answer(outcome)?
            .map(|(email, challenge)| PendingEmail { email: email.to_string(), code_page: challenge.map(paths::code) });
        Ok(AccountView {
            pending_email,
            phone: phone_entry(signed_in),
            takes_texts: self.house.takes_texts,
            offers_password: signed_in.organisation.policy.offers(Method::Password),
            has_password: signed_in.password_changed_at.is_some(),
            has_first_password: self.has_first_password(signed_in).await?,
            time_zone: signed_in.account.time_zone.clone(),
        })
    }

    fn phone_view(&self, signed_in: &SignedIn) -> PhoneView {
        PhoneView { current: phone_entry(signed_in), countries: self.house.phone_numbers.choices().to_vec() }
    }

    /// Choosing a first one takes a fresh proof.
    fn password_view(&self, signed_in: &SignedIn) -> Answer<PasswordView> {
        let has_password = signed_in.password_changed_at.is_some();
        if !signed_in.organisation.policy.offers(Method::Password) {
            return Err(ApiError::Refused(SignInError::NotOffered));
        }
        if !has_password {
            self.answer(recently_proven(&self.house, signed_in))?;
        }
        Ok(PasswordView { rules: signed_in.organisation.policy.password, has_password })
    }

    async fn has_first_password(&self, signed_in: &SignedIn) -> Answer<bool> {
        self.answer(welcome::has_first_password(&self.house, signed_in).await.map_err(Failure::Broken))
    }

    async fn security_view(&self, signed_in: &SignedIn) -> Answer<SecurityView> {
        let zone = signed_in.account.time_zone.as_deref();
        let sessions = settings::sessions_of(&self.house, signed_in).await.map_err(Failure::Broken);
        let events = activity::of_account(&self.house, signed_in, None, LATEST).await.map_err(Failure::Broken);
        let policy = &signed_in.organisation.policy;
        Ok(SecurityView {
            rules: policy.offers(Method::Password).then_some(policy.password),
            password_changed: signed_in.password_changed_at.map(|at| in_words(at, zone)),
            has_first_password: self.has_first_password(signed_in).await?,
            sessions: self.answer(sessions)?.iter().map(|session| session_view(session, signed_in, zone)).collect(),
            activity: self.answer(events)?.into_iter().map(|event| entry(event, zone)).collect(),
        })
    }

    async fn activity_view(&self, signed_in: &SignedIn, query: &str) -> Answer<ActivityView> {
        let zone = signed_in.account.time_zone.as_deref();
        let before = parameter(query, paths::BEFORE).and_then(|before| activity::read_place(&before));
        // One more tells whether there is another page.
        let events = activity::of_account(&self.house, signed_in, before, A_PAGE + 1).await.map_err(Failure::Broken);
        let mut events = self.answer(events)?;
        let is_more = events.len() as u64 > A_PAGE;
        events.truncate(A_PAGE as usize);
        let older = events.last().filter(|_| is_more).map(|last| paths::activity_before(&activity::place_of(last)));
        Ok(ActivityView {
            entries: events.into_iter().map(|event| entry(event, zone)).collect(),
            older,
            is_later: before.is_some(),
        })
    }

    pub(super) async fn done(&self, act: Act) -> Answer<GoTo> {
        let signed_in = self.signed_in().await?;
        let (house, visitor) = (&self.house, &self.visitor);
        let proven = || self.answer(recently_proven(house, &signed_in));
        match act {
            Act::Prove { password, next } => {
                let (house, visitor) = (house.clone(), visitor.clone());
                let proven = async move { settings::prove(&house, &visitor, &signed_in, password).await };
                self.changed(to_the_end(proven).await)?;
                Ok(GoTo::path(own_path(next)))
            }
            Act::SendProofCode { next } => {
                let next = ReturnTo::from_store(own_path(next));
                self.code_sent(settings::send_proof_code(house, visitor, &signed_in, next).await)
            }
            Act::ChangeEmail { email } if email == signed_in.account.email => Ok(to(SettingsAddress::Account)),
            Act::ChangeEmail { email } => match self.answer(recently_proven_with_password(house, &signed_in)) {
                Ok(proven) => self.code_sent(settings::ask_for_email(house, visitor, proven, email).await),
                Err(error) => to_proof(error, SettingsAddress::NewEmail),
            },
            Act::CancelEmailChange => {
                self.answer(settings::cancel_email(house, visitor, &signed_in).await)?;
                Ok(to(SettingsAddress::Account))
            }
            Act::SetPhone { phone, country } => match proven() {
                Ok(proven) => {
                    self.code_sent(settings::ask_for_phone(house, visitor, proven, &phone, &country, None).await)
                }
                Err(error) => to_proof(error, SettingsAddress::Phone),
            },
            Act::RemovePhone => match proven() {
                Ok(proven) => {
                    self.changed(settings::remove_phone(house, visitor, proven).await)?;
                    Ok(to(SettingsAddress::Account))
                }
                Err(error) => to_proof(error, SettingsAddress::Account),
            },
            Act::SaveProfile { name, time_zone } => {
                let saved = settings::save_profile(house, visitor, &signed_in, &name, &time_zone).await;
                self.answer(saved)?;
                self.forget_typed();
                Ok(to(SettingsAddress::Account))
            }
            Act::ChangePassword { current, password } => {
                let (house, visitor) = (house.clone(), visitor.clone());
                let changed =
                    async move { settings::change_password(&house, &visitor, &signed_in, current, password).await };
                match self.changed(to_the_end(changed).await) {
                    Ok(()) => Ok(to(SettingsAddress::Security)),
                    Err(error) => to_proof(error, SettingsAddress::Password),
                }
            }
            Act::EndSession { session } => {
                let unknown = |_| ApiError::Refused(SignInError::NotOffered);
                let session = session.parse().map_err(unknown)?;
                self.answer(settings::end_session(house, visitor, &signed_in, session).await)?;
                Ok(to(SettingsAddress::Security))
            }
            Act::EndOtherSessions => {
                self.answer(settings::end_others(house, visitor, &signed_in).await)?;
                Ok(to(SettingsAddress::Security))
            }
            Act::Welcome { act, return_to } => self.welcomed(signed_in, act, return_to).await,
            Act::CloseAccount => match proven() {
                Ok(proven) => {
                    self.answer(settings::close(house, visitor, proven).await)?;
                    self.set_cookie(&cookies::forget(cookies::SESSION));
                    Ok(GoTo::path(paths::sign_in(&view(signed_in.organisation.clone(), signed_in.is_default))))
                }
                Err(error) => to_proof(error, SettingsAddress::Close),
            },
        }
    }

    /// The session has another token.
    pub(super) fn changed(&self, outcome: Result<Changed, Failure<SignInError>>) -> Answer<()> {
        let changed = self.answer(outcome)?;
        self.set_cookie(&cookies::session(&changed.session, changed.kept));
        Ok(())
    }

    fn code_sent(&self, outcome: Result<CodeSent, Failure<SignInError>>) -> Answer<GoTo> {
        Ok(self.sent(self.answer(outcome)?))
    }

    /// A right code changed something: where the person goes on.
    pub(super) fn confirmed(&self, changed: Changed) -> GoTo {
        self.set_cookie(&cookies::session(&changed.session, changed.kept));
        match (changed.purpose, changed.next) {
            (Some(Purpose::Proof | Purpose::NewPhone), Some(next)) => GoTo::path(own_path(next.to_string())),
            _ => to(SettingsAddress::Account),
        }
    }

    pub(super) async fn undo_page(&self, token: &str) -> Answer<UndoScreen> {
        let shown = self.answer(settings::show_undo(&self.house, token).await)?;
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

    pub(super) async fn undone(&self, token: &str) -> Answer<GoTo> {
        self.answer(settings::undo(&self.house, &self.visitor, token).await)?;
        Ok(GoTo::path(paths::undo(token)))
    }
}

fn to(page: SettingsAddress) -> GoTo {
    GoTo::path(page.path().to_owned())
}

/// Whoever has to prove first who they are does so, and goes on.
fn to_proof(error: ApiError<SignInError>, next: SettingsAddress) -> Answer<GoTo> {
    to_proof_at(error, paths::proof(next))
}

/// The same, with the page where that is done.
pub(super) fn to_proof_at(error: ApiError<SignInError>, page: String) -> Answer<GoTo> {
    match error {
        ApiError::Refused(SignInError::ProofNeeded) => Ok(GoTo::path(page)),
        error => Err(error),
    }
}

/// A path of the settings or of the first visit; any other means the first page of the settings.
fn own_path(next: String) -> String {
    match SettingsAddress::of(&next) {
        Some(_) => next,
        None if paths::is_welcome(&next) => next,
        None => paths::SETTINGS_ACCOUNT.to_owned(),
    }
}

fn next_in(query: &str) -> String {
    own_path(parameter(query, paths::NEXT).unwrap_or_default())
}
