//! `/account`: greets the signed-in user, and links to the settings and to sign-out.

use crate::prelude::*;

/// The user who is signed in to this browser.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CurrentAccount {
    pub name: Option<String>,
    pub email: String,
    pub organisation: OrganisationView,
    /// Path and label of the link to the console. `None` for members.
    pub console: Option<(String, String)>,
}

impl Screen for CurrentAccount {
    const KIND: PageKind = PageKind::Account;

    fn title(&self) -> String {
        words::titled(words::account::PAGE_TITLE, &self.organisation.name)
    }
}

/// Ends this browser's session. Succeeds if there is none.
#[server(endpoint = "sign_out", input = PostUrl, output = Postcard)]
pub async fn sign_out() -> Result<Redirect, ApiError> {
    respond(None, async move |web| web.sign_out().await).await
}

#[cfg(feature = "ssr")]
impl WebRequest {
    pub(crate) async fn current_account(&self) -> Answer<CurrentAccount> {
        let signed_in = self.signed_in().await?;
        let is_admin = service::account::as_admin(&signed_in).is_ok();
        Ok(CurrentAccount {
            console: is_admin.then(|| (paths::ADMIN_PEOPLE.to_owned(), words::admin::TO_CONSOLE.into())),
            name: signed_in.account.name,
            email: signed_in.account.email.to_string(),
            organisation: OrganisationView::of(signed_in.organisation, signed_in.is_default),
        })
    }
}

#[component]
pub fn AccountPage(account: CurrentAccount) -> impl IntoView {
    let leaving = Submission::of::<SignOut>();
    leaving.redirect_on_success();
    let on_submit = move |event: SubmitEvent| {
        leaving.send_on(&event);
    };
    let organisation = account.organisation;
    let name = organisation.name.clone();
    let console = account.console.map(|(path, label)| {
        view! { <a class="button button--quiet button--wide" href=path>{label}</a> }
    });
    view! {
        <AuthLayout organisation>
            {static_view(
                view! {
                    <div class="card">
                        <div class="card__head">
                            <span class="card__icon card__icon--success"><CheckIcon/></span>
                            <h1>{words::account::greeting(account.name.as_deref())}</h1>
                            <p>
                                {words::account::SIGNED_IN_TO} " " {name} " " {words::account::AS} " "
                                <strong class="address">{account.email}</strong> "."
                            </p>
                        </div>
                        <Refused error=Signal::derive(move || leaving.error())/>
                        <div class="stack stack--tight">
                            <a class="button button--primary button--wide" href=paths::SETTINGS_ACCOUNT>
                                {words::account::SETTINGS}
                            </a>
                            <a class="button button--quiet button--wide" href=paths::SETTINGS_SECURITY>
                                {words::account::SECURITY}
                            </a>
                            {console}
                            <form method="post" action=SignOut::url() on:submit=on_submit>
                                <SubmitButton
                                    label=words::account::SIGN_OUT
                                    busy=Signal::derive(move || leaving.is_busy())
                                    look="quiet"
                                />
                            </form>
                        </div>
                    </div>
                },
            )}
        </AuthLayout>
    }
}
