//! Further organisations and accounts, and what they have. They are created by the operator, as on the command line.

use super::prelude::*;
use domain::{AccountId, OrganisationId, Password, Policy, Slug, limits::Limit, policy::SecondStepRule};
use service::Actor;
use service::app_context::AppContext;
use service::operator::{NewAccount, NewOrganisation, Operator};
use service::security::rate_limit::Subject;
use store::{accounts, passwords};

/// Satisfies the password rules of every preset.
pub const PASSWORD: &str = "Harbour7-Lantern_Quill";
/// A phone number in E.164 that is reserved for fiction.
pub const NUMBER: &str = "+12015550142";
/// The origin of another application that organisations may redirect to.
pub const APPLICATION: &str = "https://app.example";

fn slug(text: &str) -> Slug {
    text.parse().unwrap()
}

impl World {
    /// Opens a world in which [`OWNER`] has the password [`PASSWORD`].
    pub async fn with_password(kind: Database) -> World {
        let world = World::open(kind).await;
        world.give_password(OWNER, PASSWORD).await;
        world
    }

    /// Opens a world in which [`OWNER`] also has the verified phone number [`NUMBER`].
    pub async fn with_password_and_phone(kind: Database) -> World {
        let world = World::with_password(kind).await;
        world.give_phone(OWNER, NUMBER, true).await;
        world
    }

    pub fn operator(&self) -> Operator<'_> {
        let AppContext { store, clock, random, .. } = self.app.as_ref();
        Operator { store, clock: clock.as_ref(), random: random.as_ref(), name: None }
    }

    /// Creates an organisation that may redirect to [`APPLICATION`].
    pub async fn found(&self, at: &str, name: &str, preset: Preset) {
        let return_origins = vec![APPLICATION.to_owned()];
        let new = NewOrganisation { slug: slug(at), name: name.parse().unwrap(), preset, return_origins };
        self.operator().create_organisation(new).await.unwrap();
        // The organisation that was created first has the page `/sign-in`, so no two may have the same creation time.
        self.clock.advance(Seconds(1));
    }

    /// Creates an account without a phone number and a password.
    pub async fn settle(&self, at: &str, email: &str, name: Option<&str>, role: Role) {
        let new = NewAccount {
            organisation: slug(at),
            email: email.parse().unwrap(),
            name: name.map(|name| name.parse().unwrap()),
            role,
            phone: None,
            password: None,
        };
        self.operator().create_account(new).await.unwrap();
    }

    /// Sets a password, whatever the policy says about passwords.
    pub async fn give_password(&self, email: &str, password: &str) {
        let AppContext { store, hasher, random, .. } = self.app.as_ref();
        let hash = hasher.hash(Password::new(password.to_owned()), random.as_ref()).await.unwrap();
        let home = self.organisation(self.home_of(email).await.as_str()).await;
        let transaction = store.begin().await.unwrap();
        let account = accounts::find_by_email_in_any_state(&transaction, home, &email.parse().unwrap()).await;
        let account = account.unwrap().unwrap();
        passwords::set(&transaction, account.id, hash.expose(), self.now()).await.unwrap();
        store.commit(transaction).await.unwrap();
    }

    /// Sets a phone number, verified or not.
    pub async fn give_phone(&self, email: &str, number: &str, is_verified: bool) {
        let at = if is_verified { self.now().0.to_string() } else { "NULL".to_owned() };
        let sql = format!("UPDATE account SET phone = '{number}', phone_verified_at = {at} WHERE email = '{email}'");
        self.database.execute(&sql).await;
    }

    pub async fn set_deactivated(&self, email: &str, is_deactivated: bool) {
        let home = self.home_of(email).await;
        self.operator().set_deactivated(&home, &email.parse().unwrap(), is_deactivated).await.unwrap();
    }

    pub async fn organisation(&self, at: &str) -> OrganisationId {
        self.operator().organisation(&slug(at)).await.unwrap().id
    }

    /// The organisation of the account with this address. If several have such an account, that of the oldest account.
    pub async fn home_of(&self, email: &str) -> Slug {
        let sql = format!(
            "SELECT o.slug FROM account a JOIN organisation o ON o.id = a.organisation_id
             WHERE a.email = '{email}' ORDER BY a.created_at"
        );
        slug(&self.database.texts(&sql).await[0])
    }

    /// The id of the account with this address, in whichever organisation it is.
    pub async fn id_of(&self, email: &str) -> AccountId {
        let text =
            if self.database.url.starts_with("sqlite") { "lower(hex(id))" } else { "replace(id::text, '-', '')" };
        let ids = self.database.texts(&format!("SELECT {text} FROM account WHERE email = '{email}'")).await;
        ids.first().unwrap_or_else(|| panic!("no account has {email}")).parse().unwrap()
    }

    pub async fn set_policy(&self, at: &str, policy: &Policy) {
        self.operator().set_policy(&slug(at), policy).await.unwrap();
    }

    /// Sets a preset's policy without its second step, for tests about something else.
    pub async fn spare_second_step(&self, at: &str, preset: Preset) {
        let mut policy = preset.policy();
        policy.second_step.rule = SecondStepRule::Off;
        policy.offer_passkey = false;
        self.set_policy(at, &policy).await;
    }

    /// Consumes a rate limit as if `times` requests had done so.
    pub async fn consume(&self, limit: Limit, subject: Subject<'_>, times: u32) {
        let unit = self.app.begin(Actor::System).await.unwrap();
        for _ in 0..times {
            unit.consume(&[(limit, subject)]).await.unwrap().unwrap();
        }
        unit.commit().await.unwrap();
    }
}
