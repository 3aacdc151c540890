//! HTTP: routes, cookies and headers. The use cases are in `service`.

mod api;
mod branding;
mod broken;
pub mod client_address;
mod dev_inbox;
mod download;
mod export;
mod gzip;
mod health;
mod import;
mod language;
mod logo;
pub mod metrics;
mod page_cache;
mod pages;
mod readiness;
mod request_context;
mod router;
mod same_origin;
mod security_headers;
mod seldom;
pub mod serve;
mod site;
mod state;
mod text_status;

pub use dev_inbox::Inbox;
pub use router::router;
pub use site::Site;
pub use state::HttpState;
