//! How conditions and variables see what is asked.

use std::borrow::Cow;

/// Values of a condition key.
pub type Values<'a> = Cow<'a, [Cow<'a, str>]>;

/// Condition keys by their names in lower case.
pub trait Keys {
    /// The values of a key; none if there is no such key.
    fn values(&self, key: &str) -> Option<Values<'_>>;

    /// The value of a key that has one.
    fn single(&self, key: &str) -> Option<String> {
        match &*self.values(key)? {
            [only] => Some(only.clone().into_owned()),
            _ => None,
        }
    }
}
