//! Logos of organisations and applications, identified by their content.

use crate::prelude::*;
use crate::sql::Sql;
use domain::ApplicationId;

/// Whose logo it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogoOwner {
    Organisation(OrganisationId),
    Application(ApplicationId),
}

impl LogoOwner {
    /// The table of the owner, and its id there. The images are in a table of the same name with `_logo` at its end.
    const fn row(self) -> (&'static str, Uuid) {
        match self {
            LogoOwner::Organisation(id) => ("organisation", id.0),
            LogoOwner::Application(id) => ("application", id.0),
        }
    }
}

/// The PNG image with this SHA-256 digest (hexadecimal). `None`: no organisation and no application has it.
pub async fn find(store: &Store, digest: &str) -> anyhow::Result<Option<Vec<u8>>> {
    let mut sql = Sql::new(store.reader());
    let digest = sql.bind(digest);
    sql.push(&format!(
        "SELECT png FROM organisation_logo WHERE digest = {digest}
         UNION ALL SELECT png FROM application_logo WHERE digest = {digest} LIMIT 1"
    ));
    let rows = sql.all(store.reader()).await?;
    rows.first().map(|row| anyhow::Ok(row.try_get("", "png")?)).transpose()
}

/// Replaces a logo by a digest and its PNG image; `None` removes it.
pub async fn set(transaction: &Transaction, owner: LogoOwner, logo: Option<(String, Vec<u8>)>) -> anyhow::Result<()> {
    let (table, id) = owner.row();
    let mut sql = Sql::new(transaction);
    let owner = sql.bind(id);
    sql.push(&format!("DELETE FROM {table}_logo WHERE {table}_id = {owner}"));
    sql.execute(transaction).await?;
    let mut sql = Sql::new(transaction);
    let (digest, owner) = (sql.bind(logo.as_ref().map(|(digest, _)| digest.clone())), sql.bind(id));
    sql.push(&format!("UPDATE {table} SET logo_digest = {digest} WHERE id = {owner}"));
    sql.execute(transaction).await?;
    if let Some((digest, png)) = logo {
        let mut sql = Sql::new(transaction);
        let (owner, digest, png) = (sql.bind(id), sql.bind(digest), sql.bind(png));
        sql.push(&format!("INSERT INTO {table}_logo ({table}_id, digest, png) VALUES ({owner}, {digest}, {png})"));
        sql.execute(transaction).await?;
    }
    Ok(())
}
