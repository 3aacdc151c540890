//! What the user of an authorization request answers on its page. Nothing is sent to the client yet: the page is loaded
//! again, and goes on.

use super::saved;
use crate::prelude::*;
use domain::AuthorizationRequestId;
use store::oauth_requests;

/// An answer of the user.
#[derive(Clone, Copy)]
enum Answer {
    Allow,
    Decline,
    ThisAccount,
}

/// Allows the client what it asks for, for this account. Refuses with `NotFound` if the request is over.
pub async fn allow(cx: &RequestContext, signed_in: &SignedIn, id: AuthorizationRequestId) -> Result<(), Failure> {
    note(cx, signed_in, id, Answer::Allow).await
}

/// Cancels: the client gets an error. Refuses with `NotFound` if the request is over.
pub async fn decline(cx: &RequestContext, signed_in: &SignedIn, id: AuthorizationRequestId) -> Result<(), Failure> {
    note(cx, signed_in, id, Answer::Decline).await
}

/// Goes on with the account that is signed in. Refuses with `NotFound` if the request is over.
pub async fn choose_account(
    cx: &RequestContext,
    signed_in: &SignedIn,
    id: AuthorizationRequestId,
) -> Result<(), Failure> {
    note(cx, signed_in, id, Answer::ThisAccount).await
}

async fn note(
    cx: &RequestContext,
    signed_in: &SignedIn,
    id: AuthorizationRequestId,
    answer: Answer,
) -> Result<(), Failure> {
    saved::find(&cx.app, id).await?.ok_or(Refusal::NotFound)?;
    let account = signed_in.account.id;
    let unit = cx.begin_as(account).await?;
    let is_open = match answer {
        Answer::Allow => oauth_requests::allow(&unit, id, account).await?,
        Answer::Decline => oauth_requests::decline(&unit, id).await?,
        Answer::ThisAccount => oauth_requests::choose(&unit, id, account).await?,
    };
    unit.commit().await?;
    if is_open { Ok(()) } else { Err(Refusal::NotFound.into()) }
}
