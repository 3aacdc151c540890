//! A new password is judged while it is typed, by the rule of saving it.

use super::MO;
use crate::support::prelude::*;
use app::password_check::PasswordVerdict;
use domain::limits::PASSWORD_CHECKS_PER_CLIENT_AND_HOUR;
use domain::password::PasswordProblem::{self, AboutYou, Common, Rules};
use service::security::rate_limit::Subject;

async fn check(browser: &mut Browser, person: Person<'_>) -> Answer {
    let fields = [("organisation", ""), ("password", person.password), ("email", person.email), ("name", person.name)];
    browser.post("check_password", &fields).await
}

#[apply(matrix)]
#[case::fine(PASSWORD, None)]
#[case::common("Password1!", Some(Common))]
#[case::name("Morgan#1Hale", Some(AboutYou))]
#[case::rules("Harbour-Lantern", Some(Rules))]
async fn a_typed_password_gets_the_answer_of_saving_it(
    database: Database,
    #[case] password: &str,
    #[case] problem: Option<PasswordProblem>,
) {
    let world = World::open(database).await;
    let mut browser = world.browser(Client);
    let person = Person { name: "Morgan Hale", password, ..MO };
    let answer = check(&mut browser, person).await;
    assert_eq!(answer.decoded::<PasswordVerdict>(), PasswordVerdict { problem });
    assert_eq!(world.database.number("SELECT COUNT(*) FROM sign_up").await, 0, "nothing is kept of it");
    let refused = browser.sign_up(person).await.err();
    assert_eq!(refused, problem.map(|problem| Refused(Refusal::Password(PasswordRefusal::Unsuitable(problem)))));
}

#[apply(matrix)]
async fn the_answer_is_the_same_for_addresses_with_an_account(database: Database) {
    let world = World::open(database).await;
    let mut browser = world.browser(Client);
    let [taken, free] = [OWNER, "stranger@example.com"].map(|email| Person { email, ..MO });
    let taken = check(&mut browser, taken).await.decoded::<PasswordVerdict>();
    assert_eq!(taken, check(&mut browser, free).await.decoded::<PasswordVerdict>());
}

#[apply(matrix)]
async fn who_is_not_told_any_more_while_typing_can_still_save(database: Database) {
    let world = World::open(database).await;
    let mut browser = world.browser(Client);
    let until = world.now() + Seconds::hours(1);
    let client = Subject::Client(world.organisation("codes").await, browser.client);
    world.consume(PASSWORD_CHECKS_PER_CLIENT_AND_HOUR, client, 599).await;
    assert_eq!(check(&mut browser, MO).await.status, 200);
    let refused = check(&mut browser, MO).await;
    assert_eq!((refused.status.as_u16(), refused.decoded::<ApiError>()), (429, too_many(until)));
    browser.sign_up(MO).await.unwrap();
}
