//! The sessions of the account, and buttons to end them; `/settings/security/sessions` shows all of them.

use super::frame::NavSection;
use super::page::{SettingsContext, SettingsView};
#[cfg(feature = "ssr")]
use super::{
    answers::{A_PAGE, cursor_in, done},
    page::Done,
};
#[cfg(feature = "ssr")]
use crate::{paths::SettingsRoute, server::browser};
use crate::{prelude::*, words::settings::sessions};
#[cfg(feature = "ssr")]
use store::{Cursor, sessions::Session as StoredSession};

/// `/settings/security/sessions`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SessionsView {
    pub sessions: Vec<SessionView>,
    /// Path of the page with sessions used earlier. `None`: there are none.
    pub older: Option<String>,
    /// Whether this is not the first page.
    pub is_later: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SessionView {
    /// Session id, not the session token.
    pub id: String,
    /// Such as `Firefox on Linux`.
    pub browser: String,
    /// IP address.
    pub ip_address: String,
    /// When the session was last used.
    pub last_seen: Moment,
    pub is_this: bool,
}

impl SettingsView for SessionsView {
    fn title(&self) -> &'static str {
        sessions::SECTION.text()
    }

    fn lead(&self) -> String {
        sessions::ABOUT.into()
    }

    fn section(&self) -> NavSection {
        NavSection::Security
    }

    fn draw(self, _: SettingsContext) -> AnyView {
        static_view(view! { <SessionsPage view=self/> })
    }
}

impl SessionView {
    #[cfg(feature = "ssr")]
    pub(crate) fn of(session: &StoredSession, signed_in: &SignedIn, reading: Reading<'_>) -> Self {
        SessionView {
            id: session.id.to_string(),
            browser: browser(&session.user_agent),
            ip_address: session.client_address.clone(),
            last_seen: reading.moment(session.last_seen_at),
            is_this: session.id == signed_in.session.id,
        }
    }

    /// One page of the user's sessions, and the cursor of the next page if there is one.
    #[cfg(feature = "ssr")]
    pub async fn load(
        web: &WebRequest,
        signed_in: &SignedIn,
        before: Option<Cursor>,
        most: u64,
    ) -> Answer<(Vec<Self>, Option<Cursor>)> {
        let reading = web.reading(signed_in);
        // Reads one more to find out whether there is another page.
        let mut sessions = service::settings::sessions_of(&web.cx.app, signed_in, before, most + 1).await?;
        let is_more = sessions.len() as u64 > most;
        sessions.truncate(usize::try_from(most).unwrap_or(usize::MAX));
        let older = sessions.last().filter(|_| is_more).map(StoredSession::cursor);
        Ok((sessions.iter().map(|session| SessionView::of(session, signed_in, reading)).collect(), older))
    }
}

impl SessionsView {
    #[cfg(feature = "ssr")]
    pub async fn load(web: &WebRequest, signed_in: &SignedIn, query: &str) -> Answer<Self> {
        let before = cursor_in(query);
        let (sessions, older) = SessionView::load(web, signed_in, before, A_PAGE).await?;
        Ok(SessionsView {
            sessions,
            older: older.map(|cursor| paths::older(SettingsRoute::Sessions, &cursor.to_string())),
            is_later: before.is_some(),
        })
    }
}

#[server(endpoint = "end_session", input = PostUrl, output = Postcard)]
pub async fn end_session(session: String) -> Result<Redirect, ApiError> {
    const ENDED: Done = Done::new("session");
    respond(None, async move |web| {
        let signed_in = web.signed_in().await?;
        let session = session.parse().map_err(|_| Refusal::NotFound)?;
        service::settings::end_session(&web.cx, &signed_in, session).await?;
        Ok(done(SettingsRoute::Security, ENDED))
    })
    .await
}

#[server(endpoint = "end_other_sessions", input = PostUrl, output = Postcard)]
pub async fn end_other_sessions() -> Result<Redirect, ApiError> {
    const ENDED: Done = Done::new("sessions");
    respond(None, async move |web| {
        let signed_in = web.signed_in().await?;
        service::settings::end_other_sessions(&web.cx, &signed_in).await?;
        Ok(done(SettingsRoute::Security, ENDED))
    })
    .await
}

/// The most recently used sessions, a link to all of them if there are more, and a button that ends all others.
#[component]
pub fn Sessions(sessions: Vec<SessionView>, has_more: bool) -> impl IntoView {
    let ending_others = Submission::of::<EndOtherSessions>();
    ending_others.redirect_on_success();
    let count = match has_more {
        true => static_view(view! { <a class="target" href=paths::SETTINGS_SESSIONS>{sessions::ALL}</a> }),
        false => static_view(view! { <span>{sessions::count(sessions.len())}</span> }),
    };
    let has_others = has_more || sessions.iter().any(|session| !session.is_this);
    view! {
        <Section id="sessions" title=sessions::SECTION about=sessions::ABOUT>
            <Refused error=Signal::derive(move || ending_others.error())/>
            <SessionRows sessions/>
            {has_others
                .then(|| {
                    view! {
                        <div class="panel__foot">
                            {count}
                            <ButtonForm
                                submission=ending_others
                                action=EndOtherSessions::url()
                                label=sessions::END_OTHERS
                            />
                        </div>
                    }
                })}
        </Section>
    }
}

/// Every session but the current one has a button that ends it.
#[component]
fn SessionRows(sessions: Vec<SessionView>) -> impl IntoView {
    let ending = Submission::of::<EndSession>();
    ending.redirect_on_success();
    let rows: Vec<_> = sessions
        .into_iter()
        .enumerate()
        .map(|(at, session)| view! { <Session session id=format!("session-{at}") ending/> })
        .collect();
    view! {
        <Refused error=Signal::derive(move || ending.error())/>
        <ul class="rows">{rows}</ul>
    }
}

#[component]
fn Session(session: SessionView, id: String, ending: Submission) -> impl IntoView {
    let SessionView { id: which, browser, ip_address, last_seen, is_this } = session;
    let icon =
        if is_hand_held(&browser) { static_view(view! { <PhoneIcon/> }) } else { static_view(view! { <Laptop/> }) };
    let badge = is_this.then(|| view! { " " <span class="badge badge--accent">{sessions::THIS}</span> });
    let title = static_view(view! { <span id=id.clone()>{browser}</span> {badge} });
    let actions = (!is_this).then(|| {
        static_view(view! {
            <ButtonForm
                submission=ending
                action=EndSession::url()
                label=words::account::SIGN_OUT
                which=Some(("session", which))
                described_by=Some(id)
            />
        })
    });
    let more = static_view(view! { <When moment=last_seen/> });
    view! { <Row icon title text=format!("{ip_address} · ") more actions/> }
}

/// Judged by the browser's name as the server shows it.
fn is_hand_held(browser: &str) -> bool {
    ["iPhone", "iPad", "Android"].iter().any(|device| browser.contains(device))
}

#[component]
fn SessionsPage(view: SessionsView) -> impl IntoView {
    view! {
        <div class="panel">
            <SessionRows sessions=view.sessions/>
            <OlderNewer newest=view.is_later.then(|| paths::SETTINGS_SESSIONS.to_owned()) older=view.older/>
        </div>
    }
}
