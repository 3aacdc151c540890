//! What nearly every use case uses: the words of the product, the pieces that all share, and the rows that every flow
//! reads. The modules that it names do not use it.

pub(crate) use crate::account::{AsAdmin, SignedIn};
pub(crate) use crate::app_context::AppContext;
pub(crate) use crate::audit::AuditSubject;
pub(crate) use crate::delivery::Content;
pub(crate) use crate::failure::Failure;
pub(crate) use crate::messages::Outgoing;
pub(crate) use crate::random::Random;
pub(crate) use crate::security::Token;
pub(crate) use crate::security::rate_limit::Subject;
pub(crate) use crate::unit_of_work::Actor;
pub(crate) use crate::{RequestContext, UnitOfWork};
pub(crate) use anyhow::Context as _;
pub(crate) use domain::{
    AccountId, AuditEventKind, ChallengeId, Destination, EmailAddress, LanguageTag, Method, OneTimeCode,
    OrganisationId, Password, PhoneNumber, Refusal, ReturnTo, Seconds, Slug, Timestamp, limits, onboarding::Step,
    policy::SecondFactor,
};
pub(crate) use std::sync::Arc;
pub(crate) use store::accounts::{self, Account};
pub(crate) use store::challenges::Purpose;
pub(crate) use store::organisations::{self, Organisation};
