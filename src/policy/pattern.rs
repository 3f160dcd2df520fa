//! Texts of policies that stand for many: `*`, `?` and `${variables}`.

use std::borrow::Cow;

/// Gives the value of a policy variable by its name in lower case; none where the request has no single value of it.
pub type Resolve<'r> = &'r dyn Fn(&str) -> Option<String>;

/// A text of a policy, taken apart once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Text(String),
    /// `*`
    Any,
    /// `?`
    One,
    Variable {
        /// In lower case.
        name: String,
        default: Option<String>,
    },
}

/// A part whose variable is replaced.
#[derive(Clone, Copy)]
enum Token<'t> {
    Text(&'t str),
    Any,
    One,
}

impl Pattern {
    /// Takes a text apart: `wild` says whether `*` and `?` stand for others, `variables` whether there are variables.
    #[must_use]
    pub fn new(text: &str, wild: bool, variables: bool) -> Self {
        let mut parts = Vec::new();
        let mut plain = String::new();
        let mut rest = text;
        while let Some(letter) = rest.chars().next() {
            let variable =
                rest.strip_prefix("${").filter(|_| variables).and_then(|name| name.split_once('}'));
            let part = match (letter, variable) {
                (_, Some((name, behind))) => {
                    rest = behind;
                    // How a wildcard or a dollar sign is written that stands for itself.
                    if matches!(name, "*" | "?" | "$") {
                        plain.push_str(name);
                        continue;
                    }
                    variable_of(name)
                }
                ('*', None) if wild => {
                    rest = rest.get(1..).unwrap_or("");
                    Part::Any
                }
                ('?', None) if wild => {
                    rest = rest.get(1..).unwrap_or("");
                    Part::One
                }
                _ => {
                    plain.push(letter);
                    rest = rest.get(letter.len_utf8()..).unwrap_or("");
                    continue;
                }
            };
            if !plain.is_empty() {
                parts.push(Part::Text(core::mem::take(&mut plain)));
            }
            parts.push(part);
        }
        if !plain.is_empty() {
            parts.push(Part::Text(plain));
        }
        Self { parts }
    }

    /// Whether it is `*` alone.
    #[must_use]
    pub fn is_all(&self) -> bool {
        self.parts.iter().all(|part| *part == Part::Any) && !self.parts.is_empty()
    }

    /// Whether it has variables.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.parts.iter().any(|part| matches!(part, Part::Variable { .. }))
    }

    /// Whether a text fits; `fold` makes no difference of ASCII letters' case. A variable without a value fits nothing.
    #[must_use]
    pub fn matches(&self, text: &str, fold: bool, resolve: Resolve<'_>) -> bool {
        match self.parts.as_slice() {
            [] => text.is_empty(),
            [Part::Text(own)] => same(own, text, fold),
            [Part::Any] => true,
            parts if parts.iter().all(|part| part.plain().is_some()) => {
                fits(&|place| parts.get(place).and_then(Part::plain), text, fold)
            }
            parts => {
                let values: Option<Vec<_>> = parts.iter().map(|part| part.value(resolve)).collect();
                let Some(values) = values else { return false };
                let token = |place: usize| match (parts.get(place)?.plain(), values.get(place)?) {
                    (Some(plain), _) => Some(plain),
                    (None, value) => Some(Token::Text(value)),
                };
                fits(&token, text, fold)
            }
        }
    }

    /// The text with its variables replaced and wildcards as they stand.
    #[must_use]
    pub fn text(&self, resolve: Resolve<'_>) -> Option<Cow<'_, str>> {
        if let [Part::Text(own)] = self.parts.as_slice() {
            return Some(Cow::Borrowed(own));
        }
        let mut text = String::new();
        for part in &self.parts {
            match part {
                Part::Any => text.push('*'),
                Part::One => text.push('?'),
                Part::Text(own) => text.push_str(own),
                Part::Variable { .. } => text.push_str(&part.value(resolve)?),
            }
        }
        Some(Cow::Owned(text))
    }
}

/// `name` or `name, 'default'`.
fn variable_of(given: &str) -> Part {
    let (name, default) = match given.split_once(',') {
        Some((name, default)) => {
            let default = default.trim();
            let bare = default.strip_prefix('\'').and_then(|default| default.strip_suffix('\''));
            (name, Some(bare.unwrap_or(default).to_owned()))
        }
        None => (given, None),
    };
    Part::Variable { name: name.trim().to_ascii_lowercase(), default }
}

impl Part {
    /// What stands for itself.
    fn plain(&self) -> Option<Token<'_>> {
        match self {
            Self::Text(own) => Some(Token::Text(own)),
            Self::Any => Some(Token::Any),
            Self::One => Some(Token::One),
            Self::Variable { .. } => None,
        }
    }

    /// The value of a variable, and nothing in place of anything else.
    fn value(&self, resolve: Resolve<'_>) -> Option<String> {
        match self {
            Self::Variable { name, default } => resolve(name).or_else(|| default.clone()),
            _ => Some(String::new()),
        }
    }
}

/// Whether two texts are the same.
#[must_use]
pub fn same(one: &str, two: &str, fold: bool) -> bool {
    if fold { one.eq_ignore_ascii_case(two) } else { one == two }
}

/// What follows a text at the head of another one.
fn behind<'t>(text: &'t str, head: &str, fold: bool) -> Option<&'t str> {
    let (own, rest) = text.split_at_checked(head.len())?;
    same(own, head, fold).then_some(rest)
}

/// Goes back to the last `*` when something does not fit: the text is walked once for each of them at most.
fn fits<'t>(token: &dyn Fn(usize) -> Option<Token<'t>>, text: &str, fold: bool) -> bool {
    let (mut place, mut rest) = (0, text);
    // Where to go on if what follows the last `*` does not fit: behind it, with what it has not taken yet.
    let mut retry: Option<(usize, &str)> = None;
    loop {
        let next = match token(place) {
            None if rest.is_empty() => return true,
            None => None,
            Some(Token::Any) => {
                place += 1;
                if token(place).is_none() {
                    return true;
                }
                retry = Some((place, rest));
                continue;
            }
            Some(Token::One) => {
                let mut letters = rest.chars();
                letters.next().map(|_| letters.as_str())
            }
            Some(Token::Text(own)) => behind(rest, own, fold),
        };
        if let Some(behind) = next {
            rest = behind;
            place += 1;
            continue;
        }
        let Some((back, taken)) = retry else { return false };
        let mut letters = taken.chars();
        if letters.next().is_none() {
            return false;
        }
        (place, rest) = (back, letters.as_str());
        retry = Some((back, letters.as_str()));
    }
}
