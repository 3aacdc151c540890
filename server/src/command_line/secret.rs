//! The `portico secret` commands: they generate keys, and encrypt again what previous keys protect.

use crate::{
    settings::{self, RawSettings},
    startup,
};
use clap::Subcommand;
use service::{
    clock::SystemClock,
    random::SystemRandom,
    rotation::{Rotated, rotate},
};

#[derive(Debug, Subcommand)]
pub enum SecretCommand {
    /// Print 32 random bytes in base64, for PORTICO_SECRET_KEY
    Generate,
    /// Encrypt again with PORTICO_SECRET_KEY what PORTICO_PREVIOUS_SECRET_KEYS protect, and report what still needs
    /// them
    Rotate,
}

impl SecretCommand {
    pub async fn run(self, raw: &RawSettings) -> anyhow::Result<()> {
        match self {
            SecretCommand::Generate => println!("{}", settings::generate_secret()?),
            SecretCommand::Rotate => {
                let keys = startup::keys(raw)?;
                let store = startup::migrated_store(raw).await?;
                print!("{}", told(&rotate(&store, &keys, &SystemRandom, &SystemClock).await?));
            }
        }
        Ok(())
    }
}

fn told(rotated: &Rotated) -> String {
    let Rotated { authenticators, recovery_codes, messages, unreadable, bound } = rotated;
    let mut text = format!(
        "Sealed anew: {authenticators} authenticator apps, {recovery_codes} recovery codes, {messages} messages.\n"
    );
    if *unreadable > 0 {
        text += &format!("No key opens {unreadable} more: their key is missing in PORTICO_PREVIOUS_SECRET_KEYS.\n");
    }
    text += &format!(
        "Passwords of older keys: {}. Each is hashed anew when its owner signs in with it.\n\
         Codes of older keys on their way: {}, invitations: {}. Temporary passwords that are good now, of any key: {}.\n",
        bound.passwords, bound.codes, bound.invitations, bound.temporary_passwords
    );
    let is_over = *unreadable == 0 && bound.passwords == 0 && bound.codes == 0 && bound.invitations == 0;
    text += if is_over && bound.temporary_passwords == 0 {
        "Nothing needs PORTICO_PREVIOUS_SECRET_KEYS any more.\n"
    } else {
        "Keep PORTICO_PREVIOUS_SECRET_KEYS until these are none, and run this again then. Whoever's password is left when \
         a key is taken out chooses a new one through recovery.\n"
    };
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use store::rotation::Bound;

    #[test]
    fn it_says_when_older_keys_may_go() {
        let bound = Bound { passwords: 0, codes: 0, invitations: 0, temporary_passwords: 0 };
        let done = Rotated { authenticators: 2, recovery_codes: 20, messages: 1, unreadable: 0, bound };
        assert!(told(&done).contains("Nothing needs"));
        assert!(told(&done).contains("2 authenticator apps, 20 recovery codes, 1 messages"));
        for left in [
            Rotated { unreadable: 1, ..done },
            Rotated { bound: Bound { passwords: 1, ..bound }, ..done },
            Rotated { bound: Bound { temporary_passwords: 1, ..bound }, ..done },
        ] {
            assert!(told(&left).contains("Keep PORTICO_PREVIOUS_SECRET_KEYS"));
        }
    }
}
