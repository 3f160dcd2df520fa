//! JSON text: strings with their escapes.

const HEX: &[u8; 16] = b"0123456789abcdef";

/// Appends a JSON string. Text that is not UTF-8, which validation keeps out, is replaced character by character.
pub fn string(utf8: &[u8], out: &mut String) {
    out.push('"');
    match core::str::from_utf8(utf8) {
        Ok(text) => escape(text, out),
        Err(_) => escape(&String::from_utf8_lossy(utf8), out),
    }
    out.push('"');
}

fn escape(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(place) = rest.bytes().position(|byte| byte < 0x20 || byte == b'"' || byte == b'\\') {
        let (before, after) = rest.split_at(place);
        out.push_str(before);
        let byte = after.bytes().next().unwrap_or(0);
        push_escape(byte, out);
        rest = after.get(1..).unwrap_or("");
    }
    out.push_str(rest);
}

fn push_escape(byte: u8, out: &mut String) {
    let short = match byte {
        b'"' => "\\\"",
        b'\\' => "\\\\",
        b'\n' => "\\n",
        b'\r' => "\\r",
        b'\t' => "\\t",
        0x08 => "\\b",
        0x0C => "\\f",
        _ => "",
    };
    out.push_str(short);
    if short.is_empty() {
        out.push_str("\\u00");
        for digit in [byte >> 4, byte & 15] {
            out.push(char::from(HEX.get(usize::from(digit)).copied().unwrap_or(b'0')));
        }
    }
}
