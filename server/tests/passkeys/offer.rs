//! The offer to add a passkey after a sign-in without one: for whom, how often, and never in the way.

use super::{add, enter, open, policy};
use crate::support::prelude::*;
use domain::Policy;

const OFFER: &str = "/settings/security/passkeys/offer";

/// Signs the owner in with a password in a new browser, and returns where that leads.
async fn sign_in(world: &World, style: Style) -> (Browser, String) {
    let mut browser = world.browser(style);
    let to = browser.password(OWNER, PASSWORD).await.unwrap();
    (browser, to)
}

#[apply(matrix)]
async fn the_offer_is_not_made_again_after_two_skips(database: Database) {
    let (world, _) = open(database).await;
    for _ in 0..2 {
        let (mut browser, to) = sign_in(&world, Client).await;
        assert_eq!(to, OFFER);
        let SettingsPage::PasskeyOffer(_) = crate::settings::page(&mut browser, OFFER).await else {
            panic!("no offer")
        };
        browser.at = OFFER.to_owned();
        assert_eq!(browser.act("skip_passkey_offer", &[]).await.unwrap(), "/account");
    }
    assert_eq!(sign_in(&world, Client).await.1, "/account");
}

#[apply(matrix)]
async fn a_passkey_ends_the_offers(database: Database) {
    let (world, _) = open(database).await;
    let (mut browser, to) = sign_in(&world, Client).await;
    assert_eq!(to, OFFER);
    let mut device = Device::of(1);
    add(&mut browser, &mut device, "Blue key").await.unwrap();
    assert_eq!(sign_in(&world, Client).await.1, "/account");
    assert_eq!(enter(&mut world.browser(Client), &mut device).await.unwrap(), "/account");
}

#[apply(matrix)]
async fn the_offer_is_in_nobody_s_way(database: Database) {
    let (world, _) = open(database).await;
    assert_eq!(sign_in(&world, Form).await.1, "/account", "a browser without script cannot add one");
    let mut browser = world.browser(Client);
    let to = browser.password_to("", OWNER, PASSWORD, "/settings/activity").await.unwrap();
    assert_eq!(to, "/settings/activity");
    world.set_policy("codes", &Policy { offer_passkey: false, ..policy() }).await;
    assert_eq!(sign_in(&world, Client).await.1, "/account");
    // Where a passkey is only a second step, it makes no sign-in faster.
    world.set_policy("codes", &Preset::Codes.policy()).await;
    assert_eq!(sign_in(&world, Client).await.1, "/account");
}
