//! `/admin/people/new`: invites one person.

#[cfg(feature = "ssr")]
use super::groups::{GROUPS, group_choices, ticked_groups};
use super::groups::{GroupChoice, GroupChoices};
#[cfg(feature = "ssr")]
use super::invitations::InvitationDone;
#[cfg(feature = "ssr")]
use super::page::reauthenticate;
use super::page::{AddForm, AdminContext, AdminView};
use crate::prelude::*;
#[cfg(feature = "ssr")]
use crate::server::locale::countries;
use crate::words::admin::groups::INVITED_HINT;
use crate::words::admin::invitations::{self, invite};
use domain::invitation::InviteError;
#[cfg(feature = "ssr")]
use service::{
    account::{AsAdmin, as_admin},
    admin::proven,
};

/// Role names in URLs and form fields.
pub const ADMIN: &str = "admin";
pub const MEMBER: &str = "member";

/// The name under which the ticked groups are kept.
#[cfg(feature = "ssr")]
const FORM: &str = "invite";

/// `/admin/people/new`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InviteView {
    pub countries: Vec<CountryChoice>,
    /// Whether invited users get a code by email. Otherwise they get an account at once and a temporary password by
    /// email.
    pub has_code: bool,
    /// All groups of the organisation.
    pub groups: Vec<GroupChoice>,
}

impl AdminView for InviteView {
    fn title(&self) -> String {
        invite::TITLE.into()
    }

    fn lead(&self, _: &str) -> String {
        if self.has_code { invite::LEAD_CODE.into() } else { invite::LEAD_PASSWORD.into() }
    }

    fn draw(self, context: AdminContext) -> AnyView {
        static_view(view! { <InvitePage draft=context.draft view=self/> })
    }
}

impl InviteView {
    #[cfg(feature = "ssr")]
    pub async fn load(web: &WebRequest, admin: AsAdmin<'_>) -> Answer<Self> {
        proven(&web.cx.app, admin)?;
        let page = paths::reauthentication_before(paths::ADMIN_INVITE);
        let refused = web.kept_form(admin, FORM, &[GROUPS]).map(|kept| kept.get(GROUPS).to_owned());
        let ticked = refused.or_else(|| web.kept_with_draft(admin.signed_in(), &page, GROUPS)).unwrap_or_default();
        let ticked: Vec<String> = ticked.split(',').map(str::to_owned).collect();
        Ok(InviteView {
            countries: countries(&web.cx.app.phone_numbers),
            has_code: service::invitations::sends_codes(&admin.signed_in().organisation),
            groups: group_choices(web, admin, &ticked).await?,
        })
    }
}

/// Invites one person. The fields are parsed like a line of an import file.
#[server(endpoint = "invite_person", input = PostUrl, output = Postcard)]
pub async fn invite_person(
    name: String,
    email: String,
    phone: String,
    #[server(default)] country: String,
    role: String,
    #[server(default)] groups: Vec<String>,
) -> Result<Redirect, ApiError> {
    let draft = FormDraft {
        name: name.clone(),
        email: email.clone(),
        phone: phone.clone(),
        country: country.clone(),
        is_admin: role == ADMIN,
        ..FormDraft::default()
    };
    respond(Some(draft.clone()), async move |web| {
        let signed_in = web.signed_in().await?;
        let admin = as_admin(&signed_in)?;
        let invited = async {
            let proven = proven(&web.cx.app, admin)?;
            let read = service::invitations::read_new(&web.cx.app, [&name, &email, &phone, &role], &country);
            let mut new = read.map_err(|unfit| Refusal::Invitation(InvitationRefusal::CannotInvite(unfit)))?;
            new.groups = ticked_groups(&groups)?;
            service::invitations::invite(&web.cx, proven, &new).await
        };
        let ticked = groups.join(",");
        match invited.await {
            Ok(_) => {
                web.forget_draft();
                web.forget_kept_form();
                Ok(Redirect::path(InvitationDone::Sent.path()))
            }
            Err(failure @ Failure::Refused(Refusal::ReauthenticationRequired)) => {
                let page = paths::reauthentication_before(paths::ADMIN_INVITE);
                web.keep_draft_with(&signed_in, &page, &draft, (GROUPS, &ticked));
                reauthenticate(failure, AdminRoute::Invite)
            }
            Err(failure) => {
                let fields = Fields::from_iter([(GROUPS.to_owned(), ticked)]);
                web.keep_and_reauthenticate(admin, failure, FORM, &fields, AdminRoute::Invite)
            }
        }
    })
    .await
}

/// The buttons of the lists of people and of invitations.
pub fn invite_buttons() -> AnyView {
    static_view(view! {
        <div class="cluster">
            <a class="button button--primary button--small" href=paths::ADMIN_INVITE>{invite::TITLE}</a>
            <a class=QUIET href=paths::ADMIN_IMPORT>{invite::TO_IMPORT}</a>
        </div>
    })
}

fn is_about_name(error: &Refusal) -> bool {
    matches!(error, Refusal::Invitation(InvitationRefusal::CannotInvite(InviteError::NotAName)))
}

fn is_about_number(error: &Refusal) -> bool {
    matches!(error, Refusal::Invitation(InvitationRefusal::CannotInvite(InviteError::NotAPhoneNumber)))
}

fn is_about_address(error: &Refusal) -> bool {
    matches!(
        error,
        Refusal::Invitation(InvitationRefusal::CannotInvite(
            InviteError::NotAnEmailAddress
                | InviteError::AlreadyAccount
                | InviteError::AlreadyInvited
                | InviteError::Reserved
                | InviteError::TooManyMessages
        ))
    )
}

fn is_about_field(error: &Refusal) -> bool {
    is_about_name(error) || is_about_number(error) || is_about_address(error)
}

fn beside(submission: Submission, is_about: fn(&Refusal) -> bool) -> Signal<Option<Sentence>> {
    Signal::derive(move || match submission.error() {
        Some(ApiError::Refused(error)) if is_about(&error) => Some(invitations::refusal(&error)),
        _ => None,
    })
}

#[component]
fn InvitePage(draft: FormDraft, view: InviteView) -> impl IntoView {
    let inviting = Submission::of::<InvitePerson>();
    inviting.redirect_on_success();
    let (name, email, phone) = (NodeRef::<Input>::new(), NodeRef::<Input>::new(), NodeRef::<Input>::new());
    let country = RwSignal::new(draft.country);
    let is_any = !view.groups.is_empty();
    let groups = is_any.then(|| view! { <GroupChoices choices=view.groups hint=INVITED_HINT/> });
    let (about_name, about_email) = (beside(inviting, is_about_name), beside(inviting, is_about_address));
    let about_phone = beside(inviting, is_about_number);
    focus_refused(name, about_name);
    focus_refused(email, about_email);
    focus_refused(phone, about_phone);
    view! {
        <AddForm
            saving=inviting
            action=InvitePerson::url()
            is_about_field
            label=invite::BUTTON
            back=paths::ADMIN_PEOPLE
        >
            <Field
                input=name
                ids=NAMED
                kind=Kind { autocomplete: "off", ..Kind::NAME }
                label=invite::NAME
                hint=invite::NAME_HINT
                value=draft.name
                autofocus=true
                is_optional=true
                error=about_name
            />
            <Field
                input=email
                ids=EMAIL.bare()
                kind=Kind::email("off")
                label=words::sign_in::EMAIL_ADDRESS
                value=draft.email
                error=about_email
            />
            <PhoneField
                input=phone
                country
                countries=view.countries
                value=draft.phone
                is_optional=true
                error=about_phone
            />
            <Role is_admin=draft.is_admin/>
            {groups}
        </AddForm>
    }
}

const NAMED: FieldIds = NAME.with_hint("name-hint");

#[component]
fn Role(is_admin: bool) -> impl IntoView {
    view! {
        <div class="field">
            <label class="field__label" for="role">{invite::ROLE}</label>
            <span class="select">
                <select class="input" id="role" name="role" autocomplete="off" aria-describedby="role-hint">
                    <option value=MEMBER selected=!is_admin>{invite::MEMBER}</option>
                    <option value=ADMIN selected=is_admin>{invite::ADMIN}</option>
                </select>
                <Down/>
            </span>
            <p class="field__hint" id="role-hint">{invite::ADMIN_HINT}</p>
        </div>
    }
}
