//! Logos of organisations, identified by their content.

use super::organisations::organisation;
use crate::prelude::*;

/// The table `organisation_logo`: the logo of one tenant.
mod organisation_logo {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "organisation_logo")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub organisation_id: Uuid,
        /// SHA-256 of the image, in hexadecimal digits.
        pub digest: String,
        pub png: Vec<u8>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The PNG image with this SHA-256 digest (hexadecimal). `None`: no organisation has it.
pub async fn find(store: &Store, digest: &str) -> anyhow::Result<Option<Vec<u8>>> {
    let row = organisation_logo::Entity::find()
        .filter(organisation_logo::Column::Digest.eq(digest))
        .one(store.reader())
        .await?;
    Ok(row.map(|row| row.png))
}

/// Replaces the logo of an organisation by a digest and its PNG image; `None` removes it.
pub async fn set(
    transaction: &Transaction,
    organisation: OrganisationId,
    logo: Option<(String, Vec<u8>)>,
) -> anyhow::Result<()> {
    organisation_logo::Entity::delete_by_id(organisation.0).exec(transaction).await?;
    let digest = logo.as_ref().map(|(digest, _)| digest.clone());
    if let Some((digest, png)) = logo {
        let row =
            organisation_logo::ActiveModel { organisation_id: Set(organisation.0), digest: Set(digest), png: Set(png) };
        organisation_logo::Entity::insert(row).exec_without_returning(transaction).await?;
    }
    organisation::Entity::update_many()
        .col_expr(organisation::Column::LogoDigest, Expr::value(digest))
        .filter(organisation::Column::Id.eq(organisation.0))
        .exec(transaction)
        .await?;
    Ok(())
}
