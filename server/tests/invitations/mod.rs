//! Invitations, from the admin who sends one to the user who has the account.

mod admins;
mod board;
mod console;
mod corrections;
mod files;
mod flooded;
mod import;
mod interrupted;
mod journey;
mod onboarding;
mod refusals;
mod second_step;
mod temporary;

use crate::support::prelude::*;
use domain::InvitationId;
use service::RequestContext;
use service::account::{self, SignedIn, as_admin};
use service::admin::{ProvenAdmin, proven};
use service::invitations::{self, NewInvitation, read_new};
use service::security::Token;

pub const AT: &str = "cedar";
const CHIEF: &str = "chief@cedar.example";
pub const NEW: &str = "new@cedar.example";
/// Satisfies the password rules of every preset.
const OWN: &str = "Lantern3-Over~The-Quay-9x";
pub const VERIFY: &str = "verify your email address";
const CONFIRMED: &str = "Your email address is confirmed";
const TEMPORARY: &str = "Your temporary password for Cedar";

/// Opens a world with one more organisation, whose admin has a password.
pub async fn open(database: Database, preset: Preset) -> World {
    let world = World::open(database).await;
    world.found(AT, "Cedar", preset).await;
    world.spare_second_step(AT, preset).await;
    world.settle(AT, CHIEF, Some("Chief"), Role::Admin).await;
    world.give_password(CHIEF, PASSWORD).await;
    world
}

/// A signed-in user and their request, as the use cases receive them.
pub struct Admin {
    pub cx: RequestContext,
    pub signed_in: SignedIn,
}

impl Admin {
    /// The admin as if reauthenticated just now. It is leaked to be `'static`, which a test can afford.
    pub fn proven(&self, world: &World) -> ProvenAdmin<'static> {
        let mut signed_in = self.signed_in.clone();
        signed_in.session.reauthenticated_at = world.now();
        proven(&world.app, as_admin(Box::leak(Box::new(signed_in))).unwrap()).unwrap()
    }
}

pub async fn admin_of(world: &World, at: &str, email: &str) -> Admin {
    let mut browser = world.browser(Client);
    browser.password_at(at, email, PASSWORD).await.unwrap();
    let session = browser.cookie("portico").and_then(Token::parse);
    let (client, user_agent) = (browser.client, browser.user_agent.clone());
    let cx =
        RequestContext { session, ..RequestContext::new(world.app.clone(), client, user_agent, Default::default()) };
    let signed_in = account::current(&cx).await.unwrap().unwrap();
    Admin { cx, signed_in }
}

pub async fn admin(world: &World) -> Admin {
    admin_of(world, AT, CHIEF).await
}

pub fn person(world: &World, email: &str) -> NewInvitation {
    read_new(&world.app, ["Robin New", email, "(201) 555-0142", "member"], "").unwrap()
}

pub async fn invite(world: &World, admin: &Admin, email: &str) -> InvitationId {
    invitations::invite(&admin.cx, admin.proven(world), &person(world, email)).await.unwrap()
}

/// The code and the link's token of the newest invitation to an address.
pub async fn code_and_token(world: &World, email: &str) -> (String, String) {
    world.deliver().await;
    let letter = world.letters_about(email, VERIFY).pop().expect("an invitation");
    let code = letter.text.lines().find_map(|line| line.strip_prefix("    ")).unwrap().to_owned();
    let link = letter.text.lines().find_map(|line| line.strip_prefix("http://localhost:3000/invitation/"));
    (code, link.unwrap_or_else(|| panic!("no link in {}", letter.text)).to_owned())
}

pub async fn accept_invitation(browser: &mut Browser, email: &str, code: &str) -> Result<String, ApiError> {
    accept_invitation_by(browser, email, code, "").await
}

async fn accept_invitation_by(browser: &mut Browser, email: &str, code: &str, link: &str) -> Result<String, ApiError> {
    if !browser.at.starts_with("/invitation/") && !browser.at.starts_with("/o/cedar/invitation") {
        browser.at = "/o/cedar/invitation".to_owned();
    }
    let fields = [("organisation", AT), ("email", email), ("code", code), ("link", link)];
    browser.act("confirm_invitation", &fields).await
}

async fn ask(browser: &mut Browser, email: &str) -> Result<String, ApiError> {
    browser.at = "/o/cedar/invitation".to_owned();
    browser.act("ask_for_invitation", &[("organisation", AT), ("email", email)]).await
}

/// The newest temporary password that was sent to an address.
pub async fn temporary_for(world: &World, email: &str) -> String {
    world.deliver().await;
    let letter = world.letters_about(email, TEMPORARY).pop().expect("a message with a temporary password");
    letter.text.lines().find_map(|line| line.strip_prefix("    ")).unwrap().to_owned()
}

pub async fn choose(browser: &mut Browser, password: &str) -> Result<String, ApiError> {
    browser.at = "/choose-password".to_owned();
    browser.act("choose_password", &[("password", password), ("confirmation", password)]).await
}

/// Signs in after a minute, which is longer than any wait after a wrong password.
async fn enter(world: &World, browser: &mut Browser, email: &str, password: &str) -> Result<String, ApiError> {
    world.clock.advance(Seconds::minutes(1));
    browser.password_at(AT, email, password).await
}

/// Invites a user, who signs in with the temporary password and replaces it. Returns the user's browser.
async fn arrive(world: &World, style: Style) -> Browser {
    invite(world, &admin(world).await, NEW).await;
    let (code, _) = code_and_token(world, NEW).await;
    let mut browser = world.browser(style);
    accept_invitation(&mut browser, NEW, &code).await.unwrap();
    let temporary = temporary_for(world, NEW).await;
    browser.password_at(AT, NEW, &temporary).await.unwrap();
    assert_eq!(choose(&mut browser, OWN).await.unwrap(), "/welcome");
    browser
}
