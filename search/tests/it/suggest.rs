//! What travellers type, and what they find, over the real airports.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::PathBuf;
use std::sync::LazyLock;

use proptest::prelude::*;
use search::model::{Airport, City, CountryCode, Iata};
use search::suggest::{Kind, LONGEST_INPUT, MOST_SUGGESTIONS, Name, Suggestion, Suggestions};

/// The first answer to each input, as a search would name it.
const FIRST_ANSWERS: [(&str, &str); 128] = [
    // Codes.
    ("icn", "ICN"),
    ("ICN", "ICN"),
    (" Icn ", "ICN"),
    ("ＩＣＮ", "ICN"),
    ("SEL", "SEL"),
    ("cju", "CJU"),
    ("jfk", "JFK"),
    ("nyc", "NYC"),
    ("kix", "KIX"),
    ("cdg", "CDG"),
    ("lhr", "LHR"),
    ("dme", "DME"),
    // Codes of a city and of one of its airports mean the city.
    ("lax", "LAX"),
    ("bkk", "BKK"),
    ("ist", "IST"),
    ("bkk.apt", "BKK.apt"),
    // The code of a city with one airport of another code.
    ("BUH", "OTP"),
    // Korean names.
    ("인천", "ICN"),
    ("인천국제공항", "ICN"),
    ("인천 공항", "ICN"),
    ("서울", "SEL"),
    ("김포", "GMP"),
    ("김포공항", "GMP"),
    ("서울 김포", "GMP"),
    ("제주", "CJU"),
    ("제주도", "CJU"),
    ("부산", "PUS"),
    ("김해", "PUS"),
    ("대구", "TAE"),
    ("광주", "KWJ"),
    ("도쿄", "TYO"),
    ("나리타", "NRT"),
    ("도쿄 하네다", "HND"),
    ("오사카", "OSA"),
    ("간사이", "KIX"),
    ("후쿠오카", "FUK"),
    ("삿포로", "SPK"),
    ("홍콩", "HKG"),
    ("타이베이", "TPE"),
    ("다낭", "DAD"),
    ("방콕", "BKK"),
    ("발리", "DPS"),
    ("뉴욕", "NYC"),
    ("케네디", "JFK"),
    ("로스앤젤레스", "LAX"),
    ("파리", "PAR"),
    ("샤를드골", "CDG"),
    ("런던", "LON"),
    ("히스로", "LHR"),
    ("파리 프랑스", "PAR"),
    // English names.
    ("Inch", "ICN"),
    ("Incheon International Airport", "ICN"),
    ("incheon airport", "ICN"),
    ("seoul", "SEL"),
    ("new york", "NYC"),
    ("New-York", "NYC"),
    ("newyork", "NYC"),
    ("new york jfk", "JFK"),
    ("jfk airport", "JFK"),
    ("john f", "JFK"),
    ("kennedy", "JFK"),
    ("paris", "PAR"),
    ("heathrow", "LHR"),
    ("heathrow london", "LHR"),
    ("tokyo", "TYO"),
    ("narita", "NRT"),
    ("osaka", "OSA"),
    ("fukuoka", "FUK"),
    ("hongkong", "HKG"),
    ("Hong Kong", "HKG"),
    ("taipei", "TPE"),
    ("danang", "DAD"),
    ("Da Nang", "DAD"),
    ("Zurich", "ZRH"),
    ("Zürich", "ZRH"),
    ("sao paulo", "SAO"),
    ("São Paulo", "SAO"),
    ("o'hare", "ORD"),
    ("ohare", "ORD"),
    ("san fran", "SFO"),
    ("ho chi minh", "SGN"),
    // Other names for the same place.
    ("동경", "TYO"),
    ("북경", "BJS"),
    ("상해", "SHA"),
    ("타오위안", "TPE.apt"),
    ("Kimpo", "GMP"),
    ("Pusan", "PUS"),
    ("saigon", "SGN"),
    ("bombay", "BOM"),
    ("Roma", "ROM"),
    ("münchen", "MUC"),
    ("LA", "LAX"),
    ("교토", "OSA"),
    // Initial consonants.
    ("ㅇㅊ", "ICN"),
    ("ㅅㅇ", "SEL"),
    ("ㄴㄹㅌ", "NRT"),
    ("ㅈㅈ", "CJU"),
    ("ㄱㅍ", "GMP"),
    ("ㅎㅋ", "HKG"),
    ("ㅍㄹ", "PAR"),
    // Half-typed syllables.
    ("인처", "ICN"),
    ("인ㅊ", "ICN"),
    ("ㅇㅣㄴㅊ", "ICN"),
    ("서우", "SEL"),
    ("나맅", "NRT"),
    // The keyboard was set to the other language.
    ("dlscjs", "ICN"),
    ("DLSCJS", "ICN"),
    ("tjdnf", "SEL"),
    ("wpwn", "CJU"),
    ("ehzy", "TYO"),
    ("qntks", "PUS"),
    ("tjdnf rlavh", "GMP"),
    ("ㅑ추", "ICN"),
    ("ㅣㅐㅜ애ㅜ", "LON"),
    // One slip of the finger.
    ("Inchon", "ICN"),
    ("incehon", "ICN"),
    ("tokio", "TYO"),
    ("toyko", "TYO"),
    ("fukuoak", "FUK"),
    ("bangkog", "BKK"),
    ("barcwlo", "BCN"),
    ("new yrok", "NYC"),
    ("heatrow", "LHR"),
    ("재주", "CJU"),
    ("인춘", "ICN"),
    ("오사까", "OSA"),
    ("히드로", "LHR"),
    ("호치민", "SGN"),
];

static REAL: LazyLock<Data> = LazyLock::new(Data::read);
static SUGGESTIONS: LazyLock<Suggestions> =
    LazyLock::new(|| Suggestions::new(&REAL.airports, &REAL.cities, &REAL.countries));

fn queries(text: &str, limit: usize) -> Vec<&'static str> {
    let found = SUGGESTIONS.find(text, limit);
    found.iter().map(|found| found.query.as_str()).collect()
}

#[test]
fn the_first_answer_is_what_was_meant() {
    let wrong: Vec<_> = FIRST_ANSWERS
        .iter()
        .map(|(text, expected)| (text, expected, queries(text, 3)))
        .filter(|(_, expected, found)| found.first() != Some(expected))
        .collect();
    assert!(wrong.is_empty(), "(typed, expected, found): {wrong:#?}");
}

#[test]
fn every_airport_is_among_the_first_three_answers_to_its_code() {
    for airport in &REAL.airports {
        for text in [
            airport.code.to_string(),
            airport.code.as_str().to_lowercase(),
        ] {
            let found = SUGGESTIONS.find(&text, 3);
            let is_it =
                |found: &&&Suggestion| found.kind == Kind::Airport && found.code == airport.code;
            assert!(found.iter().find(is_it).is_some(), "{text}: {found:?}");
        }
    }
}

#[test]
fn a_query_names_one_place_only() {
    let mut seen = HashSet::new();
    let codes = REAL.airports.iter().map(|airport| airport.code);
    for code in codes.chain(REAL.cities.iter().map(|city| city.code)) {
        for found in SUGGESTIONS.find(code.as_str(), MOST_SUGGESTIONS) {
            seen.insert((found.query.as_str(), found.kind, found.code));
        }
    }
    let different: HashSet<&str> = seen.iter().map(|(query, ..)| *query).collect();
    assert_eq!(different.len(), seen.len());
    assert_eq!(
        seen.iter()
            .filter(|(query, ..)| query.ends_with(".apt"))
            .count(),
        71
    );
}

#[test]
fn a_city_is_followed_by_its_airports_the_busiest_first() {
    assert_eq!(queries("서울", 3), ["SEL", "ICN", "GMP"]);
    assert_eq!(queries("bkk", 3), ["BKK", "BKK.apt", "DMK"]);
    assert_eq!(queries("new york", 4), ["NYC", "JFK", "EWR", "LGA"]);
}

#[test]
fn a_city_with_one_airport_is_suggested_once_as_the_airport() {
    let found = SUGGESTIONS.find("후쿠오카", MOST_SUGGESTIONS);
    let of_fukuoka = found.iter().filter(|found| found.code.as_str() == "FUK");
    assert_eq!(of_fukuoka.count(), 1);
    assert_eq!(found[0].kind, Kind::Airport);
}

#[test]
fn a_suggestion_carries_its_names_and_airports() {
    let seoul = SUGGESTIONS.find("sel", 1)[0];
    assert_eq!(seoul.kind, Kind::City);
    assert_eq!(
        (seoul.name.en.as_str(), seoul.name.korean()),
        ("Seoul", "서울")
    );
    assert_eq!(seoul.country.korean(), "대한민국");
    assert_eq!(seoul.airports, ["ICN", "GMP"].map(iata));

    let kansai = SUGGESTIONS.find("kix", 1)[0];
    assert_eq!(kansai.kind, Kind::Airport);
    assert_eq!(kansai.name.korean(), "간사이국제공항");
    assert_eq!(
        (kansai.city.en.as_str(), kansai.country.en.as_str()),
        ("Osaka", "Japan")
    );
    assert!(kansai.airports.is_empty());
}

#[test]
fn a_country_leads_to_its_busiest_airports() {
    for text in ["일본", "japan"] {
        let found = SUGGESTIONS.find(text, 5);
        assert_eq!(found.len(), 5);
        assert!(
            found.iter().all(|found| found.country.en == "Japan"),
            "{text}"
        );
    }
}

#[test]
fn nothing_is_suggested_for_nothing_or_nonsense() {
    for text in [
        "",
        "   ",
        "-.,",
        "qqqqq",
        "xzxzxz",
        "ㅋㅋㅋㅋㅋ",
        "뷁뷁",
        "東京駅",
        "🛫",
        "12345",
        "' OR 1=1 --",
    ] {
        assert_eq!(
            queries(text, MOST_SUGGESTIONS),
            Vec::<&str>::new(),
            "{text}"
        );
    }
}

#[test]
fn the_limit_is_kept_within_its_bounds() {
    assert_eq!(queries("a", 0).len(), 1);
    assert_eq!(queries("a", 7).len(), 7);
    assert_eq!(queries("a", usize::MAX).len(), MOST_SUGGESTIONS);
}

#[test]
fn only_the_first_characters_of_a_long_input_count() {
    let padded = format!("icn{}", " ".repeat(LONGEST_INPUT - 3));
    assert_eq!(queries(&format!("{padded}zzzz"), 1), ["ICN"]);
    queries(&"a ".repeat(1_000_000), 20);
}

#[test]
fn unknown_cities_and_countries_do_not_hide_an_airport() {
    let airports: Vec<Airport> = REAL.airports.iter().take(3).cloned().collect();
    let alone = Suggestions::new(&airports, &[], &HashMap::new());
    let found = alone.find(airports[0].code.as_str(), 1)[0];
    assert_eq!(found.code, airports[0].code);
    assert_eq!(found.city, found.name);
    assert_eq!(found.country.en, airports[0].country.as_str());
    assert!(
        Suggestions::new(&[], &[], &HashMap::new())
            .find("icn", 8)
            .is_empty()
    );
}

proptest! {
    #[test]
    fn any_input_is_answered_within_the_limit(text in ".{0,80}", limit in 0..40_usize) {
        prop_assert!(queries(&text, limit).len() <= MOST_SUGGESTIONS);
    }

    #[test]
    fn hangul_and_latin_inputs_are_answered_without_repeats(text in "[a-zㄱ-ㅣ가-힣 .]{0,20}") {
        let found = queries(&text, MOST_SUGGESTIONS);
        let different: HashSet<&str> = found.iter().copied().collect();
        prop_assert_eq!(different.len(), found.len());
        prop_assert_eq!(queries(&text, MOST_SUGGESTIONS), found);
    }
}

/// The reference data of the repository, busy as its routes say.
struct Data {
    airports: Vec<Airport>,
    cities: Vec<City>,
    countries: HashMap<CountryCode, Name>,
}

impl Data {
    fn read() -> Self {
        let routes = routes_by_origin();
        let airports = rows("airports.csv")
            .iter()
            .map(|row| airport(row, &routes))
            .collect();
        let cities = rows("cities.csv").iter().map(city).collect();
        let country = |row: &Row| {
            (
                CountryCode::parse(&row["code"]).unwrap(),
                name(row, "name_en", "name_ko"),
            )
        };
        let countries = rows("countries.csv").iter().map(country).collect();
        Self {
            airports,
            cities,
            countries,
        }
    }
}

type Row = HashMap<String, String>;

fn rows(file: &str) -> Vec<Row> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../data")
        .join(file);
    let mut reader = csv::Reader::from_path(path).unwrap();
    reader.deserialize().map(Result::unwrap).collect()
}

/// Routes leaving each airport; a route known in one direction is flown in both.
fn routes_by_origin() -> BTreeMap<String, u16> {
    let mut routes = HashSet::new();
    for row in ["routes.csv", "routes_kr.csv"]
        .iter()
        .flat_map(|file| rows(file))
    {
        let [airline, origin, destination] =
            ["airline_iata", "origin", "destination"].map(|column| row[column].clone());
        routes.insert((airline.clone(), destination.clone(), origin.clone()));
        routes.insert((airline, origin, destination));
    }
    let mut by_origin = BTreeMap::new();
    for (_, origin, _) in routes {
        *by_origin.entry(origin).or_default() += 1;
    }
    by_origin
}

fn airport(row: &Row, routes: &BTreeMap<String, u16>) -> Airport {
    Airport {
        code: iata(&row["iata"]),
        city: iata(&row["city_code"]),
        country: CountryCode::parse(&row["country_code"]).unwrap(),
        name_en: row["name_en"].clone(),
        name_ko: known(&row["name_ko"]),
        latitude: row["latitude"].parse().unwrap(),
        longitude: row["longitude"].parse().unwrap(),
        zone: row["timezone"].parse().unwrap(),
        routes: routes.get(&row["iata"]).copied().unwrap_or_default(),
    }
}

fn city(row: &Row) -> City {
    City {
        code: iata(&row["city_code"]),
        country: CountryCode::parse(&row["country_code"]).unwrap(),
        name_en: row["city_en"].clone(),
        name_ko: known(&row["city_ko"]),
        airports: row["airports"].split(' ').map(iata).collect(),
    }
}

fn name(row: &Row, en: &str, ko: &str) -> Name {
    Name::new(&row[en], known(&row[ko]).as_deref())
}

fn known(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

fn iata(code: &str) -> Iata {
    Iata::parse(code).unwrap()
}
