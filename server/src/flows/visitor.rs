//! Who is asking, as far as a request tells.

use crate::security::Token;
use std::net::IpAddr;

/// One browser at one moment. Absent tokens mean a browser that we never saw.
#[derive(Clone, Debug)]
pub struct Visitor {
    pub client: IpAddr,
    /// At most 255 characters.
    pub user_agent: String,
    /// Binds challenges to the browser that asked.
    pub browser: Option<Token>,
    /// Says whether this browser signed in before.
    pub device: Option<Token>,
    pub session: Option<Token>,
}
