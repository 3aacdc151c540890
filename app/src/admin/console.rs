//! The admin part of the navigation. It travels with the page's data, so that members never load its texts.

use crate::{
    prelude::*,
    settings::{Console, ConsoleIcon, ConsoleNavItem},
    words::admin,
};

/// Navigation entries of the console. Add an entry only once its pages exist.
pub fn console() -> Console {
    let place = |path: &str, label: Word, icon| ConsoleNavItem { path: path.to_owned(), label: label.into(), icon };
    Console {
        title: admin::GROUP.into(),
        items: vec![
            place(paths::ADMIN_PEOPLE, admin::PEOPLE, ConsoleIcon::People),
            place(paths::ADMIN_INVITATIONS, admin::invitations::TITLE, ConsoleIcon::Envelope),
            place(paths::ADMIN_POLICY, admin::policy::TITLE, ConsoleIcon::Paper),
            place(paths::ADMIN_RESERVED, admin::RESERVED, ConsoleIcon::LockIcon),
            place(paths::ADMIN_MESSAGES, admin::MESSAGES, ConsoleIcon::Envelope),
            place(paths::ADMIN_AUDIT, admin::AUDIT, ConsoleIcon::Clock),
            place(paths::ADMIN_BRANDING, admin::branding::TITLE, ConsoleIcon::PaletteIcon),
        ],
    }
}
