//! HTTP: routes, cookies and headers. The use cases are in `service`.

mod api;
mod branding;
pub mod client_address;
mod current_request;
mod dev_inbox;
pub mod doctor;
mod download;
mod export;
mod forward_auth;
mod gzip;
mod import;
mod language;
mod logo_upload;
pub mod metrics;
mod oauth;
mod observe;
mod page_cache;
mod pages;
mod prelude;
mod readiness;
mod router;
mod same_origin;
mod security_headers;
mod seldom;
pub mod serve;
mod site;
mod state;
mod text_status;
mod traces;

pub use dev_inbox::Inbox;
pub use router::router;
pub use site::Site;
pub use state::HttpState;
pub use traces::Traces;
