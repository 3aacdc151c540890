//! Known answers of every kind. bcrypt and SHA-crypt come from libxcrypt, PBKDF2, scrypt and SSHA from Python's hashlib,
//! argon2 from the reference implementation's tests, and Firebase's from the example that Firebase publishes.

use super::*;
use rstest::rstest;

const SIGNER: &str = "jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==";
const OF_FIREBASE: &str = "lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ==";

#[rstest]
#[case::bcrypt("$2b$04$abcdefghijklmnopqrstuu9bm0BAgiqtq4VQmdTg9qvaFFICiU4jG", "bcrypt:4")]
#[case::bcrypt_of_php("$2y$04$abcdefghijklmnopqrstuu9bm0BAgiqtq4VQmdTg9qvaFFICiU4jG", "bcrypt:4")]
#[case::bcrypt_a("$2a$05$abcdefghijklmnopqrstuuIGEesEEp3pwZ.NH1HsHPOHXbrg4e5bW", "bcrypt:5")]
#[case::bcrypt_of_django("bcrypt$$2b$04$abcdefghijklmnopqrstuu9bm0BAgiqtq4VQmdTg9qvaFFICiU4jG", "bcrypt:4")]
#[case::bcrypt_sha256("bcrypt_sha256$$2b$04$abcdefghijklmnopqrstuuLTMmg6WHiTYIgP01Ud5NjYINQx2JlgS", "bcrypt-sha256:4")]
#[case::pbkdf2(
    "$pbkdf2-sha256$i=1000,l=32$c2FsdHNhbHQ$4XhNagvZIQT+ZLr3q9vhK2F7A8vCxz56U50N/jlNOpo",
    "pbkdf2:sha256:1000:32"
)]
#[case::pbkdf2_of_keycloak(
    "$pbkdf2-sha256$i=1000$c2FsdHNhbHQ$4XhNagvZIQT+ZLr3q9vhK2F7A8vCxz56U50N/jlNOpop4oEydk9zVNgTGbjkssUtR2uQRsLHgB6IHN8BWuttZw",
    "pbkdf2:sha256:1000:64"
)]
#[case::pbkdf2_sha512(
    "$pbkdf2-sha512$i=1000,l=64$c2FsdHNhbHQ$pG1SNj7KMVn1Bc+v0cXIsQUK8u26x6/fyFG1C/RYJ4vXIC5ARqaePeE24TOOlSQHkfVLvoOAQdLO20dmo/apFQ",
    "pbkdf2:sha512:1000:64"
)]
#[case::pbkdf2_of_passlib(
    "$pbkdf2-sha256$1000$c2FsdHNhbHQ$4XhNagvZIQT.ZLr3q9vhK2F7A8vCxz56U50N/jlNOpo",
    "pbkdf2:sha256:1000:32"
)]
#[case::pbkdf2_of_django(
    "pbkdf2_sha256$1000$saltsalt$4XhNagvZIQT+ZLr3q9vhK2F7A8vCxz56U50N/jlNOpo=",
    "pbkdf2:sha256:1000:32"
)]
#[case::pbkdf2_sha1_of_django("pbkdf2_sha1$1000$saltsalt$29+z2QCgz2+RgPn5IZ1WebGtJxY=", "pbkdf2:sha1:1000:20")]
#[case::pbkdf2_of_werkzeug(
    "pbkdf2:sha256:1000$saltsalt$e1784d6a0bd92104fe64baf7abdbe12b617b03cbc2c73e7a539d0dfe394d3a9a",
    "pbkdf2:sha256:1000:32"
)]
#[case::scrypt("$scrypt$ln=4,r=8,p=1$c2FsdHNhbHQ$mUdmcVrVtFtWhzXhizwB800jeJ7/fRar0srVm2ziBMc", "scrypt:4:8:1:32")]
#[case::scrypt_of_django(
    "scrypt$16$saltsalt$8$5$4DxE5soyKR8AZVPDHJuhH1AWUUP7w249tDRxP0gg3doQnW9Za643nJYD1XVDVb8acfjQBryilnaEaNKNi4unOA==",
    "scrypt:4:8:5:64"
)]
#[case::scrypt_of_werkzeug(
    "scrypt:16:8:1$saltsalt$994766715ad5b45b568735e18b3c01f34d23789eff7d16abd2cad59b6ce204c7ca7513e52cf8fde8b90c78c6e7c9b432aeaf926c05b429cdaf78821f3d2ad1a0",
    "scrypt:4:8:1:64"
)]
#[case::ssha("{SSHA}CEYtsp8iOqWqush7w/JI5cYXOPhzYWx0c2FsdA==", "salted:sha1")]
#[case::ssha256("{SSHA256}xC/IYHLQwSTqd1OOstzCytZgNXUHBrR+rujpQ7tARyhzYWx0c2FsdA==", "salted:sha256")]
#[case::ssha512(
    "{SSHA512}nk8U28M11Ia7tkyVZE17wM3Xo9lFISgdFjofL0RxJnElmdJCvqdHXTM993q/0hcS2yD7gupQWq2c1PPSjh2IZHNhbHRzYWx0",
    "salted:sha512"
)]
#[case::sha256_crypt("$5$saltsalt$eaTrdrWYTgsUZW52dDBhsheYNPf8/hIE5YO4cXaKhJ/", "sha256-crypt:5000")]
#[case::sha512_crypt(
    "$6$rounds=1000$saltsalt$8MqH82HmO/vW7/O5hggbvEuhzkhMVq2wxgs6R9GREaim6/RCC3S7SZOMZHp5V7zn37xpDOY8Rx1nfkzkDVpj31",
    "sha512-crypt:1000"
)]
fn the_right_password_of_every_kind_matches_and_no_other(#[case] imported: &str, #[case] kind: &str) {
    matches_only("Hunter2!", imported, kind);
}

#[rstest]
#[case::argon2id(
    "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
    "argon2id:19:65536:2:1:32"
)]
#[case::argon2id_of_django(
    "argon2$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
    "argon2id:19:65536:2:1:32"
)]
#[case::argon2i(
    "$argon2i$v=19$m=65536,t=2,p=4$c29tZXNhbHQ$RdescudvJCsgt3ub+b+dWRWJTmaaJObG",
    "argon2i:19:65536:2:4:24"
)]
fn argon2_of_others_matches(#[case] imported: &str, #[case] kind: &str) {
    matches_only("password", imported, kind);
}

#[test]
fn a_firebase_hash_matches_and_its_key_is_not_stored() {
    let imported = format!("$fbscrypt$v=1,n=14,r=8,p=1,ss=Bw==,sk={SIGNER}$42xEC+ixf3L2lw==${OF_FIREBASE}");
    matches_only("user1password", &imported, "firebase:14:8:64");
    let (_, stored) = read(&imported).unwrap();
    assert!(stored.starts_with("$firebase-scrypt$ln=14,r=8$42xEC+ixf3L2lwc$") && !stored.contains(&SIGNER[..20]));
    assert_eq!(read(&stored).unwrap().1, stored, "what was exported is imported again");
    // Firebase exports base64 with - and _, and with or without padding.
    let dialect = imported.replace('+', "-").replace('/', "_").replace("==$", "$");
    assert_eq!(read(&dialect).unwrap().1, stored);
}

fn matches_only(right: &str, imported: &str, kind: &str) {
    let (read_kind, stored) = read(imported).unwrap();
    assert_eq!(read_kind.to_string(), kind);
    assert_eq!(Kind::parse(kind), Some(read_kind));
    let foreign = of_stored(&stored).unwrap();
    assert!(foreign.matches(right.as_bytes()).unwrap());
    for wrong in
        ["", "hunter2!", "Hunter2", "Hunter2! ", "a much longer one: \u{e4}\0 and so on, past 72 bytes, and more"]
    {
        assert!(!foreign.matches(wrong.as_bytes()).unwrap(), "{wrong:?}");
    }
    assert!(!Foreign::decoy(read_kind).matches(right.as_bytes()).unwrap(), "a decoy does the work and never matches");
}

#[rstest]
#[case::nothing("")]
#[case::plain("Hunter2!")]
#[case::md5("5f4dcc3b5aa765d61d8327deb882cf99")]
#[case::md5_crypt("$1$saltsalt$qjXMvbEw8oaL.CzflDtaK/")]
#[case::without_salt("{SHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g=")]
#[case::nothing_behind_the_salt("{SSHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g=")]
#[case::bcrypt_x("$2x$04$abcdefghijklmnopqrstuu9bm0BAgiqtq4VQmdTg9qvaFFICiU4jG")]
#[case::bcrypt_short("$2b$04$abcdefghijklmnopqrstuu9bm0BAgiqtq4VQmdTg9qvaFFICiU4j")]
#[case::bcrypt_cost("$2b$32$abcdefghijklmnopqrstuu9bm0BAgiqtq4VQmdTg9qvaFFICiU4jG")]
#[case::bcrypt_with_a_short_salt("$2b$04$abcdefghijklmnopqrst==9bm0BAgiqtq4VQmdTg9qvaFFICiU4jG")]
#[case::sha256_crypt_with_another_end("$5$saltsalt$eaTrdrWYTgsUZW52dDBhsheYNPf8/hIE5YO4cXaKhJz")]
#[case::no_rounds("$pbkdf2-sha256$i=0$c2FsdHNhbHQ$4XhNagvZIQT+ZLr3q9vhK2F7A8vCxz56U50N/jlNOpo")]
#[case::another_function("pbkdf2_md5$1000$saltsalt$4XhNagvZIQT+ZLr3q9vhKw==")]
#[case::no_power_of_two("scrypt:17:8:1$saltsalt$994766715ad5b45b568735e18b3c01f34d23789eff7d16abd2cad59b6ce204c7")]
#[case::scrypt_without_end("$scrypt$ln=63,r=8,p=1$c2FsdHNhbHQ$mUdmcVrVtFtWhzXhizwB800jeJ7/fRar0srVm2ziBMc")]
#[case::few_rounds("$5$rounds=999$saltsalt$eaTrdrWYTgsUZW52dDBhsheYNPf8/hIE5YO4cXaKhJ/")]
#[case::without_the_key("$fbscrypt$v=1,n=14,r=8,p=1,ss=Bw==$42xEC+ixf3L2lw==$lSrfV15cpx95/sZS2W9c9A==")]
#[case::a_zero_byte("pbkdf2_sha256$1000$salt\0salt$4XhNagvZIQT+ZLr3q9vhK2F7A8vCxz56U50N/jlNOpo=")]
#[case::no_ascii("$2b$04$ábcdefghijklmnopqrstuu9bm0BAgiqtq4VQmdTg9qvaFFICiU4jG")]
fn what_is_no_such_hash_is_refused(#[case] text: &str) {
    assert!(read(text).is_none());
}

#[test]
fn a_budget_counts_every_kind_once() {
    let mut budget = CostBudget::new(4, vec!["bcrypt:10".to_owned()]);
    assert_eq!(budget.take("bcrypt:10"), Ok(()));
    // bcrypt:10 takes 2.6 times as long as a hash of ours, bcrypt:12 four times that.
    let refused = budget.take("bcrypt:12").unwrap_err();
    assert_eq!((refused.times, refused.most), (14, 4));
    assert!(refused.to_string().contains("the work of 14 of"), "{refused}");
    assert_eq!(budget.take("scrypt:13:8:1:64"), Ok(()));
    assert!(budget.take("scrypt:14:8:1:64").is_err());
    assert_eq!(budget.take("salted:sha1"), Ok(()));
    assert_eq!(CostBudget::new(14, Vec::new()).take("bcrypt:12"), Ok(()));
    assert_eq!(CostBudget::new(u32::MAX, Vec::new()).take("bcrypt:31").unwrap_err().most, u64::from(MOST_TIMES));
}

#[test]
fn a_stored_hash_that_costs_too_much_is_not_computed() {
    assert!(of_stored("$2b$14$abcdefghijklmnopqrstuu9bm0BAgiqtq4VQmdTg9qvaFFICiU4jG").is_none());
    assert!(of_stored("$2b$13$abcdefghijklmnopqrstuu9bm0BAgiqtq4VQmdTg9qvaFFICiU4jG").is_some());
}
