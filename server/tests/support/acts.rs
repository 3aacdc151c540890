//! The forms that a browser posts, besides those of emailed codes: passwords, texts, signing up, reporting a sign-in.

use super::prelude::*;

/// The fields of the sign-up form.
#[derive(Clone, Copy, Debug)]
pub struct Person<'a> {
    pub name: &'a str,
    pub email: &'a str,
    pub phone: &'a str,
    /// The country by which a phone number in national format is read.
    pub country: &'a str,
    pub password: &'a str,
}

/// The path of an organisation's page. An empty `organisation` means the default one.
fn page_of(organisation: &str, page: &str) -> String {
    if organisation.is_empty() { page.to_owned() } else { format!("/o/{organisation}{page}") }
}

impl Browser {
    /// Opens a page. The URL stays as it is if the browser is there already: its query may carry a refusal.
    fn stand_at(&mut self, page: &str) {
        if self.at.split('?').next() != Some(page) {
            self.at = page.to_owned();
        }
    }

    /// Signs in with a password on the default organisation's page. Returns the path that this leads to.
    pub async fn password(&mut self, email: &str, password: &str) -> Result<String, ApiError> {
        self.password_to("", email, password, "").await
    }

    pub async fn password_at(&mut self, organisation: &str, email: &str, password: &str) -> Result<String, ApiError> {
        self.password_to(organisation, email, password, "").await
    }

    /// Signs in with a password and asks to be redirected to `return_to` afterwards.
    pub async fn password_to(
        &mut self,
        organisation: &str,
        email: &str,
        password: &str,
        return_to: &str,
    ) -> Result<String, ApiError> {
        self.stand_at(&page_of(organisation, "/sign-in/password"));
        let fields =
            [("organisation", organisation), ("email", email), ("password", password), ("return_to", return_to)];
        self.act("sign_in_with_password", &fields).await
    }

    /// Asks for a code by text on the default organisation's page.
    pub async fn text(&mut self, phone: &str) -> Result<ChallengeId, ApiError> {
        self.text_at("", phone, "US").await
    }

    pub async fn text_at(&mut self, organisation: &str, phone: &str, country: &str) -> Result<ChallengeId, ApiError> {
        self.stand_at(&page_of(organisation, "/sign-in/text-code"));
        let fields = [("organisation", organisation), ("phone", phone), ("country", country)];
        self.act("send_text", &fields).await.map(|path| challenge_in(&path))
    }

    pub async fn sign_up(&mut self, person: Person<'_>) -> Result<ChallengeId, ApiError> {
        self.sign_up_to("", person, "").await
    }

    pub async fn sign_up_to(
        &mut self,
        organisation: &str,
        person: Person<'_>,
        return_to: &str,
    ) -> Result<ChallengeId, ApiError> {
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
        self.act("sign_up", &fields).await.map(|path| challenge_in(&path))
    }

    /// Asks the server to forget which sign-in method this browser used last.
    pub async fn forget_method(&mut self) -> Result<String, ApiError> {
        self.stand_at("/sign-in");
        self.act("forget_method", &[("organisation", "")]).await
    }

    /// Presses "This wasn't me" on the page that a sign-in alert links to.
    pub async fn was_not_me(&mut self, token: &str) -> Result<String, ApiError> {
        self.stand_at(&format!("/not-me/{token}"));
        self.act("was_not_me", &[("token", token)]).await
    }
}

/// The challenge in the path of a code screen.
pub fn challenge_in(path: &str) -> ChallengeId {
    path.strip_prefix("/sign-in/code/").unwrap_or_else(|| panic!("no code screen: {path}")).parse().unwrap()
}
