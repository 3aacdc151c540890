//! What a client is told about a user. The ID token, userinfo and the console's preview take it from here, so that all
//! of them say the same.

use domain::GroupName;
use domain::oidc::{Scope, Scopes};
use serde_json::{Map, Value};
use store::accounts::Account;
use store::oauth_authorizations::LiveAuthorization;
use store::organisations::Organisation;

/// Claims by name.
pub type ClaimSet = Map<String, Value>;

/// The claim `sub`, which never changes, and the claims of the scopes. What is not known is left out. Each organisation
/// chooses its group names freely, so groups of another organisation than the application's are told only together
/// with the name of that organisation.
pub fn claims_of(
    account: &Account,
    organisation: &Organisation,
    groups: &[GroupName],
    is_own_organisation: bool,
    scopes: Scopes,
) -> ClaimSet {
    let email = Some(Value::from(account.email.as_str()));
    // The admins of an organisation choose the addresses of its people, so it vouches for them only at its own
    // applications.
    let is_email_verified = Some(is_own_organisation.into());
    let phone = account.phone.as_ref();
    let are_groups_clear = is_own_organisation || scopes.has(Scope::Organisation);
    let groups = || groups.iter().map(|name| Value::from(name.as_str())).collect::<Value>();
    let known = [
        (Scope::Profile, "name", account.name.as_deref().map(Value::from)),
        (Scope::Profile, "preferred_username", email.clone()),
        (Scope::Profile, "zoneinfo", account.zone().map(Value::from)),
        (Scope::Profile, "locale", account.language.as_ref().map(|language| language.as_str().into())),
        (Scope::Email, "email", email),
        (Scope::Email, "email_verified", is_email_verified),
        (Scope::Phone, "phone_number", phone.map(|phone| phone.number.as_str().into())),
        (Scope::Phone, "phone_number_verified", phone.map(|phone| phone.is_verified.into())),
        (Scope::Groups, "groups", are_groups_clear.then(groups)),
        (Scope::Organisation, "org_id", Some(organisation.id.to_string().into())),
        (Scope::Organisation, "org", Some(organisation.slug.as_str().into())),
        (Scope::Organisation, "org_name", Some(organisation.name.as_str().into())),
    ];
    let told = known.into_iter().filter(|(scope, ..)| scopes.has(*scope));
    let told = told.filter_map(|(_, name, value)| Some((name.to_owned(), value?)));
    let sub = ("sub".to_owned(), Value::from(account.id.to_string()));
    std::iter::once(sub).chain(told).collect()
}

/// The claims about the user of an authorization.
pub(super) fn claims_about(live: &LiveAuthorization, scopes: Scopes) -> ClaimSet {
    let groups: Vec<GroupName> = live.groups.iter().map(|group| group.name.clone()).collect();
    let is_own_organisation = live.organisation.id == live.application.organisation;
    claims_of(&live.account, &live.organisation, &groups, is_own_organisation, scopes)
}
