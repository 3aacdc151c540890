//! How long the rows of each table stay. Every table has a line here, so that none grows without anybody having thought
//! about it.

/// How long the rows of a table stay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retention {
    /// There are as many as people have made: until they delete them.
    Kept(&'static str),
    /// As long as a row of this other table.
    With(&'static str),
    /// They come by use, and the hourly purge deletes them.
    Purged(&'static str),
    /// They come by use, and a job deletes each when it has done it.
    Done(&'static str),
}

use Retention::{Done, Kept, Purged, With};

/// All tables, in the order of the alphabet.
pub const RETENTION: &[(&str, Retention)] = &[
    ("account", Kept("until the account is deleted")),
    ("account_alert", Purged("until it has expired")),
    ("account_word", With("account")),
    ("application", Kept("until the application is deleted")),
    ("application_group", With("application")),
    ("application_logo", With("application")),
    ("application_organisation", With("application")),
    ("application_person", With("application")),
    ("audit_event", Purged("400 days")),
    ("authenticator", Purged("with the account; one that was never confirmed, a day")),
    ("challenge", Purged("a day after it has expired")),
    ("code", With("challenge")),
    ("email_confirmation", Purged("30 days after it has expired")),
    ("email_undo", Purged("30 days after it has expired")),
    ("entry_ticket", Purged("until it has expired")),
    ("former_address", Purged("400 days after the account was closed")),
    ("group_member", With("person_group")),
    ("half_sign_in", Purged("until it has expired")),
    ("import", Purged("30 days after it was finished")),
    ("import_line", Purged("with the import; names and numbers until the line was worked on")),
    ("installation", Kept("always: one row")),
    ("invitation", Purged("400 days after it has expired")),
    ("invitation_group", With("invitation")),
    ("invitation_word", With("invitation")),
    ("known_browser", Purged("180 days after the last sign-in")),
    ("logout_notice", Done("until the application was told, at most a day")),
    ("oauth_access_token", Purged("until it has expired")),
    ("oauth_authorization", Purged("until it has nothing left, or its session has ended")),
    ("oauth_client", With("application")),
    ("oauth_client_secret", Purged("with the client; a replaced one, until it has expired")),
    ("oauth_code", Purged("a day after it has expired")),
    ("oauth_device_code", Purged("a day after it has expired")),
    ("oauth_grant", Kept("until the user or an admin removes the access")),
    ("oauth_refresh_token", Purged("until it has expired")),
    ("oauth_request", Purged("until it has expired")),
    ("organisation", Kept("until the organisation is deleted")),
    ("organisation_logo", With("organisation")),
    ("outbox_message", Purged("30 days after it was sent or given up; its content until then")),
    ("pass", Purged("until its session has ended")),
    ("passkey", With("account")),
    ("passkey_request", Purged("until it has expired")),
    ("password", With("account")),
    ("password_choice", Purged("a day after it has expired")),
    ("password_failure", Purged("until it does not count any more")),
    ("person_group", Kept("until the group is deleted")),
    ("protected_origin", With("application")),
    ("rate_limit", Purged("until its window is over")),
    ("recovery_code", With("account")),
    ("recovery_link", Purged("30 days after it has expired")),
    ("recovery_sheet", Purged("until it has expired")),
    ("reserved_address", Kept("until an admin releases the address")),
    ("schema_compatibility", Kept("always: one row for each migration")),
    ("seaql_migrations", Kept("always: one row for each migration")),
    ("session", Purged("30 days after it has ended, or 60 days after it was last used")),
    ("session_alarm", With("session")),
    ("sign_up", With("challenge")),
    ("signing_key", Purged("until nothing that it signed is valid any more")),
    ("temporary_password", Purged("30 days after it has expired; a first password, with the account")),
    ("write_probe", Kept("always: one row")),
];

impl Retention {
    /// As the documentation says it.
    pub fn describe(self) -> String {
        match self {
            Kept(until) | Purged(until) | Done(until) => until.to_owned(),
            With(table) => format!("with the row of `{table}`"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backup::{BOOKKEEPING, known_migrations, tables_after};

    fn is_listed(table: &str) -> bool {
        RETENTION.iter().any(|(listed, _)| *listed == table)
    }

    #[tokio::test]
    async fn every_table_has_a_retention() {
        let tables = tables_after(known_migrations().len()).await.unwrap();
        let mut tables: Vec<&str> = tables.iter().map(|table| table.name.as_str()).chain(BOOKKEEPING).collect();
        tables.sort_unstable();
        let listed: Vec<&str> = RETENTION.iter().map(|(table, _)| *table).collect();
        assert_eq!(listed, tables);
    }

    #[test]
    fn what_is_said_to_be_purged_is_purged() {
        let purge = include_str!("purge.rs");
        for (table, retention) in RETENTION {
            let is_purged = purge.contains(&format!("{table}::Entity"));
            match retention {
                Purged(_) => assert!(is_purged, "{table}"),
                With(other) => assert!(is_listed(other), "{table}"),
                Kept(_) | Done(_) => {}
            }
        }
    }

    #[test]
    fn the_documentation_says_how_long_rows_stay() {
        let document = include_str!("../../docs/operations/retention.md");
        for (table, retention) in RETENTION {
            let line = format!("| `{table}` | {} |", retention.describe());
            assert!(document.contains(&line), "docs/operations/retention.md has no line: {line}");
        }
    }
}
