//! What nearly every screen uses: the data of a page, its components and texts, and the server functions behind its
//! forms.

pub use crate::api_error::ApiError;
pub use crate::chunk::{PageKind, Screen};
pub use crate::organisation::OrganisationView;
pub use crate::paths::{self, SettingsRoute};
#[cfg(feature = "ssr")]
pub use crate::paths::{AdminRoute, ApplicationsRoute, GroupsRoute};
pub use crate::redirect::Redirect;
#[cfg(feature = "ssr")]
pub use crate::server::{Answer, Reading, WebRequest, cookies, in_words, parameter};
#[cfg(feature = "ssr")]
pub(crate) use crate::server::{email_address, possible_password, respond, slug, unless_refused};
pub use crate::submission::{FormDraft, LastTyped, Submission};
pub use crate::ui::*;
pub use crate::words::{self, Sentence, Word};
#[cfg(feature = "ssr")]
pub use domain::Slug;
#[cfg(feature = "ssr")]
pub use domain::policy::SecondFactor;
pub use domain::refusal::{
    CodeRefusal, FormField, InvitationRefusal, PasskeyRefusal, PasswordRefusal, PhoneRefusal, Refusal,
};
pub use domain::{AdminAct, AuditEventKind, Fields, Method, Password, PasswordRules, Seconds, Timestamp};
pub use leptos::ev::SubmitEvent;
pub use leptos::html::Input;
pub use leptos::prelude::*;
pub use leptos::server_fn::ServerFn;
pub use leptos::server_fn::codec::{PostUrl, Postcard};
pub use leptos::task::spawn_local;
pub use leptos::wasm_bindgen::JsCast as _;
pub use serde::{Deserialize, Serialize};
#[cfg(feature = "ssr")]
pub use service::{
    account::{SignedIn, recently_authenticated},
    failure::{Failure, both_valid},
};
