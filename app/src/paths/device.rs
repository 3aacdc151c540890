//! The paths of a user who signs in on a device, by the code that it shows.

use super::common::escaped;

/// Where the user types the code.
pub const DEVICE: &str = "/device";
/// The device is signed in.
pub(crate) const DEVICE_ALLOWED: &str = "/device/allowed";
/// The device is not signed in.
pub(crate) const DEVICE_DECLINED: &str = "/device/declined";

/// Query parameter: the code, which the page fills in.
pub(crate) const USER_CODE: &str = "user_code";

/// The page with the code filled in.
pub fn device_with(user_code: &str) -> String {
    format!("{DEVICE}?{USER_CODE}={}", escaped(user_code))
}

/// The pages about devices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeviceRoute {
    Enter,
    Allowed,
    Declined,
}

impl DeviceRoute {
    pub(super) fn of(path: &str) -> Option<Self> {
        [DeviceRoute::Enter, DeviceRoute::Allowed, DeviceRoute::Declined].into_iter().find(|route| route.path() == path)
    }

    pub const fn path(self) -> &'static str {
        match self {
            DeviceRoute::Enter => DEVICE,
            DeviceRoute::Allowed => DEVICE_ALLOWED,
            DeviceRoute::Declined => DEVICE_DECLINED,
        }
    }
}
