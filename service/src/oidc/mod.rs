//! OpenID Connect: applications (clients) let people sign in at Portico, and are told who they are. The authorization
//! endpoint gives a code, the token endpoint exchanges it. A token is read together with its session, account and
//! access, so it ends with them; nothing has to be told of it.

mod authorize;
mod back_channel;
mod claims;
mod client_authentication;
mod client_credentials;
mod code_exchange;
mod consent;
mod decide;
mod device;
mod device_answer;
mod device_exchange;
mod dry_run;
mod exchange;
mod grants;
mod id_token;
mod introspect;
mod issue;
mod live;
mod metadata;
mod refresh;
mod respond;
mod revoke;
mod saved;
mod sign_out;
mod token_response;
mod tokens;
mod userinfo;

pub use authorize::{Authorization, Begun, answers_by_post, begin, login_hint, resume};
pub use back_channel::{logout_given_up, logout_told, post_logout};
pub use claims::{ClaimSet, claims_of};
pub use client_authentication::{PresentedClient, authenticate_client};
pub use consent::{allow, choose_account, decline};
pub use device::{DeviceAuthorization, begin_device, find_device};
pub use dry_run::{DryRun, dry_run};
pub use exchange::{TokenGrant, exchange};
pub use grants::{GrantView, list_grants, remove_grant};
pub use introspect::introspect;
pub use metadata::metadata;
pub use respond::AuthorizationResponse;
pub use revoke::revoke;
pub use sign_out::{SEALED, ask_to_sign_out, seal_sign_out, sign_out_at_once};
pub use token_response::{TokenFailure, TokenResponse};
pub use tokens::{TokenKind, fresh_secret};
pub use userinfo::{UserInfoFailure, userinfo};
