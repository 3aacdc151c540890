//! The server program: HTTP, jobs, command line, settings and startup. The use cases are in `service`.

pub mod command_line;
pub mod demo_application;
pub mod http;
pub mod jobs;
pub mod log;
pub mod logo;
pub mod settings;
pub mod startup;
