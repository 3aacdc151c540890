//! `/account`: the start page of the signed-in user. Shows the applications that the user may enter, and links to the
//! settings and to sign-out.

use crate::{prelude::*, words::account};
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
#[cfg(feature = "ssr")]
use store::folding::fold;

/// Up to this many applications are found at a glance, so there is no search field.
#[cfg(feature = "ssr")]
const AT_A_GLANCE: usize = 12;

/// How many characters of a search text are used: as many as the name of an application may have.
const LONGEST_SEARCH: usize = 100;

/// How many colours there are for the squares of applications. The style sheet has them.
#[cfg(feature = "ssr")]
const COLORS: u32 = 6;

/// The user who is signed in to this browser, and the applications that the user may enter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CurrentAccount {
    pub name: Option<String>,
    pub email: String,
    pub organisation: OrganisationView,
    /// Path and label of the link to the console. `None` for members.
    pub console: Option<(String, String)>,
    /// Those whose names contain the search text, in any spelling.
    pub tiles: Vec<TileView>,
    /// The search text. `None`: there are so few applications that there is no search field.
    pub search: Option<String>,
}

/// An application on the start page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TileView {
    pub name: String,
    pub start_address: String,
    /// The path of its logo.
    pub logo: Option<String>,
    /// Shown in the place of a logo.
    pub initials: String,
    /// The number of its colour, always the same for the same name.
    pub color: u8,
}

impl Screen for CurrentAccount {
    const KIND: PageKind = PageKind::Account;

    fn title(&self) -> String {
        words::titled(account::PAGE_TITLE, &self.organisation.name)
    }
}

/// Ends this browser's session. Succeeds if there is none. `sealed` is the text in the path of the page that asks
/// whether to sign out; on other pages it is empty.
#[server(endpoint = "sign_out", input = PostUrl, output = Postcard)]
pub async fn sign_out(#[server(default)] sealed: String) -> Result<Redirect, ApiError> {
    respond(None, async move |web| web.sign_out(&sealed).await).await
}

#[cfg(feature = "ssr")]
impl WebRequest {
    pub(crate) async fn current_account(&self, query: &str) -> Answer<CurrentAccount> {
        let signed_in = self.signed_in().await?;
        let is_admin = service::account::as_admin(&signed_in).is_ok();
        let tiles = service::applications::tiles(&self.cx.app, &signed_in).await?;
        let search = (tiles.len() > AT_A_GLANCE).then(|| search_in(query));
        let wanted = fold(search.as_deref().unwrap_or_default());
        let tiles = tiles.into_iter().map(|tile| TileView {
            color: color_of(&tile.name),
            name: tile.name,
            start_address: tile.start_address,
            logo: tile.logo.as_deref().map(paths::logo),
            initials: tile.initials,
        });
        Ok(CurrentAccount {
            console: is_admin.then(|| (paths::ADMIN_PEOPLE.to_owned(), words::admin::TO_CONSOLE.into())),
            tiles: tiles.filter(|tile| fold(&tile.name).contains(&wanted)).collect(),
            search,
            name: signed_in.account.name,
            email: signed_in.account.email.to_string(),
            organisation: OrganisationView::of(signed_in.organisation, signed_in.is_default),
        })
    }
}

/// The search text of a query.
#[cfg(feature = "ssr")]
fn search_in(query: &str) -> String {
    let typed = parameter(query, paths::SEARCH).unwrap_or_default();
    typed.trim().chars().filter(|letter| !letter.is_control()).take(LONGEST_SEARCH).collect()
}

#[cfg(feature = "ssr")]
fn color_of(name: &str) -> u8 {
    let sum = name.chars().fold(0_u32, |sum, letter| sum.wrapping_mul(31).wrapping_add(u32::from(letter)));
    u8::try_from(sum % COLORS).unwrap_or_default()
}

#[component]
pub fn AccountPage(account: CurrentAccount) -> impl IntoView {
    let leaving = Submission::of::<SignOut>();
    leaving.redirect_on_success();
    let CurrentAccount { name, email, organisation, console, tiles, search } = account;
    let at = organisation.name.clone();
    let search = search.map(|value| static_view(view! { <TileSearch value/> }));
    let is_any = search.is_some() || !tiles.is_empty();
    let applications = if !tiles.is_empty() {
        static_view(view! { <Tiles tiles/> })
    } else if is_any {
        static_view(view! { <p class="tiles__none">{account::NOTHING_FOUND}</p> })
    } else {
        static_view(view! {
            <div class="tiles__none">
                <p class="tiles__title">{account::NO_APPLICATIONS}</p>
                <p>{account::no_applications_text(&at)}</p>
            </div>
        })
    };
    let look = if is_any { QUIET_BUTTON } else { "button button--primary" };
    let console = console.map(|(path, label)| view! { <a class=QUIET_BUTTON href=path>{label}</a> });
    view! {
        <AuthLayout organisation>
            {static_view(
                view! {
                    <div class="card">
                        <div class="card__head">
                            <h1>{account::greeting(name.as_deref())}</h1>
                            <p>
                                {account::ACCOUNT_AT} " " {at} " " {account::IS} " "
                                <strong class="address">{email}</strong> "."
                            </p>
                        </div>
                        {search}
                        {applications}
                        <Refused error=Signal::derive(move || leaving.error())/>
                        <div class="actions start__ways">
                            <a class=look href=paths::SETTINGS_ACCOUNT>
                                {account::SETTINGS}
                            </a>
                            {console}
                            <ButtonForm
                                submission=leaving
                                action=SignOut::url()
                                look=QUIET_BUTTON
                                label=account::SIGN_OUT
                            />
                        </div>
                    </div>
                },
            )}
        </AuthLayout>
    }
}

const QUIET_BUTTON: &str = "button button--quiet";

/// The applications. Each link leaves this site.
#[component]
fn Tiles(tiles: Vec<TileView>) -> impl IntoView {
    let tiles: Vec<_> = tiles
        .into_iter()
        .map(|TileView { name, start_address, logo, initials, color }| {
            let color = color.to_string();
            let mark = match logo {
                Some(src) => static_view(view! { <img class="tile__mark tile__mark--logo" src=src alt=""/> }),
                None => static_view(view! {
                    <span class="tile__mark" data-color=color aria-hidden="true">{initials}</span>
                }),
            };
            view! {
                <li>
                    <a class="tile" href=start_address rel="external">
                        {mark}
                        <span class="tile__name">{name}</span>
                    </a>
                </li>
            }
        })
        .collect();
    view! {
        <nav aria-label=account::APPLICATIONS>
            <ul class="tiles">{tiles}</ul>
        </nav>
    }
}

/// The search field. With JavaScript it navigates without a reload. Without, the browser submits the form itself.
#[component]
fn TileSearch(value: String) -> impl IntoView {
    let (navigate, input) = (use_navigate(), NodeRef::<Input>::new());
    let on_submit = move |event: SubmitEvent| {
        if let Some(input) = input.get_untracked() {
            event.prevent_default();
            navigate(&paths::account_search(input.value().trim()), NavigateOptions::default());
        }
    };
    view! {
        <form class="start__search" role="search" method="get" action=paths::ACCOUNT on:submit=on_submit>
            <input
                class="input"
                type="search"
                name=paths::SEARCH
                aria-label=account::SEARCH
                placeholder=account::SEARCH
                maxlength=LONGEST_SEARCH.to_string()
                autocomplete="off"
                autocapitalize="none"
                spellcheck="false"
                value=value
                node_ref=input
            />
            <button class=QUIET_BUTTON type="submit">{account::FIND}</button>
        </form>
    }
}

#[cfg(test)]
#[cfg(feature = "ssr")]
mod tests {
    use super::{COLORS, LONGEST_SEARCH, color_of, search_in};

    #[test]
    fn the_search_text_is_short_and_plain() {
        assert_eq!(search_in("x=1&q=+Wi%0Aki+"), "Wiki");
        assert_eq!(search_in(""), "");
        assert_eq!(search_in(&format!("q={}", "a".repeat(500))).len(), LONGEST_SEARCH);
    }

    #[test]
    fn every_name_has_a_color() {
        for name in ["", "Wiki", "Żurnal", &"x".repeat(100)] {
            assert!(u32::from(color_of(name)) < COLORS);
        }
    }
}
