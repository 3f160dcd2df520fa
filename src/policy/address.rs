//! Source addresses and the networks that policies name.

use core::net::IpAddr;

/// Addresses whose first bits are the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    bits: u128,
    length: u32,
    is_v6: bool,
}

/// An address as 128 bits, and whether it is one of version 6.
fn bits(text: &str) -> Option<(u128, bool)> {
    match text.parse::<IpAddr>().ok()? {
        IpAddr::V4(address) => Some((u128::from(u32::from(address)) << 96, false)),
        IpAddr::V6(address) => Some(match address.to_ipv4_mapped() {
            Some(mapped) => (u128::from(u32::from(mapped)) << 96, false),
            None => (u128::from(address), true),
        }),
    }
}

impl Network {
    /// Reads `203.0.113.0/24`, `2001:db8::/32` or an address alone.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (address, length) = match text.split_once('/') {
            Some((address, length)) => (address, Some(length.parse::<u32>().ok()?)),
            None => (text, None),
        };
        let (bits, is_v6) = bits(address)?;
        let most = if is_v6 { 128 } else { 32 };
        let length = length.unwrap_or(most);
        (length <= most).then_some(Self { bits, length, is_v6 })
    }

    /// Whether an address is one of it.
    #[must_use]
    pub fn contains(self, address: &str) -> bool {
        let Some((own, is_v6)) = bits(address) else { return false };
        let mask = u128::MAX.checked_shl(128 - self.length).unwrap_or(0);
        is_v6 == self.is_v6 && (own ^ self.bits) & mask == 0
    }

    /// Whether all addresses are of it.
    #[must_use]
    pub const fn is_everywhere(self) -> bool {
        self.length == 0
    }
}
