//! `/settings/account`: email address, phone number, profile and data of the account, each with a link to change it.

use super::email::CancelEmailChange;
use super::page::{SettingsContext, SettingsView};
use super::phone::PhoneEntry;
use crate::prelude::*;
use crate::words::onboarding::reminder;
use crate::words::settings::{self, close, data, email, password, phone, profile};

/// `/settings/account`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AccountView {
    pub pending_email: Option<PendingEmail>,
    /// The verified number, or one that is not verified yet.
    pub phone: Option<PhoneEntry>,
    /// Whether the server can send texts.
    pub takes_texts: bool,
    /// Whether the organisation offers sign-in with a password.
    pub offers_password: bool,
    pub has_password: bool,
    /// The account only has the temporary password that was sent to it, and the user has not chosen one yet.
    pub has_first_password: bool,
    /// IANA name. `None`: that of the browser.
    pub time_zone: Option<String>,
    /// IANA name. `None`: unknown.
    pub browser_time_zone: Option<String>,
}

/// A new email address that waits for its code.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PendingEmail {
    pub email: String,
    /// Path of the page where the code is entered. Only in the browser that requested it.
    pub code_page: Option<String>,
}

impl SettingsView for AccountView {
    fn title(&self) -> &'static str {
        settings::ACCOUNT.text()
    }

    fn lead(&self) -> String {
        settings::LEAD_ACCOUNT.into()
    }

    fn is_first(&self) -> bool {
        true
    }

    fn draw(self, context: SettingsContext) -> AnyView {
        static_view(view! { <AccountPage context view=self/> })
    }
}

impl AccountView {
    #[cfg(feature = "ssr")]
    pub async fn load(web: &WebRequest, signed_in: &SignedIn) -> Answer<Self> {
        let pending_email = service::settings::pending_email(&web.cx, signed_in).await?;
        let pending_email = pending_email
            .map(|(email, challenge)| PendingEmail { email: email.to_string(), code_page: challenge.map(paths::code) });
        Ok(AccountView {
            pending_email,
            phone: PhoneEntry::of(signed_in),
            takes_texts: web.cx.app.takes_texts,
            offers_password: signed_in.organisation.policy.offers(Method::Password),
            has_password: signed_in.password_changed_at.is_some(),
            has_first_password: web.has_first_password(signed_in).await?,
            time_zone: signed_in.account.time_zone.clone(),
            browser_time_zone: signed_in.account.browser_time_zone.clone(),
        })
    }
}

#[component]
fn AccountPage(context: SettingsContext, view: AccountView) -> impl IntoView {
    view! {
        <EmailSection email=context.email pending=view.pending_email/>
        <PhoneSection phone=view.phone takes_texts=view.takes_texts/>
        <ProfileSection name=context.name time_zone=view.time_zone browser=view.browser_time_zone/>
        {view
            .offers_password
            .then(|| {
                view! {
                    <PasswordSection
                        organisation=context.organisation.name
                        has_password=view.has_password
                        has_first_password=view.has_first_password
                    />
                }
            })}
        <DataSection/>
    }
}

/// A link styled as a button.
fn link(href: &'static str, label: impl Into<&'static str>) -> AnyView {
    static_view(view! { <a class=QUIET href=href>{label.into()}</a> })
}

#[component]
fn EmailSection(email: String, pending: Option<PendingEmail>) -> impl IntoView {
    let cancelling = Submission::of::<CancelEmailChange>();
    cancelling.redirect_on_success();
    let title = static_view(view! { <a class="address" href=paths::SETTINGS_EMAIL>{email}</a> });
    let icon = static_view(view! { <Envelope/> });
    view! {
        <Section id="email" title=email::SECTION about=email::ABOUT>
            <Refused error=Signal::derive(move || cancelling.error())/>
            <ul class="rows">
                <Row icon title text=email::IN_USE actions=Some(link(paths::SETTINGS_EMAIL, email::CHANGE))/>
                {pending.map(|pending| view! { <Pending pending cancelling/> })}
            </ul>
        </Section>
    }
}

#[component]
fn Pending(pending: PendingEmail, cancelling: Submission) -> impl IntoView {
    let text = if pending.code_page.is_some() { email::CODE_HERE } else { email::CODE_ELSEWHERE };
    let title = static_view(view! {
        <span class="address">{pending.email}</span>
        " "
        <span class="badge badge--warning">{email::PENDING}</span>
    });
    let to_code = pending.code_page.map(|path| view! { <a class=QUIET href=path>{email::ENTER_CODE}</a> });
    let actions = static_view(view! {
        {to_code}
        <ButtonForm submission=cancelling action=CancelEmailChange::url() label=email::CANCEL/>
    });
    let icon = static_view(view! { <Clock/> });
    view! { <Row icon title text actions=Some(actions)/> }
}

#[component]
fn PhoneSection(phone: Option<PhoneEntry>, takes_texts: bool) -> impl IntoView {
    let to_form = |label| takes_texts.then(|| link(paths::SETTINGS_PHONE, label));
    let (title, text, actions) = match phone {
        Some(PhoneEntry { number, is_verified }) => {
            let (look, badge, text) = if is_verified {
                ("badge badge--success", phone::VERIFIED, phone::IN_USE)
            } else {
                ("badge badge--warning", phone::NOT_VERIFIED, phone::WAITS)
            };
            let title =
                static_view(view! { <span class="address">{number}</span> " " <span class=look>{badge}</span> });
            let actions = static_view(view! {
                {to_form(phone::REPLACE)}
                {link(paths::SETTINGS_REMOVE_PHONE, phone::REMOVE)}
            });
            (title, if takes_texts { text } else { phone::NO_TEXTS }, Some(actions))
        }
        None if takes_texts => (static_view(phone::NONE.text()), phone::NONE_TEXT, to_form(phone::ADD)),
        None => (static_view(phone::NONE.text()), phone::NO_TEXTS, None),
    };
    let icon = static_view(view! { <PhoneIcon/> });
    view! {
        <Section id="phone" title=phone::SECTION about=phone::ABOUT>
            <ul class="rows">
                <Row icon title text actions/>
            </ul>
        </Section>
    }
}

#[component]
fn ProfileSection(name: Option<String>, time_zone: Option<String>, browser: Option<String>) -> impl IntoView {
    let title = static_view(name.unwrap_or_else(|| profile::NO_NAME.into()));
    let text = profile::time_zone(time_zone.as_deref(), browser.as_deref());
    let icon = static_view(view! { <Person/> });
    let actions = static_view(
        view! { <a class=QUIET href=paths::SETTINGS_PROFILE aria-describedby="profile">{profile::EDIT}</a> },
    );
    view! {
        <Section id="profile" title=profile::TITLE about=profile::ABOUT>
            <ul class="rows">
                <Row icon title text actions=Some(actions)/>
            </ul>
        </Section>
    }
}

#[component]
fn PasswordSection(organisation: String, has_password: bool, has_first_password: bool) -> impl IntoView {
    let (title, text, label) = match (has_password, has_first_password) {
        (true, _) => (password::SECTION.text(), "", password::CHANGE.text()),
        (false, true) => (reminder::TITLE.text(), reminder::TEXT.text(), reminder::REPLACE.text()),
        (false, false) => (password::NONE.text(), password::NONE_TEXT.text(), password::SET.text()),
    };
    let (icon, title) = (static_view(view! { <LockIcon/> }), static_view(title));
    view! {
        <Section id="password" title=password::SECTION about=password::about(organisation)>
            <ul class="rows">
                <Row icon title text actions=Some(link(paths::SETTINGS_PASSWORD, label))/>
            </ul>
        </Section>
    }
}

#[component]
fn DataSection() -> impl IntoView {
    let [paper, person] = [static_view(view! { <Paper/> }), static_view(view! { <Person/> })];
    let download = static_view(view! {
        <a class=QUIET href=paths::SETTINGS_DOWNLOAD rel="external" download="">{data::DOWNLOAD}</a>
    });
    let close = static_view(view! {
        <a class="button button--danger-quiet button--small" href=paths::SETTINGS_CLOSE>{close::LINK}</a>
    });
    view! {
        <Section id="data" title=data::SECTION about=data::ABOUT>
            <ul class="rows">
                <Row icon=paper title=static_view(data::ROW.text()) text=data::ROW_TEXT actions=Some(download)/>
                <Row icon=person title=static_view(close::ROW.text()) text=close::ROW_TEXT actions=Some(close)/>
            </ul>
        </Section>
    }
}
