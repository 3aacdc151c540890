//! `/not-me/TOKEN`: the sign-in or the change that a notice is about. Opening the page changes nothing; its button ends
//! all sessions and undoes the change.

#[cfg(feature = "ssr")]
use crate::server::back_to_link;
use crate::{prelude::*, words::not_me};
#[cfg(feature = "ssr")]
use service::account_alert::{self, AlertShown, OpenAlert};

/// The page behind the link "This wasn't me" of a notice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotMeScreen {
    pub organisation: OrganisationView,
    /// The token in the link.
    pub token: String,
    pub link: NotMeLink,
    /// Whether the user gets a link for a new password, or can ask for one.
    pub offers_password: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum NotMeLink {
    Open(AlertFacts),
    /// The user has reported it.
    Reported(AlertFacts),
    /// The link has expired or never existed, or its account was closed.
    Over,
}

/// What the user is asked about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlertFacts {
    /// The account's email address, masked: `j•••@example.com`.
    pub account: String,
    /// What happened, in the words of the notice.
    pub what: String,
    /// When it happened, formatted in the account's time zone: `22 November 2026, 10:53 UTC`.
    pub at: String,
    /// Such as `Firefox on Linux`. Empty, as the address is, if it is not known.
    pub browser: String,
    pub ip_address: String,
    /// What the press cannot do, and what helps.
    pub hint: Option<String>,
}

impl Screen for NotMeScreen {
    const KIND: PageKind = PageKind::NotMe;

    fn title(&self) -> String {
        words::titled(not_me::PAGE_TITLE, &self.organisation.name)
    }
}

/// Reports what a notice is about. The page then says what was done, and what to do next.
#[server(endpoint = "was_not_me", input = PostUrl, output = Postcard)]
pub async fn was_not_me(token: String) -> Result<Redirect, ApiError> {
    respond(None, async move |web| back_to_link(paths::not_me(&token), account_alert::report(&web.cx, &token).await))
        .await
}

#[cfg(feature = "ssr")]
impl WebRequest {
    pub(crate) async fn not_me_screen(&self, token: &str) -> Answer<NotMeScreen> {
        let AlertShown { organisation, is_default, alert } = account_alert::show(&self.cx, token).await?;
        let is_address_changed = alert.as_ref().is_some_and(|alert| alert.is_address_changed);
        Ok(NotMeScreen {
            offers_password: !is_address_changed && organisation.policy.offers(Method::Password),
            link: alert.map_or(NotMeLink::Over, |alert| NotMeLink::of(alert, &organisation.name)),
            organisation: OrganisationView::of(organisation, is_default),
            token: token.to_owned(),
        })
    }
}

#[cfg(feature = "ssr")]
impl NotMeLink {
    fn of(open: OpenAlert, organisation: &str) -> Self {
        let OpenAlert { alert, account, must_stay, is_address_changed } = open;
        let hint = match (is_address_changed, must_stay) {
            (true, _) => Some(not_me::ADDRESS_CHANGED.into()),
            (false, true) => Some(not_me::must_stay(organisation)),
            (false, false) => None,
        };
        // A notice that names no address names no browser either.
        let browser = match alert.client_address.is_empty() {
            true => String::new(),
            false => crate::server::browser(&alert.user_agent),
        };
        let notice = AlertFacts {
            account: account.email.masked(),
            what: in_notice(alert.activity),
            at: in_words(alert.created_at, account.zone()),
            browser,
            ip_address: alert.client_address,
            hint,
        };
        if alert.is_used { NotMeLink::Reported(notice) } else { NotMeLink::Open(notice) }
    }
}

/// The heading of the notice about an event.
#[cfg(feature = "ssr")]
fn in_notice(activity: AuditEventKind) -> String {
    let (section, key) = match activity {
        AuditEventKind::SignedIn => ("new_sign_in", "heading"),
        AuditEventKind::LockoutBegan => ("sign_in_locked", "heading"),
        AuditEventKind::PasswordRecovered => ("password_changed", "heading"),
        other => ("account_changed", other.name()),
    };
    crate::server::locale::wording().and_then(|wording| wording.plain(section, key)).unwrap_or_default()
}

#[component]
pub fn NotMePage(screen: NotMeScreen) -> impl IntoView {
    let NotMeScreen { organisation, token, link, offers_password } = screen;
    let sign_in = (paths::sign_in(&organisation), words::sign_in::SIGN_IN);
    let new_password = offers_password.then(|| (paths::recovery(&organisation), words::recovery::choose::TITLE));
    let content = match link {
        NotMeLink::Open(notice) => static_view(view! { <Question token notice offers_password/> }),
        NotMeLink::Reported(notice) => {
            let text = if offers_password { not_me::undone::TEXT } else { not_me::undone::TEXT_WITHOUT_PASSWORD };
            // The link for a new password is on its way.
            let ways = std::iter::once(sign_in).chain(new_password).collect();
            static_view(view! { <Ended title=not_me::undone::TITLE text notice=Some(notice) ways/> })
        }
        NotMeLink::Over => {
            let text = if offers_password { not_me::over::TEXT } else { not_me::over::TEXT_WITHOUT_PASSWORD };
            let ways = vec![new_password.unwrap_or(sign_in)];
            static_view(view! { <Ended title=not_me::over::TITLE text notice=None ways/> })
        }
    };
    view! {
        <AuthLayout organisation>
            {content}
        </AuthLayout>
    }
}

/// What happened to which account, when, and in which browser.
#[component]
fn Facts(notice: AlertFacts) -> impl IntoView {
    let pair = |name: Word, value: String| view! { <dt>{name}</dt> <dd>{value}</dd> };
    let is_located = !notice.ip_address.is_empty();
    view! {
        <dl class="facts facts--boxed">
            {pair(not_me::ACCOUNT, notice.account)} {pair(not_me::WHAT, notice.what)} {pair(not_me::WHEN, notice.at)}
            {is_located.then(|| pair(not_me::BROWSER, notice.browser))}
            {is_located.then(|| pair(not_me::PLACE, notice.ip_address))}
        </dl>
    }
}

#[component]
fn Question(token: String, notice: AlertFacts, offers_password: bool) -> impl IntoView {
    let reporting = Submission::of::<WasNotMe>();
    reporting.redirect_on_success();
    let what_it_does = if offers_password { not_me::WHAT_IT_UNDOES } else { not_me::WHAT_IT_UNDOES_WITHOUT_PASSWORD };
    let hint = notice.hint.clone().map(|hint| view! { <p class="field__hint">{hint}</p> });
    let on_submit = move |event: SubmitEvent| reporting.send_on(&event);
    view! {
        <div class="card">
            <div class="card__head">
                <h1>{not_me::TITLE}</h1>
                <p>{not_me::TEXT}</p>
            </div>
            <Facts notice/>
            <Refused error=Signal::derive(move || reporting.error())/>
            <form class="stack stack--tight" method="post" action=WasNotMe::url() on:submit=on_submit>
                <input type="hidden" name="token" value=token/>
                <SubmitButton label=not_me::NOT_ME look="danger" busy=Signal::derive(move || reporting.is_busy())/>
                <p class="field__hint">{what_it_does}</p>
                {hint}
            </form>
        </div>
        <p class="auth__after">{not_me::WAS_ME}</p>
    }
}

/// The link was used, or no longer works. The first of the `ways` on is the primary one.
#[component]
fn Ended(title: Word, text: Word, notice: Option<AlertFacts>, ways: Vec<(String, Word)>) -> impl IntoView {
    let icon = notice.is_some().then(|| view! { <span class="card__icon card__icon--success"><CheckIcon/></span> });
    let hint = notice.as_ref().and_then(|notice| notice.hint.clone()).map(|hint| view! { <p>{hint}</p> });
    let looks = ["button button--primary", "button button--quiet"];
    let ways: Vec<_> = looks
        .into_iter()
        .zip(ways)
        .map(|(look, (href, label))| view! { <a class=look href=href>{label}</a> })
        .collect();
    view! {
        <div class="card">
            <div class="card__head">
                {icon}
                <h1>{title}</h1>
                <p>{text}</p>
                {hint}
            </div>
            {notice.map(|notice| view! { <Facts notice/> })}
            <div class="actions">
                {ways}
            </div>
        </div>
    }
}
