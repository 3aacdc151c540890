//! `/enter/SEALED`: leads a signed-in user into an application, or says what is still missing. The path contains the
//! sealed address that was asked for, so whatever leads back to it goes on to the application. The page of a client's
//! request (`authorize`) says in the same way what is missing.

use crate::authorize::DeclineAccess;
#[cfg(feature = "ssr")]
use crate::page::PageData;
use crate::prelude::*;
use crate::settings::BeginAuthenticator;
use crate::words::enter;
use crate::words::settings::{authenticator, passkeys};
#[cfg(feature = "ssr")]
use domain::{application::Missing, policy::StillNeeded};
#[cfg(feature = "ssr")]
use service::forward_auth::{self, Entry};
#[cfg(feature = "ssr")]
use service::sign_in;

/// The page of a user who is not in the application yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnterScreen {
    pub organisation: OrganisationView,
    /// The path of this page.
    pub here: String,
    pub obstacle: Obstacle,
}

/// What keeps the user out of the application.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Obstacle {
    /// It asks for a sign-in that is more recent.
    Recent {
        application: String,
    },
    SecondStep {
        application: String,
        remedy: Remedy,
    },
    Passkey {
        application: String,
        remedy: Remedy,
    },
    /// The account with this email address may not enter it.
    NotAllowed {
        application: String,
        email: String,
    },
    TurnedOff,
    /// The link is too old, or this server did not make it.
    Outdated,
}

/// How the user gets what the application asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Remedy {
    /// Signs in again, with what is set up already.
    SignIn,
    /// Sets one of these up first. If neither is possible, only the support can help.
    SetUp { authenticator: bool, passkey: bool },
}

impl EnterScreen {
    fn heading(&self) -> String {
        match &self.obstacle {
            Obstacle::Recent { .. } => enter::RECENT_TITLE.into(),
            Obstacle::SecondStep { application, .. } => enter::second_step_title(application),
            Obstacle::Passkey { application, .. } => enter::passkey_title(application),
            Obstacle::NotAllowed { application, .. } => enter::not_allowed_title(application),
            Obstacle::TurnedOff => enter::OFF_TITLE.into(),
            Obstacle::Outdated => enter::OUTDATED_TITLE.into(),
        }
    }
}

impl Screen for EnterScreen {
    const KIND: PageKind = PageKind::Enter;

    fn title(&self) -> String {
        words::titled(self.heading(), &self.organisation.name)
    }
}

#[cfg(feature = "ssr")]
impl WebRequest {
    /// Leads into the application that `sealed` names, or to the page where the user signs in first. Otherwise the data
    /// of a page that says what is missing.
    pub(crate) async fn enter(&self, sealed: &str) -> Answer<PageData> {
        let (here, signed_in) = (paths::enter(sealed), self.session_account().await?);
        let mut at = None;
        let obstacle = match forward_auth::enter(&self.cx, signed_in, sealed).await? {
            Entry::Go(address) => return Ok(PageData::Redirect(address)),
            Entry::SignIn { organisation } => return self.sign_in_before(&organisation, &here).await,
            Entry::Missing { application, missing } => {
                let signed_in = signed_in.ok_or(Failure::SignedOut)?;
                self.obstacle_of(signed_in, application.to_string(), missing)
            }
            Entry::NotAllowed { application, organisation } => {
                at = Some(organisation);
                let email = signed_in.map(|signed_in| signed_in.account.email.to_string()).unwrap_or_default();
                Obstacle::NotAllowed { application: application.to_string(), email }
            }
            Entry::TurnedOff => Obstacle::TurnedOff,
            Entry::Outdated => Obstacle::Outdated,
        };
        let organisation = self.organisation_before_entry(at.as_ref(), signed_in).await?;
        Ok(PageData::of(&EnterScreen { organisation, here, obstacle }))
    }

    /// Leads to the page where the user signs in, and from there to `here`.
    pub(crate) async fn sign_in_before(&self, organisation: &Slug, here: &str) -> Answer<PageData> {
        let (organisation, is_default) = sign_in::find_organisation(&self.cx.app, Some(organisation)).await?;
        let path = paths::sign_in(&OrganisationView::of(organisation, is_default));
        Ok(PageData::Redirect(paths::with_return_to(path, Some(here))))
    }

    /// The organisation whose name and colours a page before an application has: the one with this slug, or else that
    /// of the user, or else the one where this browser signed in last.
    pub(crate) async fn organisation_before_entry(
        &self,
        slug: Option<&Slug>,
        signed_in: Option<&SignedIn>,
    ) -> Answer<OrganisationView> {
        let (organisation, is_default) = match (slug, signed_in) {
            (Some(slug), _) => sign_in::find_organisation(&self.cx.app, Some(slug)).await?,
            (None, Some(signed_in)) => (signed_in.organisation.clone(), signed_in.is_default),
            (None, None) => sign_in::home(&self.cx).await?,
        };
        Ok(OrganisationView::of(organisation, is_default))
    }

    /// What keeps the user out if the session lacks this.
    pub(crate) fn obstacle_of(&self, signed_in: &SignedIn, application: String, missing: Missing) -> Obstacle {
        let (policy, app) = (&signed_in.organisation.policy, &self.cx.app);
        let signs_in_by_passkey = self.has_passkey(signed_in) && policy.offers(Method::Passkey);
        match missing {
            Missing::Recent => Obstacle::Recent { application },
            Missing::SecondStep => {
                let needed = policy.second_step.still_needed(&signed_in.enrolled.ways);
                let remedy = match signs_in_by_passkey || matches!(needed, StillNeeded::Answer(_)) {
                    true => Remedy::SignIn,
                    false => Remedy::SetUp {
                        authenticator: policy.second_step.takes(SecondFactor::Authenticator),
                        passkey: service::passkeys::may_have(app, policy),
                    },
                };
                Obstacle::SecondStep { application, remedy }
            }
            Missing::Passkey => {
                let is_possible = app.passkeys.is_some() && policy.offers(Method::Passkey);
                let remedy = match signs_in_by_passkey {
                    true => Remedy::SignIn,
                    false => Remedy::SetUp { authenticator: false, passkey: is_possible },
                };
                Obstacle::Passkey { application, remedy }
            }
        }
    }
}

const PRIMARY: &str = "button button--primary";
const SECONDARY: &str = "button button--quiet";

#[component]
pub fn EnterPage(screen: EnterScreen) -> impl IntoView {
    let heading = screen.heading();
    let EnterScreen { organisation, here, obstacle } = screen;
    let again = paths::with_return_to(paths::sign_in(&organisation), Some(&here));
    let request = paths::request_in(&here).map(|request| request.to_string());
    let support = organisation.branding.support.clone();
    let other = if support.is_some() { SECONDARY } else { PRIMARY };
    let content = match obstacle {
        Obstacle::Recent { application } => {
            let path = paths::reauthentication_before(&here);
            one_way(enter::recent_text(application), path, enter::CONFIRM, request)
        }
        Obstacle::SecondStep { application, remedy } => match remedy {
            Remedy::SignIn => one_way(enter::second_step_text(application), again, enter::SIGN_IN_AGAIN, request),
            Remedy::SetUp { authenticator, passkey } => {
                set_up(enter::second_step_set_up(application), authenticator, passkey, here, support)
            }
        },
        Obstacle::Passkey { application, remedy } => match remedy {
            Remedy::SignIn => one_way(enter::passkey_text(application), again, enter::SIGN_IN_AGAIN, request),
            Remedy::SetUp { authenticator, passkey } => {
                set_up(enter::passkey_set_up(application), authenticator, passkey, here, support)
            }
        },
        Obstacle::NotAllowed { email, .. } => static_view(view! {
            <p>{enter::NOT_ALLOWED_TEXT} " " <strong class="address">{email}</strong> ". " {enter::NOT_ALLOWED_HELP}</p>
            <Ways request>
                {support_link(support)}
                <a class=other href=paths::for_another(again)>{enter::OTHER_ACCOUNT}</a>
            </Ways>
        }),
        Obstacle::TurnedOff => only_text(enter::OFF_TEXT),
        Obstacle::Outdated => only_text(enter::OUTDATED_TEXT),
    };
    view! {
        <AuthLayout organisation>
            {static_view(
                view! {
                    <div class="card">
                        <div class="card__head">
                            <span class="card__icon card__icon--plain"><LockIcon/></span>
                            <h1>{heading}</h1>
                        </div>
                        {content}
                    </div>
                },
            )}
        </AuthLayout>
    }
}

/// The ways on from here. The last one, which has this `look`, leads back to the client whose `request` this is, without
/// access. If there is none, it leads to the start page.
#[component]
fn Ways(request: Option<String>, #[prop(default = SECONDARY)] look: &'static str, children: Children) -> impl IntoView {
    let declining = Submission::of::<DeclineAccess>();
    declining.redirect_on_success();
    let last = match request {
        Some(request) => static_view(view! {
            <ButtonForm
                submission=declining
                action=DeclineAccess::url()
                label=words::settings::CANCEL
                look
                which=Some(("request", request))
            />
        }),
        None => static_view(view! { <a class=look href=paths::ACCOUNT>{enter::TO_START}</a> }),
    };
    view! {
        <Refused error=Signal::derive(move || declining.error())/>
        <div class="actions">{children()} {last}</div>
    }
}

fn only_text(text: Word) -> AnyView {
    static_view(view! {
        <p>{text}</p>
        <div class="actions">
            <a class=PRIMARY href=paths::ACCOUNT>{enter::TO_START}</a>
        </div>
    })
}

fn one_way(text: String, path: String, label: Word, request: Option<String>) -> AnyView {
    static_view(view! {
        <p>{text}</p>
        <Ways request>
            <a class=PRIMARY href=path>{label}</a>
        </Ways>
    })
}

fn support_link(support: Option<String>) -> Option<AnyView> {
    support.map(|support| static_view(view! { <a class=PRIMARY href=support rel="external">{enter::ASK_SUPPORT}</a> }))
}

/// What the user can set up: an authenticator app, a passkey, both or neither. The setup leads back to `here`, which
/// then asks the user to sign in with it.
fn set_up(text: String, with_app: bool, with_passkey: bool, here: String, support: Option<String>) -> AnyView {
    let request = paths::request_in(&here).map(|request| request.to_string());
    if !with_app && !with_passkey {
        let look = if support.is_some() { SECONDARY } else { PRIMARY };
        return static_view(view! {
            <p>{enter::IMPOSSIBLE}</p>
            <Ways request look>{support_link(support)}</Ways>
        });
    }
    let passkey = with_passkey.then(|| {
        let href = paths::coming_from(SettingsRoute::NewPasskey, Some(&here));
        static_view(view! { <a class=PRIMARY href=href>{passkeys::ADD}</a> })
    });
    let beginning = Submission::of::<BeginAuthenticator>();
    beginning.redirect_on_success();
    let app = with_app.then(|| {
        let (look, which) = (if with_passkey { SECONDARY } else { PRIMARY }, Some(("return_to", here)));
        static_view(view! {
            <ButtonForm
                submission=beginning
                action=BeginAuthenticator::url()
                label=authenticator::SET_UP
                look
                which
            />
        })
    });
    static_view(view! {
        <p>{text}</p>
        <Refused error=Signal::derive(move || beginning.error())/>
        <Ways request>{passkey} {app}</Ways>
    })
}
