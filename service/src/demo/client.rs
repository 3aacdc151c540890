//! The sample application of a demo that signs its users in by OpenID Connect. It is on the port of the others.

use super::applications::{add, new_application};
use super::staff::busiest;
use crate::operator::Operator;
use crate::operator_applications::ApplicationChange;
use crate::operator_clients::ClientChange;
use crate::prelude::*;
use domain::oidc::ClientAuthentication;
use domain::{ClientId, Secret};

/// The name of the application.
pub const LIBRARY: &str = "Library";
/// Its start page.
pub const START: &str = "/openid";
/// Where Portico sends its answer to a sign-in.
pub const CALLBACK: &str = "/openid/callback";
/// Where Portico sends a user who has signed out.
pub const SIGNED_OUT: &str = "/openid/signed-out";

/// What the sample application knows of its registration.
#[derive(Clone, Debug)]
pub struct SampleClient {
    /// Scheme, host and port of the application.
    pub origin: String,
    pub id: ClientId,
    pub secret: Secret<String>,
}

/// Registers the application at this port, for everyone, unless it is registered already, and gives its client a new
/// secret. Only the running application knows the secret; those of earlier starts end within a day.
pub async fn register_client(app: &AppContext, port: u16) -> anyhow::Result<SampleClient> {
    let operator = Operator { store: &app.store, clock: app.clock.as_ref(), random: app.random.as_ref(), name: None };
    let slug = busiest()?;
    let origin = format!("http://localhost:{port}");
    let start = format!("{origin}{START}");
    let known = operator.applications(&slug).await?;
    let id = match known.iter().find(|known| known.name.as_str() == LIBRARY) {
        Some(known) => {
            let change = ApplicationChange { start_address: Some(start), ..Default::default() };
            operator.change_application(&slug, known.id, &app.public_origin, change).await?;
            known.id
        }
        None => {
            let organisation = operator.organisation(&slug).await?;
            add(app, operator, organisation.id, new_application(LIBRARY, &start, false), None).await?
        }
    };
    let change = ClientChange {
        redirect_uris: Some(format!("{origin}{CALLBACK}")),
        sign_out_uris: Some(format!("{origin}{SIGNED_OUT}")),
        authentication: Some(ClientAuthentication::Basic),
        ..Default::default()
    };
    let (_, made) = operator.set_client(&slug, id, &app.public_origin, change).await?;
    let made = match made.secret {
        Some(_) => made,
        None => operator.rotate_client_secret(&slug, id).await?,
    };
    let secret = made.secret.context("the client of the sample application has no secret")?;
    Ok(SampleClient { origin, id: made.client, secret })
}
