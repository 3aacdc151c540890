//! What the navigation shows to admins. It travels with the page's data: members do not even load its words.

use crate::{
    paths,
    settings::{Console, ConsoleIcon, ConsolePlace},
    words::{Word, admin},
};

/// A place stands here when its pages are there.
pub fn console() -> Console {
    let place = |path: &str, label: Word, icon| ConsolePlace { path: path.to_owned(), label: label.into(), icon };
    Console {
        title: admin::GROUP.into(),
        places: vec![
            place(paths::ADMIN_PEOPLE, admin::PEOPLE, ConsoleIcon::People),
            place(paths::ADMIN_INVITATIONS, admin::invitations::TITLE, ConsoleIcon::Envelope),
            place(paths::ADMIN_POLICY, admin::policy::TITLE, ConsoleIcon::Paper),
            place(paths::ADMIN_RESERVED, admin::RESERVED, ConsoleIcon::Padlock),
            place(paths::ADMIN_MESSAGES, admin::MESSAGES, ConsoleIcon::Envelope),
            place(paths::ADMIN_AUDIT, admin::AUDIT, ConsoleIcon::Clock),
            place(paths::ADMIN_BRANDING, admin::branding::TITLE, ConsoleIcon::Brush),
        ],
    }
}
