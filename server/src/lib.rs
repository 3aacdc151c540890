//! The server program: HTTP, jobs, command line, settings and startup. The use cases are in `service`.

mod audit_stream;
pub mod causes;
pub mod command_line;
pub mod demo_application;
pub mod http;
pub mod jobs;
pub mod log;
pub mod logo;
pub mod service_manager;
pub mod settings;
pub mod start_checks;
pub mod startup;
