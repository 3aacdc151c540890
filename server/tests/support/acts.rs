//! What people do on the pages besides asking for a code by email: passwords, texts, signing up, disowning.

use super::{Browser, answer::Refused};
use domain::ChallengeId;

/// What somebody types on the sign-up page.
#[derive(Clone, Copy, Debug)]
pub struct Person<'a> {
    pub name: &'a str,
    pub email: &'a str,
    pub phone: &'a str,
    /// How a national spelling of the phone is read.
    pub country: &'a str,
    pub password: &'a str,
}

/// A page of an organisation; the default one's name is empty.
fn page_of(organisation: &str, page: &str) -> String {
    if organisation.is_empty() { page.to_owned() } else { format!("/o/{organisation}{page}") }
}

impl Browser {
    /// Goes to a page, unless it is the one where a form was refused a moment ago.
    fn stand_at(&mut self, page: &str) {
        if self.at.split('?').next() != Some(page) {
            self.at = page.to_owned();
        }
    }

    /// Signs in on the default organisation's page and says where that leads.
    pub async fn password(&mut self, email: &str, password: &str) -> Result<String, Refused> {
        self.password_to("", email, password, "").await
    }

    pub async fn password_at(&mut self, organisation: &str, email: &str, password: &str) -> Result<String, Refused> {
        self.password_to(organisation, email, password, "").await
    }

    /// Signs in and wants to go on to an address.
    pub async fn password_to(
        &mut self,
        organisation: &str,
        email: &str,
        password: &str,
        return_to: &str,
    ) -> Result<String, Refused> {
        self.stand_at(&page_of(organisation, "/sign-in/password"));
        let fields =
            [("organisation", organisation), ("email", email), ("password", password), ("return_to", return_to)];
        self.act("sign_in_with_password", &fields).await
    }

    /// Asks for a code by text on the default organisation's page.
    pub async fn text(&mut self, phone: &str) -> Result<ChallengeId, Refused> {
        self.text_at("", phone, "US").await
    }

    pub async fn text_at(&mut self, organisation: &str, phone: &str, country: &str) -> Result<ChallengeId, Refused> {
        self.stand_at(&page_of(organisation, "/sign-in/text-code"));
        let fields = [("organisation", organisation), ("phone", phone), ("country", country)];
        self.act("send_text", &fields).await.map(|path| challenge(&path))
    }

    pub async fn sign_up(&mut self, person: Person<'_>) -> Result<ChallengeId, Refused> {
        self.sign_up_to("", person, "").await
    }

    pub async fn sign_up_to(
        &mut self,
        organisation: &str,
        person: Person<'_>,
        return_to: &str,
    ) -> Result<ChallengeId, Refused> {
        self.stand_at(&page_of(organisation, "/sign-up"));
        let fields = [
            ("organisation", organisation),
            ("name", person.name),
            ("email", person.email),
            ("phone", person.phone),
            ("country", person.country),
            ("password", person.password),
            ("return_to", return_to),
        ];
        self.act("sign_up", &fields).await.map(|path| challenge(&path))
    }

    /// Has it forgotten which way in worked last.
    pub async fn forget_method(&mut self) -> Result<String, Refused> {
        self.stand_at("/sign-in");
        self.act("forget_method", &[("organisation", "")]).await
    }

    /// Presses "This wasn't me" on the page of a link.
    pub async fn was_not_me(&mut self, token: &str) -> Result<String, Refused> {
        self.stand_at(&format!("/not-me/{token}"));
        self.act("was_not_me", &[("token", token)]).await
    }
}

fn challenge(path: &str) -> ChallengeId {
    path.strip_prefix("/sign-in/code/").unwrap_or_else(|| panic!("no code screen: {path}")).parse().unwrap()
}
