//! IATA codes: airports and cities, airlines, aircraft types, flight numbers.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Why a text is not the code it should be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not {expected}")]
pub struct BadCode {
    /// What was read.
    pub text: String,
    /// What was expected, such as "three capital letters".
    pub expected: &'static str,
}

impl BadCode {
    fn new(text: &str, expected: &'static str) -> Self {
        let text = text.chars().take(20).collect();
        Self { text, expected }
    }
}

/// Bytes, display, parsing and serde for a code of ASCII bytes that has `parse` and `as_str`.
macro_rules! code_text {
    ($code:ty) => {
        impl fmt::Display for $code {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl fmt::Debug for $code {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl $code {
            /// The characters as ASCII bytes.
            pub fn as_bytes(&self) -> &[u8] {
                &self.0
            }
        }

        impl FromStr for $code {
            type Err = BadCode;

            fn from_str(text: &str) -> Result<Self, BadCode> {
                Self::parse(text)
            }
        }

        impl Serialize for $code {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> Deserialize<'de> for $code {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                Self::parse(&text).map_err(serde::de::Error::custom)
            }
        }
    };
}

/// The code of an airport (`ICN`) or of a city (`SEL`): three capital letters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Iata([u8; 3]);

impl Iata {
    /// How many codes there are: every [`Iata::pack`] is below it.
    pub const COUNT: usize = 26 * 26 * 26;

    /// Reads three capital letters.
    pub fn parse(text: &str) -> Result<Self, BadCode> {
        capitals(text)
            .map(Self)
            .ok_or_else(|| BadCode::new(text, "three capital letters"))
    }

    /// The code as a number in base 26, in 15 bits.
    pub fn pack(self) -> u16 {
        self.0
            .iter()
            .fold(0, |packed, letter| packed * 26 + u16::from(letter - b'A'))
    }

    /// The code that [`Iata::pack`] made `packed` of; `None` when no code did.
    pub fn unpack(packed: u16) -> Option<Self> {
        let letter = |n: u16| b'A' + (n % 26) as u8;
        (usize::from(packed) < Self::COUNT)
            .then(|| Self([letter(packed / 676), letter(packed / 26), letter(packed)]))
    }

    /// The three letters.
    pub fn as_str(&self) -> &str {
        ascii(&self.0)
    }
}

/// The code of an airline: two capital letters or digits (`KE`, `7C`).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AirlineCode([u8; 2]);

impl AirlineCode {
    /// Reads two capital letters or digits.
    pub fn parse(text: &str) -> Result<Self, BadCode> {
        capitals_or_digits(text)
            .map(Self)
            .ok_or_else(|| BadCode::new(text, "two capital letters or digits"))
    }

    /// The two characters.
    pub fn as_str(&self) -> &str {
        ascii(&self.0)
    }
}

/// The IATA code of an aircraft type: three capital letters or digits (`738`, `AT7`).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AircraftCode([u8; 3]);

impl AircraftCode {
    /// Reads three capital letters or digits.
    pub fn parse(text: &str) -> Result<Self, BadCode> {
        capitals_or_digits(text)
            .map(Self)
            .ok_or_else(|| BadCode::new(text, "three capital letters or digits"))
    }

    /// The code as a number below 2^24.
    pub fn pack(self) -> u32 {
        self.0
            .iter()
            .fold(0, |packed, byte| packed << 8 | u32::from(*byte))
    }

    /// The code that [`AircraftCode::pack`] made `packed` of; `None` when no code did.
    pub fn unpack(packed: u32) -> Option<Self> {
        let [0, bytes @ ..] = packed.to_be_bytes() else {
            return None;
        };
        Self::parse(std::str::from_utf8(&bytes).ok()?).ok()
    }

    /// The three characters.
    pub fn as_str(&self) -> &str {
        ascii(&self.0)
    }
}

/// ISO 3166-1 alpha-2 code of a country: two capital letters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CountryCode([u8; 2]);

impl CountryCode {
    /// Reads two capital letters.
    pub fn parse(text: &str) -> Result<Self, BadCode> {
        capitals(text)
            .map(Self)
            .ok_or_else(|| BadCode::new(text, "two capital letters"))
    }

    /// The two letters.
    pub fn as_str(&self) -> &str {
        ascii(&self.0)
    }
}

code_text!(Iata);
code_text!(AirlineCode);
code_text!(AircraftCode);
code_text!(CountryCode);

/// An airline and its number, printed with at least three digits: `KE703`, `KE001`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FlightNumber {
    /// The operating airline.
    pub airline: AirlineCode,
    /// 1 to 9999.
    pub number: u16,
}

impl FlightNumber {
    /// Airline and number in 32 bits.
    pub fn pack(self) -> u32 {
        let [a, b] = self.airline.0;
        u32::from(a) << 24 | u32::from(b) << 16 | u32::from(self.number)
    }

    /// The flight number that [`FlightNumber::pack`] made `packed` of; `None` when none did.
    pub fn unpack(packed: u32) -> Option<Self> {
        let [a, b, high, low] = packed.to_be_bytes();
        let airline = AirlineCode::parse(std::str::from_utf8(&[a, b]).ok()?).ok()?;
        Some(Self {
            airline,
            number: u16::from_be_bytes([high, low]),
        })
    }
}

impl fmt::Display for FlightNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{:03}", self.airline, self.number)
    }
}

impl fmt::Debug for FlightNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for FlightNumber {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

fn capitals<const N: usize>(text: &str) -> Option<[u8; N]> {
    let bytes: [u8; N] = text.as_bytes().try_into().ok()?;
    bytes.iter().all(u8::is_ascii_uppercase).then_some(bytes)
}

fn capitals_or_digits<const N: usize>(text: &str) -> Option<[u8; N]> {
    let bytes: [u8; N] = text.as_bytes().try_into().ok()?;
    bytes
        .iter()
        .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
        .then_some(bytes)
}

fn ascii(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).expect("a code is made of ASCII letters and digits")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_packed_airport_code_unpacks_to_itself() {
        for packed in 0..Iata::COUNT as u16 {
            let code = Iata::unpack(packed).expect("below COUNT");
            assert_eq!(
                (code.pack(), Iata::parse(code.as_str())),
                (packed, Ok(code))
            );
        }
        assert_eq!(Iata::unpack(Iata::COUNT as u16), None);
    }

    #[test]
    fn only_exact_codes_are_read() {
        for bad in ["", "IC", "icn", "ICN ", "IC1", "인천", "ICNX"] {
            assert!(Iata::parse(bad).is_err(), "{bad}");
        }
        assert!(AirlineCode::parse("7C").is_ok());
        assert!(AirlineCode::parse("7c").is_err());
        assert_eq!(
            Iata::parse("icn").unwrap_err().to_string(),
            "\"icn\" is not three capital letters"
        );
    }

    #[test]
    fn flight_numbers_and_aircraft_survive_packing() {
        let number = FlightNumber {
            airline: AirlineCode::parse("7C").unwrap(),
            number: 1,
        };
        assert_eq!(FlightNumber::unpack(number.pack()), Some(number));
        assert_eq!(number.to_string(), "7C001");
        let aircraft = AircraftCode::parse("AT7").unwrap();
        assert_eq!(AircraftCode::unpack(aircraft.pack()), Some(aircraft));
        assert_eq!(AircraftCode::unpack(u32::MAX), None);
    }
}
