//! The user's name, language and time zone.

use crate::{account::lock_rows, delivery, onboarding, prelude::*};
use domain::{PersonName, onboarding::Outcome, refusal::FormField};

/// Saves the profile. `time_zone` is an IANA name, an empty one means UTC; `language` is `None` to follow the browser.
/// Refuses with `InvalidField` a name that cannot be used.
pub async fn save_profile(
    cx: &RequestContext,
    signed_in: &SignedIn,
    name: &str,
    time_zone: &str,
    language: Option<&LanguageTag>,
) -> Result<(), Failure> {
    let name: PersonName = name.parse().map_err(|_| Refusal::InvalidField(FormField::Name))?;
    // A time zone that is not among the choices counts as none.
    let time_zone = Some(time_zone).filter(|zone| delivery::is_time_zone(zone));
    let unit = cx.begin().await?;
    let account = lock_rows(&unit, signed_in).await?;
    accounts::set_profile(&unit, account.id, &name.to_string(), time_zone, language).await?;
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
