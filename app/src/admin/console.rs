//! What the navigation shows to admins. It travels with the page's data: members do not even load its words.

use crate::{
    paths,
    settings::{Console, ConsoleIcon, ConsolePlace},
    words::admin,
};

/// A place stands here when its pages are there.
pub fn console() -> Console {
    let place = |path: &str, label: &str, icon| ConsolePlace { path: path.to_owned(), label: label.to_owned(), icon };
    Console {
        title: admin::GROUP.to_owned(),
        places: vec![
            place(paths::ADMIN_PEOPLE, admin::PEOPLE, ConsoleIcon::People),
            place(paths::ADMIN_INVITATIONS, admin::invitations::TITLE.text(), ConsoleIcon::Paper),
            place(paths::ADMIN_RESERVED, admin::RESERVED, ConsoleIcon::Padlock),
            place(paths::ADMIN_MESSAGES, admin::MESSAGES, ConsoleIcon::Envelope),
            place(paths::ADMIN_AUDIT, admin::AUDIT, ConsoleIcon::Clock),
        ],
    }
}
