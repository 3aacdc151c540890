//! The search words of accounts: from the name, the email address and the digits of the phone number. Every change of
//! an account rewrites its words, so that a search by the beginning of a word reads only an index.

use super::accounts::account;
use super::folding::{self, fold, is_unspaced};
use crate::prelude::*;
use sea_orm::{ConnectionTrait, FromQueryResult};
use std::collections::BTreeSet;

/// The table `account_word`: a word by whose beginning an account is found.
mod account_word {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "account_word")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub organisation_id: Uuid,
        /// Folded by `folding::fold`, or the email address, or digits of the phone number.
        #[sea_orm(primary_key, auto_increment = false)]
        pub word: String,
        /// The address of the account, which is the order within a word.
        #[sea_orm(primary_key, auto_increment = false)]
        pub email: String,
        pub account_id: Uuid,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Rows per `INSERT`: a database limits a statement to some tens of thousands of values.
const AT_ONCE: usize = 2_000;

/// The columns of an account or an invitation from which its search words are made.
#[derive(Debug, FromQueryResult)]
pub(super) struct Searchable {
    pub id: Uuid,
    pub organisation_id: Uuid,
    pub email: String,
    pub name: Option<String>,
    pub phone: Option<String>,
}

/// Calling codes have one to three digits (ITU-T E.164). A user may also search for a number without its calling code.
const CALLING_CODE: std::ops::RangeInclusive<usize> = 1..=3;

/// Replaces the search words of an account by those of its current row.
pub(super) async fn renew(connection: &impl ConnectionTrait, id: AccountId) -> anyhow::Result<()> {
    account_word::Entity::delete_many().filter(account_word::Column::AccountId.eq(id.0)).exec(connection).await?;
    match account::Entity::find_by_id(id.0).one(connection).await? {
        Some(account::Model { id, organisation_id, email, name, phone, .. }) => {
            write(connection, &[Searchable { id, organisation_id, email, name, phone }]).await
        }
        None => Ok(()),
    }
}

/// Writes the search words of accounts that have none yet.
pub(super) async fn write(connection: &impl ConnectionTrait, rows: &[Searchable]) -> anyhow::Result<()> {
    let words: Vec<_> = rows.iter().flat_map(of_account).collect();
    for some in words.chunks(AT_ONCE) {
        account_word::Entity::insert_many(some.to_vec()).exec_without_returning(connection).await?;
    }
    Ok(())
}

fn of_account(row: &Searchable) -> impl Iterator<Item = account_word::ActiveModel> {
    let Searchable { id, organisation_id, email, .. } = row;
    words_of(email, row.name.as_deref(), row.phone.as_deref()).into_iter().map(|word| account_word::ActiveModel {
        organisation_id: Set(*organisation_id),
        word: Set(word),
        email: Set(email.clone()),
        account_id: Set(*id),
    })
}

/// The words by whose beginnings a person is found.
pub(super) fn words_of(email: &str, name: Option<&str>, phone: Option<&str>) -> BTreeSet<String> {
    let mut words = BTreeSet::from([email.to_owned()]);
    let name = fold(name.unwrap_or_default());
    let mut unspaced = String::new();
    for word in folding::words(&name) {
        words.insert(word.to_owned());
        if is_unspaced(word) {
            unspaced.push_str(word);
        }
        // The second half of a double name.
        words.extend(word.match_indices('-').map(|(at, _)| word[at + 1..].to_owned()).filter(|half| !half.is_empty()));
    }
    // Without spaces it is unknown where the given name begins, so each character may begin a word.
    words.extend(unspaced.char_indices().map(|(at, _)| unspaced[at..].to_owned()));
    if let Some(digits) = phone.map(|phone| phone.trim_start_matches('+')) {
        words.insert(digits.to_owned());
        words.extend(CALLING_CODE.filter_map(|many| digits.get(many..)).map(str::to_owned));
    }
    words.remove("");
    words
}

/// Splits a search into at most four words, the longest first. A phone number in any spelling becomes one word of
/// digits.
pub fn searched(text: &str) -> Vec<String> {
    const MOST: usize = 4;
    let words = |part: &str| match part.contains('@') {
        true => vec![folding::address(part)],
        false => folding::words(&fold(part)).map(str::to_owned).collect(),
    };
    let mut words: Vec<String> = text.split_whitespace().flat_map(words).take(MOST).collect();
    let text = fold(text);
    let is_digit_or_between = |letter: char| letter.is_ascii_digit() || " +-./()\u{a0}".contains(letter);
    if text.contains(|letter: char| letter.is_ascii_digit()) && text.chars().all(is_digit_or_between) {
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        // Stored numbers have neither the national prefix 0 nor the international prefix 00.
        let digits = digits.trim_start_matches('0');
        return if digits.is_empty() { vec!["0".to_owned()] } else { vec![digits.to_owned()] };
    }
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("Jo", &["jo"])]
    #[case("  Éva  MOLNÁR-Kiss ", &["molnar-kiss", "eva"])]
    #[case("I\u{307}pek", &["ipek"])]
    #[case("山田\u{3000}太郎", &["山田", "太郎"])]
    #[case("０１５１ ２３", &["15123"])]
    #[case(" Jo@EXÄMPLE.com ", &["jo@xn--exmple-cua.com"])]
    #[case("Ada jo@codes.example", &["jo@codes.example", "ada"])]
    #[case("+1 (201) 555-0142", &["12015550142"])]
    #[case("0151 23", &["15123"])]
    #[case("00", &["0"])]
    #[case("jo@codes.example", &["jo@codes.example"])]
    #[case("7th", &["7th"])]
    #[case("", &[])]
    fn a_search_is_read_as_people_mean_it(#[case] typed: &str, #[case] words: &[&str]) {
        assert_eq!(searched(typed), words);
    }

    #[test]
    fn an_account_is_found_by_every_word_of_it() {
        let words = words_of("jo@codes.example", Some("Jo E\u{301}va Molnár-Kiss"), Some("+12015550142"));
        for word in ["jo@codes.example", "jo", "eva", "molnar-kiss", "kiss", "12015550142", "2015550142"] {
            assert!(words.contains(word), "{word} is missing in {words:?}");
        }
        assert_eq!(words_of("jo@codes.example", None, None).len(), 1);
        for name in ["山田太郎", "山田\u{3000}太郎"] {
            let words = words_of("jo@codes.example", Some(name), None);
            assert!(words.contains("山田太郎") && words.contains("太郎"), "{words:?}");
        }
    }
}
