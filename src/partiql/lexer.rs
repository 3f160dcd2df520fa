//! Statement text -> tokens.

use super::keyword::is_keyword;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A keyword or a bare name.
    Word,
    /// `"name"`, quotes included.
    Quoted,
    /// `'text'`, quotes included.
    Text,
    Number,
    /// `?`
    Parameter,
    LeftParen,
    RightParen,
    LeftBracket,
    RightBracket,
    LeftCurly,
    RightCurly,
    /// `<<`
    LeftSet,
    /// `>>`
    RightSet,
    Comma,
    Colon,
    Semicolon,
    Dot,
    Star,
    Plus,
    Minus,
    /// `=`, `<>`, `!=`, `<`, `<=`, `>`, `>=`
    Comparison,
    /// An operator that is not served.
    Operator,
    /// Text that is no token, to its end.
    Bad,
    End,
}

impl Kind {
    /// The name that texts about missing tokens give it.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Word | Self::Quoted => "IDENTIFIER",
            Self::Text | Self::Number | Self::Parameter => "LITERAL",
            Self::LeftParen => "LEFT_PAREN",
            Self::RightParen => "RIGHT_PAREN",
            Self::LeftBracket => "LEFT_BRACKET",
            Self::RightBracket => "RIGHT_BRACKET",
            Self::LeftCurly => "LEFT_CURLY",
            Self::RightCurly => "RIGHT_CURLY",
            Self::LeftSet => "LEFT_DOUBLE_ANGLE_BRACKET",
            Self::RightSet => "RIGHT_DOUBLE_ANGLE_BRACKET",
            Self::Comma => "COMMA",
            Self::Colon => "COLON",
            Self::Semicolon => "SEMICOLON",
            Self::Dot => "DOT",
            Self::Star => "STAR",
            _ => "OPERATOR",
        }
    }
}

/// A token and where it stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub kind: Kind,
    pub start: usize,
    pub end: usize,
}

/// Signs, longer ones before their beginnings.
const SIGNS: [(&str, Kind); 27] = [
    ("<<", Kind::LeftSet),
    (">>", Kind::RightSet),
    ("<>", Kind::Comparison),
    ("<=", Kind::Comparison),
    (">=", Kind::Comparison),
    ("!=", Kind::Comparison),
    ("||", Kind::Operator),
    ("<", Kind::Comparison),
    (">", Kind::Comparison),
    ("=", Kind::Comparison),
    ("(", Kind::LeftParen),
    (")", Kind::RightParen),
    ("[", Kind::LeftBracket),
    ("]", Kind::RightBracket),
    ("{", Kind::LeftCurly),
    ("}", Kind::RightCurly),
    (",", Kind::Comma),
    (":", Kind::Colon),
    (";", Kind::Semicolon),
    (".", Kind::Dot),
    ("*", Kind::Star),
    ("+", Kind::Plus),
    ("-", Kind::Minus),
    ("?", Kind::Parameter),
    ("/", Kind::Operator),
    ("%", Kind::Operator),
    ("@", Kind::Operator),
];

/// All tokens of a text; the last one is [`Kind::End`].
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut found = Vec::new();
    let mut at = 0;
    loop {
        at = skip(text, at);
        let rest = text.get(at..).unwrap_or_default();
        let Some(first) = rest.bytes().next() else {
            found.push(Token { kind: Kind::End, start: at, end: at });
            return found;
        };
        let (kind, length) = match first {
            b'\'' => (Kind::Text, quoted(rest, b'\'')),
            b'"' => (Kind::Quoted, quoted(rest, b'"')),
            b'0'..=b'9' => (Kind::Number, number(rest)),
            b'.' if begins_fraction(rest) && !is_step(text, found.last(), at) => (Kind::Number, number(rest)),
            b'a'..=b'z' | b'A'..=b'Z' | b'_' | b'$' | 0x80.. => (Kind::Word, word(rest)),
            _ => match SIGNS.iter().find(|(sign, _)| rest.starts_with(sign)) {
                Some((sign, kind)) => (*kind, sign.len()),
                None => (Kind::Bad, 0),
            },
        };
        let (kind, length) = if length == 0 { (Kind::Bad, rest.len()) } else { (kind, length) };
        found.push(Token { kind, start: at, end: at + length });
        at += length;
    }
}

/// Steps over blanks and comments; a comment that does not end is left where it is.
fn skip(text: &str, mut at: usize) -> usize {
    let bytes = text.as_bytes();
    let pair = |at: usize| (bytes.get(at).copied(), bytes.get(at + 1).copied());
    loop {
        match pair(at) {
            (Some(byte), _) if byte.is_ascii_whitespace() => at += 1,
            (Some(b'-'), Some(b'-')) => {
                while !matches!(bytes.get(at), None | Some(b'\n')) {
                    at += 1;
                }
            }
            (Some(b'/'), Some(b'*')) => {
                let mut end = at + 2;
                while pair(end) != (Some(b'*'), Some(b'/')) {
                    if end >= bytes.len() {
                        return at;
                    }
                    end += 1;
                }
                at = end + 2;
            }
            _ => return at,
        }
    }
}

/// What a quoted run stands for: without its quotes, and a doubled quote once.
pub(super) fn unquoted(run: &str) -> Vec<u8> {
    let bytes = run.as_bytes();
    let quote = bytes.first().copied().unwrap_or_default();
    let inner = bytes.get(1..bytes.len().saturating_sub(1)).unwrap_or_default();
    let mut found = Vec::with_capacity(inner.len());
    let mut doubled = false;
    for byte in inner {
        doubled = *byte == quote && !doubled;
        if !doubled {
            found.push(*byte);
        }
    }
    found
}

/// The length of a quoted run, in which a doubled quote stands for one; 0 if it does not end.
fn quoted(rest: &str, quote: u8) -> usize {
    let bytes = rest.as_bytes();
    let mut at = 1;
    while let Some(byte) = bytes.get(at) {
        if *byte == quote {
            if bytes.get(at + 1) != Some(&quote) {
                return at + 1;
            }
            at += 1;
        }
        at += 1;
    }
    0
}

/// Whether a point begins a number that has no digits before it.
fn begins_fraction(rest: &str) -> bool {
    rest.as_bytes().get(1).is_some_and(u8::is_ascii_digit)
}

/// Whether a point at this place goes on with a path, which it does right behind a name or an index.
fn is_step(text: &str, before: Option<&Token>, at: usize) -> bool {
    before.is_some_and(|token| match token.kind {
        Kind::Word => token.end == at && !is_keyword(text.get(token.start..at).unwrap_or_default()),
        kind => token.end == at && matches!(kind, Kind::Quoted | Kind::RightBracket),
    })
}

fn word(rest: &str) -> usize {
    let inside = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | 0x80..);
    rest.as_bytes().iter().take_while(|byte| inside(byte)).count()
}

/// Digits, a fraction, an exponent; anything that goes on like a word makes the token longer, and no number.
fn number(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let before = at.checked_sub(1).and_then(|before| bytes.get(before));
        let exponent = matches!(before, Some(b'e' | b'E'));
        match byte {
            b'.' => {}
            b'+' | b'-' if exponent => {}
            _ if byte.is_ascii_alphanumeric() || *byte == b'_' => {}
            _ => break,
        }
        at += 1;
    }
    at
}
