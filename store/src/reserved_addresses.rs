//! Email addresses that no other account of an organisation may take: a former account had them, or an admin reserved
//! them.

use super::paging::{Page, PageRequest};
use super::sql::Sql;
use crate::prelude::*;
use domain::ReservationId;
use sea_orm::sea_query::OnConflict;

/// The table `reserved_address`: an email address that no other account of the organisation may take.
pub(crate) mod reserved_address {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "reserved_address")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub email: String,
        pub organisation_id: Uuid,
        /// The account that had it. Null when an admin reserved it.
        pub account_id: Option<Uuid>,
        pub why: String,
        /// The reason that an admin gave.
        pub reason: Option<String>,
        pub reserved_by: Option<Uuid>,
        pub reserved_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

domain::named_enum! {
    /// Why an address is reserved.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum ReservationCause {
        /// Its account has another address now.
        Changed = "changed",
        /// Its account was closed.
        Closed = "closed",
        /// An admin reserved it.
        ByAdmin = "by_admin",
    }
}

/// A reserved address.
#[derive(Clone, Debug)]
pub struct Reservation {
    pub id: ReservationId,
    pub organisation: OrganisationId,
    pub email: EmailAddress,
    /// The account that had it; `None`: reserved by an admin.
    pub account: Option<AccountId>,
    pub why: ReservationCause,
    /// The reason that the admin gave.
    pub reason: Option<String>,
    /// The admin who reserved it.
    pub by: Option<AccountId>,
    /// When it was reserved.
    pub at: Timestamp,
}

/// A reserved address, with the email addresses of the accounts that it refers to.
#[derive(Clone, Debug)]
pub struct ListedReservation {
    pub reserved: Reservation,
    /// The current email address of the account that had it.
    pub whose: Option<String>,
    /// The email address of the admin.
    pub by: Option<String>,
}

impl TryFrom<reserved_address::Model> for Reservation {
    type Error = anyhow::Error;

    fn try_from(row: reserved_address::Model) -> anyhow::Result<Self> {
        Ok(Reservation {
            id: ReservationId(row.id),
            organisation: OrganisationId(row.organisation_id),
            email: row.email.parse().context("reserved_address.email")?,
            account: row.account_id.map(AccountId),
            why: ReservationCause::of(&row.why).context("reserved_address.why")?,
            reason: row.reason,
            by: row.reserved_by.map(AccountId),
            at: Timestamp(row.reserved_at),
        })
    }
}

/// Reserves an address. `false`: it was reserved in that organisation before, and nothing changes.
pub async fn reserve(transaction: &Transaction, new: Reservation) -> anyhow::Result<bool> {
    let row = reserved_address::ActiveModel {
        id: Set(new.id.0),
        email: Set(new.email.to_string()),
        organisation_id: Set(new.organisation.0),
        account_id: Set(new.account.map(|account| account.0)),
        why: Set(new.why.name().to_owned()),
        reason: Set(new.reason),
        reserved_by: Set(new.by.map(|by| by.0)),
        reserved_at: Set(new.at.0),
    };
    let unless_there = OnConflict::new().do_nothing().to_owned();
    let inserted =
        reserved_address::Entity::insert(row).on_conflict(unless_there).exec_without_returning(transaction).await?;
    Ok(inserted == 1)
}

/// Whether an address is reserved in an organisation and no account has it, except a closed one.
pub async fn is_out_of_use(
    transaction: &Transaction,
    email: &EmailAddress,
    organisation: OrganisationId,
) -> anyhow::Result<bool> {
    let sql = "SELECT 1 FROM reserved_address r WHERE r.email = $1 AND r.organisation_id = $2
         AND NOT EXISTS (SELECT 1 FROM account a
             WHERE a.email = r.email AND a.organisation_id = r.organisation_id AND a.closed_at IS NULL)";
    let backend = transaction.get_database_backend();
    let values = [email.as_str().into(), organisation.0.into()];
    let statement = Statement::from_sql_and_values(backend, sql, values);
    Ok(transaction.query_one_raw(statement).await?.is_some())
}

/// Whether `account` may not take an address: it is reserved by an admin, or for another account. `None`: a new
/// account.
pub async fn is_reserved_for_others(
    transaction: &Transaction,
    email: &EmailAddress,
    account: Option<AccountId>,
    organisation: OrganisationId,
) -> anyhow::Result<bool> {
    let rows = reserved_address::Entity::find()
        .filter(reserved_address::Column::Email.eq(email.as_str()))
        .filter(reserved_address::Column::OrganisationId.eq(organisation.0))
        .all(transaction)
        .await?;
    let own = account.map(|account| account.0);
    Ok(rows.iter().any(|row| row.account_id.is_none() || row.account_id != own))
}

/// Finds a reserved address of an organisation.
pub async fn find(
    store: &Store,
    organisation: OrganisationId,
    id: ReservationId,
) -> anyhow::Result<Option<Reservation>> {
    let row = reserved_address::Entity::find_by_id(id.0)
        .filter(reserved_address::Column::OrganisationId.eq(organisation.0))
        .one(store.reader())
        .await?;
    row.map(TryInto::try_into).transpose()
}

/// Deletes a reservation. `false`: the organisation has none with this id.
pub async fn remove(
    transaction: &Transaction,
    organisation: OrganisationId,
    id: ReservationId,
) -> anyhow::Result<bool> {
    let outcome = reserved_address::Entity::delete_many()
        .filter(reserved_address::Column::Id.eq(id.0))
        .filter(reserved_address::Column::OrganisationId.eq(organisation.0))
        .exec(transaction)
        .await?;
    Ok(outcome.rows_affected == 1)
}

/// A page of the reserved addresses of an organisation, the newest first. Addresses that an account has again are left
/// out.
pub async fn page(
    store: &Store,
    organisation: OrganisationId,
    page: PageRequest<ReservationId>,
    rows_per_page: u64,
) -> anyhow::Result<Page<ListedReservation>> {
    let (from, is_backwards) = page.start();
    let from = match from {
        Some(id) => find(store, organisation, id).await?,
        None => None,
    };
    let is_backwards = is_backwards && from.is_some();
    let mut sql = Sql::new(store.reader());
    let organisation = sql.bind(organisation.0);
    sql.push(&format!(
        "SELECT r.*, a.email AS whose, b.email AS admin FROM reserved_address r
         LEFT JOIN account a ON a.id = r.account_id LEFT JOIN account b ON b.id = r.reserved_by
         WHERE r.organisation_id = {organisation}
         AND NOT EXISTS (SELECT 1 FROM account o WHERE o.organisation_id = r.organisation_id AND o.email = r.email
             AND o.closed_at IS NULL)"
    ));
    let (than, order) = if is_backwards { (">", "ASC") } else { ("<", "DESC") };
    if let Some(from) = &from {
        let (at, id) = (sql.bind(from.at.0), sql.bind(from.id.0));
        sql.push(&format!(" AND (r.reserved_at, r.id) {than} ({at}, {id})"));
    }
    let limit = sql.bind(i64::try_from(rows_per_page + 1)?);
    sql.push(&format!(" ORDER BY r.reserved_at {order}, r.id {order} LIMIT {limit}"));
    let rows = sql.all(store.reader()).await?;
    let listed = rows.iter().map(|row| {
        Ok(ListedReservation {
            reserved: reserved_address::Model::from_query_result(row, "")?.try_into()?,
            whose: row.try_get("", "whose")?,
            by: row.try_get("", "admin")?,
        })
    });
    Ok(Page::of(listed.collect::<anyhow::Result<_>>()?, rows_per_page, from.is_some(), is_backwards))
}
