//! The form that says what a proxy guards for an application, and what it tells the application.

use super::forms::{FORWARD_AUTH, continue_after, element_id};
#[cfg(feature = "ssr")]
use super::forms::{answer, posted, read_id};
use crate::admin::settings_fields::{Lines, Select, error_beside, ids};
use crate::prelude::*;
use crate::words::admin::applications;
use domain::application::{HeaderStyle, UserHeader};
use domain::refusal::ApplicationRefusal;
#[cfg(feature = "ssr")]
use service::account::as_admin;
#[cfg(feature = "ssr")]
use service::admin::proven;
#[cfg(feature = "ssr")]
use service::applications::ForwardAuth;

const ORIGINS: FieldIds = FieldIds { input: "origins", hint: "origins-hint", error: "origins-error" };
const HEADER_STYLE: FieldIds = ids!("header_style");
const USER_HEADER: FieldIds = ids!("user_header");
const RULES: FieldIds = FieldIds { input: "path_rules", hint: "path-rules-hint", error: "path-rules-error" };

/// Replaces what a proxy guards for an application. `origins` and `path_rules` have one per line.
#[server(endpoint = "save_forward_auth", input = PostUrl, output = Postcard)]
pub async fn save_forward_auth(
    application: String,
    origins: String,
    header_style: String,
    user_header: String,
    path_rules: String,
) -> Result<Redirect, ApiError> {
    respond(None, async move |web| {
        let signed_in = web.signed_in().await?;
        let admin = as_admin(&signed_in)?;
        let id = read_id(&application)?;
        let new = ForwardAuth {
            origins: &origins,
            header_style: HeaderStyle::of(&header_style).ok_or(Refusal::NotFound)?,
            user_header: UserHeader::of(&user_header).ok_or(Refusal::NotFound)?,
            path_rules: &path_rules,
        };
        let saved = match proven(&web.cx.app, admin) {
            Ok(proven) => service::applications::set_forward_auth(&web.cx, proven, id, new).await,
            Err(failure) => Err(failure),
        };
        let fields = posted(FORWARD_AUTH, [&origins, &header_style, &user_header, &path_rules]);
        answer(&web, admin, saved, FORWARD_AUTH, id, &fields)
    })
    .await
}

fn is_about_origins(error: &Refusal) -> bool {
    use ApplicationRefusal::{BadOrigin, OriginIsPortico, OriginTaken, TooManyOrigins};
    matches!(error, Refusal::Application(BadOrigin { .. } | OriginTaken | OriginIsPortico | TooManyOrigins))
}

fn is_about_rules(error: &Refusal) -> bool {
    use ApplicationRefusal::{BadRule, TooManyRules};
    matches!(error, Refusal::Application(BadRule { .. } | TooManyRules))
}

fn is_about_field(error: &Refusal) -> bool {
    is_about_origins(error) || is_about_rules(error)
}

#[component]
pub fn ForwardAuthForm(application: String, fields: Fields) -> impl IntoView {
    let saving = Submission::of::<SaveForwardAuth>();
    continue_after(saving, FORWARD_AUTH, &application);
    let styles = HeaderStyle::NAMES.into_iter().zip(applications::STYLES.map(Word::text)).collect();
    let users = UserHeader::NAMES.into_iter().zip(applications::USER_HEADERS.map(Word::text)).collect();
    let value = move |ids: FieldIds| fields.get(ids.input).to_owned();
    let id = element_id(FORWARD_AUTH, &application);
    view! {
        <Section id="forward-auth" title=applications::FORWARD_AUTH about=applications::ABOUT_FORWARD_AUTH>
            <form
                id=id
                class="panel__body stack"
                method="post"
                action=SaveForwardAuth::url()
                novalidate
                on:submit=move |event: SubmitEvent| saving.send_on(&event)
            >
                <Refused error=saving.form_error(is_about_field)/>
                <input type="hidden" name="application" value=application/>
                <Lines
                    ids=ORIGINS
                    label=applications::ORIGINS
                    hint=applications::ORIGINS_HINT
                    value=value(ORIGINS)
                    longest="6000"
                    error=error_beside(ORIGINS.input, saving, is_about_origins)
                />
                <Select
                    ids=HEADER_STYLE
                    label=applications::HEADER_STYLE
                    options=styles
                    chosen=value(HEADER_STYLE)
                    error=Signal::stored(None)
                />
                <Select
                    ids=USER_HEADER
                    label=applications::USER_HEADER
                    options=users
                    chosen=value(USER_HEADER)
                    error=Signal::stored(None)
                />
                <Lines
                    ids=RULES
                    label=applications::RULES
                    hint=applications::RULES_HINT
                    value=value(RULES)
                    longest="30000"
                    error=error_beside(RULES.input, saving, is_about_rules)
                />
                <SubmitButton label=applications::SAVE busy=Signal::derive(move || saving.is_busy())/>
            </form>
        </Section>
    }
}
