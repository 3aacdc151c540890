//! `/sign-out/SEALED`: asks whether to sign out. An application leads here: by its path for signing out, or by a request
//! as a client. Opening the page changes nothing. Its button ends the session; the page then says so, or leads to the
//! address that the client wants.

#[cfg(feature = "ssr")]
use crate::page::PageData;
use crate::{account::SignOut, prelude::*, words::sign_out};
use domain::oidc::SignOutFault;
#[cfg(feature = "ssr")]
use domain::return_to::origin_of;
#[cfg(feature = "ssr")]
use service::{forward_auth, oidc, sign_in};

/// The page of a user who wants to sign out at an application.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignOutScreen {
    /// The one that the user is signed in to, or was.
    pub organisation: OrganisationView,
    /// The sealed text in the path.
    pub sealed: String,
    /// The application from which the user has come. `None`: it is not known any more.
    pub origin: Option<OriginView>,
    /// Whether the session has ended.
    pub is_over: bool,
    /// What is wrong with the request of a client.
    pub fault: Option<SignOutFault>,
}

/// An application, as a visitor who is not signed in may know it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OriginView {
    /// The address that opens it.
    pub address: String,
    /// Its host, with a port that is not the usual one.
    pub host: String,
}

impl Screen for SignOutScreen {
    const KIND: PageKind = PageKind::SignOut;

    fn title(&self) -> String {
        let title = if self.is_over { sign_out::OVER_TITLE } else { sign_out::PAGE_TITLE };
        words::titled(title, &self.organisation.name)
    }
}

#[cfg(feature = "ssr")]
impl OriginView {
    fn of(address: String) -> Self {
        let host = origin_of(&address).and_then(|origin| origin.split_once("://")).map_or("", |(_, host)| host);
        OriginView { host: host.to_owned(), address }
    }
}

#[cfg(feature = "ssr")]
impl WebRequest {
    /// Leads on if the session has ended and the client has said where to. Otherwise the data of the page.
    pub(crate) async fn sign_out_page(&self, sealed: &str) -> Answer<PageData> {
        let signed_in = self.session_account().await?;
        let question = match oidc::ask_to_sign_out(&self.cx, sealed).await? {
            Some(question) => question,
            None => forward_auth::ask_to_sign_out(&self.cx, sealed).await?,
        };
        let is_over = signed_in.is_none() && !question.has_pass;
        if let Some(address) = question.onward.filter(|_| is_over) {
            return Ok(PageData::Redirect(address));
        }
        let (organisation, is_default) = match (signed_in, question.organisation) {
            (Some(signed_in), _) => (signed_in.organisation.clone(), signed_in.is_default),
            // The browser has lost its cookies for this site.
            (None, Some(slug)) if self.cx.organisation.is_none() => {
                sign_in::find_organisation(&self.cx.app, Some(&slug)).await?
            }
            (None, _) => sign_in::home(&self.cx).await?,
        };
        Ok(PageData::of(&SignOutScreen {
            organisation: OrganisationView::of(organisation, is_default),
            sealed: sealed.to_owned(),
            origin: question.back.map(OriginView::of),
            is_over,
            fault: question.fault,
        }))
    }
}

const PRIMARY: &str = "button button--primary";

#[component]
pub fn SignOutPage(screen: SignOutScreen) -> impl IntoView {
    let SignOutScreen { organisation, sealed, origin, is_over, fault } = screen;
    let leaving = Submission::of::<SignOut>();
    leaving.redirect_on_success();
    let (heading, text, way): (String, Word, AnyView) = if is_over {
        let sign_in = paths::sign_in(&organisation);
        let way = static_view(view! { <a class=PRIMARY href=sign_in>{words::sign_in::SIGN_IN}</a> });
        (sign_out::OVER_TITLE.into(), sign_out::OVER_TEXT, way)
    } else {
        let which = Some(("sealed", sealed));
        let way = static_view(view! {
            <ButtonForm
                submission=leaving
                action=SignOut::url()
                look=PRIMARY
                label=words::account::SIGN_OUT
                which
            />
        });
        (sign_out::title(&organisation.name), sign_out::TEXT, way)
    };
    let back = origin.map(|OriginView { address, host }| {
        static_view(view! { <a class="button button--quiet" href=address rel="external">{sign_out::back(host)}</a> })
    });
    let fault = fault.map(|fault| static_view(view! { <p>{sign_out::FAULTY} " " {sign_out::fault(fault)}</p> }));
    view! {
        <AuthLayout organisation>
            {static_view(
                view! {
                    <div class="card">
                        <div class="card__head">
                            <h1>{heading}</h1>
                            <p>{text}</p>
                            {fault}
                        </div>
                        <Refused error=Signal::derive(move || leaving.error())/>
                        <div class="actions">{way} {back}</div>
                    </div>
                },
            )}
        </AuthLayout>
    }
}
