//! How fast anybody may ask, and who tells the truth about who asks.

use std::net::IpAddr;

use super::Source;

/// The most proxies that may be named.
const MOST_PROXIES: usize = 100;

/// How fast anybody may ask.
#[derive(Clone, Debug, Default)]
pub struct RatesConfig {
    /// `GAJO_RATE_LIMITS`: `on` (also when not set) or `off`.
    pub limited: bool,
    /// `GAJO_TRUSTED_PROXIES`: whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<Network>,
}

/// Addresses with the same beginning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    first: IpAddr,
    /// Bits of the beginning.
    length: u8,
}

impl RatesConfig {
    pub(super) fn read(source: &mut Source<'_>) -> Option<Self> {
        let limited = source
            .get("GAJO_RATE_LIMITS")
            .unwrap_or_else(|| "on".into());
        let limited = source.parse("GAJO_RATE_LIMITS", &limited, |text| match text {
            "on" => Ok(true),
            "off" => Ok(false),
            _ => Err("is neither on nor off"),
        });
        let proxies = source.get("GAJO_TRUSTED_PROXIES").unwrap_or_default();
        let proxies = source.parse("GAJO_TRUSTED_PROXIES", &proxies, |text| {
            let parts = text
                .split(',')
                .map(str::trim)
                .filter(|part| !part.is_empty());
            let proxies: Option<Vec<_>> = parts.map(Network::parse).collect();
            proxies
                .filter(|proxies| proxies.len() <= MOST_PROXIES)
                .ok_or(
                    "is not up to 100 addresses or networks like 10.0.0.0/8, separated by commas",
                )
        });
        Some(Self {
            limited: limited?,
            trusted_proxies: proxies?,
        })
    }

    /// Whether an address is a proxy that is believed.
    pub fn trusts(&self, address: IpAddr) -> bool {
        self.trusted_proxies
            .iter()
            .any(|proxy| proxy.holds(address))
    }
}

impl Network {
    /// An address, or a network such as `10.0.0.0/8`.
    pub fn parse(text: &str) -> Option<Self> {
        let (first, length) = match text.split_once('/') {
            Some((first, length)) => (first, Some(length.parse().ok()?)),
            None => (text, None),
        };
        let first: IpAddr = first.parse().ok()?;
        let longest = if first.is_ipv4() { 32 } else { 128 };
        let length = length.unwrap_or(longest);
        (length <= longest).then_some(Self { first, length })
    }

    fn holds(self, address: IpAddr) -> bool {
        let (differs, unused) = match (self.first, address.to_canonical()) {
            (IpAddr::V4(a), IpAddr::V4(b)) => {
                (u128::from(a.to_bits() ^ b.to_bits()), 32 - self.length)
            }
            (IpAddr::V6(a), IpAddr::V6(b)) => (a.to_bits() ^ b.to_bits(), 128 - self.length),
            _ => return false,
        };
        differs.checked_shr(u32::from(unused)).unwrap_or(0) == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_holds_the_addresses_that_begin_as_it_does() {
        for (network, address, holds) in [
            ("10.0.0.0/8", "10.255.0.1", true),
            ("10.0.0.0/8", "11.0.0.1", false),
            ("10.0.0.0/8", "::ffff:10.1.2.3", true),
            ("127.0.0.1", "127.0.0.1", true),
            ("127.0.0.1", "127.0.0.2", false),
            ("0.0.0.0/0", "8.8.8.8", true),
            ("0.0.0.0/0", "::1", false),
            ("2001:db8::/32", "2001:db8:1::1", true),
            ("2001:db8::/32", "2001:db9::1", false),
            ("::/0", "2001:db9::1", true),
        ] {
            let found = Network::parse(network)
                .unwrap()
                .holds(address.parse().unwrap());
            assert_eq!(found, holds, "{network} {address}");
        }
    }

    #[test]
    fn what_is_no_network_is_refused() {
        for bad in [
            "",
            "10.0.0.0/33",
            "10.0.0/8",
            "::/129",
            "proxy",
            "10.0.0.1/-1",
            "10.0.0.1/",
        ] {
            assert_eq!(Network::parse(bad), None, "{bad}");
        }
    }
}
