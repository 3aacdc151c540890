//! The data of every page survives being encoded into the HTML and decoded again.

use super::every_page;
use app::page::PageData;

#[test]
fn the_data_of_a_page_survives_the_way_to_the_browser() {
    use base64::{Engine as _, prelude::BASE64_URL_SAFE};
    use leptos::server_fn::{Decodes as _, codec::PostcardEncoding};
    for page in every_page() {
        let bytes = BASE64_URL_SAFE.decode(page.encode()).unwrap();
        let back: PageData = PostcardEncoding::decode(bytes.into()).unwrap();
        assert_eq!(back, page);
    }
}
