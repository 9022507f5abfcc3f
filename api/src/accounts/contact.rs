//! What people say about themselves: names and phone numbers.

use crate::problem::Text;

/// The longest name, in characters.
const LONGEST_NAME: usize = 100;

/// Digits of the shortest and of the longest phone number (E.164).
const PHONE_DIGITS: std::ops::RangeInclusive<usize> = 8..=15;

/// A name without space around it, or why it is none.
pub(super) fn name(text: &str) -> Result<String, Text> {
    let name = text.trim();
    let length = name.chars().count();
    if (1..=LONGEST_NAME).contains(&length) && !name.chars().any(char::is_control) {
        return Ok(name.to_owned());
    }
    Err(Text::new(
        format!("한 줄에 1자에서 {LONGEST_NAME}자까지 써 주세요"),
        format!("has to be one line of 1 to {LONGEST_NAME} characters"),
    ))
}

/// A phone number as digits, with a plus in front when it has a country code; or why it is none.
pub(super) fn phone(text: &str) -> Result<String, Text> {
    let text = text.trim();
    let (plus, rest) = match text.strip_prefix('+') {
        Some(rest) => ("+", rest),
        None => ("", text),
    };
    let between = [' ', '-', '(', ')'];
    let number: String = rest.chars().filter(|c| !between.contains(c)).collect();
    let is_number = number.bytes().all(|byte| byte.is_ascii_digit());
    if is_number && PHONE_DIGITS.contains(&number.len()) {
        return Ok(format!("{plus}{number}"));
    }
    Err(Text::fixed(
        "전화번호는 010-1234-5678이나 +82 10 1234 5678처럼 써 주세요",
        "is not a phone number such as 010-1234-5678 or +82 10 1234 5678",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_line() {
        assert_eq!(name(" 김 가조 ").unwrap(), "김 가조");
        assert!(name(&"가".repeat(100)).is_ok());
        for bad in ["", "  ", "a\nb", "\0", &"가".repeat(101)] {
            assert!(name(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn a_phone_number_is_kept_as_digits() {
        assert_eq!(phone("010-1234-5678").unwrap(), "01012345678");
        assert_eq!(phone(" +82 (10) 1234 5678").unwrap(), "+821012345678");
        for bad in [
            "",
            "+",
            "1234567",
            "1234567890123456",
            "010-abcd-5678",
            "8+210123456",
            "٠١٠١٢٣٤٥٦٧٨",
        ] {
            assert!(phone(bad).is_err(), "{bad}");
        }
    }
}
