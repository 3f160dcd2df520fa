//! Tag bytes of the binary item format, and the attribute types they stand for.

/// `NULL`; no payload.
pub const NULL: u8 = 0x01;
/// `BOOL` false; no payload.
pub const FALSE: u8 = 0x02;
/// `BOOL` true; no payload.
pub const TRUE: u8 = 0x03;
/// `N`: one length byte (1..=21), then the ordered number.
pub const NUMBER: u8 = 0x04;
/// `S` that holds ASCII only: varint length, bytes.
pub const ASCII: u8 = 0x05;
/// `S` with at least one non-ASCII character: varint length, UTF-8 bytes.
pub const UTF8: u8 = 0x06;
/// `B`: varint length, bytes.
pub const BINARY: u8 = 0x07;
/// `L`: `u32` little-endian byte length, values.
pub const LIST: u8 = 0x08;
/// `M`: `u32` little-endian byte length, entries of name and value.
pub const MAP: u8 = 0x09;
/// `SS`: `u32` little-endian byte length, texts.
pub const STRING_SET: u8 = 0x0A;
/// `NS`: `u32` little-endian byte length, members of one length byte and an ordered number.
pub const NUMBER_SET: u8 = 0x0B;
/// `BS`: `u32` little-endian byte length, members of varint length and bytes.
pub const BINARY_SET: u8 = 0x0C;
/// Decimal text of a number: varint length, ASCII. Requests may carry it; it is never stored.
pub const NUMBER_TEXT: u8 = 0x0D;

/// The ten attribute types.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Type {
    /// String.
    S,
    /// Number.
    N,
    /// Binary.
    B,
    /// String set.
    SS,
    /// Number set.
    NS,
    /// Binary set.
    BS,
    /// Boolean.
    Bool,
    /// Null.
    Null,
    /// List.
    L,
    /// Map.
    M,
}

impl Type {
    /// The service's descriptor: `S`, `N`, `B`, `SS`, `NS`, `BS`, `BOOL`, `NULL`, `L` or `M`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::S => "S",
            Self::N => "N",
            Self::B => "B",
            Self::SS => "SS",
            Self::NS => "NS",
            Self::BS => "BS",
            Self::Bool => "BOOL",
            Self::Null => "NULL",
            Self::L => "L",
            Self::M => "M",
        }
    }

    /// The type a descriptor names.
    #[must_use]
    pub const fn from_name(name: &[u8]) -> Option<Self> {
        Some(match name {
            b"S" => Self::S,
            b"N" => Self::N,
            b"B" => Self::B,
            b"SS" => Self::SS,
            b"NS" => Self::NS,
            b"BS" => Self::BS,
            b"BOOL" => Self::Bool,
            b"NULL" => Self::Null,
            b"L" => Self::L,
            b"M" => Self::M,
            _ => return None,
        })
    }

    /// The type a tag byte stands for; number text counts as a number.
    #[must_use]
    pub const fn from_tag(tag: u8) -> Option<Self> {
        Some(match tag {
            NULL => Self::Null,
            FALSE | TRUE => Self::Bool,
            NUMBER | NUMBER_TEXT => Self::N,
            ASCII | UTF8 => Self::S,
            BINARY => Self::B,
            LIST => Self::L,
            MAP => Self::M,
            STRING_SET => Self::SS,
            NUMBER_SET => Self::NS,
            BINARY_SET => Self::BS,
            _ => return None,
        })
    }
}
