//! The account page.

use crate::{
    account::CurrentAccount,
    paths,
    server::{Answer, WebRequest, view},
    words,
};
use service::account::as_admin;

impl WebRequest {
    pub(crate) async fn current_account(&self) -> Answer<CurrentAccount> {
        let signed_in = self.signed_in().await?;
        let is_admin = as_admin(&signed_in).is_ok();
        Ok(CurrentAccount {
            console: is_admin.then(|| (paths::ADMIN_PEOPLE.to_owned(), words::admin::TO_CONSOLE.into())),
            name: signed_in.account.name,
            email: signed_in.account.email.to_string(),
            organisation: view(signed_in.organisation, signed_in.is_default),
        })
    }
}
