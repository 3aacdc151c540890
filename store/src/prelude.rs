//! What nearly every table uses: transactions, ids, and the parts of sea-orm that build queries.

pub(crate) use crate::{Store, TokenHash, Transaction};
pub(crate) use anyhow::Context as _;
pub(crate) use domain::{AccountId, EmailAddress, OrganisationId, Seconds, Timestamp};
pub(crate) use sea_orm::ActiveValue::Set;
pub(crate) use sea_orm::sea_query::{Expr, ExprTrait as _};
pub(crate) use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait as _, EntityTrait as _, FromQueryResult as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _, Statement,
};
pub(crate) use uuid::Uuid;
