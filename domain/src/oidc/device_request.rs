//! What a device asks for whose user signs in on another one (RFC 8628).

use super::scope::Scopes;
use serde::{Deserialize, Serialize};

/// The request of a device. It has no address to which an answer could go: the device asks for its tokens by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceRequest {
    pub scopes: Scopes,
    /// The IP address from which it came.
    pub address: String,
}
