//! What an application would receive about a person, before anything is connected. Changes and records nothing.

use super::{find, refused};
use crate::forward_auth::{User, headers_for};
use crate::oidc::{ClaimSet, claims_of};
use crate::prelude::*;
use domain::oidc::Scopes;
use domain::refusal::ApplicationRefusal;
use domain::{ApplicationId, GroupName};
use serde_json::Value;
use store::account_status::AccountStatus;
use store::{applications, groups, oauth_clients, people};

/// Why a person may not enter an application.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CannotEnter {
    /// Neither everyone nor the person nor one of their groups is let in.
    NoAccess,
    TurnedOff,
    /// The account of the person is deactivated.
    Deactivated,
}

/// What an application receives about a person.
#[derive(Clone, Debug)]
pub struct Preview {
    /// How strongly the person has to sign in is not asked here.
    pub may_enter: Result<(), CannotEnter>,
    /// The names and values of the headers that a proxy passes on.
    pub headers: Vec<(String, String)>,
    /// The claims of the signed assertion that depend neither on the session nor on the request.
    pub claims: Value,
    /// The claims of OpenID Connect if the application asks for all scopes. `None`: it does not use OpenID Connect.
    pub openid_connect: Option<ClaimSet>,
}

/// What an application would receive about a person of the admin's organisation. Refuses with `NotFound` if the
/// organisation has no such application, and with `NoSuchPerson` if it has no account with this address.
pub async fn preview(
    app: &AppContext,
    admin: AsAdmin<'_>,
    id: ApplicationId,
    email: &EmailAddress,
) -> Result<Preview, Failure> {
    let organisation = &admin.signed_in().organisation;
    let application = find(app, admin, id).await?;
    let person = people::find_by_email(&app.store, organisation.id, email).await?;
    let person = person.filter(|person| person.status != AccountStatus::Closed);
    let person = person.ok_or_else(|| refused(ApplicationRefusal::NoSuchPerson { line: 1 }))?;
    let account = person.account;
    let groups = groups::groups_of(&app.store, account.id).await?;
    let is_let_in = applications::lets_in(&app.store, id, account.id).await?;
    let may_enter = match (person.status, application.is_on, is_let_in) {
        (AccountStatus::Deactivated | AccountStatus::Closed, _, _) => Err(CannotEnter::Deactivated),
        (AccountStatus::Active, false, _) => Err(CannotEnter::TurnedOff),
        (AccountStatus::Active, true, false) => Err(CannotEnter::NoAccess),
        (AccountStatus::Active, true, true) => Ok(()),
    };
    let origin = applications::origins(&app.store, id).await?.into_iter().next();
    let origin = origin.unwrap_or_else(|| application.start.origin());
    let user = User { account: &account, organisation, groups: &groups };
    let headers = headers_for(&application, Some(user));
    let headers = headers.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    let claims = serde_json::to_value(user.claims(&app.public_origin, &origin)).map_err(anyhow::Error::from)?;
    let openid_connect = match oauth_clients::of_application(&app.store, id).await? {
        None => None,
        Some(_) => {
            let names: Vec<GroupName> = groups.iter().map(|group| group.name.clone()).collect();
            Some(claims_of(&account, organisation, &names, true, Scopes::all()))
        }
    };
    Ok(Preview { may_enter, headers, claims, openid_connect })
}
