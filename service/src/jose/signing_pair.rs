//! A key pair of one of the algorithms, and compact JSON Web Signatures (RFC 7515 §7.1) by it.

use super::encoding::encoded;
use super::private_key::PrivateKey;
use super::{ed_dsa, es256, rs256};
use domain::{Secret, signing_key::SigningAlgorithm};
use serde::Serialize;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

/// A key pair.
pub struct SigningPair {
    algorithm: SigningAlgorithm,
    kid: String,
    public_jwk: Value,
    private: Box<dyn PrivateKey>,
}

impl SigningPair {
    /// Makes a new private key, in PKCS#8. For RS256 it may take a second or more, and `seed` must be unpredictable;
    /// the other algorithms take their randomness from the operating system.
    pub fn generate(algorithm: SigningAlgorithm, seed: &Secret<[u8; 32]>) -> anyhow::Result<Secret<Vec<u8>>> {
        match algorithm {
            SigningAlgorithm::Es256 => es256::generate(),
            SigningAlgorithm::Rs256 => rs256::generate(seed),
            SigningAlgorithm::EdDsa => ed_dsa::generate(),
        }
    }

    /// Reads a private key in the form that `generate` returns. Fails if the bytes are not such a key.
    pub fn read(algorithm: SigningAlgorithm, private: &Secret<Vec<u8>>) -> anyhow::Result<Self> {
        let private = private.expose();
        Self::of(
            algorithm,
            match algorithm {
                SigningAlgorithm::Es256 => Box::new(es256::Es256Key::read(private)?),
                SigningAlgorithm::Rs256 => Box::new(rs256::Rs256Key::read(private)?),
                SigningAlgorithm::EdDsa => Box::new(ed_dsa::EdDsaKey::read(private)?),
            },
        )
    }

    fn of(algorithm: SigningAlgorithm, private: Box<dyn PrivateKey>) -> anyhow::Result<Self> {
        let members = private.public()?;
        // The thumbprint (RFC 7638): it follows from the key, so it is the same everywhere.
        let kid = encoded(Sha256::digest(serde_json::to_vec(&members)?));
        let mut public_jwk = serde_json::to_value(members)?;
        for (name, value) in [("kid", kid.as_str()), ("use", "sig"), ("alg", algorithm.name())] {
            public_jwk[name] = json!(value);
        }
        Ok(SigningPair { algorithm, kid, public_jwk, private })
    }

    pub const fn algorithm(&self) -> SigningAlgorithm {
        self.algorithm
    }

    /// The id by which applications find the public half.
    pub fn kid(&self) -> &str {
        &self.kid
    }

    /// The public half.
    pub const fn public_jwk(&self) -> &Value {
        &self.public_jwk
    }

    /// Signs claims. `typ` says what kind of token it is, so that none passes for one of another kind.
    pub fn sign(&self, typ: &str, claims: &impl Serialize) -> anyhow::Result<String> {
        self.signed(self.unsigned(typ, claims)?)
    }

    /// A token without its signature.
    pub(super) fn unsigned(&self, typ: &str, claims: &impl Serialize) -> anyhow::Result<String> {
        let header = json!({ "alg": self.algorithm.name(), "typ": typ, "kid": self.kid });
        Ok(format!("{}.{}", encoded(header.to_string()), encoded(serde_json::to_vec(claims)?)))
    }

    pub(super) fn signed(&self, unsigned: String) -> anyhow::Result<String> {
        let signature = self.private.sign(unsigned.as_bytes())?;
        Ok(format!("{unsigned}.{}", encoded(signature)))
    }
}

/// Checks the signature of a message with a public key, which says the algorithm. `None`: the private half of this key
/// has not signed it.
pub(super) fn verify(algorithm: SigningAlgorithm, jwk: &Value, message: &[u8], signature: &[u8]) -> Option<()> {
    match algorithm {
        SigningAlgorithm::Es256 => es256::verify(jwk, message, signature),
        SigningAlgorithm::Rs256 => rs256::verify(jwk, message, signature),
        SigningAlgorithm::EdDsa => ed_dsa::verify(jwk, message, signature),
    }
}

#[cfg(test)]
mod tests {
    use super::super::encoding::decoded;
    use super::super::private_key::Members;
    use super::*;
    use ring::signature::Ed25519KeyPair;

    /// The example of RFC 7638 §3.1, which is an RSA key.
    const RSA_KEY: &str = r#"{"kty":"RSA","e":"AQAB","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw"}"#;
    /// The payload of the examples of RFC 7515.
    const PAYLOAD: &str =
        "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";

    /// A public key of another library, which never signs.
    struct Public(Value);

    impl PrivateKey for Public {
        fn public(&self) -> anyhow::Result<Members> {
            let member = |name| (name, self.0[name].as_str().unwrap().to_owned());
            Ok(["kty", "e", "n"].map(member).into())
        }

        fn sign(&self, _: &[u8]) -> anyhow::Result<Vec<u8>> {
            unreachable!()
        }
    }

    fn is_verified(algorithm: SigningAlgorithm, jwk: &Value, message: &str, signature: &str) -> bool {
        verify(algorithm, jwk, message.as_bytes(), &decoded(signature).unwrap()).is_some()
    }

    /// RFC 7515, appendix A.2.
    #[test]
    fn the_example_of_rs256_is_verified() {
        let n = "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ";
        let signature = "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";
        let (jwk, message) = (json!({ "kty": "RSA", "n": n, "e": "AQAB" }), format!("eyJhbGciOiJSUzI1NiJ9.{PAYLOAD}"));
        assert!(is_verified(SigningAlgorithm::Rs256, &jwk, &message, signature));
        assert!(!is_verified(SigningAlgorithm::Rs256, &jwk, &format!("{message}A"), signature));
        assert!(!is_verified(SigningAlgorithm::Es256, &jwk, &message, signature));
    }

    /// RFC 7515, appendix A.3.
    #[test]
    fn the_example_of_es256_is_verified() {
        let x = "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU";
        let y = "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0";
        let signature = "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
        let jwk = json!({ "kty": "EC", "crv": "P-256", "x": x, "y": y });
        let message = format!("eyJhbGciOiJFUzI1NiJ9.{PAYLOAD}");
        assert!(is_verified(SigningAlgorithm::Es256, &jwk, &message, signature));
        assert!(!is_verified(SigningAlgorithm::Es256, &jwk, &format!("{message}A"), signature));
        assert!(!is_verified(SigningAlgorithm::EdDsa, &jwk, &message, signature));
    }

    /// RFC 8037, appendix A: the key, its thumbprint, a signature and its verification.
    #[test]
    fn the_example_of_eddsa_is_signed_and_verified() {
        let seed = decoded("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A").unwrap();
        let key = ed_dsa::EdDsaKey(Ed25519KeyPair::from_seed_unchecked(&seed).unwrap());
        let pair = SigningPair::of(SigningAlgorithm::EdDsa, Box::new(key)).unwrap();
        assert_eq!(pair.public_jwk()["x"], "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo");
        assert_eq!(pair.kid(), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
        let message = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc";
        let signature = "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";
        assert_eq!(pair.signed(message.to_owned()).unwrap(), format!("{message}.{signature}"));
        assert!(is_verified(SigningAlgorithm::EdDsa, pair.public_jwk(), message, signature));
        assert!(!is_verified(SigningAlgorithm::EdDsa, pair.public_jwk(), &format!("{message}A"), signature));
    }

    /// RFC 7638 §3.1.
    #[test]
    fn the_id_of_a_key_is_its_thumbprint() {
        let key = Public(serde_json::from_str(RSA_KEY).unwrap());
        let pair = SigningPair::of(SigningAlgorithm::Rs256, Box::new(key)).unwrap();
        assert_eq!(pair.kid(), "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
    }

    #[test]
    fn the_public_half_says_nothing_of_the_private_one() {
        let seed = Secret::new([1; 32]);
        for (algorithm, expected) in [
            (SigningAlgorithm::Es256, &["alg", "crv", "kid", "kty", "use", "x", "y"][..]),
            (SigningAlgorithm::Rs256, &["alg", "e", "kid", "kty", "n", "use"]),
            (SigningAlgorithm::EdDsa, &["alg", "crv", "kid", "kty", "use", "x"]),
        ] {
            let private = SigningPair::generate(algorithm, &seed).unwrap();
            let pair = SigningPair::read(algorithm, &private).unwrap();
            let mut members: Vec<&String> = pair.public_jwk().as_object().unwrap().keys().collect();
            members.sort_unstable();
            assert_eq!(members, expected);
            assert_eq!(pair.public_jwk()["kid"], pair.kid());
            for other in SigningAlgorithm::ALL.into_iter().filter(|other| *other != algorithm) {
                assert!(SigningPair::read(other, &private).is_err(), "{algorithm:?} as {other:?}");
            }
        }
    }
}
