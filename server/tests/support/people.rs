//! Whoever else lives in the house, and what they have: made by the operator, as on the command line.

use super::World;
use domain::{OrganisationId, Password, Policy, Preset, Seconds, Slug, limits::Limit, policy::SecondStepRule};
use server::{
    flows::operator::{NewAccount, NewOrganisation, Operator},
    house::House,
    security::rate_limit::{self, Subject},
    store::{
        accounts::{self, Role},
        passwords,
    },
};

/// Good under every preset's rules.
pub const PASSWORD: &str = "Harbour7-Lantern_Quill";
/// Of another application that an organisation may send people to.
pub const APPLICATION: &str = "https://app.example";

fn slug(text: &str) -> Slug {
    text.parse().unwrap()
}

impl World {
    pub fn operator(&self) -> Operator<'_> {
        let House { store, clock, random, .. } = self.house.as_ref();
        Operator { store, clock: clock.as_ref(), random: random.as_ref() }
    }

    /// Makes an organisation, with an application to return to.
    pub async fn found(&self, at: &str, name: &str, preset: Preset) {
        let return_origins = vec![APPLICATION.to_owned()];
        let new = NewOrganisation { slug: slug(at), name: name.parse().unwrap(), preset, return_origins };
        self.operator().create_organisation(new).await.unwrap();
        // Which organisation is the first created decides whose `/sign-in` is.
        self.clock.advance(Seconds(1));
    }

    /// Makes an account without phone and password.
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

    /// Whatever the policy says about it.
    pub async fn give_password(&self, email: &str, password: &str) {
        let House { store, hasher, random, .. } = self.house.as_ref();
        let hash = hasher.hash(Password::new(password.to_owned()), random.as_ref()).await.unwrap();
        let home = self.organisation(self.home_of(email).await.as_str()).await;
        let transaction = store.begin().await.unwrap();
        let account = accounts::find_holder(&transaction, home, &email.parse().unwrap()).await.unwrap().unwrap();
        passwords::set(&transaction, account.id, hash.expose(), self.now()).await.unwrap();
        store.commit(transaction).await.unwrap();
    }

    /// A number that the account has verified, or has only written down.
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

    /// The organisation in which somebody has an address; where several have it, the one that had it first.
    pub async fn home_of(&self, email: &str) -> Slug {
        let sql = format!(
            "SELECT o.slug FROM account a JOIN organisation o ON o.id = a.organisation_id
             WHERE a.email = '{email}' ORDER BY a.created_at"
        );
        slug(&self.database.texts(&sql).await[0])
    }

    pub async fn set_policy(&self, at: &str, policy: &Policy) {
        self.operator().set_policy(&slug(at), policy).await.unwrap();
    }

    /// The same rules without a second step, for stories about something else.
    pub async fn spare_second_step(&self, at: &str, preset: Preset) {
        let mut policy = preset.policy();
        policy.second_step.rule = SecondStepRule::Off;
        self.set_policy(at, &policy).await;
    }

    /// As if so many had paid a limit already.
    pub async fn pay(&self, limit: Limit, subject: Subject<'_>, times: u32) {
        let transaction = self.house.store.begin().await.unwrap();
        for _ in 0..times {
            let prices = [(limit, subject)];
            rate_limit::pay(&transaction, &self.house.keys, &prices, self.now()).await.unwrap().unwrap();
        }
        self.house.store.commit(transaction).await.unwrap();
    }
}
