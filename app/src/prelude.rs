//! What nearly every screen uses: the data of a page, its components and texts, and the server functions behind its
//! forms.

#[cfg(feature = "ssr")]
pub use crate::server::{Answer, WebRequest, cookies, in_words, parameter};
#[cfg(feature = "ssr")]
pub(crate) use crate::server::{email_address, respond, same, slug};
pub use crate::{
    api_error::ApiError,
    chunk::{PageKind, Screen},
    organisation::OrganisationView,
    paths,
    redirect::Redirect,
    submission::{FormDraft, LastTyped, Submission},
    ui::*,
    words::{self, Sentence, Word},
};
pub use domain::{
    Seconds, Timestamp,
    refusal::{CodeRefusal, FormField, PasskeyRefusal, PasswordRefusal, PhoneRefusal, Refusal},
};
pub use leptos::{
    ev::SubmitEvent,
    html::Input,
    prelude::*,
    server_fn::{
        ServerFn,
        codec::{PostUrl, Postcard},
    },
};
pub use serde::{Deserialize, Serialize};
#[cfg(feature = "ssr")]
pub use service::{account::SignedIn, failure::Failure};
