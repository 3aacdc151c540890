//! Different spellings of an address, typed or pasted, mean one account.

use crate::support::{Database, Database::*, Style, Style::*, World};
use domain::Seconds;
use rstest::rstest;
use store::accounts::Role;

/// Text copied from phones, chats and spreadsheets has invisible characters, and domains may be in other alphabets.
#[rstest]
#[tokio::test]
async fn an_address_is_the_same_however_it_is_spelled(
    #[values(Sqlite, Postgres)] database: Database,
    #[values(Client, Form)] style: Style,
) {
    let world = World::open(database).await;
    let email = "jo@xn--exmple-cua.com";
    world.settle("codes", email, None, Role::Member).await;
    for typed in ["jo@exämple.com", "\u{feff}JO@exa\u{308}mple.com\u{3000}", "\u{202d}jo@xn--exmple-cua.com\u{202c}"] {
        let mut browser = world.browser(style);
        let challenge = browser.send(typed).await.unwrap();
        let code = world.code_for(email).await;
        let copied = format!("\u{200b}{}\u{2011}{}\u{feff}", &code[..3], &code[3..]);
        assert_eq!(browser.verify(challenge, &copied).await.unwrap(), "/account", "{typed}");
        world.clock.advance(Seconds::minutes(20));
    }
}
