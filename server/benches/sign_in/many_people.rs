//! A hundred thousand people of the existing organisation, with what the lists of the console show about them.

use sea_orm::{ConnectionTrait as _, Database, DatabaseConnection, DbBackend};
use service::clock::{Clock as _, SystemClock};

pub const PEOPLE: usize = 100_000;
/// Rows of one `INSERT` statement.
const AT_ONCE: usize = 500;

/// Inserts the rows directly, because the server's own code would take minutes. One person in fifty is deactivated, one
/// in a thousand locked. As many people are invited.
pub async fn fill(url: &str) -> anyhow::Result<()> {
    let raw = Database::connect(url).await?;
    let now = SystemClock.now().0;
    for first in (0..PEOPLE).step_by(AT_ONCE) {
        let (mut accounts, mut words, mut events, mut messages) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for number in first..first + AT_ONCE {
            let id = id(&raw, number);
            let (name, surname) = (format!("First{}", number % 200), format!("Last{}", number / 200));
            let email = format!("person-{number}@codes.example");
            let phone = format!("1201555{number:06}");
            let gone = if number % 50 == 7 { now.to_string() } else { "NULL".to_owned() };
            accounts.push(format!("({id}, (SELECT id FROM organisation), '{email}', '{name} {surname}', 'member', 1, '+{phone}', 1, {gone})"));
            let (name, surname, local) = (name.to_lowercase(), surname.to_lowercase(), phone[1..].to_owned());
            for word in [&email, &name, &surname, &phone, &local] {
                words.push(format!("((SELECT id FROM organisation), '{word}', '{email}', {id})"));
            }
            // One event per person, nearly all of them of one kind.
            let kind = if number % 1000 == 1 { "password_locked" } else { "signed_in" };
            let event = self::id(&raw, PEOPLE + number);
            events.push(format!("({event}, {now}, (SELECT id FROM organisation), {id}, '{kind}', '', '')"));
            let message = self::id(&raw, 2 * PEOPLE + number);
            messages.push(format!("({message}, (SELECT id FROM organisation), 'sign_in_code', '{email}', FALSE, 'sent', 1, 0, 0, 0, {now})"));
        }
        insert(
            &raw,
            "account (id, organisation_id, email, name, role, created_at, phone, phone_verified_at, deactivated_at)",
            &accounts,
        )
        .await?;
        insert(&raw, "account_word (organisation_id, word, email, account_id)", &words).await?;
        insert(
            &raw,
            "audit_event (id, at, organisation_id, account_id, activity, client_address, user_agent)",
            &events,
        )
        .await?;
        insert(
            &raw,
            "outbox_message (id, organisation_id, template, recipient, is_decoy, state, attempts, next_attempt_at, leased_until, give_up_at, created_at)",
            &messages,
        )
        .await?;
    }
    count_wrong_passwords(&raw, now + 3_600_000).await?;
    invite(&raw, now).await?;
    // PostgreSQL does this by itself after a while.
    raw.execute_unprepared(if raw.get_database_backend() == DbBackend::Postgres {
        "VACUUM ANALYZE"
    } else {
        "PRAGMA user_version"
    })
    .await?;
    Ok(raw.close().await?)
}

/// Inserts a count of wrong passwords per person. One in a thousand is locked out until this time.
async fn count_wrong_passwords(raw: &DatabaseConnection, until: i64) -> anyhow::Result<()> {
    let bucket = if raw.get_database_backend() == DbBackend::Postgres { "uuid_send(id)" } else { "id" };
    let is_locked = "email LIKE 'person-%001@codes.example'";
    raw.execute_unprepared(&format!(
        "INSERT INTO password_failure
             (bucket, failures, forgotten_at, closed_until, over_at, locked_until, organisation_id, account_id)
         SELECT {bucket}, 5, {until}, {until}, {until}, CASE WHEN {is_locked} THEN {until} ELSE 0 END,
             organisation_id, CASE WHEN {is_locked} THEN id END FROM account"
    ))
    .await?;
    Ok(())
}

async fn invite(raw: &DatabaseConnection, now: i64) -> anyhow::Result<()> {
    for first in (0..PEOPLE).step_by(AT_ONCE) {
        let invitation = |number: usize| {
            let (id, token) = (id(raw, 3 * PEOPLE + number), bytes(raw, 3 * PEOPLE + number));
            format!(
                "({id}, (SELECT id FROM organisation), 'invited-{number}@codes.example', 'member', {token}, 1, {token}, 'open', {now}, {now}, {now})"
            )
        };
        let rows: Vec<_> = (first..first + AT_ONCE).map(invitation).collect();
        insert(
            raw,
            "invitation (id, organisation_id, email, role, digest, key_id, token_hash, stage, created_at, sent_at, expires_at)",
            &rows,
        )
        .await?;
    }
    Ok(())
}

fn id(raw: &DatabaseConnection, number: usize) -> String {
    let digits = digits(number);
    if raw.get_database_backend() == DbBackend::Postgres { format!("'{digits}'::uuid") } else { format!("x'{digits}'") }
}

fn bytes(raw: &DatabaseConnection, number: usize) -> String {
    let digits = digits(number);
    if raw.get_database_backend() == DbBackend::Postgres { format!("'\\x{digits}'") } else { format!("x'{digits}'") }
}

/// Sixteen bytes in hexadecimal digits, scattered like random ids.
fn digits(number: usize) -> String {
    format!("{:032x}", (number as u128 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835))
}

async fn insert(raw: &DatabaseConnection, into: &str, rows: &[String]) -> anyhow::Result<()> {
    if !rows.is_empty() {
        raw.execute_unprepared(&format!("INSERT INTO {into} VALUES {}", rows.join(", "))).await?;
    }
    Ok(())
}
