//! The server's side of the screens, compiled with `ssr` only: reads a request, and turns the results of use cases into
//! screens, redirects and cookies.

mod cookie_guard;
pub mod cookies;
mod forms;
pub mod locale;
mod pages;
mod redirects;
mod remembered;
mod request;
mod respond;

pub use forms::parameter;
pub(crate) use forms::{email_address, filling_challenge, possible_password, slug, unless_refused};
pub use locale::{Reading, browser, in_words};
pub use pages::page;
pub(crate) use redirects::back_to_link;
pub use redirects::{clear_site_data, sign_in_path};
pub use request::{Answer, SessionLookup, WebRequest};
pub use respond::{INCIDENT_HEADER, is_plain_form};
pub(crate) use respond::{Reply, respond, web_request};
