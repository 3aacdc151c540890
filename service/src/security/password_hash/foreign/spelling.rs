//! Reads foreign hashes in the spellings of the systems that made them (docs/operations/migrating.md).

use super::kind::{HashFunction, Kind, Variant};
use super::record::{Foreign, MOST_TIMES};
use crate::security::password_hash::parameters::HashParameters;
use base64::alphabet::{BCRYPT, STANDARD};
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use base64::{Engine as _, prelude::BASE64_STANDARD_NO_PAD};
use domain::Secret;

/// The longest text that is read.
const LONGEST: usize = 1_000;
const LONGEST_SALT: usize = 256;
const SALT_OF_BCRYPT: usize = 16;

/// Some systems write padding, some do not, and some leave bits in the last digit.
const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_encode_padding(false)
    .with_decode_padding_mode(DecodePaddingMode::Indifferent)
    .with_decode_allow_trailing_bits(true);
const BASE64: GeneralPurpose = GeneralPurpose::new(&STANDARD, LENIENT);
const BASE64_OF_BCRYPT: GeneralPurpose = GeneralPurpose::new(&BCRYPT, LENIENT);

/// `None`: the text is in none of the spellings, or damaged.
pub fn parse(text: &str) -> Option<Foreign> {
    // PostgreSQL stores no text with a zero byte.
    if text.len() > LONGEST || !text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return None;
    }
    if text.starts_with('{') {
        return salted(text);
    }
    let fields: Vec<&str> = text.split('$').collect();
    match fields[..] {
        ["" | "argon2", variant @ ("argon2d" | "argon2i" | "argon2id"), version, costs, salt, output] => {
            argon2(variant, version, costs, salt, output)
        }
        ["", "2a" | "2b" | "2y", cost, rest] | ["bcrypt", "", "2a" | "2b" | "2y", cost, rest] => {
            bcrypt(rest, Kind::Bcrypt { cost: cost.parse().ok()? })
        }
        ["bcrypt_sha256", "", "2a" | "2b" | "2y", cost, rest] => {
            bcrypt(rest, Kind::BcryptSha256 { cost: cost.parse().ok()? })
        }
        ["", "5", ..] => sha_crypt(text, &fields[2..], false),
        ["", "6", ..] => sha_crypt(text, &fields[2..], true),
        ["", "scrypt", costs, salt, output] => {
            let [log_n, r, p] = numbers(costs, ["ln", "r", "p"])?;
            scrypt(log_n.try_into().ok()?, [r, p], base64(salt)?, base64(output)?)
        }
        ["scrypt", n, salt, r, p, output] => {
            scrypt(log2(n)?, [r.parse().ok()?, p.parse().ok()?], salt.into(), base64(output)?)
        }
        ["", "fbscrypt", costs, salt, output] => firebase(costs, salt, output),
        ["", "firebase-scrypt", costs, salt, output] => {
            let [log_n, r] = numbers(costs, ["ln", "r"])?;
            let output = base64(output)?;
            let kind = Kind::Firebase { log_n: log_n.try_into().ok()?, r, length: output.len() };
            foreign(kind, base64(salt)?, output)
        }
        ["", function, rounds, salt, output] => {
            let rounds =
                rounds.strip_prefix("i=").map_or(rounds, |rounds| rounds.split(",l=").next().unwrap_or(rounds));
            pbkdf2(pbkdf2_function(function, "-")?, rounds, base64(salt)?, base64(output)?)
        }
        [function, rounds, salt, output] => {
            pbkdf2(pbkdf2_function(function, "_")?, rounds, salt.into(), base64(output)?)
        }
        [method, salt, output] => werkzeug(method, salt, &hex::decode(output).ok()?),
        _ => None,
    }
}

/// Reads the text of a stored foreign hash, without its mark. `None`: it is damaged, or costs more than `MOST_TIMES`
/// allows.
pub fn of_stored(text: &str) -> Option<Foreign> {
    let most = HashParameters::default().cost().saturating_mul(MOST_TIMES.into());
    parse(text).filter(|foreign| foreign.kind.cost() <= most)
}

/// Reads a hash to import: its kind, and the text to store without the mark. That is the same text, except that a
/// Firebase hash has its own spelling. `None`: it is in none of the spellings, or damaged.
pub fn read(text: &str) -> Option<(Kind, String)> {
    let Foreign { kind, salt, output } = parse(text)?;
    let Kind::Firebase { log_n, r, .. } = kind else { return Some((kind, text.to_owned())) };
    let [salt, output] = [&salt, output.expose()].map(|bytes| BASE64_STANDARD_NO_PAD.encode(bytes));
    Some((kind, format!("$firebase-scrypt$ln={log_n},r={r}${salt}${output}")))
}

/// A hash whose output has the length of its kind.
fn foreign(kind: Kind, salt: Vec<u8>, output: Vec<u8>) -> Option<Foreign> {
    let is_whole = output.len() == kind.length() && salt.len() <= LONGEST_SALT;
    kind.checked().filter(|_| is_whole).map(|kind| Foreign { kind, salt, output: Secret::new(output) })
}

/// Base64 of any dialect: with `+/`, `-_` or `./`, with padding or without.
fn base64(text: &str) -> Option<Vec<u8>> {
    BASE64.decode(text.replace(['-', '.'], "+").replace('_', "/")).ok()
}

/// Numbers with names, in this order: `ln=14,r=8,p=1`.
fn numbers<const N: usize>(text: &str, names: [&str; N]) -> Option<[u32; N]> {
    let mut parts = text.split(',');
    let mut read = [0; N];
    for (place, name) in read.iter_mut().zip(names) {
        *place = parts.next()?.strip_prefix(name)?.strip_prefix('=')?.parse().ok()?;
    }
    parts.next().is_none().then_some(read)
}

/// The binary logarithm of a power of two.
fn log2(n: &str) -> Option<u8> {
    let n: u32 = n.parse().ok()?;
    n.is_power_of_two().then(|| n.trailing_zeros().try_into().ok())?
}

/// PHC, and Django's with `argon2` before it.
fn argon2(variant: &str, version: &str, costs: &str, salt: &str, output: &str) -> Option<Foreign> {
    let version = version.strip_prefix("v=")?.parse().ok()?;
    let [memory_kib, passes, lanes] = numbers(costs, ["m", "t", "p"])?;
    let (salt, output) = (base64(salt)?, base64(output)?);
    let variant = Variant::of(variant)?;
    let kind = Kind::Argon2 { variant, version, memory_kib, passes, lanes, length: output.len() };
    foreign(kind, salt, output).filter(|hash| hash.salt.len() >= argon2::MIN_SALT_LEN)
}

/// The salt has 22 digits, the output 31.
fn bcrypt(rest: &str, kind: Kind) -> Option<Foreign> {
    let (salt, output) = rest.split_at_checked(22)?;
    let salt = BASE64_OF_BCRYPT.decode(salt).ok()?;
    foreign(kind, salt, BASE64_OF_BCRYPT.decode(output).ok()?).filter(|hash| hash.salt.len() == SALT_OF_BCRYPT)
}

fn pbkdf2_function(name: &str, between: &str) -> Option<HashFunction> {
    match name.strip_prefix("pbkdf2")?.strip_prefix(between) {
        Some(function) => HashFunction::of(function),
        None => (name == "pbkdf2").then_some(HashFunction::Sha1),
    }
}

fn pbkdf2(function: HashFunction, rounds: &str, salt: Vec<u8>, output: Vec<u8>) -> Option<Foreign> {
    foreign(Kind::Pbkdf2 { function, rounds: rounds.parse().ok()?, length: output.len() }, salt, output)
}

fn scrypt(log_n: u8, [r, p]: [u32; 2], salt: Vec<u8>, output: Vec<u8>) -> Option<Foreign> {
    foreign(Kind::Scrypt { log_n, r, p, length: output.len() }, salt, output)
}

/// Werkzeug's: `scrypt:32768:8:1$salt$hex` and `pbkdf2:sha256:600000$salt$hex`.
fn werkzeug(method: &str, salt: &str, output: &[u8]) -> Option<Foreign> {
    let parts: Vec<&str> = method.split(':').collect();
    let (salt, output) = (salt.into(), output.to_vec());
    match parts[..] {
        ["scrypt", n, r, p] => scrypt(log2(n)?, [r.parse().ok()?, p.parse().ok()?], salt, output),
        ["pbkdf2", function, rounds] => pbkdf2(HashFunction::of(function)?, rounds, salt, output),
        _ => None,
    }
}

/// Supabase's spelling of a Firebase hash. It encrypts the key of the project (`sk`) with the output of scrypt, so both
/// together give the key stream. Only that is kept, because the key would be the same for all people.
fn firebase(costs: &str, salt: &str, output: &str) -> Option<Foreign> {
    let (costs, signer) = costs.split_once(",sk=")?;
    let (costs, separator) = costs.split_once(",ss=").unwrap_or((costs, ""));
    let [1, log_n, r, 1] = numbers(costs, ["v", "n", "r", "p"])? else { return None };
    let (signer, output) = (base64(signer)?, base64(output)?);
    let salt = [base64(salt)?, base64(separator)?].concat();
    let stream: Vec<u8> = signer.iter().zip(&output).map(|(one, other)| one ^ other).collect();
    let kind = Kind::Firebase { log_n: log_n.try_into().ok()?, r, length: output.len() };
    foreign(kind, salt, stream).filter(|_| signer.len() == output.len())
}

/// LDAP's `{SSHA}`, `{SSHA256}` and `{SSHA512}`: the salt comes after the output. Without a salt nothing is read.
fn salted(text: &str) -> Option<Foreign> {
    let (scheme, rest) = text.strip_prefix('{')?.split_once('}')?;
    let function = match scheme.to_ascii_uppercase().as_str() {
        "SSHA" => HashFunction::Sha1,
        "SSHA256" => HashFunction::Sha256,
        "SSHA512" => HashFunction::Sha512,
        _ => return None,
    };
    let mut output = base64(rest)?;
    let salt = (output.len() > function.length()).then(|| output.split_off(function.length()))?;
    foreign(Kind::Salted { function }, salt, output)
}

/// `$5$salt$output` and `$6$…`, with `rounds=N` before the salt unless there are 5,000.
fn sha_crypt(text: &str, fields: &[&str], is_512: bool) -> Option<Foreign> {
    const USUAL: u32 = 5_000;
    let (rounds, salt, output) = match fields {
        [rounds, salt, output] => (rounds.strip_prefix("rounds=")?.parse().ok()?, salt, output),
        [salt, output] => (USUAL, salt, output),
        _ => return None,
    };
    let is_digit = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '/');
    // The last digit has only the bits that are left.
    let (length, last) = if is_512 { (86, "./01") } else { (43, "./0123456789ABCD") };
    let is_whole = output.len() == length && output.ends_with(|digit: char| last.contains(digit));
    let is_whole = is_whole && (1..=16).contains(&salt.len());
    let is_whole = is_whole && salt.chars().chain(output.chars()).all(is_digit);
    let kind = Kind::ShaCrypt { is_512, rounds }.checked().filter(|_| is_whole)?;
    Some(Foreign { kind, salt: Vec::new(), output: Secret::new(text.as_bytes().to_vec()) })
}
