//! Pages as the server sends them, with test data.

use super::not_me_pages;
use app::account::CurrentAccount;
use app::organisation::OrganisationView;
use app::page::PageData;
use app::recovery::{AddedFactor, AddedFactors, NewPasswordScreen, PasswordLink, RecoveryScreen, RecoveryStage};
use app::shell::{SiteFiles, shell};
use app::sign_in::{CodeScreen, ContinueAs, Delivery, DemoAccount, SignInScreen};
use app::sign_up::SignUpScreen;
use app::submission::FormDraft;
use app::{ApiError, App, AppProps, CountryChoice, Page, paths};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use domain::{AddedWay, ChallengeId, Channel, Method, PasswordRules, Preset, Seconds, Timestamp};
use futures_util::FutureExt as _;
use leptos::prelude::{Owner, RenderHtml as _, provide_context};
use leptos::server_fn::Decodes as _;
use leptos::server_fn::codec::PostcardEncoding;
use leptos_router::location::RequestUrl;

pub const NOW: Timestamp = Timestamp(1_800_000_000_000);
pub const CHALLENGE: &str = "0123456789abcdef0123456789abcdef";
pub const METHODS: [Method; 3] = [Method::EmailCode, Method::TextCode, Method::Password];

/// The HTML of a page as the server sends it for a URL.
pub fn html_at(address: &str, page: PageData) -> String {
    let _ = any_spawner::Executor::init_tokio();
    // On the server the code of every page is loaded, so the future is ready at once.
    let page = Page::of(page).now_or_never().unwrap().unwrap();
    Owner::new().with(|| {
        provide_context(RequestUrl::new(address));
        App(AppProps { first: page }).to_html()
    })
}

/// The whole HTML document of a page.
pub fn document(data: PageData) -> String {
    let _ = any_spawner::Executor::init_tokio();
    let page = Page::of(data.clone()).now_or_never().unwrap().unwrap();
    Owner::new().with(|| {
        provide_context(RequestUrl::new(paths::SIGN_IN));
        shell(SiteFiles::default(), None, data, page).to_html()
    })
}

pub fn html(page: PageData) -> String {
    html_at(paths::SIGN_IN, page)
}

/// The HTML of the page that the server sends after it refused a form without script.
pub fn refused(path: &str, function: &str, error: &ApiError, page: PageData) -> String {
    html_at(&format!("{path}?{}", refusal_query(function, error)), page)
}

/// The query string that carries the refusal of a form without script.
pub fn refusal_query(function: &str, error: &ApiError) -> String {
    use leptos::server_fn::error::ServerFnUrlError;
    let url = ServerFnUrlError::new(function, error.clone()).to_url("http://localhost/").unwrap();
    url.query().unwrap().to_owned()
}

pub fn organisation() -> OrganisationView {
    OrganisationView {
        name: "Alderway <&>".to_owned(),
        slug: "codes".parse().unwrap(),
        is_default: true,
        branding: Default::default(),
    }
}

pub fn countries() -> Vec<CountryChoice> {
    let country = |code: &str, name: &str, calling_code, example: &str| CountryChoice {
        code: code.to_owned(),
        name: name.to_owned(),
        calling_code,
        example: example.to_owned(),
    };
    vec![country("US", "United States", 1, "(201) 555-0123"), country("GB", "United Kingdom", 44, "07400 123456")]
}

pub fn sign_in_page(change: impl FnOnce(&mut SignInScreen)) -> PageData {
    let mut screen = SignInScreen {
        organisation: organisation(),
        methods: METHODS.to_vec(),
        selected: Method::EmailCode,
        is_remembered: false,
        account: None,
        enterable_code: None,
        passkey: None,
        may_sign_up: true,
        asks_for_code: false,
        countries: countries(),
        return_to: None,
        signed_in_as: None,
        notice: None,
        demo: Vec::new(),
        draft: FormDraft::default(),
        now: NOW,
        received: Default::default(),
    };
    change(&mut screen);
    PageData::SignIn(screen)
}

/// The sign-in page with this method selected.
pub fn sign_in_page_with(method: Method) -> PageData {
    sign_in_page(|screen| screen.selected = method)
}

/// The sign-in page in a browser that remembers an account which signed in with this method.
pub fn continue_page(method: Method, email: &str) -> PageData {
    let account = ContinueAs { method, name: "j•••@example.com".to_owned(), email: email.to_owned() };
    sign_in_page(|screen| (screen.selected, screen.account) = (method, Some(account)))
}

pub fn demo_account() -> DemoAccount {
    DemoAccount {
        email: "member@codes.example".to_owned(),
        phone: "+12015550142".to_owned(),
        password: "Portico-Demo-2026".to_owned(),
    }
}

pub fn code_screen(change: impl FnOnce(&mut CodeScreen)) -> PageData {
    let mut screen = CodeScreen {
        challenge: CHALLENGE.parse::<ChallengeId>().unwrap(),
        organisation: organisation(),
        sent_to: "j•••@example.com".to_owned(),
        channel: Channel::Email,
        start: "/sign-in/email-code?return_to=/x".to_owned(),
        return_to: Some("/x".to_owned()),
        now: NOW,
        expires_at: NOW + Seconds(552),
        resend_at: NOW + Seconds(37),
        good_for: Seconds(600),
        closed: None,
        delivery: Delivery::Expected,
        beside: None,
        second_step: None,
        others: Vec::new(),
        web_mail: None,
        confirms: None,
        received: Default::default(),
    };
    change(&mut screen);
    PageData::of(&screen)
}

/// The code screen of a code that was sent by text.
pub fn text_screen() -> PageData {
    code_screen(|screen| (screen.channel, screen.sent_to) = (Channel::Text, "•••• 42".to_owned()))
}

pub fn account() -> PageData {
    PageData::of(&CurrentAccount {
        name: None,
        email: "member@codes.example".to_owned(),
        organisation: organisation(),
        console: None,
        tiles: Vec::new(),
        search: None,
    })
}

pub fn rules(preset: Preset) -> PasswordRules {
    preset.policy().password
}

pub fn sign_up(change: impl FnOnce(&mut SignUpScreen)) -> PageData {
    let mut screen = SignUpScreen {
        organisation: organisation(),
        password: Some(rules(Preset::Codes)),
        countries: countries(),
        return_to: None,
        draft: FormDraft::default(),
        now: NOW,
        received: Default::default(),
    };
    change(&mut screen);
    PageData::of(&screen)
}

pub fn recovery(step: RecoveryStage, methods: &[Method]) -> PageData {
    PageData::of(&RecoveryScreen {
        organisation: organisation(),
        step,
        methods: methods.to_vec(),
        draft: FormDraft::default(),
        now: NOW,
        received: Default::default(),
    })
}

pub fn new_password(link: PasswordLink) -> PageData {
    PageData::of(&NewPasswordScreen {
        organisation: organisation(),
        token: "aB3-_".to_owned(),
        link,
        return_to: None,
        now: NOW,
        received: Default::default(),
    })
}

/// Every state of the page behind a recovery link or a temporary password.
pub fn all_links() -> [PasswordLink; 8] {
    let (email, rules) = ("jo@example.com".to_owned(), rules(Preset::Temporary));
    [
        PasswordLink::Open {
            email: email.clone(),
            name: String::new(),
            rules,
            added: AddedFactors::Removable(added_lately()),
        },
        PasswordLink::Used,
        PasswordLink::Expired,
        PasswordLink::Unknown,
        PasswordLink::Confirm { email: email.clone() },
        PasswordLink::Confirmed,
        PasswordLink::Granted { email, name: String::new(), rules, added: AddedFactors::Kept },
        PasswordLink::NotGranted,
    ]
}

/// A passkey, and an authenticator app that is ticked for removal.
pub fn added_lately() -> Vec<AddedFactor> {
    let added = |way, name: Option<&str>| AddedFactor {
        way,
        name: name.map(str::to_owned),
        at: "22 November 2026, 10:53 UTC".to_owned(),
        is_ticked: name.is_none(),
    };
    vec![added(AddedWay::Passkey(CHALLENGE.parse().unwrap()), Some("Blue <key>")), added(AddedWay::Authenticator, None)]
}

pub fn all_pages() -> Vec<PageData> {
    let failed = |error| PageData::Failed(error);
    let reset = |again_at| RecoveryStage::SentReset { good_for: Seconds::minutes(30), again_at };
    let mut pages = vec![
        sign_in_page_with(Method::EmailCode),
        sign_in_page_with(Method::TextCode),
        sign_in_page_with(Method::Password),
        continue_page(Method::EmailCode, ""),
        continue_page(Method::Password, "jo@example.com"),
        sign_in_page(|screen| {
            screen.is_remembered = true;
            screen.signed_in_as = Some("jo@example.com".to_owned());
            screen.demo = vec![demo_account()];
        }),
        code_screen(|_| ()),
        text_screen(),
        sign_up(|_| ()),
        sign_up(|screen| screen.password = Some(rules(Preset::Invited))),
        sign_up(|screen| (screen.password, screen.countries) = (None, Vec::new())),
        recovery(RecoveryStage::Ask, &METHODS[..2]),
        recovery(RecoveryStage::Help, &METHODS[..2]),
        recovery(RecoveryStage::Help, &[]),
        recovery(RecoveryStage::Sent { good_for: Seconds::minutes(30) }, &[]),
        recovery(RecoveryStage::Changed, &[]),
        recovery(RecoveryStage::AskTwice, &[]),
        recovery(reset(None), &[]),
        recovery(reset(Some(NOW + Seconds(298))), &[]),
        recovery(RecoveryStage::Confirmed { good_for: Seconds::hours(1) }, &[]),
        account(),
        PageData::Elsewhere("/o/links/sign-in".to_owned()),
        PageData::NoCookies("/o/links/sign-in".to_owned()),
        PageData::NotFound,
        failed(ApiError::Offline),
        failed(ApiError::Outdated),
        failed(ApiError::Busy { seconds: 2 }),
        failed(ApiError::Unexpected { incident: "7F3K-92QD-M4XA".to_owned() }),
    ];
    pages.extend(not_me_pages::all());
    pages.extend(all_links().map(new_password));
    pages
}

/// The data is encoded into the HTML, and decoded in the browser.
#[test]
fn the_data_of_a_page_survives_the_way_to_the_browser() {
    for mut page in super::every_page() {
        let bytes = BASE64_STANDARD.decode(page.encode()).unwrap();
        let back: PageData = PostcardEncoding::decode(bytes.into()).unwrap();
        if let PageData::EncodedPage(page) = &mut page {
            // Only the server uses it.
            page.external_origin = None;
        }
        assert_eq!(back, page);
    }
}
