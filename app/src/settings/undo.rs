//! `/undo/TOKEN`: restores the previous email address. Opening the page changes nothing; its button does.

#[cfg(feature = "ssr")]
use crate::server::back_to_link;
use crate::{prelude::*, words::settings::undo};
#[cfg(feature = "ssr")]
use service::settings::EmailUndoStatus;

/// `/undo/TOKEN`: the link in the notice about a changed email address.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UndoScreen {
    pub organisation: OrganisationView,
    /// The token in the link.
    pub token: String,
    pub link: UndoLink,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum UndoLink {
    Open {
        /// The previous email address, unmasked: the link was sent to its mailbox.
        old: String,
        /// The present email address, masked.
        new: String,
    },
    /// The previous address was restored.
    Undone,
    /// The link has expired or never existed.
    Over,
}

impl Screen for UndoScreen {
    const KIND: PageKind = PageKind::Undo;

    fn title(&self) -> String {
        words::titled(undo::TITLE, &self.organisation.name)
    }
}

#[cfg(feature = "ssr")]
impl UndoScreen {
    pub(crate) async fn load(web: &WebRequest, token: &str) -> Answer<Self> {
        let shown = service::settings::show_email_undo(&web.cx, token).await?;
        Ok(UndoScreen {
            organisation: OrganisationView::of(shown.organisation, shown.is_default),
            token: token.to_owned(),
            link: match shown.status {
                EmailUndoStatus::Open(undo) => UndoLink::Open { old: undo.old.to_string(), new: undo.new.masked() },
                EmailUndoStatus::Used => UndoLink::Undone,
                EmailUndoStatus::Over => UndoLink::Over,
            },
        })
    }
}

/// Restores the previous email address. The token suffices: it works without a session and in any other session.
#[server(endpoint = "undo_email_change", input = PostUrl, output = Postcard)]
pub async fn undo_email_change(token: String) -> Result<Redirect, ApiError> {
    respond(None, async move |web| {
        back_to_link(paths::undo(&token), service::settings::undo_email_change(&web.cx, &token).await)
    })
    .await
}

#[component]
pub fn UndoPage(screen: UndoScreen) -> impl IntoView {
    let organisation = screen.organisation.clone();
    let content = match screen.link.clone() {
        UndoLink::Open { old, new } => static_view(view! { <Open token=screen.token old new/> }),
        UndoLink::Undone => static_view(view! { <Undone screen/> }),
        UndoLink::Over => static_view(view! { <Over screen/> }),
    };
    view! {
        <AuthLayout organisation>
            {content}
        </AuthLayout>
    }
}

#[component]
fn Open(token: String, old: String, new: String) -> impl IntoView {
    let undoing = Submission::of::<UndoEmailChange>();
    undoing.redirect_on_success();
    view! {
        <div class="card">
            <div class="card__head">
                <h1>{undo::HEADING}</h1>
                <p>{undo::TEXT}</p>
            </div>
            <dl class="facts facts--boxed">
                <dt>{undo::COMES_BACK}</dt>
                <dd>{old}</dd>
                <dt>{undo::GOES}</dt>
                <dd>{new}</dd>
            </dl>
            <Refused error=Signal::derive(move || undoing.error())/>
            <form
                class="stack stack--tight"
                method="post"
                action=UndoEmailChange::url()
                on:submit=move |event: SubmitEvent| undoing.send_on(&event)
            >
                <input type="hidden" name="token" value=token/>
                <SubmitButton label=undo::TITLE busy=Signal::derive(move || undoing.is_busy())/>
                <p class="field__hint">{undo::EVERYWHERE}</p>
            </form>
        </div>
        <p class="auth__after">{undo::WAS_ME}</p>
    }
}

#[component]
fn Undone(screen: UndoScreen) -> impl IntoView {
    let (sign_in, recovery) = (paths::sign_in(&screen.organisation), paths::recovery(&screen.organisation));
    view! {
        <div class="card">
            <div class="card__head">
                <span class="card__icon card__icon--success"><CheckIcon/></span>
                <h1>{undo::undone::TITLE}</h1>
                <p>{undo::undone::TEXT}</p>
            </div>
            <div class="actions">
                <a class="button button--primary" href=sign_in>{words::sign_in::SIGN_IN}</a>
                <a class="button button--quiet" href=recovery>{undo::undone::NEW_PASSWORD}</a>
            </div>
        </div>
    }
}

#[component]
fn Over(screen: UndoScreen) -> impl IntoView {
    view! {
        <div class="card">
            <div class="card__head">
                <h1>{undo::over::TITLE}</h1>
                <p>{undo::over::text(&screen.organisation.name)}</p>
            </div>
            <div class="actions">
                <a class="button button--primary" href=paths::sign_in(&screen.organisation)>{words::sign_in::SIGN_IN}</a>
            </div>
        </div>
    }
}
