//! Decides whether a request may go on to an application.

use super::assertion::{ASSERTION, assertion, user_of};
use super::decision::{Decision, ForbiddenReason};
use super::entry_request::EntryRequest;
use super::request::ForwardedRequest;
use super::sign_out::{SIGN_OUT, sign_out};
use super::ticket::{self, PresentedTicket};
use super::user::headers_for;
use crate::account::may_continue;
use crate::prelude::*;
use crate::signing_keys;
use domain::application::{Missing, ProtectedOrigin, RuleOutcome, SessionStrength, StrengthLevel};
use store::applications::{self, Application};
use store::entry_tickets::{self, EntryTicket};
use store::passes::{self, NewPass, Pass};
use store::sessions::{self, Session};
use uuid::Uuid;

/// The longest address, in bytes, to which a browser is led back. Proxies limit the head of an answer, which contains
/// the sealed address, to 4,096 bytes.
const LONGEST_ADDRESS: usize = 2000;

/// A request, the application that has its origin, and the pass of the browser, if there is one for that origin.
struct Check<'a> {
    cx: &'a RequestContext,
    request: &'a ForwardedRequest,
    application: &'a Application,
    pass: Option<&'a Pass>,
}

/// What a pass allows now.
enum PassStatus<'a> {
    /// There is none, or its session is over.
    Over,
    /// The application does not let the user in.
    NotAllowed,
    /// The user has to sign in more strongly, or again.
    TooWeak,
    LetsIn(&'a Pass),
}

/// Decides about a request. `cx` is the visitor's, without tokens. Who is let in follows from the origin, the method,
/// the path and the pass; all else only chooses between ways to refuse. Sends no statement if the pass and the signing
/// keys were read within the last second. Updates when the session was last seen.
pub async fn check(cx: &RequestContext, request: &ForwardedRequest) -> anyhow::Result<Decision> {
    let (store, now) = (&cx.app.store, cx.app.clock.now());
    let pass = match &request.pass {
        Some(token) => passes::find(store, &token.hash(), now).await?.filter(|pass| pass.origin == request.origin),
        None => None,
    };
    // A pass has been read with its application.
    let found = match &pass {
        Some(_) => None,
        None => applications::by_origin(store, &request.origin, now).await?,
    };
    let application = match (&pass, &found) {
        (Some(pass), _) => &pass.application,
        (None, Some(found)) => found.as_ref(),
        (None, None) => return Ok(Decision::Forbidden(ForbiddenReason::UnknownOrigin)),
    };
    let check = Check { cx, request, application, pass: pass.as_deref() };
    if request.path() == SIGN_OUT {
        return match sign_out(cx, request, application, check.pass).await? {
            Some(decision) => Ok(decision),
            None => check.unauthenticated().await,
        };
    }
    check.decide().await
}

impl<'a> Check<'a> {
    async fn decide(&self) -> anyhow::Result<Decision> {
        let (address, ticket) = ticket::split(&self.request.path_and_query);
        if !self.application.is_on {
            return self.refuse(ForbiddenReason::TurnedOff, address);
        }
        let outcome = self.application.path_rules.decide(&self.request.method, address);
        if outcome == RuleOutcome::Nobody {
            return Ok(Decision::Forbidden(ForbiddenReason::PathRule));
        }
        let ticket = ticket.filter(|_| self.request.is_navigation);
        if let Some(ticket) = &ticket
            && let Some(pass) = self.take(&ticket.token).await?
        {
            let address = format!("{}{address}", self.request.origin);
            return Ok(Decision::TakeTicket { address, pass });
        }
        let level = match outcome {
            RuleOutcome::SecondStep => StrengthLevel::SecondStep,
            _ => StrengthLevel::SignedIn,
        };
        match self.status(level).await? {
            PassStatus::LetsIn(pass) => self.let_in(Some(pass)).await,
            _ if outcome == RuleOutcome::Public => self.let_in(None).await,
            PassStatus::NotAllowed => self.refuse(ForbiddenReason::NotAllowed, address),
            _ if self.request.is_navigation => self.sign_in(address, level, ticket.as_ref()),
            _ => self.unauthenticated().await,
        }
    }

    async fn status(&self, level: StrengthLevel) -> anyhow::Result<PassStatus<'a>> {
        let Some(pass) = self.pass else { return Ok(PassStatus::Over) };
        if !may_continue(&self.cx.app, &pass.holder).await? {
            return Ok(PassStatus::Over);
        }
        if !pass.is_let_in {
            return Ok(PassStatus::NotAllowed);
        }
        let session = &pass.holder.session;
        let missing = lacks(self.application, level, session, self.cx.app.clock.now());
        Ok(if missing.is_some() { PassStatus::TooWeak } else { PassStatus::LetsIn(pass) })
    }

    /// Lets the request in. `None`: without a user.
    async fn let_in(&self, pass: Option<&Pass>) -> anyhow::Result<Decision> {
        let mut headers = Vec::from(headers_for(self.application, pass.map(user_of)));
        let signed = match pass {
            Some(pass) => {
                let app = &self.cx.app;
                let keys = signing_keys::current(app).await?;
                assertion(&keys, &app.public_origin, self.request, pass, app.clock.now())?
            }
            None => String::new(),
        };
        headers.push((ASSERTION, signed));
        Ok(Decision::LetIn { headers })
    }

    /// Leads a browser that opens a page to Portico, which says why the user cannot enter.
    fn refuse(&self, reason: ForbiddenReason, address: &str) -> anyhow::Result<Decision> {
        if self.request.is_navigation {
            self.sign_in(address, StrengthLevel::SignedIn, None)
        } else {
            Ok(Decision::Forbidden(reason))
        }
    }

    /// Leads a browser to the way in. `refused` is a ticket that was not accepted: a browser that came too late gets
    /// another one, but only once.
    fn sign_in(
        &self,
        address: &str,
        level: StrengthLevel,
        refused: Option<&PresentedTicket>,
    ) -> anyhow::Result<Decision> {
        if refused.is_some_and(|ticket| ticket.is_second) {
            return Ok(Decision::Forbidden(ForbiddenReason::NoCookies));
        }
        let app = &self.cx.app;
        // All tabs of a browser share one token, so that each can use its own ticket.
        let door = match &self.request.door {
            Some(door) => door.clone(),
            None => Token::fresh(app.random.as_ref())?,
        };
        let origin = &self.request.origin;
        // The sealed text is JSON, where each of these two letters takes two bytes.
        let escaped = address.matches(['"', '\\']).count();
        let is_short = origin.as_str().len() + address.len() + escaped <= LONGEST_ADDRESS;
        let address = format!("{origin}{}", if is_short { address } else { "/" });
        let (id, now) = (self.application.id, app.clock.now());
        let entry = EntryRequest::new(id, address, &door.hash(), level, refused.is_some(), now);
        Ok(Decision::SignIn { sealed: entry.seal(&app.keys, app.random.as_ref())?, door })
    }

    async fn unauthenticated(&self) -> anyhow::Result<Decision> {
        let origin = &self.request.origin;
        let sign_in = opening_address(self.application, origin);
        let readable_by = match &self.request.page_origin {
            Some(page) if page != origin => {
                let other = applications::by_origin(&self.cx.app.store, page, self.cx.app.clock.now()).await?;
                let is_ours = other.is_some_and(|other| other.organisation == self.application.organisation);
                is_ours.then(|| page.clone())
            }
            _ => None,
        };
        Ok(Decision::Unauthenticated { sign_in, readable_by })
    }

    /// Turns a ticket into a pass. `None`: it was used before, is too old, or was made for another browser or another
    /// origin.
    async fn take(&self, token: &Token) -> anyhow::Result<Option<Token>> {
        // Strangers can invent tickets. Those must not make others wait for the database.
        if !entry_tickets::exists(&self.cx.app.store, &token.hash(), self.cx.app.clock.now()).await? {
            return Ok(None);
        }
        let unit = self.cx.begin().await?;
        let taken = entry_tickets::take(&unit, &token.hash(), unit.now).await?;
        let is_for_this = |ticket: &EntryTicket| {
            ticket.application == self.application.id
                && ticket.origin == self.request.origin
                && self.request.door.as_ref().is_some_and(|door| door.hash() == ticket.browser)
        };
        let pass = match taken.filter(is_for_this) {
            // The browser came for a stronger sign-in, or in another tab.
            Some(EntryTicket { session, .. }) if self.is_held_in(session) => self.request.pass.clone(),
            Some(EntryTicket { application, origin, session, .. }) => {
                let pass = Token::fresh(self.cx.app.random.as_ref())?;
                let new = NewPass { token: pass.hash(), application, origin, session };
                passes::insert(&unit, new, unit.now).await?;
                self.record_entry(&unit, session).await?;
                Some(pass)
            }
            None => None,
        };
        unit.commit().await?;
        Ok(pass)
    }

    /// Records that the user of a session entered the application. Nothing, if the session has ended meanwhile.
    async fn record_entry(&self, unit: &UnitOfWork<'_>, session: Uuid) -> anyhow::Result<()> {
        let Some(account) = sessions::account_of(unit, session).await? else { return Ok(()) };
        let subject = AuditSubject::own(&account).application(self.application.id);
        unit.record(AuditEventKind::ApplicationEntered, subject.detail(self.application.name.as_str())).await
    }

    /// Whether the browser holds a pass of this session.
    fn is_held_in(&self, session: Uuid) -> bool {
        self.pass.is_some_and(|pass| pass.holder.session.id == session)
    }
}

/// The address that opens an application at one of its origins.
pub(super) fn opening_address(application: &Application, origin: &ProtectedOrigin) -> String {
    let start = &application.start;
    if start.origin() == *origin { start.to_string() } else { format!("{origin}/") }
}

/// What a session lacks for an application. `level` is what the path asks for.
pub(crate) fn lacks(
    application: &Application,
    level: StrengthLevel,
    session: &Session,
    now: Timestamp,
) -> Option<Missing> {
    let strength = SessionStrength {
        is_by_passkey: session.is_by_passkey,
        took_second_step: session.took_second_step,
        authenticated_at: session.reauthenticated_at,
    };
    application.strength.at_least(level).missing(&strength, now)
}
