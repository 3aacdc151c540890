//! The server's side of the screens, compiled with `ssr` only: reads a request, and turns the results of use cases into
//! screens, redirects and cookies. The handlers of a screen are in its own folder.

pub mod cookies;
mod fields;
mod form_draft;
pub mod locale;
mod pages;
pub mod post_sign_in_redirect;
mod request;
mod wording;

pub use fields::parameter;
pub(crate) use fields::{address, same, slug};
pub use pages::page;
pub(crate) use request::web_request;
pub use request::{Answer, SessionLookup, WebRequest, run_to_completion, sign_in_path, view};
pub use wording::{browser, in_words, short_moment};
