//! `/authorize/REQUEST`: the way into a client. Asks for what is still open, then leads back to the client with a code,
//! or with the reason why there is none. Whatever leads to this path goes on with the request, so sign-in, second step
//! and reauthentication come back here.

mod api;
mod choose;
mod consent;
mod device;
mod form_post;
mod refused;

pub use api::{AllowAccess, ChooseAccount, DeclineAccess};
pub use device::EnterDeviceCode;

#[cfg(feature = "ssr")]
use crate::enter::{EnterScreen, Obstacle};
#[cfg(feature = "ssr")]
use crate::page::PageData;
#[cfg(feature = "ssr")]
use crate::paths::DeviceRoute;
use crate::prelude::*;
use crate::words::authorize;
use choose::Choose;
use consent::Consent;
use device::{AllowDevice, AnsweredDevice, EnterCode};
#[cfg(feature = "ssr")]
use domain::AuthorizationRequestId;
#[cfg(feature = "ssr")]
use domain::oidc::ResponseMode;
use domain::oidc::{PageFault, Scope};
#[cfg(feature = "ssr")]
use domain::return_to::{is_origin, origin_of};
use form_post::FormPost;
use refused::RefusedRequest;
#[cfg(feature = "ssr")]
use service::oidc::{self, Authorization, AuthorizationResponse};

/// The page of a user who is not at the client yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuthorizeScreen {
    pub organisation: OrganisationView,
    /// The id of the request. Empty if the request was refused before it got one.
    pub request: String,
    pub state: AuthorizeState,
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum AuthorizeState {
    /// The client asks which account to use. One is signed in.
    Choose { application: String, email: String },
    /// The client asks for what the user has not allowed yet.
    Consent {
        application: String,
        /// The organisation that has the application.
        owner: String,
        /// The host of the client.
        host: String,
        scopes: Vec<Scope>,
        email: String,
    },
    /// The answer goes to the client as a form.
    Post {
        /// The only origin to which this page may post.
        application_origin: String,
        action: String,
        /// Contain a code, or what the client keeps for itself.
        fields: Vec<(String, String)>,
    },
    /// There is no client to which an answer may go.
    Refused(PageFault),
    /// Asks for the code that a device shows. A link has filled it in, or it was typed before.
    EnterCode { user_code: String },
    /// Asks whether a device may sign in.
    AllowDevice {
        application: String,
        /// The organisation that has the application.
        owner: String,
        scopes: Vec<Scope>,
        email: String,
        /// The IP address of the device.
        address: String,
        /// When it asked, formatted.
        asked: String,
    },
    /// The device was answered.
    AnsweredDevice { is_allowed: bool },
}

/// Omits the fields of the answer to the client, and the code of a device.
impl std::fmt::Debug for AuthorizeState {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            AuthorizeState::Choose { application, .. } => write!(formatter, "Choose({application:?})"),
            AuthorizeState::Consent { application, scopes, .. } => {
                write!(formatter, "Consent({application:?}, {scopes:?})")
            }
            AuthorizeState::Post { application_origin, .. } => write!(formatter, "Post({application_origin:?})"),
            AuthorizeState::Refused(fault) => write!(formatter, "Refused({fault:?})"),
            AuthorizeState::EnterCode { .. } => formatter.write_str("EnterCode"),
            AuthorizeState::AllowDevice { application, .. } => write!(formatter, "AllowDevice({application:?})"),
            AuthorizeState::AnsweredDevice { is_allowed } => write!(formatter, "AnsweredDevice({is_allowed})"),
        }
    }
}

impl AuthorizeScreen {
    fn heading(&self) -> String {
        match &self.state {
            AuthorizeState::Choose { application, .. } => authorize::choose_title(application),
            AuthorizeState::Consent { application, .. } => authorize::consent_title(application),
            AuthorizeState::Post { application_origin, .. } => authorize::post_title(host_of(application_origin)),
            AuthorizeState::Refused(PageFault::TooOften) => authorize::TOO_OFTEN_TITLE.into(),
            AuthorizeState::Refused(_) => authorize::REFUSED_TITLE.into(),
            AuthorizeState::EnterCode { .. } => authorize::DEVICE_TITLE.into(),
            AuthorizeState::AllowDevice { application, .. } => authorize::allow_device_title(application),
            AuthorizeState::AnsweredDevice { is_allowed: true } => authorize::DEVICE_ALLOWED_TITLE.into(),
            AuthorizeState::AnsweredDevice { is_allowed: false } => authorize::DEVICE_DECLINED_TITLE.into(),
        }
    }
}

impl Screen for AuthorizeScreen {
    const KIND: PageKind = PageKind::Authorize;

    fn title(&self) -> String {
        words::titled(self.heading(), &self.organisation.name)
    }

    fn return_to(&self) -> Option<&str> {
        match &self.state {
            AuthorizeState::Post { application_origin, .. } => Some(application_origin),
            _ => None,
        }
    }
}

/// Characters of a code that are filled into its field, with any separators.
#[cfg(feature = "ssr")]
const LONGEST_USER_CODE: usize = 32;

/// The host of an origin, with a port that is not the usual one.
fn host_of(origin: &str) -> &str {
    origin.split_once("://").map_or(origin, |(_, host)| host)
}

#[cfg(feature = "ssr")]
impl AuthorizeState {
    /// An address without an origin is shown by its scheme. No policy can name it, so browsers post nothing there.
    fn post(response: AuthorizationResponse) -> Self {
        let AuthorizationResponse { redirect_uri: action, parameters, .. } = response;
        let origin = origin_of(&action).filter(|origin| is_origin(origin));
        AuthorizeState::Post {
            application_origin: origin.or(action.split(':').next()).unwrap_or_default().to_owned(),
            fields: parameters.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
            action,
        }
    }
}

#[cfg(feature = "ssr")]
impl WebRequest {
    /// Leads back to the client that made the request, or to the page where the user signs in first. Otherwise the data
    /// of a page that asks for what is open.
    pub(crate) async fn authorize(&self, id: AuthorizationRequestId) -> Answer<PageData> {
        let (here, signed_in) = (paths::authorize(id), self.session_account().await?);
        let email = || signed_in.map(|signed_in| signed_in.account.email.to_string()).unwrap_or_default();
        let mut at = None;
        let shown = match oidc::resume(&self.cx, signed_in, id).await? {
            Authorization::Respond(response) if response.mode == ResponseMode::Query => {
                return Ok(PageData::Redirect(response.location()));
            }
            Authorization::Respond(response) => Ok(AuthorizeState::post(response)),
            Authorization::SignIn { organisation } => return self.sign_in_before(&organisation, &here).await,
            Authorization::ChooseAccount { application, email } => {
                Ok(AuthorizeState::Choose { application: application.to_string(), email })
            }
            Authorization::Consent { application, organisation, client_host, scopes } => Ok(AuthorizeState::Consent {
                application: application.to_string(),
                owner: organisation,
                host: client_host,
                scopes: scopes.iter().collect(),
                email: email(),
            }),
            Authorization::AllowDevice { application, organisation, scopes, address, asked_at } => {
                let zone = signed_in.and_then(|signed_in| signed_in.account.zone());
                Ok(AuthorizeState::AllowDevice {
                    application: application.to_string(),
                    owner: organisation,
                    scopes: scopes.iter().collect(),
                    email: email(),
                    address,
                    asked: in_words(asked_at, zone),
                })
            }
            Authorization::DeviceAllowed => return Ok(PageData::Redirect(DeviceRoute::Allowed.path().to_owned())),
            Authorization::DeviceDeclined => return Ok(PageData::Redirect(DeviceRoute::Declined.path().to_owned())),
            Authorization::Missing { application, missing } => {
                let signed_in = signed_in.ok_or(Failure::SignedOut)?;
                Err(self.obstacle_of(signed_in, application.to_string(), missing))
            }
            Authorization::NotAllowed { application, organisation } => {
                at = Some(organisation);
                Err(Obstacle::NotAllowed { application: application.to_string(), email: email() })
            }
            Authorization::TurnedOff => Err(Obstacle::TurnedOff),
            Authorization::Outdated => Err(Obstacle::Outdated),
        };
        let organisation = self.organisation_before_entry(at.as_ref(), signed_in).await?;
        Ok(match shown {
            Ok(state) => PageData::of(&AuthorizeScreen { organisation, request: id.to_string(), state }),
            Err(obstacle) => PageData::of(&EnterScreen { organisation, here, obstacle }),
        })
    }

    /// The pages of a user who signs in on a device that are not the page of its request.
    pub(crate) async fn device_screen(&self, page: DeviceRoute, query: &str) -> Answer<AuthorizeScreen> {
        let state = match page {
            DeviceRoute::Enter => {
                let typed = self.draft.as_ref().map(|draft| draft.user_code.clone()).filter(|typed| !typed.is_empty());
                let user_code = typed.or_else(|| parameter(query, paths::USER_CODE)).unwrap_or_default();
                AuthorizeState::EnterCode { user_code: user_code.chars().take(LONGEST_USER_CODE).collect() }
            }
            DeviceRoute::Allowed => AuthorizeState::AnsweredDevice { is_allowed: true },
            DeviceRoute::Declined => AuthorizeState::AnsweredDevice { is_allowed: false },
        };
        let organisation = self.organisation_before_entry(None, self.session_account().await?).await?;
        Ok(AuthorizeScreen { organisation, request: String::new(), state })
    }

    /// The page of a request that must not be answered with a redirect. Has no link to the client.
    pub async fn refused_authorization(&self, fault: PageFault) -> Answer<PageData> {
        let organisation = self.organisation_before_entry(None, self.session_account().await?).await?;
        let state = AuthorizeState::Refused(fault);
        Ok(PageData::of(&AuthorizeScreen { organisation, request: String::new(), state }))
    }

    /// The address of the page at `path`, if it may post the answer to a client. Its content security policy says where
    /// it may post, so the browser has to load the page as a whole.
    pub(crate) async fn page_that_posts(&self, path: &str) -> Answer<Option<String>> {
        let Some(id) = paths::request_in(path) else { return Ok(None) };
        let app = &self.cx.app;
        let posts = oidc::answers_by_post(app, id).await?;
        Ok(posts.then(|| format!("{}{}", app.public_origin, paths::authorize(id))))
    }
}

#[component]
pub fn AuthorizePage(screen: AuthorizeScreen) -> impl IntoView {
    let heading = screen.heading();
    let AuthorizeScreen { organisation, request, state } = screen;
    let here = request.parse().ok().map(paths::authorize);
    let other = paths::for_another(paths::with_return_to(paths::sign_in(&organisation), here.as_deref()));
    let content = match state {
        AuthorizeState::Choose { email, .. } => static_view(view! { <Choose request email other/> }),
        AuthorizeState::Consent { application, owner, host, scopes, email } => {
            static_view(view! { <Consent request application owner host scopes email other/> })
        }
        AuthorizeState::Post { application_origin, action, fields } => {
            let host = host_of(&application_origin).to_owned();
            static_view(view! { <FormPost host action fields/> })
        }
        AuthorizeState::Refused(fault) => static_view(view! { <RefusedRequest fault/> }),
        AuthorizeState::EnterCode { user_code } => static_view(view! { <EnterCode user_code/> }),
        AuthorizeState::AllowDevice { application, owner, scopes, email, address, asked } => {
            static_view(view! { <AllowDevice request application owner address asked scopes email other/> })
        }
        AuthorizeState::AnsweredDevice { is_allowed } => static_view(view! { <AnsweredDevice is_allowed/> }),
    };
    view! {
        <AuthLayout organisation>
            {static_view(
                view! {
                    <div class="card">
                        <div class="card__head">
                            <h1>{heading}</h1>
                        </div>
                        {content}
                    </div>
                },
            )}
        </AuthLayout>
    }
}
