//! People who sign in with a passkey, on the device of the tests.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "as in the tests: a fault ends it")]

#[path = "../../tests/support/device.rs"]
#[expect(dead_code, reason = "only the tests use all of it")]
mod shared;

use crate::connection::{decoded, leads_to};
use crate::furnished::Person;
use crate::target::Target;
use anyhow::ensure;
use app::{passkeys::PasskeyChallenge, server::cookies};
pub use shared::Device;

mod prelude {
    //! The parts of the tests' support that `shared` needs.

    pub use crate::furnished::PUBLIC_URL;
    pub use domain::Timestamp;
}

/// Adds a passkey to the account of a person who has signed in just now. Ends the session that the benchmark knows,
/// because it gets a new token. Each `seed` gives another device.
pub async fn add(target: &Target, person: &Person, seed: u8) -> anyhow::Result<Device> {
    let mut device = Device::of(seed);
    let session = format!("{}={}", cookies::SESSION, person.session.expose());
    let (asked, browser) = ask(target, person, "making", &session).await?;
    let answer = device.make(&asked.options);
    let fields = [("name", "Phone"), ("request", asked.request.as_str()), ("answer", answer.as_str())];
    target.call(person, "add_passkey", &fields, &format!("{session}; {browser}")).await?;
    Ok(device)
}

/// Signs in with the passkey of a device.
pub async fn sign_in(target: &Target, person: &Person, device: &mut Device) -> anyhow::Result<()> {
    let (asked, browser) = ask(target, person, "sign_in", "").await?;
    let answer = device.answer(&asked.options);
    let fields = [("organisation", ""), ("request", asked.request.as_str()), ("answer", answer.as_str())];
    let (body, _) = target.call(person, "sign_in_with_passkey", &fields, &browser).await?;
    ensure!(leads_to(body)?.path == app::paths::ACCOUNT, "{} did not get in", person.email);
    Ok(())
}

async fn ask(
    target: &Target,
    person: &Person,
    purpose: &str,
    cookie: &str,
) -> anyhow::Result<(PasskeyChallenge, String)> {
    let fields = [("purpose", purpose), ("organisation", "")];
    let (body, browser) = target.call(person, "ask_for_passkey", &fields, cookie).await?;
    Ok((decoded(body)?, browser))
}
