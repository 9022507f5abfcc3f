//! Names and inputs as keystrokes, the one form in which they are compared.
//!
//! Latin letters lose case, accents and width. Hangul becomes the letters of the two-set (두벌식)
//! keyboard: 인천 is `dlscjs`, and 인처, ㅇㅣㄴ, or `dlscjs` typed with the keyboard set to English are
//! prefixes of it without further rules. Shift is ignored, so ㄲ and ㄱ are one key.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Keys of the initial consonants, U+1100 to U+1112.
const INITIALS: [&str; 19] = [
    "r", "r", "s", "e", "e", "f", "a", "q", "q", "t", "t", "d", "w", "w", "c", "z", "x", "v", "g",
];

/// Keys of the vowels, U+1161 to U+1175.
const VOWELS: [&str; 21] = [
    "k", "o", "i", "o", "j", "p", "u", "p", "h", "hk", "ho", "hl", "y", "n", "nj", "np", "nl", "b",
    "m", "ml", "l",
];

/// Keys of the final consonants, U+11A8 to U+11C2.
const FINALS: [&str; 27] = [
    "r", "r", "rt", "s", "sw", "sg", "e", "f", "fr", "fa", "fq", "ft", "fx", "fv", "fg", "a", "q",
    "qt", "t", "t", "d", "w", "c", "z", "x", "v", "g",
];

/// The keys that hold consonants.
const CONSONANT_KEYS: &[u8] = b"rsefaqtdwczxvg";

/// Stands for a letter of another script: no name has it.
const UNKNOWN: &str = "?";

/// Which side of the keyboard a word is written with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Script {
    Latin,
    Hangul,
}

/// A word, or several joined, as keystrokes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Typed {
    /// The keystrokes: lower case ASCII letters, digits and [`UNKNOWN`].
    pub(super) keys: String,
    /// [`Script::Hangul`] as soon as one letter is.
    pub(super) script: Script,
    /// The keys of each syllable's first consonant.
    pub(super) initials: String,
}

/// What one character adds to a word.
enum Stroke {
    Latin(&'static str),
    Ascii(char),
    Initial(&'static str),
    Hangul(&'static str),
    /// Accents and apostrophes: `O'Hare` is one word.
    Nothing,
    Break,
}

impl Typed {
    /// One text of several words, as if typed without spaces.
    pub(super) fn joined(words: &[Self]) -> Self {
        let mut whole = Self::empty();
        for word in words {
            whole.keys.push_str(&word.keys);
            whole.initials.push_str(&word.initials);
            whole.script = whole.script.max(word.script);
        }
        whole
    }

    /// Whether only consonants were typed, as in ㅇㅊ for 인천.
    pub(super) fn is_initials(&self) -> bool {
        let consonant = |key| CONSONANT_KEYS.contains(&key);
        self.script == Script::Hangul && self.keys.bytes().all(consonant)
    }

    fn empty() -> Self {
        Self {
            keys: String::new(),
            script: Script::Latin,
            initials: String::new(),
        }
    }

    fn push_hangul(&mut self, keys: &str) {
        self.keys.push_str(keys);
        self.script = Script::Hangul;
    }
}

/// The words of a text; none when it has no letter or digit.
pub(super) fn words(text: &str) -> Vec<Typed> {
    let mut words = vec![Typed::empty()];
    for letter in text.nfkd().flat_map(char::to_lowercase) {
        let Some(word) = words.last_mut() else { break };
        match stroke(letter) {
            Stroke::Latin(keys) => word.keys.push_str(keys),
            Stroke::Ascii(key) => word.keys.push(key),
            Stroke::Initial(key) => {
                word.push_hangul(key);
                word.initials.push_str(key);
            }
            Stroke::Hangul(keys) => word.push_hangul(keys),
            Stroke::Nothing => {}
            Stroke::Break => words.push(Typed::empty()),
        }
    }
    words.retain(|word| !word.keys.is_empty());
    words
}

fn stroke(letter: char) -> Stroke {
    match letter {
        'a'..='z' | '0'..='9' => Stroke::Ascii(letter),
        '\u{1100}'..='\u{1112}' => Stroke::Initial(nth(&INITIALS, letter, '\u{1100}')),
        '\u{1161}'..='\u{1175}' => Stroke::Hangul(nth(&VOWELS, letter, '\u{1161}')),
        '\u{11a8}'..='\u{11c2}' => Stroke::Hangul(nth(&FINALS, letter, '\u{11a8}')),
        'ı' => Stroke::Latin("i"),
        'ø' => Stroke::Latin("o"),
        'ł' => Stroke::Latin("l"),
        'đ' | 'ð' => Stroke::Latin("d"),
        'ħ' => Stroke::Latin("h"),
        'æ' => Stroke::Latin("ae"),
        'œ' => Stroke::Latin("oe"),
        'ß' => Stroke::Latin("ss"),
        'þ' => Stroke::Latin("th"),
        '\'' | '’' | '‘' | '`' | 'ʻ' | 'ʼ' => Stroke::Nothing,
        _ if is_combining_mark(letter) => Stroke::Nothing,
        _ if letter.is_alphanumeric() => Stroke::Latin(UNKNOWN),
        _ => Stroke::Break,
    }
}

fn nth(keys: &[&'static str], letter: char, first: char) -> &'static str {
    keys[(u32::from(letter) - u32::from(first)) as usize]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(text: &str) -> String {
        Typed::joined(&words(text)).keys
    }

    #[test]
    fn syllables_become_the_keys_that_type_them() {
        for (text, expected) in [
            ("인천", "dlscjs"),
            ("서울", "tjdnf"),
            ("뉴욕", "sbdyr"),
            ("괌", "rhka"),
            ("닭값", "ekfrrkqt"),
            ("의왕", "dmldhkd"),
        ] {
            assert_eq!(keys(text), expected, "{text}");
        }
    }

    #[test]
    fn a_half_typed_name_is_a_prefix_of_the_name() {
        for (name, parts) in [
            ("인천", ["ㅇ", "이", "인", "인ㅊ", "인처", "ㅇㅣㄴ"]),
            ("나리타", ["ㄴ", "나", "날", "나리", "나맅", "나리ㅌ"]),
        ] {
            for part in parts {
                assert!(keys(name).starts_with(&keys(part)), "{part}");
            }
        }
    }

    #[test]
    fn every_way_to_write_hangul_gives_the_same_keys() {
        let decomposed: String = "인천".nfd().collect();
        for text in [&decomposed, "ㅇㅣㄴㅊㅓㄴ", "ﾷￜﾤﾺￆﾤ"] {
            assert_eq!(keys(text), keys("인천"), "{text}");
        }
        assert_eq!(keys("오사까"), keys("오사가"));
    }

    #[test]
    fn latin_loses_case_accents_width_and_punctuation() {
        for (text, expected) in [
            ("São Paulo", "saopaulo"),
            ("ZÜRICH", "zurich"),
            ("Zu\u{308}rich", "zurich"),
            ("ＩＣＮ", "icn"),
            ("Brønnøy", "bronnoy"),
            ("Kraków–Łódź", "krakowlodz"),
            ("İstanbul", "istanbul"),
            ("Þórshöfn", "thorshofn"),
            ("O'Hare", "ohare"),
            (" -- ", ""),
        ] {
            assert_eq!(keys(text), expected, "{text}");
        }
    }

    #[test]
    fn words_end_at_spaces_and_punctuation() {
        let read = words("John F. Kennedy/존F.케네디");
        let keys: Vec<&str> = read.iter().map(|word| word.keys.as_str()).collect();
        assert_eq!(keys, ["john", "f", "kennedy", "whsf", "zpspel"]);
        assert_eq!(read[2].script, Script::Latin);
        assert_eq!(read[3].script, Script::Hangul);
    }

    #[test]
    fn initials_are_told_from_syllables() {
        let whole = |text| Typed::joined(&words(text));
        assert_eq!(whole("인천 국제").initials, "dcrw");
        assert!(whole("ㅇㅊ").is_initials());
        assert!(!whole("인천").is_initials());
        assert!(!whole("dc").is_initials());
        // Typed in one go, ㄱ and ㅅ become one letter.
        assert_eq!(whole("ㄳ").keys, "rt");
        assert!(whole("ㄳ").is_initials());
    }

    #[test]
    fn other_scripts_are_kept_apart() {
        assert_eq!(keys("東京"), "??");
        assert_eq!(keys("𝓣okyo"), "tokyo");
    }
}
