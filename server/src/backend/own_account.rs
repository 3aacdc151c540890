//! The account page, and the way out.

use super::{RequestBackend, view};
use crate::{
    failure::Failure,
    flows::account::{self, as_admin},
    http::cookies,
};
use app::{account::CurrentAccount, backend::Answer, go_to::GoTo, paths, words};
use http::{HeaderName, HeaderValue};

impl RequestBackend {
    pub(super) async fn account(&self) -> Answer<CurrentAccount> {
        let signed_in = self.signed_in().await?;
        let is_admin = as_admin(&signed_in).is_ok();
        Ok(CurrentAccount {
            console: is_admin.then(|| (paths::ADMIN_PEOPLE.to_owned(), words::admin::TO_CONSOLE.into())),
            name: signed_in.account.name,
            email: signed_in.account.email.to_string(),
            organisation: view(signed_in.organisation, signed_in.is_default),
        })
    }

    pub(super) async fn signed_out(&self) -> Answer<GoTo> {
        let was = self.answer(account::sign_out(&self.house, &self.visitor).await.map_err(Failure::Broken))?;
        self.set_cookie(&cookies::forget(cookies::SESSION));
        let clear = HeaderValue::from_static("\"cache\", \"storage\"");
        self.response.insert_header(HeaderName::from_static("clear-site-data"), clear);
        let path = match was {
            Some(was) => paths::sign_in(&view(was.organisation, was.is_default)),
            None => paths::SIGN_IN.to_owned(),
        };
        Ok(self.spoken_to(GoTo::path(path), None))
    }
}
