//! A connection or a transaction whose statements fail when the database becomes unavailable.

use super::availability::{Availability, Need};
use super::effects::Effects;
use sea_orm::{
    ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, ExecResult, QueryResult, Statement, TransactionTrait as _,
};
use std::{ops::Deref, sync::Arc};

/// Wraps a connection or a transaction; its statements wait only as long as the database can be reached.
#[derive(Clone, Debug)]
pub struct Guarded<C> {
    inner: C,
    availability: Arc<Availability>,
    effects: Arc<Effects>,
}

impl<C> Guarded<C> {
    pub(super) fn new(inner: C, availability: Arc<Availability>) -> Self {
        Guarded { inner, availability, effects: Arc::default() }
    }

    pub(super) fn into_inner(self) -> C {
        self.inner
    }

    pub(super) fn effects(&self) -> Arc<Effects> {
        self.effects.clone()
    }

    async fn answered<T>(&self, work: impl Future<Output = Result<T, DbErr>>) -> Result<T, DbErr> {
        self.availability.guard(Need::Answer, work).await
    }
}

impl Guarded<DatabaseTransaction> {
    /// Begins a savepoint. What it writes counts among the effects of the transaction. Rolling it back leaves the
    /// transaction usable.
    pub(super) async fn savepoint(&self) -> Result<Self, DbErr> {
        let inner = self.answered(self.inner.begin()).await?;
        Ok(Guarded { inner, availability: self.availability.clone(), effects: self.effects.clone() })
    }

    #[expect(clippy::disallowed_methods, reason = "only `Store` calls it, which looks after the read cache")]
    pub(super) async fn commit(self) -> Result<(), DbErr> {
        self.availability.ended(self.inner.commit()).await
    }

    /// Rolls back, and waits until that is done.
    pub async fn rollback(self) -> Result<(), DbErr> {
        self.availability.ended(self.inner.rollback()).await
    }
}

impl<C> Deref for Guarded<C> {
    type Target = C;

    fn deref(&self) -> &C {
        &self.inner
    }
}

#[async_trait::async_trait]
impl<C: ConnectionTrait + Send> ConnectionTrait for Guarded<C> {
    fn get_database_backend(&self) -> DbBackend {
        self.inner.get_database_backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.effects.note(&statement.sql);
        self.answered(self.inner.execute_raw(statement)).await
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.effects.note(sql);
        self.answered(self.inner.execute_unprepared(sql)).await
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.effects.note(&statement.sql);
        self.answered(self.inner.query_one_raw(statement)).await
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.effects.note(&statement.sql);
        self.answered(self.inner.query_all_raw(statement)).await
    }
}
