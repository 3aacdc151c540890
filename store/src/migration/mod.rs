//! The migrations, in the order in which they apply. A released migration is never edited.

mod build;
#[cfg(test)]
mod compatibility;
mod m0001_sign_in_with_a_code;
mod m0002_texts;
mod m0003_ways_in;
mod m0004_recovery;
mod m0005_temporary_passwords;
mod m0006_settings;
mod m0007_languages;
mod m0008_invitations;
mod m0009_console;
mod m0010_branding;
mod m0011_authenticators;
mod m0012_second_step;
mod m0013_passkeys;
mod m0014_recipients;
mod m0015_availability;
mod m0016_imports;
mod m0017_islands;
mod m0018_second_step_of_sessions;
mod m0019_folded_words;
mod m0020_requests_of_a_browser;
mod m0021_lockouts;
mod m0022_applications;
mod m0023_application_logos;
mod m0025_open_to_all;
mod m0026_openid_connect;
mod m0027_device_codes;
mod m0028_back_channel;
mod m0030_time_zones;
mod m0031_passkey_offers;
mod m0032_message_heads;
mod m0033_email_confirmations;
mod m0034_invitation_words;
mod m0035_former_addresses;
mod m0036_sign_in_alerts;
mod m0040_installation;
mod m0041_operators;
mod m0042_foreign_hashes;

use sea_orm_migration::prelude::*;

/// Runs the migrations.
pub struct Migrator;

/// Migrations that older releases can keep running with, each with the newest migration that the oldest of these
/// releases knows. They only add: tables, and columns that older releases need not fill. What a release no longer uses is
/// removed by a later release, when nothing that may run beside it uses it. Any other migration stops all older
/// releases.
pub const RUNS_BESIDE: &[(&str, &str)] = &[
    ("m0015_availability", "m0014_recipients"),
    ("m0020_requests_of_a_browser", "m0019_folded_words"),
    ("m0021_lockouts", "m0019_folded_words"),
    ("m0022_applications", "m0019_folded_words"),
    ("m0023_application_logos", "m0019_folded_words"),
    ("m0025_open_to_all", "m0019_folded_words"),
    ("m0026_openid_connect", "m0019_folded_words"),
    ("m0027_device_codes", "m0019_folded_words"),
    ("m0028_back_channel", "m0019_folded_words"),
    ("m0030_time_zones", "m0019_folded_words"),
    ("m0031_passkey_offers", "m0019_folded_words"),
    ("m0032_message_heads", "m0019_folded_words"),
    ("m0033_email_confirmations", "m0019_folded_words"),
    ("m0034_invitation_words", "m0019_folded_words"),
    ("m0035_former_addresses", "m0019_folded_words"),
    ("m0036_sign_in_alerts", "m0019_folded_words"),
    ("m0040_installation", "m0019_folded_words"),
    ("m0041_operators", "m0019_folded_words"),
    ("m0042_foreign_hashes", "m0019_folded_words"),
];

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_sign_in_with_a_code::Migration),
            Box::new(m0002_texts::Migration),
            Box::new(m0003_ways_in::Migration),
            Box::new(m0004_recovery::Migration),
            Box::new(m0005_temporary_passwords::Migration),
            Box::new(m0006_settings::Migration),
            Box::new(m0007_languages::Migration),
            Box::new(m0008_invitations::Migration),
            Box::new(m0009_console::Migration),
            Box::new(m0010_branding::Migration),
            Box::new(m0011_authenticators::Migration),
            Box::new(m0012_second_step::Migration),
            Box::new(m0013_passkeys::Migration),
            Box::new(m0014_recipients::Migration),
            Box::new(m0015_availability::Migration),
            Box::new(m0016_imports::Migration),
            Box::new(m0017_islands::Migration),
            Box::new(m0018_second_step_of_sessions::Migration),
            Box::new(m0019_folded_words::Migration),
            Box::new(m0020_requests_of_a_browser::Migration),
            Box::new(m0021_lockouts::Migration),
            Box::new(m0022_applications::Migration),
            Box::new(m0023_application_logos::Migration),
            Box::new(m0025_open_to_all::Migration),
            Box::new(m0026_openid_connect::Migration),
            Box::new(m0027_device_codes::Migration),
            Box::new(m0028_back_channel::Migration),
            Box::new(m0030_time_zones::Migration),
            Box::new(m0031_passkey_offers::Migration),
            Box::new(m0032_message_heads::Migration),
            Box::new(m0033_email_confirmations::Migration),
            Box::new(m0034_invitation_words::Migration),
            Box::new(m0035_former_addresses::Migration),
            Box::new(m0036_sign_in_alerts::Migration),
            Box::new(m0040_installation::Migration),
            Box::new(m0041_operators::Migration),
            Box::new(m0042_foreign_hashes::Migration),
        ]
    }
}
