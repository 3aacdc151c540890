//! The way into an application, at Portico itself: the user signs in if need be, and goes back with a ticket.

use super::check::lacks;
use super::entry_request::EntryRequest;
use super::sign_out::slug_of;
use super::ticket;
use crate::prelude::*;
use domain::application::{ApplicationName, Missing};
use store::Store;
use store::applications::{self, Application};
use store::entry_tickets::{self, EntryTicket};

/// How long a browser may take to go back with a ticket.
const TICKET_VALID_FOR: Seconds = Seconds(60);

/// What a browser does next on its way into an application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// Sign in on the page of this organisation, and come back.
    SignIn { organisation: Slug },
    /// Go back to the address that it asked for. The address contains a ticket, so it must be followed at once.
    Go(String),
    /// The session lacks something. The user provides it, and comes back.
    Missing { application: ApplicationName, missing: Missing },
    /// The application does not let the user in. `organisation` has the application: its support can help, and at its
    /// page the user can sign in with another account.
    NotAllowed { application: ApplicationName, organisation: Slug },
    /// The application is turned off.
    TurnedOff,
    /// The address is too old, or was not made here. Opening the application again helps.
    Outdated,
}

/// Leads a browser on its way into an application. `sealed` is the text that a check has put into the address. Writes a
/// ticket for the session and the browser that asked, and records who was refused. The check records who entered.
pub async fn enter(cx: &RequestContext, signed_in: Option<&SignedIn>, sealed: &str) -> anyhow::Result<Entry> {
    let (app, now) = (cx.app.as_ref(), cx.app.clock.now());
    let Some(request) = EntryRequest::open(sealed, &app.keys, now) else { return Ok(Entry::Outdated) };
    // The origin may belong to another application by now.
    let found = applications::by_origin(&app.store, &request.origin(), now).await?;
    let Some(application) = found.filter(|found| found.id == request.application) else { return Ok(Entry::Outdated) };
    if !application.is_on {
        return Ok(Entry::TurnedOff);
    }
    let Some(signed_in) = signed_in else {
        return Ok(Entry::SignIn { organisation: sign_in_at(cx, &application).await? });
    };
    let account = &signed_in.account;
    if !applications::lets_in(&app.store, application.id, account.id).await? {
        let name = application.name.clone();
        if !serves(&app.store, &application, signed_in.organisation.id).await? {
            // Nothing is recorded: the event would tell the admins of the user's organisation of the application.
            return Ok(Entry::NotAllowed { application: name, organisation: sign_in_at(cx, &application).await? });
        }
        record_refusal(cx, account, &application).await?;
        return Ok(Entry::NotAllowed { application: name, organisation: signed_in.organisation.slug.clone() });
    }
    if let Some(missing) = lacks(&application, request.level, &signed_in.session, now) {
        return Ok(Entry::Missing { application: application.name.clone(), missing });
    }
    let unit = cx.begin_as(account.id).await?;
    let token = Token::fresh(app.random.as_ref())?;
    let ticket = EntryTicket {
        application: application.id,
        origin: request.origin(),
        session: signed_in.session.id,
        browser: request.browser()?,
        expires_at: unit.now + TICKET_VALID_FOR,
    };
    entry_tickets::insert(&unit, token.hash(), ticket).await?;
    unit.commit().await?;
    Ok(Entry::Go(ticket::add(&request.address, &token, request.is_second)))
}

/// Records that an application refused an account, at most once a minute: the user may reload the page.
pub(crate) async fn record_refusal(
    cx: &RequestContext,
    account: &Account,
    application: &Application,
) -> anyhow::Result<()> {
    let unit = cx.begin_as(account.id).await?;
    let repeated = Subject::AccountAt(account.organisation, account.id, application.id);
    if unit.consume(&[(limits::REFUSALS_RECORDED_PER_ACCOUNT_AND_APPLICATION, repeated)]).await?.is_err() {
        return unit.rollback().await;
    }
    let subject = AuditSubject::own(account).application(application.id).detail(application.name.as_str());
    unit.record(AuditEventKind::ApplicationRefused, subject).await?;
    unit.commit().await
}

/// The organisation at whose page to sign in: the one at which this browser signed in last, if it has the application.
pub(crate) async fn sign_in_at(cx: &RequestContext, application: &Application) -> anyhow::Result<Slug> {
    let store = &cx.app.store;
    if let Some(slug) = &cx.organisation
        && let Some(last) = organisations::find_cached(store, Some(slug), cx.app.clock.now()).await?
        && serves(store, application, last.id).await?
    {
        return Ok(slug.clone());
    }
    slug_of(&cx.app, application).await
}

/// Whether an application is open to the people of an organisation.
pub(crate) async fn serves(
    store: &Store,
    application: &Application,
    organisation: OrganisationId,
) -> anyhow::Result<bool> {
    Ok(application.open_to_all
        || application.organisation == organisation
        || applications::organisations(store, application.id).await?.contains(&organisation))
}
