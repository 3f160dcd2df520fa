//! Where in its text something stands, as refusals tell it.

use super::lexer::Token;

/// `line:column:length` of a token; lines and columns count from 1.
#[cold]
pub(super) fn place(text: &str, token: Option<&Token>) -> String {
    let (start, end) = token.map_or((text.len(), text.len()), |token| (token.start, token.end));
    let before = text.get(..start).unwrap_or_default();
    let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
    let column = before.chars().rev().take_while(|letter| *letter != '\n').count() + 1;
    let length = text.get(start..end).unwrap_or_default().chars().count();
    [line.to_string(), column.to_string(), length.to_string()].join(":")
}
