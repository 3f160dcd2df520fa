//! What expressions may do with key attributes. Which attributes those are, the caller knows.

use crate::model::Failure;

/// Refuses paths that go on below a key attribute; keys are scalars.
///
/// `attributes` are those of any expression (`attributes()`, `targets()`, `operands()`); `label` is `Key` for keys of
/// the table, `IndexKey` for those of an index.
///
/// # Errors
/// At the first such path.
pub fn refuse_nested<'a>(
    attributes: impl Iterator<Item = (&'a [u8], bool)>,
    keys: &[&[u8]],
    label: &str,
) -> Result<(), Failure> {
    for (name, nested) in attributes {
        if nested && keys.contains(&name) {
            let name = String::from_utf8_lossy(name);
            let parts = [
                "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: ",
                label,
                ": ",
                &name,
            ];
            return Err(Failure::validation(parts.concat()));
        }
    }
    Ok(())
}

/// Refuses a query's filter that names key attributes of what is queried.
///
/// # Errors
/// At the first key attribute.
pub fn refuse_in_filter<'a>(
    attributes: impl Iterator<Item = (&'a [u8], bool)>,
    keys: &[&[u8]],
) -> Result<(), Failure> {
    for (name, _) in attributes {
        if keys.contains(&name) {
            let message =
                "Filter Expression can only contain non-primary key attributes: Primary key attribute: ";
            return Err(Failure::validation(message.to_owned() + &String::from_utf8_lossy(name)));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_scalars_and_stay_out_of_filters() {
        let attributes = [(b"a".as_slice(), true), (b"k".as_slice(), false)];
        let refused = |result: Result<(), Failure>| result.unwrap_err().message;
        assert!(refuse_nested(attributes.into_iter(), &[b"k", b"s"], "Key").is_ok());
        assert_eq!(
            refused(refuse_nested(attributes.into_iter(), &[b"s", b"a"], "IndexKey")),
            "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: IndexKey: a"
        );
        assert!(refuse_in_filter(attributes.into_iter(), &[b"s"]).is_ok());
        assert_eq!(
            refused(refuse_in_filter(attributes.into_iter(), &[b"k"])),
            "Filter Expression can only contain non-primary key attributes: Primary key attribute: k"
        );
    }
}
