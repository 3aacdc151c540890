//! Renders a settings page inside the settings layout.

use super::{
    ProofView, SettingsPage, SettingsScreen,
    account_page::AccountPage,
    activity_page::ActivityPage,
    authenticator_page::AuthenticatorPage,
    close_page::ClosePage,
    email_page::EmailPage,
    frame::{AppLayout, NavSection},
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
    ui::{JustDone, Left, static_view},
    words,
};
use leptos::prelude::*;

#[component]
pub fn SettingsPages(screen: SettingsScreen) -> impl IntoView {
    let (title, lead) = (screen.page.title(), screen.page.lead());
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
    let done = screen.done.map(|done| view! { <JustDone title=done.text()/> });
    view! {
        <AppLayout who here>
            <div class="page-head">
                {back}
                <h1>{title}</h1>
                <p>{lead}</p>
            </div>
            {done}
            {content(screen)}
        </AppLayout>
    }
}

fn content(screen: SettingsScreen) -> AnyView {
    match screen.page.clone() {
        SettingsPage::Account(view) => static_view(view! { <AccountPage screen view/> }),
        SettingsPage::Proof(view) => static_view(view! { <ProofPage screen view/> }),
        SettingsPage::Email => static_view(view! { <EmailPage screen/> }),
        SettingsPage::Phone(view) => static_view(view! { <PhonePage screen view/> }),
        SettingsPage::Profile(view) => static_view(view! { <ProfilePage screen view/> }),
        SettingsPage::Close => static_view(view! { <ClosePage screen/> }),
        SettingsPage::Security(view) => static_view(view! { <SecurityPage screen view/> }),
        SettingsPage::Sessions(view) => static_view(view! { <SessionsPage view/> }),
        SettingsPage::Password(view) => static_view(view! { <PasswordPage screen view/> }),
        SettingsPage::NewPasskey(view) => static_view(view! { <NewPasskeyPage screen view/> }),
        SettingsPage::Passkey(view) => static_view(view! { <PasskeyPage screen view/> }),
        SettingsPage::Authenticator(view) => {
            static_view(view! { <AuthenticatorPage view return_to=screen.return_to/> })
        }
        SettingsPage::RecoveryCodes(view) => {
            static_view(view! { <RecoveryCodesPage view return_to=screen.return_to/> })
        }
        SettingsPage::Activity(view) => static_view(view! { <ActivityPage view/> }),
    }
}

/// The navigation entry to highlight. Reauthentication for a security page highlights security.
fn chapter(page: &SettingsPage) -> NavSection {
    match page {
        SettingsPage::Security(_)
        | SettingsPage::Sessions(_)
        | SettingsPage::Password(_)
        | SettingsPage::NewPasskey(_)
        | SettingsPage::Passkey(_)
        | SettingsPage::Authenticator(_)
        | SettingsPage::RecoveryCodes(_) => NavSection::Security,
        SettingsPage::Proof(ProofView { next, .. }) if next.starts_with(paths::SETTINGS_SECURITY) => {
            NavSection::Security
        }
        SettingsPage::Activity(_) => NavSection::Activity,
        _ => NavSection::Account,
    }
}
