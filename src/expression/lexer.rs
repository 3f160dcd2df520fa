//! Expression text to tokens. One lexical grammar for all kinds, as in the service: keywords of conditions and of
//! updates are keywords everywhere.

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TokenKind {
    End,
    /// A bare name, of an attribute or a function.
    Identifier,
    /// `#name`.
    Name,
    /// `:value`.
    Value,
    /// Digits without a leading zero.
    Index,
    Open,
    Close,
    OpenBracket,
    CloseBracket,
    Dot,
    Comma,
    Equal,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    Plus,
    Minus,
    And,
    Or,
    Not,
    In,
    Between,
    Set,
    Add,
    Delete,
    Remove,
    /// A character or a quoted string that no expression may contain.
    Unknown,
}

/// A token and where it stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub kind: TokenKind,
    pub start: usize,
    pub end: usize,
}

/// Cuts a text into tokens; total: any text lexes.
#[derive(Debug)]
pub(super) struct Lexer<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Lexer<'a> {
    pub(super) const fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    pub(super) const fn text(&self) -> &'a str {
        self.text
    }

    /// The token at the present place; `End` again and again at the end.
    pub(super) fn next(&mut self) -> Token {
        let bytes = self.text.as_bytes();
        while matches!(bytes.get(self.at), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
        let start = self.at;
        let rest = bytes.get(start..).unwrap_or_default();
        let (kind, length) = measure(rest);
        self.at = start + length;
        Token { kind, start, end: self.at }
    }
}

type T = TokenKind;

fn measure(rest: &[u8]) -> (TokenKind, usize) {
    let Some(&first) = rest.first() else { return (T::End, 0) };
    let second = rest.get(1).copied().unwrap_or(0);
    match first {
        b'(' => (T::Open, 1),
        b')' => (T::Close, 1),
        b'[' => (T::OpenBracket, 1),
        b']' => (T::CloseBracket, 1),
        b'.' => (T::Dot, 1),
        b',' => (T::Comma, 1),
        b'+' => (T::Plus, 1),
        b'-' => (T::Minus, 1),
        b'=' => (T::Equal, 1),
        b'<' if second == b'>' => (T::NotEqual, 2),
        b'<' if second == b'=' => (T::LessEqual, 2),
        b'<' => (T::Less, 1),
        b'>' if second == b'=' => (T::GreaterEqual, 2),
        b'>' => (T::Greater, 1),
        b'0' => (T::Index, 1),
        b'1'..=b'9' => (T::Index, run(rest, |byte| byte.is_ascii_digit())),
        b'#' if is_word(second) => (T::Name, 1 + run(rest.get(1..).unwrap_or_default(), is_word)),
        b':' if is_word(second) => (T::Value, 1 + run(rest.get(1..).unwrap_or_default(), is_word)),
        b'a'..=b'z' | b'A'..=b'Z' => {
            let length = run(rest, is_word);
            (word(rest.get(..length).unwrap_or_default()), length)
        }
        b'"' | b'\'' => (T::Unknown, quoted(rest, first)),
        0x80.. => (T::Unknown, 1 + run(rest.get(1..).unwrap_or_default(), |byte| byte & 0xC0 == 0x80)),
        _ => (T::Unknown, 1),
    }
}

const fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

fn run(bytes: &[u8], belongs: fn(u8) -> bool) -> usize {
    bytes.iter().position(|byte| !belongs(*byte)).unwrap_or(bytes.len())
}

/// A quoted string is one token up to its closing quote; a quote that never closes is a token of its own.
fn quoted(rest: &[u8], quote: u8) -> usize {
    let mut escaped = false;
    for (at, &byte) in rest.iter().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            _ if byte == quote => return at + 1,
            _ => {}
        }
    }
    1
}

fn word(text: &[u8]) -> TokenKind {
    const KEYWORDS: [(&[u8], TokenKind); 9] = [
        (b"and", TokenKind::And),
        (b"or", TokenKind::Or),
        (b"not", TokenKind::Not),
        (b"in", TokenKind::In),
        (b"between", TokenKind::Between),
        (b"set", TokenKind::Set),
        (b"add", TokenKind::Add),
        (b"delete", TokenKind::Delete),
        (b"remove", TokenKind::Remove),
    ];
    for (keyword, kind) in KEYWORDS {
        if keyword.eq_ignore_ascii_case(text) {
            return kind;
        }
    }
    TokenKind::Identifier
}
