//! OpenID Connect: clients, requests of theirs, what users allowed them, and the tokens that came of it.

use super::build::{index, references, table};
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in
            [client(), client_secret(), request(), grant(), authorization(), code(), refresh_token(), access_token()]
        {
            manager.create_table(table).await?;
        }
        for index in indexes() {
            manager.create_index(index).await?;
        }
        Ok(())
    }
}

fn client() -> TableCreateStatement {
    let columns = vec![
        uuid("id").primary_key().take(),
        uuid("application_id"),
        string("authentication"),
        text("redirect_uris"),
        text("sign_out_uris"),
        text_null("back_channel_uri"),
        boolean("asks_consent"),
        boolean("is_lean"),
        boolean("requires_pkce"),
        boolean("allows_offline"),
        string("id_token_alg"),
        integer_null("access_seconds"),
        integer_null("refresh_seconds"),
        boolean("allows_device"),
        boolean("allows_client_credentials"),
        big_integer("created_at"),
    ];
    references(table("oauth_client", columns), "application_id", "application")
}

fn client_secret() -> TableCreateStatement {
    let columns = vec![
        binary("secret_hash").primary_key().take(),
        uuid("client_id"),
        string("hint"),
        big_integer("created_at"),
        big_integer_null("expires_at"),
        binary_null("sealed"),
        integer_null("key_id"),
        uuid_null("shown_to"),
        big_integer_null("shown_until"),
    ];
    references(table("oauth_client_secret", columns), "client_id", "oauth_client")
}

fn request() -> TableCreateStatement {
    let columns = vec![
        uuid("id").primary_key().take(),
        uuid("client_id"),
        text("request"),
        big_integer_null("authenticated_after"),
        uuid_null("chosen_by"),
        uuid_null("allowed_by"),
        boolean("is_declined"),
        big_integer("created_at"),
        big_integer("expires_at"),
    ];
    references(table("oauth_request", columns), "client_id", "oauth_client")
}

fn grant() -> TableCreateStatement {
    let columns = vec![
        uuid("id").primary_key().take(),
        uuid("client_id"),
        uuid("account_id"),
        string("scopes"),
        string_null("allowed_scopes"),
        big_integer("created_at"),
        big_integer("used_at"),
    ];
    let table = references(table("oauth_grant", columns), "client_id", "oauth_client");
    references(table, "account_id", "account")
}

fn authorization() -> TableCreateStatement {
    let columns = vec![
        uuid("id").primary_key().take(),
        uuid("grant_id"),
        uuid_null("session_id"),
        uuid("sid"),
        uuid("browser_session_id"),
        string("scopes"),
        text_null("nonce"),
        big_integer("authenticated_at"),
        string("amr"),
        string("acr"),
        big_integer("created_at"),
    ];
    let table = references(table("oauth_authorization", columns), "grant_id", "oauth_grant");
    references(table, "session_id", "session")
}

fn code() -> TableCreateStatement {
    let columns = vec![
        binary("code_hash").primary_key().take(),
        uuid("authorization_id"),
        text("redirect_uri"),
        string_null("challenge"),
        big_integer("expires_at"),
        big_integer_null("spent_at"),
    ];
    references(table("oauth_code", columns), "authorization_id", "oauth_authorization")
}

fn refresh_token() -> TableCreateStatement {
    let columns = vec![
        binary("token_hash").primary_key().take(),
        uuid("authorization_id"),
        integer("key_id"),
        big_integer("created_at"),
        big_integer("expires_at"),
        big_integer_null("spent_at"),
        binary_null("successor_hash"),
        integer("retries"),
        big_integer_null("used_at"),
    ];
    references(table("oauth_refresh_token", columns), "authorization_id", "oauth_authorization")
}

fn access_token() -> TableCreateStatement {
    let columns = vec![
        binary("token_hash").primary_key().take(),
        uuid("client_id"),
        uuid_null("authorization_id"),
        binary_null("refresh_hash"),
        string("scopes"),
        big_integer("created_at"),
        big_integer("expires_at"),
    ];
    let table = references(table("oauth_access_token", columns), "client_id", "oauth_client");
    references(table, "authorization_id", "oauth_authorization")
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        index("oauth_client", &["application_id"]).unique().take(),
        index("oauth_client_secret", &["client_id"]),
        index("oauth_request", &["client_id"]),
        index("oauth_request", &["expires_at"]),
        index("oauth_grant", &["client_id", "account_id"]).unique().take(),
        index("oauth_grant", &["account_id"]),
        index("oauth_authorization", &["grant_id"]),
        index("oauth_authorization", &["session_id"]),
        index("oauth_authorization", &["browser_session_id"]),
        index("oauth_code", &["authorization_id"]),
        index("oauth_code", &["expires_at"]),
        index("oauth_refresh_token", &["authorization_id"]),
        index("oauth_refresh_token", &["expires_at"]),
        index("oauth_access_token", &["authorization_id"]),
        index("oauth_access_token", &["client_id"]),
        index("oauth_access_token", &["expires_at"]),
    ]
}
