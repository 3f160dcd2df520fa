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
enum Token<'t> {
    Text(Cow<'t, str>),
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

    /// Whether a text fits; `fold` makes no difference of ASCII letters' case. A variable without a value fits nothing.
    #[must_use]
    pub fn matches(&self, text: &str, fold: bool, resolve: Resolve<'_>) -> bool {
        match self.parts.as_slice() {
            [] => text.is_empty(),
            [Part::Text(own)] => same(own, text, fold),
            [Part::Any] => true,
            parts => {
                let tokens: Option<Vec<_>> = parts.iter().map(|part| part.token(resolve)).collect();
                tokens.is_some_and(|tokens| fits(&tokens, text, fold))
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
            match part.token(resolve)? {
                Token::Text(own) => text.push_str(&own),
                Token::Any => text.push('*'),
                Token::One => text.push('?'),
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
    fn token(&self, resolve: Resolve<'_>) -> Option<Token<'_>> {
        Some(match self {
            Self::Text(own) => Token::Text(Cow::Borrowed(own)),
            Self::Any => Token::Any,
            Self::One => Token::One,
            Self::Variable { name, default } => match (resolve(name), default) {
                (Some(value), _) => Token::Text(Cow::Owned(value)),
                (None, Some(default)) => Token::Text(Cow::Borrowed(default)),
                (None, None) => return None,
            },
        })
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
fn fits(tokens: &[Token<'_>], text: &str, fold: bool) -> bool {
    let (mut place, mut rest) = (0, text);
    // Where to go on if what follows the last `*` does not fit: behind it, with what it has not taken yet.
    let mut retry: Option<(usize, &str)> = None;
    loop {
        let next = match tokens.get(place) {
            None if rest.is_empty() => return true,
            None => None,
            Some(Token::Any) => {
                place += 1;
                if place == tokens.len() {
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
