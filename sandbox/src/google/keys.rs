//! The keys that id tokens are signed with: one that signs, and the one before it, which still
//! verifies what it has signed.

use std::sync::{Arc, PoisonError, RwLock};

use openidconnect::core::{CoreJsonWebKey, CoreJsonWebKeySet, CoreRsaPrivateSigningKey};
use openidconnect::{CsrfToken, JsonWebKeyId, JsonWebKeySet, PrivateSigningKey};
use rsa::RsaPrivateKey;
use rsa::pkcs1::{EncodeRsaPrivateKey, LineEnding};
use rsa::rand_core::OsRng;

/// As Google's.
const KEY_BITS: usize = 2048;

/// Bytes of chance in the id of a key.
const ID_BYTES: u32 = 15;

/// Keys published at once.
const PUBLISHED: usize = 2;

/// A key cannot be made.
#[derive(Debug, thiserror::Error)]
#[error("could not make a signing key: {0}")]
pub struct KeyError(String);

/// A signing key.
pub(super) type Key = Arc<CoreRsaPrivateSigningKey>;

/// Signing keys, the newest first.
pub(super) struct Keys(RwLock<Vec<Key>>);

impl Keys {
    /// A key.
    pub(super) fn new() -> Result<Self, KeyError> {
        Ok(Self(RwLock::new(vec![make()?])))
    }

    /// The key that signs.
    pub(super) fn signing(&self) -> Key {
        let keys = self.0.read().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&keys[0])
    }

    /// The keys that verify.
    pub(super) fn published(&self) -> CoreJsonWebKeySet {
        let keys = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let keys: Vec<CoreJsonWebKey> = keys.iter().map(|k| k.as_verification_key()).collect();
        JsonWebKeySet::new(keys)
    }

    /// Signs with a new key from now on.
    pub(super) fn rotate(&self) -> Result<(), KeyError> {
        let key = make()?;
        let mut keys = self.0.write().unwrap_or_else(PoisonError::into_inner);
        keys.insert(0, key);
        keys.truncate(PUBLISHED);
        Ok(())
    }
}

fn make() -> Result<Key, KeyError> {
    let key = RsaPrivateKey::new(&mut OsRng, KEY_BITS).map_err(|e| KeyError(e.to_string()))?;
    let pem = key.to_pkcs1_pem(LineEnding::LF);
    let pem = pem.map_err(|error| KeyError(error.to_string()))?;
    let id = JsonWebKeyId::new(CsrfToken::new_random_len(ID_BYTES).secret().clone());
    let key = CoreRsaPrivateSigningKey::from_pem(&pem, Some(id)).map_err(KeyError)?;
    Ok(Arc::new(key))
}
