//! Who runs a command.

use rustix::process::getuid;

/// The name of the operating system's user, or the number of one without a name, as in a container.
pub fn name() -> String {
    whoami::username().unwrap_or_else(|_| format!("uid {}", getuid().as_raw()))
}
