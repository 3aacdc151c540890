//! Moves what older keys protect to the newest key. It can be stopped and run again, also while servers are running.

use crate::clock::Clock;
use crate::installation;
use crate::random::Random;
use crate::security::{self, Keys};
use store::rotation::{self, BoundToOldKeys, SealedTable};
use store::{Sealed, Store, Transaction, oauth_clients, signing_keys};
use uuid::Uuid;

/// The result of a rotation: how many rows of each kind were sealed again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rotated {
    pub authenticators: u64,
    pub recovery_codes: u64,
    pub messages: u64,
    pub signing_keys: u64,
    /// Secrets of clients that an admin may still see.
    pub client_secrets: u64,
    /// Rows that were sealed with a key that is not in the key ring.
    pub unreadable: u64,
    /// What cannot be moved, and stays with its key.
    pub bound: BoundToOldKeys,
}

/// Seals everything again that was sealed with an older key. Also counts what cannot be moved to the newest key.
pub async fn rotate(store: &Store, keys: &Keys, random: &dyn Random, clock: &dyn Clock) -> anyhow::Result<Rotated> {
    installation::reseal(store, keys, random).await?;
    let mut unreadable = 0;
    let mut resealed = [0; 3];
    for (table, resealed) in SealedTable::ALL.into_iter().zip(&mut resealed) {
        let mut after = Uuid::nil();
        loop {
            let transaction = store.begin().await?;
            let Some((last, done, failed)) = reseal_batch(&transaction, keys, random, table, after).await? else {
                break;
            };
            store.commit(transaction).await?;
            (after, *resealed, unreadable) = (last, *resealed + done, unreadable + failed);
        }
    }
    let (messages, lost) = reseal_messages(store, keys, random).await?;
    let (signing_keys, shut) = reseal_signing_keys(store, keys, random).await?;
    let (client_secrets, hidden) = reseal_client_secrets(store, keys, random).await?;
    let newest = keys.newest().id;
    let bound = rotation::bound_to_old_keys(store, newest, &security::key_marker(newest), clock.now()).await?;
    let [authenticators, recovery_codes, _] = resealed;
    let unreadable = unreadable + lost + shut + hidden;
    Ok(Rotated { authenticators, recovery_codes, messages, signing_keys, client_secrets, unreadable, bound })
}

/// Seals one batch of rows again. Returns the id of its last row, how many rows were sealed, and how many no key opens.
/// `None`: there are no more rows.
async fn reseal_batch(
    transaction: &Transaction,
    keys: &Keys,
    random: &dyn Random,
    table: SealedTable,
    after: Uuid,
) -> anyhow::Result<Option<(Uuid, u64, u64)>> {
    let rows = rotation::sealed_with_other_keys(transaction, table, keys.newest().id, after).await?;
    let Some(last) = rows.last().map(|(id, _)| *id) else { return Ok(None) };
    let (mut done, mut failed) = (0, 0);
    for (id, sealed) in rows {
        match sealed_again(keys, random, &sealed, id.as_bytes())? {
            Some(fresh) => {
                rotation::reseal(transaction, table, id, sealed, fresh).await?;
                done += 1;
            }
            None => failed += 1,
        }
    }
    Ok(Some((last, done, failed)))
}

async fn reseal_messages(store: &Store, keys: &Keys, random: &dyn Random) -> anyhow::Result<(u64, u64)> {
    let (mut done, mut failed, mut after) = (0, 0, Uuid::nil());
    loop {
        let transaction = store.begin().await?;
        let rows = rotation::messages(&transaction, after).await?;
        let Some(last) = rows.last().map(|(id, _)| *id) else { return Ok((done, failed)) };
        for (id, sealed) in rows {
            match keys.reopen(&sealed, id.as_bytes()) {
                Ok(None) => {}
                Ok(Some(opened)) => {
                    let sealed = keys.seal(opened.expose(), id.as_bytes(), random)?;
                    rotation::reseal_message(&transaction, id, sealed).await?;
                    done += 1;
                }
                Err(_) => failed += 1,
            }
        }
        store.commit(transaction).await?;
        after = last;
    }
}

/// All of them in one transaction: there are few.
async fn reseal_signing_keys(store: &Store, keys: &Keys, random: &dyn Random) -> anyhow::Result<(u64, u64)> {
    let (mut done, mut failed) = (0, 0);
    let transaction = store.begin().await?;
    for (id, sealed) in signing_keys::sealed_otherwise(&transaction, keys.newest().id).await? {
        match sealed_again(keys, random, &sealed, id.as_bytes())? {
            Some(fresh) => {
                signing_keys::reseal(&transaction, &id, sealed, fresh).await?;
                done += 1;
            }
            None => failed += 1,
        }
    }
    store.commit(transaction).await?;
    Ok((done, failed))
}

/// All of them in one transaction: none is shown for long.
async fn reseal_client_secrets(store: &Store, keys: &Keys, random: &dyn Random) -> anyhow::Result<(u64, u64)> {
    let (mut done, mut failed) = (0, 0);
    let transaction = store.begin().await?;
    for (hash, sealed) in oauth_clients::sealed_otherwise(&transaction, keys.newest().id).await? {
        match sealed_again(keys, random, &sealed, &hash.0)? {
            Some(fresh) => {
                oauth_clients::reseal(&transaction, &hash, sealed, fresh).await?;
                done += 1;
            }
            None => failed += 1,
        }
    }
    store.commit(transaction).await?;
    Ok((done, failed))
}

/// Seals the content of a row with the newest key. `None`: no key opens it.
fn sealed_again(keys: &Keys, random: &dyn Random, sealed: &Sealed, context: &[u8]) -> anyhow::Result<Option<Sealed>> {
    let Ok(opened) = keys.open_row(sealed, context) else { return Ok(None) };
    keys.seal_row(opened.expose(), context, random).map(Some)
}
