//! Decides what becomes of a request to the authorization endpoint: the client gets a code or an error, or the user has
//! to do something first. Makes no code.

use super::id_token::read_hint;
use super::issue::scopes_for;
use super::respond::AuthorizationResponse;
use crate::forward_auth::{lacks, record_refusal, serves, sign_in_at};
use crate::prelude::*;
use domain::application::{ApplicationName, Missing};
use domain::oidc::{AuthorizationError, AuthorizationRequest, Scopes};
use store::applications;
use store::oauth_clients::Client;
use store::oauth_grants;
use store::oauth_requests::StoredRequest;
use url::Url;

/// What a browser with an authorization request does next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Authorization {
    /// Bring this to the client, at once.
    Respond(AuthorizationResponse),
    /// Sign in on the page of this organisation, and come back.
    SignIn { organisation: Slug },
    /// Say whether to go on with the account that is signed in.
    ChooseAccount { application: ApplicationName, email: String },
    /// The session lacks something. The user provides it, and comes back.
    Missing { application: ApplicationName, missing: Missing },
    /// Say whether the client may read what these scopes tell. `organisation` is the name of its owner; `client_host`
    /// is where the answer goes.
    Consent { application: ApplicationName, organisation: String, client_host: String, scopes: Scopes },
    /// Say whether the device that asked at this time, from this IP address, may do so.
    AllowDevice {
        application: ApplicationName,
        organisation: String,
        scopes: Scopes,
        address: String,
        asked_at: Timestamp,
    },
    /// The device gets what it asked for.
    DeviceAllowed,
    /// The device gets nothing.
    DeviceDeclined,
    /// The application does not let the user in. `organisation` can help.
    NotAllowed { application: ApplicationName, organisation: Slug },
    /// The application is turned off.
    TurnedOff,
    /// The request was answered, is too old, or never existed. Starting at the application again helps.
    Outdated,
}

/// The next step of a request.
pub(super) enum Step<'a> {
    /// Nothing is missing: this user gets a code.
    Issue(&'a SignedIn),
    /// The client gets an error with this description.
    Refuse(AuthorizationError, &'static str),
    /// The user stays at Portico.
    Stay(Authorization),
}

/// A request, and what its user has answered so far.
pub(super) struct Pending<'a> {
    pub cx: &'a RequestContext,
    pub client: &'a Client,
    pub stored: &'a StoredRequest,
    pub request: &'a AuthorizationRequest,
}

impl Pending<'_> {
    /// Records who was refused, as the way into an application does.
    pub(super) async fn decide<'s>(&self, signed_in: Option<&'s SignedIn>) -> anyhow::Result<Step<'s>> {
        if !self.client.application.is_on {
            return Ok(Step::Refuse(AuthorizationError::AccessDenied, "the application is turned off"));
        }
        if self.stored.is_declined {
            return Ok(self.declined(signed_in));
        }
        let hinted = match self.hinted().await? {
            Ok(hinted) => hinted,
            Err((error, description)) => return Ok(Step::Refuse(error, description)),
        };
        let Some(signed_in) = signed_in else {
            let page = Authorization::SignIn { organisation: sign_in_at(self.cx, &self.client.application).await? };
            return Ok(self.ask(page, AuthorizationError::LoginRequired, "the user has to sign in"));
        };
        if let Some(step) = self.choice(signed_in, hinted) {
            return Ok(step);
        }
        if let Some(step) = self.refusal(signed_in).await? {
            return Ok(step);
        }
        if let Some(missing) = self.missing(signed_in) {
            return Ok(self.step_up(missing));
        }
        Ok(self.consent(signed_in).await?.unwrap_or(Step::Issue(signed_in)))
    }

    /// Whom the ID token is about that the client presents. One that cannot be verified says nothing: clients keep them
    /// for longer than keys are published. `Err`: the client gets this error.
    async fn hinted(&self) -> anyhow::Result<Result<Option<AccountId>, (AuthorizationError, &'static str)>> {
        let Some(hint) = &self.request.id_token_hint else { return Ok(Ok(None)) };
        Ok(match read_hint(&self.cx.app, hint).await? {
            Some(hint) if hint.client == self.client.id => Ok(Some(hint.account)),
            Some(_) => Err((AuthorizationError::InvalidRequest, "id_token_hint is an ID token of another client")),
            None if self.request.prompt.none => {
                Err((AuthorizationError::LoginRequired, "id_token_hint cannot be verified, so the user has to sign in"))
            }
            None => Ok(None),
        })
    }

    /// A page that asks the user, or an error if the client wants no page.
    fn ask(&self, page: Authorization, error: AuthorizationError, description: &'static str) -> Step<'static> {
        if self.request.prompt.none { Step::Refuse(error, description) } else { Step::Stay(page) }
    }

    fn name(&self) -> ApplicationName {
        self.client.application.name.clone()
    }

    fn declined(&self, signed_in: Option<&SignedIn>) -> Step<'static> {
        match signed_in.and_then(|signed_in| self.missing(signed_in)) {
            Some(Missing::SecondStep | Missing::Passkey) => Step::Refuse(
                AuthorizationError::UnmetAuthenticationRequirements,
                "the user cannot sign in as strongly as required",
            ),
            Some(Missing::Recent) | None => Step::Refuse(AuthorizationError::AccessDenied, "the user has cancelled"),
        }
    }

    /// Asks which account it is to be, if the client wants that or means another one. A user who has signed in since
    /// the request arrived has chosen.
    fn choice(&self, signed_in: &SignedIn, hinted: Option<AccountId>) -> Option<Step<'static>> {
        let account = &signed_in.account;
        let is_another = hinted.is_some_and(|hinted| hinted != account.id);
        // Whoever signs in beside a request that shows no page does not know of it.
        let has_chosen = !self.request.prompt.none
            && (self.stored.chosen_by == Some(account.id) || signed_in.session.created_at >= self.stored.created_at);
        if has_chosen || !(is_another || self.request.prompt.select_account) {
            return None;
        }
        let page = Authorization::ChooseAccount { application: self.name(), email: account.email.to_string() };
        Some(self.ask(page, AuthorizationError::LoginRequired, "another user is signed in"))
    }

    /// The answer to a user whom the application does not let in.
    async fn refusal(&self, signed_in: &SignedIn) -> anyhow::Result<Option<Step<'static>>> {
        let (store, application, account) = (&self.cx.app.store, &self.client.application, &signed_in.account);
        if applications::lets_in(store, application.id, account.id).await? {
            return Ok(None);
        }
        let organisation = if serves(store, application, signed_in.organisation.id).await? {
            record_refusal(self.cx, account, application).await?;
            signed_in.organisation.slug.clone()
        } else {
            // Nothing is recorded: the event would tell the admins of the user's organisation of the application.
            sign_in_at(self.cx, application).await?
        };
        let page = Authorization::NotAllowed { application: self.name(), organisation };
        Ok(Some(self.ask(page, AuthorizationError::AccessDenied, "the user may not enter the application")))
    }

    /// What the session lacks for the application or for this request.
    fn missing(&self, signed_in: &SignedIn) -> Option<Missing> {
        let (session, now) = (&signed_in.session, self.cx.app.clock.now());
        lacks(&self.client.application, self.request.level, session, now).or_else(|| {
            let is_old = self.stored.authenticated_after.is_some_and(|after| session.reauthenticated_at < after);
            is_old.then_some(Missing::Recent)
        })
    }

    fn step_up(&self, missing: Missing) -> Step<'static> {
        let page = Authorization::Missing { application: self.name(), missing };
        match missing {
            Missing::Recent => self.ask(page, AuthorizationError::LoginRequired, "the sign-in is too long ago"),
            Missing::SecondStep | Missing::Passkey => {
                self.ask(page, AuthorizationError::InteractionRequired, "the user has to sign in more strongly")
            }
        }
    }

    /// Asks whether the client may read what it asks for.
    async fn consent(&self, signed_in: &SignedIn) -> anyhow::Result<Option<Step<'static>>> {
        let (account, scopes) = (signed_in.account.id, scopes_for(self.client, self.request));
        if self.stored.allowed_by == Some(account)
            || !asks_consent(&self.cx.app, self.client, self.request, account).await?
        {
            return Ok(None);
        }
        let owner = organisations::find_by_id(&self.cx.app.store, self.client.application.organisation).await?;
        let page = Authorization::Consent {
            application: self.name(),
            organisation: owner.context("the organisation of an application is gone")?.name,
            client_host: host_of(&self.request.redirect_uri),
            scopes,
        };
        Ok(Some(self.ask(page, AuthorizationError::ConsentRequired, "the user has to allow it")))
    }
}

/// Whether an account is asked whether the client may read what it asks for.
pub(super) async fn asks_consent(
    app: &AppContext,
    client: &Client,
    request: &AuthorizationRequest,
    account: AccountId,
) -> anyhow::Result<bool> {
    if request.prompt.consent || !client.settings.is_alone_at(&request.redirect_uri) {
        return Ok(true);
    }
    if !client.settings.asks_consent {
        return Ok(false);
    }
    let allowed = oauth_grants::allowed(&app.store, client.id, account).await?;
    Ok(!allowed.contains(scopes_for(client, request)))
}

/// Where an address leads: its host, or the scheme that opens an application of the device.
fn host_of(redirect_uri: &str) -> String {
    let Ok(url) = Url::parse(redirect_uri) else { return redirect_uri.to_owned() };
    let host = url.host_str().filter(|_| matches!(url.scheme(), "http" | "https"));
    host.unwrap_or(url.scheme()).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("https://app.example/back?a=1", "app.example")]
    #[case("http://127.0.0.1:4711/back", "127.0.0.1")]
    #[case("com.example.app:/back", "com.example.app")]
    #[case("com.example.app://bank.example/back", "com.example.app")]
    fn the_user_reads_where_the_answer_goes(#[case] address: &str, #[case] host: &str) {
        assert_eq!(host_of(address), host);
    }
}
