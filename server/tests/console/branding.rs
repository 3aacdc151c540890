//! The organisation's name, colour, support contact and logo, and whom its messages are from.

use super::{OTHER_ADMIN, open, page};
use crate::support::prelude::*;
use app::admin::{AdminScreen, BrandingDone, BrandingView, LogoProblem};
use app::redirect::Redirect;
use image::{DynamicImage, ImageFormat, RgbImage};
use std::io::Cursor;

const PAGE: &str = "/admin/branding";
const LOGO: &str = "/admin/branding/logo";

async fn view(browser: &mut Browser, path: &str) -> BrandingView {
    match page(browser, path).await {
        AdminPage::Branding(view) => view,
        other => panic!("{other:?}"),
    }
}

async fn save(browser: &mut Browser, name: &str, color: &str, support: &str) -> Result<String, ApiError> {
    browser.at = PAGE.to_owned();
    browser.act("save_branding", &[("name", name), ("color", color), ("support", support)]).await
}

async fn save_sender(browser: &mut Browser, sender: &str, reply_to: &str) -> Result<String, ApiError> {
    browser.at = PAGE.to_owned();
    let fields = [("name", "Alderway"), ("sender_name", sender), ("reply_to", reply_to)];
    browser.act("save_branding", &fields).await
}

pub fn png(width: u32, height: u32) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    DynamicImage::ImageRgb8(RgbImage::from_pixel(width, height, image::Rgb([9, 99, 199])))
        .write_to(&mut file, ImageFormat::Png)
        .unwrap();
    file.into_inner()
}

/// The multipart body that a browser posts for a form with a file.
pub fn form(field: &str, file: &[u8]) -> Vec<u8> {
    let head = format!(
        "--b\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"logo.png\"\r\nContent-Type: image/png\r\n\r\n"
    );
    [head.as_bytes(), file, b"\r\n--b--\r\n"].concat()
}

/// Posts a form with a file to `path`.
pub async fn post(browser: &mut Browser, path: &str, origin: &str, body: Vec<u8>) -> Answer {
    let accept = if browser.style == Form { "text/html" } else { "application/octet-stream" };
    let headers = [("accept", accept), ("origin", origin), ("content-type", "multipart/form-data; boundary=b")];
    browser.request("POST", path, &headers, body).await
}

/// Uploads a logo of the organisation and returns the address that this leads to.
async fn upload(browser: &mut Browser, body: Vec<u8>) -> String {
    upload_to(browser, LOGO, body).await
}

/// Uploads a logo and returns the address that this leads to.
pub async fn upload_to(browser: &mut Browser, path: &str, body: Vec<u8>) -> String {
    let answer = post(browser, path, PUBLIC_URL, body).await;
    match browser.style {
        Form => {
            assert_eq!(answer.status, 303, "{}", answer.body);
            answer.header("location").to_owned()
        }
        Client => answer.decoded::<Redirect>().path,
    }
}

async fn logo_of(browser: &mut Browser) -> Option<String> {
    let screen: AdminScreen = browser.shown(PAGE).await.unwrap();
    screen.context.user.organisation.branding.logo
}

/// The details of the events of a kind.
pub async fn noted(world: &World, activity: &str) -> Vec<String> {
    let sql = format!("SELECT COALESCE(detail, '') FROM audit_event WHERE activity = '{activity}' ORDER BY at, detail");
    world.database.texts(&sql).await
}

#[apply(matrix)]
async fn name_colour_and_contact_are_everywhere_at_once(database: Database, style: Style) {
    let (world, mut admin) = open(database, style).await;
    assert_eq!(view(&mut admin, PAGE).await.fields.get("name"), "Alderway");
    let saved = save(&mut admin, " Alder & Way ", "#FFDD00", "https://codes.example/help").await;
    assert_eq!(saved.unwrap(), "/admin/branding?done=saved");
    let shown = view(&mut admin, "/admin/branding?done=saved").await;
    assert_eq!((shown.fields.get("color"), shown.done), ("#ffdd00", Some(BrandingDone::Saved)));
    let mut visitor = world.browser(Form);
    let page = visitor.get("/sign-in").await.body;
    for part in ["Alder &amp; Way", "/branding/ffdd00.css", "https://codes.example/help"] {
        assert!(page.contains(part), "{part} in {page}");
    }
    visitor.at = "/recovery".to_owned();
    world.give_password(OWNER, PASSWORD).await;
    visitor.act("send_instructions", &[("organisation", ""), ("email", OWNER)]).await.unwrap();
    world.deliver().await;
    let letter = world.letters(OWNER).pop().unwrap();
    for part in ["Alder &amp; Way", "background-color: #ffdd00", "color: #000000", "Questions?"] {
        assert!(letter.html.contains(part), "{part} in {}", letter.html);
    }
    assert!(!letter.html.contains("#2b50cf;\"") && !letter.html.contains(".button {"), "{}", letter.html);
    assert!(letter.text.ends_with("Questions? https://codes.example/help"), "{}", letter.text);
    assert_eq!(noted(&world, "branding_changed").await, ["name, color, support"]);
    save(&mut admin, "Alder & Way", "", "").await.unwrap();
    save(&mut admin, "Alder & Way", "", "").await.unwrap();
    assert_eq!(noted(&world, "branding_changed").await, ["color, support", "name, color, support"].map(String::from));
}

#[apply(matrix)]
async fn messages_are_from_the_organisation_and_replies_go_where_it_wants(database: Database, style: Style) {
    let (world, mut admin) = open(database, style).await;
    let newest = async |world: &World| {
        let mut browser = world.browser(style);
        browser.send(OWNER).await.unwrap();
        world.deliver().await;
        world.letters(OWNER).pop().unwrap()
    };
    let letter = newest(&world).await;
    assert_eq!((letter.from_name.as_str(), letter.reply_to), ("Alderway", None));
    upload(&mut admin, form("logo", &png(9, 9))).await;
    save_sender(&mut admin, "Alderway accounts", "Help@Alderway.example").await.unwrap();
    let shown = view(&mut admin, PAGE).await.fields;
    assert_eq!((shown.get("sender_name"), shown.get("reply_to")), ("Alderway accounts", "help@alderway.example"));
    let injected = "a@b.example\r\nBcc: c@d.example";
    for (sender, reply_to) in [("A\r\nBcc: all@alderway.example", ""), ("", "help"), ("", injected)] {
        let refused = save_sender(&mut admin, sender, reply_to).await;
        assert_eq!(refused, Err(Refused(Refusal::InvalidForm)), "{sender:?} {reply_to:?}");
    }
    assert_eq!(noted(&world, "branding_changed").await, ["sender_name, reply_to"]);
    let letter = newest(&world).await;
    let reply_to = letter.reply_to.map(|address| address.to_string());
    assert_eq!((letter.from_name.as_str(), reply_to.as_deref()), ("Alderway accounts", Some("help@alderway.example")));
    let logo = logo_of(&mut admin).await.unwrap();
    assert!(letter.html.contains(&format!("src=\"{PUBLIC_URL}{logo}\"")), "{}", letter.html);
    let served = world.browser(Form).get(&logo).await;
    assert_eq!(served.header("cross-origin-resource-policy"), "cross-origin");
}

#[apply(matrix)]
async fn what_cannot_be_is_refused_beside_its_field(database: Database, style: Style) {
    let (world, mut admin) = open(database, style).await;
    for (name, color, support, sentence) in [
        ("", "#0b6b4f", "", "Enter a name on one line"),
        ("Alderway", "green", "", "Enter a colour like #0b6b4f"),
        ("Alderway", "", "javascript:alert(1)", "Enter an email address, or a web address that begins with"),
    ] {
        assert_eq!(save(&mut admin, name, color, support).await, Err(Refused(Refusal::InvalidForm)));
        if style == Form {
            let page = admin.follow().await.body;
            assert!(page.contains(sentence), "{sentence} in {page}");
            for typed in [name, color, support].into_iter().filter(|typed| !typed.is_empty()) {
                assert!(page.contains(&format!("value=\"{typed}\"")), "{typed} is lost");
            }
        }
    }
    assert!(noted(&world, "branding_changed").await.is_empty());
}

#[apply(matrix)]
async fn a_logo_is_uploaded_shown_and_removed(database: Database, style: Style) {
    let (world, mut admin) = open(database, style).await;
    assert_eq!(upload(&mut admin, form("logo", &png(1000, 500))).await, "/admin/branding?done=logo");
    let first = logo_of(&mut admin).await.unwrap();
    let served = world.browser(Form).get(&first).await;
    assert_eq!((served.status.as_u16(), served.header("content-type")), (200, "image/png"));
    let served = image::load_from_memory(served.bytes()).unwrap();
    assert_eq!((served.width(), served.height()), (288, 144));
    assert!(world.browser(Form).get("/sign-in").await.body.contains(&first));
    upload(&mut admin, form("logo", &png(30, 30))).await;
    assert_ne!(logo_of(&mut admin).await.unwrap(), first);
    assert_eq!(world.browser(Form).get(&first).await.status, 404);
    admin.at = PAGE.to_owned();
    assert_eq!(admin.act("remove_logo", &[]).await.unwrap(), "/admin/branding?done=logo-removed");
    assert_eq!(logo_of(&mut admin).await, None);
    assert_eq!((noted(&world, "logo_changed").await.len(), noted(&world, "logo_removed").await.len()), (2, 1));
}

#[apply(matrix)]
async fn what_is_no_logo_is_refused_beside_its_field(database: Database, style: Style) {
    let (world, mut admin) = open(database, style).await;
    let half = png(64, 64);
    for (file, why, sentence) in [
        (Vec::new(), LogoProblem::NoFile, "Choose an image first"),
        (
            b"<svg xmlns='http://www.w3.org/2000/svg'/>".to_vec(),
            LogoProblem::NoImage,
            "a PNG, JPEG or WebP image that can be read",
        ),
        (half[..half.len() / 2].to_vec(), LogoProblem::NoImage, "a PNG, JPEG or WebP image that can be read"),
        (vec![7; (1 << 20) + 1], LogoProblem::TooLarge, "This image is too large"),
        (vec![7; 5 << 20], LogoProblem::TooLarge, "This image is too large"),
        (png(4097, 1), LogoProblem::TooLarge, "This image is too large"),
    ] {
        let size = file.len();
        let page = upload(&mut admin, form("logo", &file)).await;
        assert_eq!(page, format!("/admin/branding?refused={}", why.name()), "{size}");
        assert_eq!(view(&mut admin, &page).await.logo_problem, Some(why));
        assert!(admin.get(&page).await.body.contains(sentence), "{sentence}");
    }
    assert_eq!(upload(&mut admin, form("other", &png(9, 9))).await, "/admin/branding?refused=none");
    assert_eq!(upload(&mut admin, b"--b\r\nnonsense".to_vec()).await, "/admin/branding?refused=no-image");
    // A body this large is refused while it is read, and at once when its length is announced.
    assert_eq!(upload(&mut admin, form("logo", &vec![7; 17 << 20])).await, "/admin/branding?refused=too-large");
    let length = (17_u32 << 20).to_string();
    let headers =
        [("origin", PUBLIC_URL), ("content-type", "multipart/form-data; boundary=b"), ("content-length", &length)];
    assert_eq!(admin.request("POST", LOGO, &headers, Vec::new()).await.status, 413);
    assert_eq!(logo_of(&mut admin).await, None);
    assert_eq!(world.database.number("SELECT COUNT(*) FROM organisation_logo").await, 0);
    // The body limit of all other addresses stays small.
    let body = format!("name={}", "x".repeat(70 * 1024));
    let length = body.len().to_string();
    let headers = [
        ("origin", PUBLIC_URL),
        ("content-type", "application/x-www-form-urlencoded"),
        ("content-length", length.as_str()),
    ];
    assert_eq!(admin.request("POST", "/api/save_branding", &headers, body).await.status, 413);
}

#[apply(matrix)]
async fn branding_is_for_admins_from_our_own_pages(database: Database, style: Style) {
    let (world, mut admin) = open(database, style).await;
    assert_eq!(post(&mut admin, LOGO, "https://evil.example", form("logo", &png(9, 9))).await.status, 403);
    let mut member = world.browser(style);
    world.sign_in(&mut member, OWNER).await;
    assert_eq!(post(&mut member, LOGO, PUBLIC_URL, form("logo", &png(9, 9))).await.status, 404);
    assert_eq!(save(&mut member, "Mine", "", "").await, Err(Refused(Refusal::NotAllowed)));
    assert_eq!(member.act("remove_logo", &[]).await, Err(Refused(Refusal::NotAllowed)));
    let mut stranger = world.browser(style);
    assert_eq!(upload(&mut stranger, form("logo", &png(9, 9))).await, "/sign-in?return_to=/admin/branding");
    world.settle("north-star", OTHER_ADMIN, None, Role::Admin).await;
    let mut other = world.browser(style);
    world.sign_in_at(&mut other, "north-star", OTHER_ADMIN).await;
    // Two organisations upload the same image.
    upload(&mut admin, form("logo", &png(9, 9))).await;
    upload(&mut other, form("logo", &png(9, 9))).await;
    assert_eq!(logo_of(&mut admin).await, logo_of(&mut other).await);
    admin.act("remove_logo", &[]).await.unwrap();
    save(&mut other, "South Star", "#112233", "").await.unwrap();
    assert_eq!(logo_of(&mut admin).await, None);
    assert_eq!(view(&mut admin, PAGE).await.fields.get("name"), "Alderway");
    assert!(logo_of(&mut other).await.is_some());
}
