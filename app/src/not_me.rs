//! `/not-me/TOKEN`: the sign-in that an alert is about. Opening the page changes nothing; its button ends the session.

use crate::{prelude::*, words::not_me};
#[cfg(feature = "ssr")]
use service::sign_in_alert;

/// The sign-in that the user is asked about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotMeScreen {
    pub organisation: OrganisationView,
    /// The token in the link.
    pub token: String,
    /// The account's email address, masked: `j•••@example.com`.
    pub account: String,
    /// When the user signed in, formatted in the account's time zone: `22 November 2026, 10:53 UTC`.
    pub at: String,
    /// Such as `Firefox on Linux`.
    pub browser: String,
    pub ip_address: String,
    /// Whether this session and the account's others in that browser have ended.
    pub is_over: bool,
}

impl Screen for NotMeScreen {
    const KIND: PageKind = PageKind::NotMe;

    fn title(&self) -> String {
        words::titled(not_me::PAGE_TITLE, &self.organisation.name)
    }
}

/// Ends the reported session and the account's others in that browser. The page then links to password recovery.
#[server(endpoint = "was_not_me", input = PostUrl, output = Postcard)]
pub async fn was_not_me(token: String) -> Result<Redirect, ApiError> {
    respond(None, async move |web| {
        sign_in_alert::report(&web.cx, &token).await?;
        Ok(Redirect::path(paths::not_me(&token)))
    })
    .await
}

#[cfg(feature = "ssr")]
impl WebRequest {
    pub(crate) async fn not_me_screen(&self, token: &str) -> Answer<NotMeScreen> {
        let alert = sign_in_alert::show(&self.cx.app, token).await?;
        Ok(NotMeScreen {
            organisation: OrganisationView::of(alert.organisation, alert.is_default),
            token: token.to_owned(),
            account: alert.account.email.masked(),
            at: in_words(alert.session.created_at, alert.account.time_zone.as_deref()),
            browser: crate::server::browser(&alert.session.user_agent),
            ip_address: alert.session.client_address,
            is_over: alert.is_over,
        })
    }
}

#[component]
pub fn NotMePage(screen: NotMeScreen) -> impl IntoView {
    let organisation = screen.organisation.clone();
    let content =
        if screen.is_over { static_view(view! { <Over screen/> }) } else { static_view(view! { <Question screen/> }) };
    view! {
        <AuthLayout organisation>
            {content}
        </AuthLayout>
    }
}

/// Account, time, browser and IP address of the sign-in.
#[component]
fn Facts(screen: NotMeScreen) -> impl IntoView {
    let pair = |name: Word, value: String| view! { <dt>{name}</dt> <dd>{value}</dd> };
    view! {
        <dl class="facts facts--boxed">
            {pair(not_me::ACCOUNT, screen.account)} {pair(not_me::WHEN, screen.at)}
            {pair(not_me::BROWSER, screen.browser)} {pair(not_me::PLACE, screen.ip_address)}
        </dl>
    }
}

#[component]
fn Question(screen: NotMeScreen) -> impl IntoView {
    let ending = Submission::of::<WasNotMe>();
    ending.redirect_on_success();
    let posted = screen.token.clone();
    let on_submit = move |event: SubmitEvent| ending.send_on(&event);
    view! {
        <div class="card">
            <div class="card__head">
                <h1>{not_me::TITLE}</h1>
                <p>{not_me::TEXT}</p>
            </div>
            <Facts screen/>
            <Refused error=Signal::derive(move || ending.error())/>
            <form class="stack stack--tight" method="post" action=WasNotMe::url() on:submit=on_submit>
                <input type="hidden" name="token" value=posted/>
                <SubmitButton label=not_me::NOT_ME look="danger" busy=Signal::derive(move || ending.is_busy())/>
                <p class="field__hint">{not_me::WHAT_IT_DOES}</p>
            </form>
        </div>
        <p class="auth__after">{not_me::WAS_ME}</p>
    }
}

#[component]
fn Over(screen: NotMeScreen) -> impl IntoView {
    let (sign_in, recovery) = (paths::sign_in(&screen.organisation), paths::recovery(&screen.organisation));
    view! {
        <div class="card">
            <div class="card__head">
                <span class="card__icon card__icon--success"><CheckIcon/></span>
                <h1>{not_me::over::TITLE}</h1>
                <p>{not_me::over::TEXT}</p>
            </div>
            <Facts screen/>
            <div class="actions">
                <a class="button button--primary" href=sign_in>{words::sign_in::SIGN_IN}</a>
                <a class="button button--quiet" href=recovery>{words::sign_in::FORGOT_PASSWORD}</a>
            </div>
        </div>
    }
}
