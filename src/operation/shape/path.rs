//! Where in a request a value stands. Paths live on the call stack and are written out only for a message.

use super::table::Member;

/// One step from the request to a value.
#[derive(Clone, Copy)]
pub(super) enum Step<'a> {
    /// A member of a structure.
    Member(&'static Member),
    /// A zero-based place in a list.
    Index(usize),
    /// An entry of a map.
    Key(&'a [u8]),
}

/// The steps so far, the last one first.
#[derive(Clone, Copy)]
pub(super) struct Path<'a> {
    pub(super) parent: Option<&'a Path<'a>>,
    pub(super) step: Step<'a>,
}

impl Path<'_> {
    /// Whether this is the request's own member `name`.
    pub(super) fn is_top(&self, name: &str) -> bool {
        self.parent.is_none() && matches!(self.step, Step::Member(member) if member.name() == name)
    }

    /// Appends the path in the service's form: `keySchema.1.member.keyType`, or with `pascal` the members as they are.
    pub(super) fn write(&self, pascal: bool, out: &mut String) {
        if let Some(parent) = self.parent {
            parent.write(pascal, out);
            out.push('.');
        }
        match self.step {
            Step::Member(member) if pascal => out.push_str(member.name()),
            Step::Member(member) => push_camel(member.name(), out),
            Step::Index(index) => {
                out.push_str(&(index + 1).to_string());
                out.push_str(".member");
            }
            Step::Key(key) => {
                out.push_str(&String::from_utf8_lossy(key));
                out.push_str(".member");
            }
        }
    }
}

/// Appends a member's name with its first letter in lower case.
pub(super) fn push_camel(name: &str, out: &mut String) {
    let mut letters = name.chars();
    out.extend(letters.next().map(|first| first.to_ascii_lowercase()));
    out.push_str(letters.as_str());
}
