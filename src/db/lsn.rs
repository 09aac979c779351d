//! Positions in PostgreSQL's write-ahead log, by which a client says what it has seen.

use std::{fmt, str::FromStr};

/// A position in the write-ahead log of a primary and of the standbys that replay it. It is written as PostgreSQL writes it,
/// two numbers of up to 32 bits in hexadecimal digits: `16/B374D848`. Only positions of one cluster can be compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Lsn(pub u64);

/// What does not read as a position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a position in the write-ahead log is two hexadecimal numbers of up to 32 bits, such as `16/B374D848`")]
pub struct NoLsn;

impl FromStr for Lsn {
    type Err = NoLsn;

    fn from_str(text: &str) -> Result<Self, NoLsn> {
        let (high, low) = text.split_once('/').ok_or(NoLsn)?;
        let number = |digits: &str| {
            // `from_str_radix` would take a sign.
            let sound = digits.len() <= 8 && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
            u32::from_str_radix(digits, 16).ok().filter(|_| sound).ok_or(NoLsn)
        };
        Ok(Self(u64::from(number(high)?) << 32 | u64::from(number(low)?)))
    }
}

impl fmt::Display for Lsn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:X}/{:X}", self.0 >> 32, self.0 & 0xFFFF_FFFF)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_are_read_as_postgres_writes_them() {
        for (text, position) in [
            ("0/0", 0),
            ("16/B374D848", 0x16_B374_D848),
            ("16/b374d848", 0x16_B374_D848),
            ("FFFFFFFF/FFFFFFFF", u64::MAX),
        ] {
            assert_eq!(text.parse(), Ok(Lsn(position)), "{text}");
            assert_eq!(Lsn(position).to_string(), text.to_uppercase());
        }
        assert!(Lsn(0x1_0000_0000) > Lsn(0xFFFF_FFFF));
    }

    #[test]
    fn what_is_no_position_is_refused() {
        for text in
            ["", "/", "1", "1/", "/1", "1/2/3", "+1/2", "-1/2", " 1/2", "1/2 ", "g/1", "1/123456789", "１/2", "0x1/2"]
        {
            assert_eq!(text.parse::<Lsn>(), Err(NoLsn), "{text}");
        }
    }
}
