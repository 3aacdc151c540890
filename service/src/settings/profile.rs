//! The user's name, language and time zone.

use crate::{account::lock_rows, delivery, onboarding, prelude::*};
use domain::{PersonName, onboarding::Outcome, refusal::FormField};

/// Saves the profile. `time_zone` is what the user typed to name one; empty means that of the browser. `language` is
/// `None` to follow the browser. Refuses with `InvalidField` a name that cannot be used, and an unknown time zone.
pub async fn save_profile(
    cx: &RequestContext,
    signed_in: &SignedIn,
    name: &str,
    time_zone: &str,
    language: Option<&LanguageTag>,
) -> Result<(), Failure> {
    let time_zone = match time_zone.trim() {
        "" => Ok(None),
        typed => delivery::find_time_zone(typed).map(Some).ok_or(Refusal::InvalidField(FormField::TimeZone)),
    };
    let name = name.parse::<PersonName>().map_err(|_| Refusal::InvalidField(FormField::Name));
    let (name, time_zone) = match (name, time_zone) {
        (Ok(name), Ok(time_zone)) => (name, time_zone),
        (Err(one), Err(other)) => return Err(one.and(other).into()),
        (Err(refusal), _) | (_, Err(refusal)) => return Err(refusal.into()),
    };
    let unit = cx.begin().await?;
    let account = lock_rows(&unit, signed_in).await?;
    accounts::set_profile(&unit, account.id, Some(name.as_str()), time_zone.as_deref(), language).await?;
    onboarding::record(&unit, &account, Step::Profile, Outcome::Done).await?;
    unit.record(AuditEventKind::ProfileChanged, AuditSubject::own(&signed_in.account)).await?;
    Ok(unit.commit().await?)
}

/// Changes the language of a signed-in account that has one. An account without a language follows the browser, so
/// nothing changes for it.
pub async fn choose_language(cx: &RequestContext, signed_in: &SignedIn, language: &LanguageTag) -> anyhow::Result<()> {
    if signed_in.account.language.as_ref().is_none_or(|own| own == language) {
        return Ok(());
    }
    let unit = cx.begin().await?;
    accounts::set_language(&unit, signed_in.account.id, language).await?;
    unit.record(AuditEventKind::ProfileChanged, AuditSubject::own(&signed_in.account)).await?;
    unit.commit().await
}
