//! What users allowed clients. A grant is remembered until it is removed, and all tokens end with it. Lock in this
//! order: client, grant, authorizations.

use crate::logout_notices;
use crate::prelude::*;
use crate::sql::Sql;
use domain::application::{ApplicationName, StartAddress};
use domain::oidc::Scopes;
use domain::{ApplicationId, ClientId, GrantId};
use sea_orm::Select;

/// The table `oauth_grant`: what one client may read about one account.
pub(crate) mod oauth_grant {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "oauth_grant")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub client_id: Uuid,
        pub account_id: Uuid,
        /// Names, separated by spaces.
        pub scopes: String,
        /// Those of them that the account was asked about. `None`: it was never asked.
        pub allowed_scopes: Option<String>,
        pub created_at: i64,
        pub used_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What one client may read about one account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    pub id: GrantId,
    pub client: ClientId,
    pub account: AccountId,
    pub scopes: Scopes,
    pub created_at: Timestamp,
    pub used_at: Timestamp,
}

/// A grant as its user sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedGrant {
    pub id: GrantId,
    pub application: ApplicationName,
    pub start: StartAddress,
    pub scopes: Scopes,
    pub created_at: Timestamp,
    pub used_at: Timestamp,
}

/// How old the time of the last use must be to be written again.
pub const NOTED_EVERY: Seconds = Seconds::minutes(1);

impl From<oauth_grant::Model> for Grant {
    fn from(row: oauth_grant::Model) -> Self {
        Grant {
            id: GrantId(row.id),
            client: ClientId(row.client_id),
            account: AccountId(row.account_id),
            scopes: Scopes::read(&row.scopes),
            created_at: Timestamp(row.created_at),
            used_at: Timestamp(row.used_at),
        }
    }
}

/// What an account has allowed a client when it was asked.
pub async fn allowed(store: &Store, client: ClientId, account: AccountId) -> anyhow::Result<Scopes> {
    Ok(of(client, account).one(store.reader()).await?.map_or_else(Scopes::default, |row| allowed_in(&row)))
}

/// Notes that an account was asked, and has allowed a client these scopes. It has a grant, which [`upsert`] has written
/// in this transaction. Returns whether it had not allowed all of them before.
pub async fn allow(
    transaction: &Transaction,
    client: ClientId,
    account: AccountId,
    scopes: Scopes,
) -> anyhow::Result<bool> {
    let row = of(client, account).one(transaction).await?.context("nothing was granted")?;
    let before = allowed_in(&row);
    if before.contains(scopes) {
        return Ok(false);
    }
    oauth_grant::Entity::update_many()
        .col_expr(oauth_grant::Column::AllowedScopes, Expr::value(before.union(scopes).to_string()))
        .filter(oauth_grant::Column::Id.eq(row.id))
        .exec(transaction)
        .await?;
    Ok(true)
}

fn of(client: ClientId, account: AccountId) -> Select<oauth_grant::Entity> {
    oauth_grant::Entity::find()
        .filter(oauth_grant::Column::ClientId.eq(client.0))
        .filter(oauth_grant::Column::AccountId.eq(account.0))
}

fn allowed_in(row: &oauth_grant::Model) -> Scopes {
    Scopes::read(row.allowed_scopes.as_deref().unwrap_or_default())
}

/// Inserts a grant, or adds its scopes to the one that the account has given the client before. Returns the id, and
/// whether the grant is new or wider than before.
pub async fn upsert(transaction: &Transaction, new: Grant) -> anyhow::Result<(GrantId, bool)> {
    let mut sql = Sql::new(transaction);
    let values = sql.bind_all([new.id.0, new.client.0, new.account.0]);
    let (scopes, created_at, used_at) =
        (sql.bind(new.scopes.to_string()), sql.bind(new.created_at.0), sql.bind(new.used_at.0));
    // Of two first grants the second waits for the first one, and becomes an update of it.
    sql.push(&format!(
        "INSERT INTO oauth_grant (id, client_id, account_id, scopes, created_at, used_at)
         VALUES ({values}, {scopes}, {created_at}, {used_at})
         ON CONFLICT (client_id, account_id) DO UPDATE SET used_at = excluded.used_at
         RETURNING *"
    ));
    let rows = sql.all(transaction).await?;
    let row = rows.first().context("the grant was not stored")?;
    let stored = Grant::from(oauth_grant::Model::from_query_result(row, "")?);
    if stored.id == new.id {
        return Ok((stored.id, true));
    }
    let is_wider = !stored.scopes.contains(new.scopes);
    if is_wider {
        let scopes = stored.scopes.union(new.scopes).to_string();
        oauth_grant::Entity::update_many()
            .col_expr(oauth_grant::Column::Scopes, Expr::value(scopes))
            .filter(oauth_grant::Column::Id.eq(stored.id.0))
            .exec(transaction)
            .await?;
    }
    Ok((stored.id, is_wider))
}

/// Notes that the client used its access, unless that was noted less than [`NOTED_EVERY`] ago. Call it only if the
/// grant that was read is older: the commit drops the read cache.
pub async fn note_use(transaction: &Transaction, id: GrantId, now: Timestamp) -> anyhow::Result<()> {
    oauth_grant::Entity::update_many()
        .col_expr(oauth_grant::Column::UsedAt, Expr::value(now.0))
        .filter(oauth_grant::Column::Id.eq(id.0))
        .filter(oauth_grant::Column::UsedAt.lte((now - NOTED_EVERY).0))
        .exec(transaction)
        .await?;
    Ok(())
}

/// Deletes a grant with its authorizations, codes and tokens, leaves notices for its client, and returns its
/// application. `None`: the account has no grant with this id.
pub async fn remove(
    transaction: &Transaction,
    account: AccountId,
    id: GrantId,
    now: Timestamp,
) -> anyhow::Result<Option<ApplicationId>> {
    let mut sql = Sql::new(transaction);
    let grant = sql.bind(id.0);
    sql.push(&format!(
        "SELECT c.application_id FROM oauth_grant g JOIN oauth_client c ON c.id = g.client_id WHERE g.id = {grant}"
    ));
    let rows = sql.all(transaction).await?;
    let Some(row) = rows.first() else { return Ok(None) };
    let application = ApplicationId(row.try_get("", "application_id")?);
    let own = Condition::all().add(oauth_grant::Column::Id.eq(id.0)).add(oauth_grant::Column::AccountId.eq(account.0));
    logout_notices::add(transaction, own.clone(), now).await?;
    let outcome = oauth_grant::Entity::delete_many().filter(own).exec(transaction).await?;
    Ok((outcome.rows_affected == 1).then_some(application))
}

/// The grants of an account, by the names of the applications.
pub async fn of_account(store: &Store, account: AccountId) -> anyhow::Result<Vec<NamedGrant>> {
    let mut sql = Sql::new(store.reader());
    let account = sql.bind(account.0);
    sql.push(&format!(
        "SELECT g.id, g.scopes, g.created_at, g.used_at, app.name, app.start_address
         FROM oauth_grant g JOIN oauth_client c ON c.id = g.client_id JOIN application app ON app.id = c.application_id
         WHERE g.account_id = {account} ORDER BY app.name_key, app.id"
    ));
    let rows = sql.all(store.reader()).await?;
    let named = |row: &sea_orm::QueryResult| {
        Ok(NamedGrant {
            id: GrantId(row.try_get("", "id")?),
            application: row.try_get::<String>("", "name")?.parse().context("application.name")?,
            start: StartAddress::from_store(row.try_get("", "start_address")?),
            scopes: Scopes::read(&row.try_get::<String>("", "scopes")?),
            created_at: Timestamp(row.try_get("", "created_at")?),
            used_at: Timestamp(row.try_get("", "used_at")?),
        })
    };
    rows.iter().map(named).collect()
}
