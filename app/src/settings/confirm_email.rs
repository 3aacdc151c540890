//! `/confirm-email/TOKEN`: confirms the email address that an admin entered for an account. Opening the page changes
//! nothing; its button does.

#[cfg(feature = "ssr")]
use crate::server::back_to_link;
use crate::{prelude::*, words::settings::confirm_email};
#[cfg(feature = "ssr")]
use service::settings::EmailConfirmationStatus;

/// `/confirm-email/TOKEN`: the link in the message to the new address.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ConfirmEmailScreen {
    pub organisation: OrganisationView,
    /// The token in the link.
    pub token: String,
    pub link: ConfirmEmailLink,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ConfirmEmailLink {
    Open {
        /// The new email address, unmasked: the link was sent to its mailbox.
        new: String,
        /// The present email address, masked.
        old: String,
    },
    /// The account has the new address.
    Confirmed,
    /// The link has expired or never existed, or the change was cancelled.
    Over,
}

impl Screen for ConfirmEmailScreen {
    const KIND: PageKind = PageKind::ConfirmEmail;

    fn title(&self) -> String {
        words::titled(confirm_email::TITLE, &self.organisation.name)
    }
}

#[cfg(feature = "ssr")]
impl ConfirmEmailScreen {
    pub(crate) async fn load(web: &WebRequest, token: &str) -> Answer<Self> {
        let shown = service::settings::show_email_confirmation(&web.cx, token).await?;
        Ok(ConfirmEmailScreen {
            organisation: OrganisationView::of(shown.organisation, shown.is_default),
            token: token.to_owned(),
            link: match shown.status {
                EmailConfirmationStatus::Open { old, new } => {
                    ConfirmEmailLink::Open { new: new.to_string(), old: old.masked() }
                }
                EmailConfirmationStatus::Confirmed => ConfirmEmailLink::Confirmed,
                EmailConfirmationStatus::Over => ConfirmEmailLink::Over,
            },
        })
    }
}

/// Gives the account the new address. The token suffices: it works without a session and in any other session.
#[server(endpoint = "confirm_email", input = PostUrl, output = Postcard)]
pub async fn confirm_email(token: String) -> Result<Redirect, ApiError> {
    respond(None, async move |web| {
        back_to_link(paths::confirm_email(&token), service::settings::confirm_email(&web.cx, &token).await)
    })
    .await
}

#[component]
pub fn ConfirmEmailPage(screen: ConfirmEmailScreen) -> impl IntoView {
    let organisation = screen.organisation.clone();
    let name = &screen.organisation.name;
    let content = match screen.link {
        ConfirmEmailLink::Open { new, old } => {
            let text = confirm_email::text(name);
            static_view(view! { <Open token=screen.token text new old/> })
        }
        ConfirmEmailLink::Confirmed => {
            let text = String::from(confirm_email::DONE_TEXT);
            let sign_in = paths::sign_in(&screen.organisation);
            static_view(view! { <Ended is_done=true title=confirm_email::DONE_TITLE text sign_in/> })
        }
        ConfirmEmailLink::Over => {
            let text = confirm_email::over_text(name);
            let sign_in = paths::sign_in(&screen.organisation);
            static_view(view! { <Ended is_done=false title=confirm_email::OVER_TITLE text sign_in/> })
        }
    };
    view! {
        <AuthLayout organisation>
            {content}
        </AuthLayout>
    }
}

#[component]
fn Open(token: String, text: String, new: String, old: String) -> impl IntoView {
    let confirming = Submission::of::<ConfirmEmail>();
    confirming.redirect_on_success();
    view! {
        <div class="card">
            <div class="card__head">
                <h1>{confirm_email::TITLE}</h1>
                <p>{text}</p>
            </div>
            <dl class="facts facts--boxed">
                <dt>{confirm_email::NEW}</dt>
                <dd>{new}</dd>
                <dt>{confirm_email::OLD}</dt>
                <dd>{old}</dd>
            </dl>
            <Refused error=Signal::derive(move || confirming.error())/>
            <form
                class="stack stack--tight"
                method="post"
                action=ConfirmEmail::url()
                on:submit=move |event: SubmitEvent| confirming.send_on(&event)
            >
                <input type="hidden" name="token" value=token/>
                <SubmitButton label=confirm_email::BUTTON busy=Signal::derive(move || confirming.is_busy())/>
                <p class="field__hint">{confirm_email::EVERYWHERE}</p>
            </form>
        </div>
        <p class="auth__after">{confirm_email::NOT_YOU}</p>
    }
}

/// The link was used, or no longer works.
#[component]
fn Ended(is_done: bool, title: Word, text: String, sign_in: String) -> impl IntoView {
    let icon = is_done.then(|| view! { <span class="card__icon card__icon--success"><CheckIcon/></span> });
    view! {
        <div class="card">
            <div class="card__head">
                {icon}
                <h1>{title}</h1>
                <p>{text}</p>
            </div>
            <div class="actions">
                <a class="button button--primary" href=sign_in>{words::sign_in::SIGN_IN}</a>
            </div>
        </div>
    }
}
