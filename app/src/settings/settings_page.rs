//! Renders a settings page inside the settings layout.

use super::{
    ProofView, SettingsPage, SettingsScreen,
    account_page::AccountPage,
    activity_page::ActivityPage,
    authenticator_page::AuthenticatorPage,
    close_page::ClosePage,
    done::JustDone,
    email_page::EmailPage,
    frame::{Chapter, Frame},
    new_passkey_page::NewPasskeyPage,
    passkey_page::PasskeyPage,
    password_page::PasswordPage,
    phone_page::PhonePage,
    profile_page::ProfilePage,
    proof_page::ProofPage,
    recovery_codes_page::RecoveryCodesPage,
    security_page::SecurityPage,
    sessions_page::SessionsPage,
};
use crate::{
    paths,
    ui::{Left, still},
    words::{self, settings},
};
use leptos::prelude::*;

#[component]
pub fn SettingsPages(screen: SettingsScreen) -> impl IntoView {
    let (title, lead) = (settings::title(&screen.page), settings::lead(&screen.page));
    let chapter = chapter(&screen.page);
    let is_first =
        matches!(screen.page, SettingsPage::Account(_) | SettingsPage::Security(_) | SettingsPage::Activity(_));
    let back = (!is_first).then(|| {
        let (href, title) = match screen.return_to.clone().filter(|return_to| paths::is_welcome(return_to)) {
            Some(welcome) => (welcome, words::welcome::PAGE_TITLE.text()),
            None => (chapter.path().to_owned(), chapter.title()),
        };
        view! {
            <a class="page-head__back" href=href>
                <Left/>
                {title}
            </a>
        }
    });
    let (who, here) = (screen.who(), chapter.path());
    let done = screen.done.map(|done| view! { <JustDone title=settings::done(done)/> });
    view! {
        <Frame who here>
            <div class="page-head">
                {back}
                <h1>{title}</h1>
                <p>{lead}</p>
            </div>
            {done}
            {content(screen)}
        </Frame>
    }
}

fn content(screen: SettingsScreen) -> AnyView {
    match screen.page.clone() {
        SettingsPage::Account(view) => still(view! { <AccountPage screen view/> }),
        SettingsPage::Proof(view) => still(view! { <ProofPage screen view/> }),
        SettingsPage::Email => still(view! { <EmailPage screen/> }),
        SettingsPage::Phone(view) => still(view! { <PhonePage screen view/> }),
        SettingsPage::Profile(view) => still(view! { <ProfilePage screen view/> }),
        SettingsPage::Close => still(view! { <ClosePage screen/> }),
        SettingsPage::Security(view) => still(view! { <SecurityPage screen view/> }),
        SettingsPage::Sessions(view) => still(view! { <SessionsPage view/> }),
        SettingsPage::Password(view) => still(view! { <PasswordPage screen view/> }),
        SettingsPage::NewPasskey(view) => still(view! { <NewPasskeyPage screen view/> }),
        SettingsPage::Passkey(view) => still(view! { <PasskeyPage screen view/> }),
        SettingsPage::Authenticator(view) => still(view! { <AuthenticatorPage view return_to=screen.return_to/> }),
        SettingsPage::RecoveryCodes(view) => still(view! { <RecoveryCodesPage view return_to=screen.return_to/> }),
        SettingsPage::Activity(view) => still(view! { <ActivityPage view/> }),
    }
}

/// The navigation entry to highlight. Reauthentication for a security page highlights security.
fn chapter(page: &SettingsPage) -> Chapter {
    match page {
        SettingsPage::Security(_)
        | SettingsPage::Sessions(_)
        | SettingsPage::Password(_)
        | SettingsPage::NewPasskey(_)
        | SettingsPage::Passkey(_)
        | SettingsPage::Authenticator(_)
        | SettingsPage::RecoveryCodes(_) => Chapter::Security,
        SettingsPage::Proof(ProofView { next, .. }) if next.starts_with(paths::SETTINGS_SECURITY) => Chapter::Security,
        SettingsPage::Activity(_) => Chapter::Activity,
        _ => Chapter::Account,
    }
}
