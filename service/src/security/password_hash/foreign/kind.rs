//! The kinds of foreign hashes: the algorithm with everything that decides how long it takes.

use argon2::Params;
use std::fmt;

domain::named_enum! {
    /// A hash function that a kind is built on.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum HashFunction {
        Sha1 = "sha1",
        Sha256 = "sha256",
        Sha512 = "sha512",
    }
}

domain::named_enum! {
    /// A variant of argon2.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Variant {
        D = "argon2d",
        I = "argon2i",
        Id = "argon2id",
    }
}

/// How a foreign hash is computed. Two hashes of one kind take equally long. The database stores its text, such as
/// `bcrypt:10`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Argon2 {
        variant: Variant,
        version: u32,
        memory_kib: u32,
        passes: u32,
        lanes: u32,
        length: usize,
    },
    Bcrypt {
        cost: u32,
    },
    /// bcrypt of the password's SHA-256 in hexadecimal digits, as Django does.
    BcryptSha256 {
        cost: u32,
    },
    Pbkdf2 {
        function: HashFunction,
        rounds: u32,
        length: usize,
    },
    Scrypt {
        log_n: u8,
        r: u32,
        p: u32,
        length: usize,
    },
    /// scrypt, whose output is the key of AES-256 in counter mode. The output is the key stream.
    Firebase {
        log_n: u8,
        r: u32,
        length: usize,
    },
    /// One run of a hash function over the password and the salt, as in LDAP.
    Salted {
        function: HashFunction,
    },
    ShaCrypt {
        is_512: bool,
        rounds: u32,
    },
}

/// What a run takes, in KiB that our argon2 fills in the same time (docs/decisions/0020): of bcrypt with cost 0.
const BCRYPT: u64 = 100;
/// Bytes of a key or hash that are sensible.
const LENGTHS: std::ops::RangeInclusive<usize> = 16..=128;

impl HashFunction {
    pub const fn length(self) -> usize {
        match self {
            HashFunction::Sha1 => 20,
            HashFunction::Sha256 => 32,
            HashFunction::Sha512 => 64,
        }
    }

    /// The cost of ten rounds of PBKDF2.
    const fn cost_of_ten(self) -> u64 {
        match self {
            HashFunction::Sha1 => 6,
            HashFunction::Sha256 => 8,
            HashFunction::Sha512 => 12,
        }
    }
}

impl Kind {
    /// Reads the text that the database stores. `None`: it names no kind.
    pub fn parse(text: &str) -> Option<Self> {
        let fields: Vec<&str> = text.split(':').collect();
        let number = |text: &str| text.parse().ok();
        let length = |text: &str| text.parse().ok();
        let kind = match fields[..] {
            ["bcrypt", cost] => Kind::Bcrypt { cost: number(cost)? },
            ["bcrypt-sha256", cost] => Kind::BcryptSha256 { cost: number(cost)? },
            ["pbkdf2", function, rounds, bytes] => {
                Kind::Pbkdf2 { function: HashFunction::of(function)?, rounds: number(rounds)?, length: length(bytes)? }
            }
            ["scrypt", log_n, r, p, bytes] => {
                Kind::Scrypt { log_n: log_n.parse().ok()?, r: number(r)?, p: number(p)?, length: length(bytes)? }
            }
            ["firebase", log_n, r, bytes] => {
                Kind::Firebase { log_n: log_n.parse().ok()?, r: number(r)?, length: length(bytes)? }
            }
            ["salted", function] => Kind::Salted { function: HashFunction::of(function)? },
            ["sha256-crypt", rounds] => Kind::ShaCrypt { is_512: false, rounds: number(rounds)? },
            ["sha512-crypt", rounds] => Kind::ShaCrypt { is_512: true, rounds: number(rounds)? },
            [variant, version, memory, passes, lanes, bytes] => Kind::Argon2 {
                variant: Variant::of(variant)?,
                version: number(version)?,
                memory_kib: number(memory)?,
                passes: number(passes)?,
                lanes: number(lanes)?,
                length: length(bytes)?,
            },
            _ => return None,
        };
        kind.checked()
    }

    /// The kind, if its algorithm can run with these parameters.
    pub fn checked(self) -> Option<Self> {
        let is_size = |log_n: u8, r: u32, p: u32| {
            (1..=24).contains(&log_n) && r > 0 && p > 0 && u64::from(r) * u64::from(p) <= 1 << 16
        };
        let can_run = match self {
            Kind::Argon2 { version, memory_kib, passes, lanes, length, .. } => {
                matches!(version, 16 | 19)
                    && lanes <= 64
                    && LENGTHS.contains(&length)
                    && Params::new(memory_kib, passes, lanes, Some(length)).is_ok()
            }
            Kind::Bcrypt { cost } | Kind::BcryptSha256 { cost } => (4..=31).contains(&cost),
            Kind::Pbkdf2 { rounds, length, .. } => rounds > 0 && LENGTHS.contains(&length),
            Kind::Scrypt { log_n, r, p, length } => is_size(log_n, r, p) && LENGTHS.contains(&length),
            Kind::Firebase { log_n, r, length } => is_size(log_n, r, 1) && LENGTHS.contains(&length),
            Kind::Salted { .. } => true,
            Kind::ShaCrypt { rounds, .. } => (1_000..=999_999_999).contains(&rounds),
        };
        can_run.then_some(self)
    }

    /// Bytes of the output.
    pub const fn length(self) -> usize {
        match self {
            Kind::Argon2 { length, .. }
            | Kind::Pbkdf2 { length, .. }
            | Kind::Scrypt { length, .. }
            | Kind::Firebase { length, .. } => length,
            Kind::Bcrypt { .. } | Kind::BcryptSha256 { .. } => 23,
            Kind::Salted { function } => function.length(),
            Kind::ShaCrypt { is_512, .. } => {
                if is_512 {
                    64
                } else {
                    32
                }
            }
        }
    }

    /// About how long a run takes, in KiB that our argon2 fills in the same time.
    pub fn cost(self) -> u64 {
        let scrypt = |log_n: u8, r: u32, p: u32| (u64::from(r) * u64::from(p)) << log_n >> 1;
        match self {
            Kind::Argon2 { memory_kib, passes, .. } => u64::from(memory_kib) * u64::from(passes),
            Kind::Bcrypt { cost } | Kind::BcryptSha256 { cost } => BCRYPT << cost,
            Kind::Pbkdf2 { function, rounds, length } => {
                let blocks = length.div_ceil(function.length()) as u64;
                u64::from(rounds) * blocks * function.cost_of_ten() / 10
            }
            Kind::Scrypt { log_n, r, p, .. } => scrypt(log_n, r, p),
            Kind::Firebase { log_n, r, .. } => scrypt(log_n, r, 1),
            Kind::Salted { .. } => 1,
            Kind::ShaCrypt { rounds, .. } => u64::from(rounds),
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Kind::Argon2 { variant, version, memory_kib, passes, lanes, length } => {
                write!(formatter, "{}:{version}:{memory_kib}:{passes}:{lanes}:{length}", variant.name())
            }
            Kind::Bcrypt { cost } => write!(formatter, "bcrypt:{cost}"),
            Kind::BcryptSha256 { cost } => write!(formatter, "bcrypt-sha256:{cost}"),
            Kind::Pbkdf2 { function, rounds, length } => {
                write!(formatter, "pbkdf2:{}:{rounds}:{length}", function.name())
            }
            Kind::Scrypt { log_n, r, p, length } => write!(formatter, "scrypt:{log_n}:{r}:{p}:{length}"),
            Kind::Firebase { log_n, r, length } => write!(formatter, "firebase:{log_n}:{r}:{length}"),
            Kind::Salted { function } => write!(formatter, "salted:{}", function.name()),
            Kind::ShaCrypt { is_512: false, rounds } => write!(formatter, "sha256-crypt:{rounds}"),
            Kind::ShaCrypt { is_512: true, rounds } => write!(formatter, "sha512-crypt:{rounds}"),
        }
    }
}
