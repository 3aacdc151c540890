//! The `portico secret` commands: they generate keys, and encrypt again what previous keys protect.

use super::operator;
use crate::settings::{self, RawSettings};
use crate::startup;
use clap::Subcommand;
use domain::AuditEventKind;
use service::clock::SystemClock;
use service::operator::Operator;
use service::random::SystemRandom;
use service::rotation::{Rotated, rotate};
use store::rotation::BoundToOldKeys;

#[derive(Debug, Subcommand)]
pub enum SecretCommand {
    /// Print 32 random bytes in base64, for PORTICO_SECRET_KEY
    Generate,
    /// Encrypt again, with PORTICO_SECRET_KEY, what PORTICO_PREVIOUS_SECRET_KEYS still protect, and report what is left
    Rotate,
}

impl SecretCommand {
    pub async fn run(self, raw: &RawSettings) -> anyhow::Result<()> {
        match self {
            SecretCommand::Generate => println!("{}", settings::generate_secret()?),
            SecretCommand::Rotate => {
                let keys = startup::keys(raw)?;
                let store = startup::current_store(raw).await?;
                let rotated = rotate(&store, &keys, &SystemRandom, &SystemClock).await?;
                print!("{}", told(&rotated));
                let name = operator::name();
                let operator =
                    Operator { store: &store, clock: &SystemClock, random: &SystemRandom, name: Some(&name) };
                operator.record_key_change(AuditEventKind::SecretKeyRotated, "portico secret rotate").await?;
            }
        }
        Ok(())
    }
}

fn told(rotated: &Rotated) -> String {
    let Rotated { authenticators, recovery_codes, messages, signing_keys, client_secrets, unreadable, bound } = rotated;
    let BoundToOldKeys { passwords, codes, invitations, temporary_passwords, refresh_tokens } = bound;
    let mut text = format!(
        "Encrypted again: {authenticators} authenticator apps, {recovery_codes} recovery codes, {messages} messages, \
         {signing_keys} signing keys, {client_secrets} client secrets.\n"
    );
    if *unreadable > 0 {
        text += &format!(
            "{unreadable} more cannot be decrypted, because PORTICO_PREVIOUS_SECRET_KEYS does not contain their key.\n"
        );
    }
    text += &format!(
        "Passwords that need an older key: {passwords}. Each is hashed again when its user signs in with it.\n\
         Codes that need an older key: {codes}. Invitations: {invitations}. Temporary passwords that are valid now, of \
         any key: {temporary_passwords}.\n\
         Refresh tokens that need an older key: {refresh_tokens}. Each is replaced when its application uses it.\n"
    );
    let is_over = [passwords, codes, invitations, temporary_passwords, refresh_tokens] == [&0; 5];
    text += if is_over && *unreadable == 0 {
        "Nothing needs PORTICO_PREVIOUS_SECRET_KEYS any longer.\n"
    } else {
        "Keep PORTICO_PREVIOUS_SECRET_KEYS until all of these are 0, and run this command again from time to time. If \
         you remove a key earlier, the users whose passwords need it have to choose new ones through recovery.\n"
    };
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_says_when_older_keys_may_go() {
        let bound =
            BoundToOldKeys { passwords: 0, codes: 0, invitations: 0, temporary_passwords: 0, refresh_tokens: 0 };
        let done = Rotated {
            authenticators: 2,
            recovery_codes: 20,
            messages: 1,
            signing_keys: 1,
            client_secrets: 3,
            unreadable: 0,
            bound,
        };
        assert!(told(&done).contains("Nothing needs"));
        assert!(told(&done).contains("20 recovery codes, 1 messages, 1 signing keys, 3 client secrets"));
        for left in [
            Rotated { unreadable: 1, ..done },
            Rotated { bound: BoundToOldKeys { passwords: 1, ..bound }, ..done },
            Rotated { bound: BoundToOldKeys { temporary_passwords: 1, ..bound }, ..done },
            Rotated { bound: BoundToOldKeys { refresh_tokens: 1, ..bound }, ..done },
        ] {
            assert!(told(&left).contains("Keep PORTICO_PREVIOUS_SECRET_KEYS"));
        }
    }
}
