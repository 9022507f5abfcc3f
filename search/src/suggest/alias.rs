//! Names that travellers use and the reference data does not have.
//!
//! Older and Sino-Korean names, other Romanizations, names in the local language, abbreviations.
//! What is one letter away from a name in the data needs no line here.

/// What a search calls the place ([`super::Suggestion::query`]), and its further names.
pub(super) const ALIASES: [(&str, &[&str]); 74] = [
    // Korea
    ("PUS", &["Pusan", "Kimhae", "김해"]),
    ("GMP", &["Kimpo"]),
    ("CJU", &["Cheju", "제주도"]),
    ("TAE", &["Taegu"]),
    ("KWJ", &["Kwangju"]),
    ("CJJ", &["Chongju"]),
    // Japan
    ("TYO", &["동경"]),
    ("OSA", &["Kyoto", "교토"]),
    ("FUK", &["Hakata", "하카타"]),
    ("NGO", &["중부국제공항", "Chubu", "주부국제공항"]),
    ("SPK", &["Hokkaido", "홋카이도", "북해도"]),
    // China, Taiwan
    ("BJS", &["Peking", "북경"]),
    ("SHA", &["상해"]),
    ("CAN", &["Canton"]),
    ("SZX", &["심천"]),
    ("TSN", &["천진"]),
    ("TAO", &["청도"]),
    ("DLC", &["대련"]),
    ("SHE", &["심양"]),
    ("XIY", &["서안"]),
    ("CKG", &["중경"]),
    ("NKG", &["남경"]),
    ("HGH", &["항주"]),
    ("KWL", &["계림"]),
    ("YNJ", &["연길"]),
    ("WEH", &["위해"]),
    ("YNT", &["연태"]),
    ("XMN", &["하문", "Amoy"]),
    ("KMG", &["곤명"]),
    ("WUH", &["무한"]),
    ("TNA", &["제남"]),
    ("CGQ", &["장춘"]),
    ("DYG", &["장가계"]),
    ("SYX", &["하이난", "Hainan", "해남도"]),
    ("TPE", &["대북"]),
    ("TPE.apt", &["타오위안", "도원"]),
    // South and South-East Asia
    ("SGN", &["Saigon", "사이공"]),
    ("DPS", &["Denpasar", "덴파사르"]),
    ("CXR", &["냐짱"]),
    ("KLO", &["Boracay", "보라카이"]),
    ("RGN", &["Rangoon", "랑군"]),
    ("BOM", &["Bombay", "봄베이"]),
    ("CCU", &["Calcutta", "캘커타"]),
    ("MAA", &["Madras", "마드라스"]),
    ("BLR", &["Bangalore", "방갈로르"]),
    // Europe
    ("ROM", &["Roma"]),
    ("MIL", &["Milano"]),
    ("VCE", &["Venezia", "베니스"]),
    ("FLR", &["Florence", "플로렌스"]),
    ("VIE", &["Wien", "비엔나"]),
    ("MUC", &["München", "Muenchen", "뮤니크"]),
    ("CGN", &["Köln", "Koeln"]),
    ("GVA", &["Genève", "Genf"]),
    ("PRG", &["Praha"]),
    ("WAW", &["Warszawa"]),
    ("BRU", &["Bruxelles", "Brüssel"]),
    ("CPH", &["København"]),
    ("GOT", &["Göteborg"]),
    ("LIS", &["Lisboa"]),
    ("ATH", &["Athina"]),
    ("BEG", &["Beograd"]),
    ("OTP", &["București"]),
    ("MOW", &["Moskva"]),
    ("LED", &["Leningrad", "Saint Petersburg"]),
    // Americas, Pacific, elsewhere
    ("LAX", &["LA", "엘에이"]),
    ("SFO", &["SF"]),
    ("NYC", &["NY"]),
    ("WAS", &["DC", "Washington DC"]),
    ("LAS", &["라스베가스"]),
    ("HNL", &["Hawaii", "하와이"]),
    ("MEX", &["Ciudad de México"]),
    ("IEV", &["Kiev", "키예프"]),
    ("VVO", &["블라디보스톡"]),
    ("UBN", &["Ulan Bator"]),
];

/// Further names of countries, by code.
pub(super) const COUNTRY_ALIASES: [(&str, &str); 8] = [
    ("KR", "한국"),
    ("AU", "호주"),
    ("TR", "터키"),
    ("TR", "Turkey"),
    ("GB", "England"),
    ("GB", "Britain"),
    ("US", "USA"),
    ("US", "America"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_alias_leads_to_a_place_of_the_reference_data() {
        let airports = include_str!("../../../data/airports.csv");
        let cities = include_str!("../../../data/cities.csv");
        let countries = include_str!("../../../data/countries.csv");
        for (query, names) in ALIASES {
            let line = format!("\n{},", query.trim_end_matches(".apt"));
            assert!(
                airports.contains(&line) || cities.contains(&line),
                "{query}"
            );
            assert!(!names.is_empty(), "{query}");
        }
        for (code, name) in COUNTRY_ALIASES {
            assert!(countries.contains(&format!("\n{code},")), "{name}");
        }
    }
}
