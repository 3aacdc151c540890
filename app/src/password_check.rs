//! Judges a new password while it is typed, by the rule of saving it. Only the client asks.

use crate::prelude::*;
use domain::password::PasswordProblem;

/// What the server says about a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasswordVerdict {
    /// `None`: it may be saved.
    pub problem: Option<PasswordProblem>,
}

/// Says what is wrong with a password, if anything. The answer depends only on the fields and on the policy of the
/// organisation, so it tells nothing about any account.
#[server(endpoint = "check_password", input = PostUrl, output = Postcard)]
pub async fn check_password(
    organisation: String,
    password: Password,
    #[server(default)] email: String,
    #[server(default)] name: String,
) -> Result<PasswordVerdict, ApiError> {
    respond(None, async move |web| {
        let organisation = slug(&organisation)?;
        let about = [email.as_str(), name.as_str()];
        let problem = service::password_check::check(&web.cx, organisation.as_ref(), &password, about).await?;
        Ok(PasswordVerdict { problem })
    })
    .await
}

#[cfg(feature = "ssr")]
impl crate::server::Reply for PasswordVerdict {}
