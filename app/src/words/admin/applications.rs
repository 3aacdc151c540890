//! Texts of the pages about applications, and why an application or a group was not saved.

use crate::paths::ApplicationAct;
use crate::words::sentences::admin;
use crate::words::word::{by_name, filled};
use crate::words::{Sentence, Word};
pub use admin::{
    application_activity as activity, application_dry_run as dry_run, application_preview as preview, applications::*,
};
use domain::application::{HeaderStyle, MOST_PATH_RULES, MOST_PROTECTED_ORIGINS, StrengthLevel, UserHeader};
use domain::oidc::{ClientAuthentication, MOST_REDIRECT_URIS};
use domain::refusal::{ApplicationRefusal, Refusal};

type Acts = [Word; ApplicationAct::ALL.len()];

static LABELS: Acts = by_name(BY_KEY, "", ApplicationAct::NAMES);
static ABOUT: Acts = by_name(BY_KEY, "about_", ApplicationAct::NAMES);
static QUESTIONS: Acts = by_name(BY_KEY, "ask_", ApplicationAct::NAMES);
static CONSEQUENCES: Acts = by_name(BY_KEY, "will_", ApplicationAct::NAMES);
static BUTTONS: Acts = by_name(BY_KEY, "do_", ApplicationAct::NAMES);

/// The labels of the drop-downs.
pub const LEVELS: [Word; StrengthLevel::ALL.len()] = by_name(BY_KEY, "level_", StrengthLevel::NAMES);
pub const STYLES: [Word; HeaderStyle::ALL.len()] = by_name(BY_KEY, "style_", HeaderStyle::NAMES);
pub const USER_HEADERS: [Word; UserHeader::ALL.len()] = by_name(BY_KEY, "user_", UserHeader::NAMES);
pub const AUTHENTICATIONS: [Word; ClientAuthentication::ALL.len()] =
    by_name(BY_KEY, "authentication_", ClientAuthentication::NAMES);

/// The keys of the settings that weaken a client.
const WEAKENING: [&str; 4] = ["no_pkce", "secret_post", "long_access", "offline"];
static WARNINGS: [Word; WEAKENING.len()] = by_name(BY_KEY, "warn_", WEAKENING);

/// What an exception of a client means.
pub fn warning(exception: &str) -> Option<Word> {
    WEAKENING.iter().position(|key| *key == exception).map(|at| WARNINGS[at])
}

/// The label of the button.
pub fn label(act: ApplicationAct) -> Word {
    LABELS[act as usize]
}

/// The text beside the button.
pub fn about(act: ApplicationAct) -> Word {
    ABOUT[act as usize]
}

/// The heading of the page that asks for confirmation.
pub fn question(act: ApplicationAct, application: &str) -> String {
    filled(QUESTIONS[act as usize], &[&application])
}

/// The text of the confirmation page: what will happen, and what is lost.
pub fn explained(act: ApplicationAct) -> Word {
    CONSEQUENCES[act as usize]
}

/// The button of the confirmation page.
pub fn button(act: ApplicationAct) -> Word {
    BUTTONS[act as usize]
}

/// Who may enter an application, in the list: everyone, or so many groups and so many single people.
pub fn who_may_enter(everyone: bool, groups: u32, people: u32) -> String {
    if everyone {
        return TO_EVERYONE.into();
    }
    let groups = (groups > 0).then(|| to_groups(groups));
    let people = (people > 0).then(|| to_people(people));
    let parts: Vec<String> = groups.into_iter().chain(people).collect();
    if parts.is_empty() { TO_NOBODY.into() } else { parts.join(" · ") }
}

/// Title and text in place of the list.
pub const fn nothing(is_searched: bool) -> (Word, Word) {
    if is_searched { (NOT_FOUND, NOT_FOUND_TEXT) } else { (NONE_YET, NONE_TEXT) }
}

/// Why an application or a group was not saved.
pub fn refusal(error: &Refusal) -> Sentence {
    use admin::application_refused::*;
    let Refusal::Application(error) = error else { return crate::words::refusal(error) };
    let word = match error {
        ApplicationRefusal::BadName => BAD_NAME,
        ApplicationRefusal::BadDescription => BAD_DESCRIPTION,
        ApplicationRefusal::BadStartAddress => BAD_START_ADDRESS,
        ApplicationRefusal::BadStrength => BAD_STRENGTH,
        ApplicationRefusal::BadOrigin { line } => return bad_origin(line).into(),
        ApplicationRefusal::OriginTaken => ORIGIN_TAKEN,
        ApplicationRefusal::OriginIsPortico => ORIGIN_IS_PORTICO,
        ApplicationRefusal::TooManyOrigins => return too_many_origins(MOST_PROTECTED_ORIGINS).into(),
        ApplicationRefusal::BadRule { line } => return bad_rule(line).into(),
        ApplicationRefusal::TooManyRules => return too_many_rules(MOST_PATH_RULES).into(),
        ApplicationRefusal::NoSuchPerson { line } => return no_such_person(line).into(),
        ApplicationRefusal::TooManyPeople => TOO_MANY_PEOPLE,
        ApplicationRefusal::NoSuchGroup => NO_SUCH_GROUP,
        ApplicationRefusal::GroupNameTaken => GROUP_NAME_TAKEN,
        ApplicationRefusal::TooMany => TOO_MANY,
        ApplicationRefusal::BadRedirectUri { line } => return bad_redirect_uri(line).into(),
        ApplicationRefusal::BadSignOutUri { line } => return bad_sign_out_uri(line).into(),
        ApplicationRefusal::TooManyRedirectUris | ApplicationRefusal::TooManySignOutUris => {
            return too_many_uris(MOST_REDIRECT_URIS).into();
        }
        ApplicationRefusal::NoRedirectUri => NO_REDIRECT_URI,
        ApplicationRefusal::BadBackChannelUri => BAD_BACK_CHANNEL_URI,
        ApplicationRefusal::PrivateBackChannelUri => PRIVATE_BACK_CHANNEL_URI,
        ApplicationRefusal::BadAccessMinutes => BAD_ACCESS_MINUTES,
        ApplicationRefusal::BadRefreshDays => BAD_REFRESH_DAYS,
        ApplicationRefusal::NoClient => NO_CLIENT,
        ApplicationRefusal::PublicClient => PUBLIC_CLIENT,
        ApplicationRefusal::NeedsSecret => NEEDS_SECRET,
    };
    word.text().into()
}
