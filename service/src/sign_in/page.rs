//! The organisation of a sign-in page, and what the page offers.

use crate::prelude::*;

/// Finds the organisation of a sign-in page, and whether it is the default one. Without a slug this is the default
/// organisation. Refuses an unknown slug with `NoSuchOrganisation`.
pub async fn find_organisation(app: &AppContext, slug: Option<&Slug>) -> Result<(Organisation, bool), Failure> {
    let organisation =
        organisations::find_cached(&app.store, slug.or(app.default_organisation.as_ref()), app.clock.now());
    let organisation = organisation.await?.ok_or(Refusal::NoSuchOrganisation)?;
    let is_default = is_default(app, &organisation).await?;
    Ok((organisation.as_ref().clone(), is_default))
}

/// Finds the organisation for a request that names none: the one that this browser last signed in to, else the default
/// one. Returns also whether it is the default. An organisation that no longer exists is ignored.
pub async fn home(cx: &RequestContext) -> Result<(Organisation, bool), Failure> {
    match &cx.organisation {
        Some(slug) => match find_organisation(&cx.app, Some(slug)).await {
            Err(Failure::Refused(Refusal::NoSuchOrganisation)) => find_organisation(&cx.app, None).await,
            found => found,
        },
        None => find_organisation(&cx.app, None).await,
    }
}

/// The sign-in methods that the organisation's policy allows and this server can provide, in the policy's order.
pub fn methods(app: &AppContext, organisation: &Organisation) -> Vec<Method> {
    let served = app.served();
    organisation.policy.methods.iter().copied().filter(|method| served.serves(*method)).collect()
}

/// The sign-in methods of an organisation without passkeys: those that have a form to type into.
pub fn typed_methods(app: &AppContext, organisation: &Organisation) -> Vec<Method> {
    let mut methods = methods(app, organisation);
    methods.retain(|method| method.has_form());
    methods
}

/// Finds the organisation of a sign-in page. Refuses with `NotOffered` when it does not offer the method.
pub async fn offering(app: &AppContext, slug: Option<&Slug>, method: Method) -> Result<Organisation, Failure> {
    let (organisation, _) = find_organisation(app, slug).await?;
    if methods(app, &organisation).contains(&method) { Ok(organisation) } else { Err(Refusal::NotOffered.into()) }
}

/// Whether the organisation's pages have no slug in their path: it is the configured default, else the first created.
pub async fn is_default(app: &AppContext, organisation: &Organisation) -> anyhow::Result<bool> {
    if let Some(slug) = &app.default_organisation {
        return Ok(*slug == organisation.slug);
    }
    let first = organisations::find_cached(&app.store, None, app.clock.now()).await?;
    Ok(first.is_some_and(|first| first.id == organisation.id))
}

/// Checks the URL to go to after signing in. `None`: it is neither a path of this site nor on an origin that the
/// organisation allows.
pub fn return_to(organisation: &Organisation, wanted: &str) -> Option<ReturnTo> {
    ReturnTo::check(wanted, &organisation.return_origins)
}
