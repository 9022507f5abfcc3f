//! Writes SSIM files for the tests.

/// One leg; [`LEG`] is a good one.
#[derive(Clone, Copy)]
pub(crate) struct Leg {
    pub(crate) airline: &'static str,
    pub(crate) number: &'static str,
    pub(crate) sequence: &'static str,
    pub(crate) service: &'static str,
    pub(crate) from: &'static str,
    pub(crate) to: &'static str,
    pub(crate) days: &'static str,
    pub(crate) rate: &'static str,
    pub(crate) origin: &'static str,
    pub(crate) departs: &'static str,
    pub(crate) departs_offset: &'static str,
    pub(crate) destination: &'static str,
    pub(crate) arrives: &'static str,
    pub(crate) arrives_offset: &'static str,
    pub(crate) aircraft: &'static str,
    /// Date variation of departure and arrival.
    pub(crate) later: &'static str,
}

pub(crate) const LEG: Leg = Leg {
    airline: "KE ",
    number: "0703",
    sequence: "01",
    service: "J",
    from: "01MAR27",
    to: "07MAR27",
    days: "1 3 5  ",
    rate: " ",
    origin: "ICN",
    departs: "0905",
    departs_offset: "+0900",
    destination: "NRT",
    arrives: "1130",
    arrives_offset: "+0900",
    aircraft: "77W",
    later: "00",
};

/// A file that grows record by record, each with its serial number.
#[derive(Clone, Default)]
pub(crate) struct Ssim {
    text: String,
    serial: u32,
}

impl Ssim {
    /// A file with its header.
    pub(crate) fn new() -> Self {
        let mut file = Self::default();
        file.record(&[(1, "1AIRLINE STANDARD SCHEDULE DATA SET"), (192, "001")]);
        file.text += &format!("{0}\n{0}\n", "0".repeat(200));
        file
    }

    /// A file of Korean Air's March in local times with these legs.
    pub(crate) fn of(legs: &[Leg]) -> String {
        let mut file = Self::new();
        file.carrier("L", "KE ", "01MAR27", "31MAR27");
        legs.iter().for_each(|leg| file.leg(leg));
        file.trailer("KE ", "E");
        file.text
    }

    pub(crate) fn carrier(&mut self, mode: &str, airline: &str, from: &str, to: &str) {
        self.record(&[
            (1, "2"),
            (2, mode),
            (3, airline),
            (15, from),
            (22, to),
            (72, "P"),
        ]);
    }

    pub(crate) fn leg(&mut self, leg: &Leg) {
        self.record(&[
            (1, "3"),
            (3, leg.airline),
            (6, leg.number),
            (10, "01"),
            (12, leg.sequence),
            (14, leg.service),
            (15, leg.from),
            (22, leg.to),
            (29, leg.days),
            (36, leg.rate),
            (37, leg.origin),
            (40, leg.departs),
            (44, leg.departs),
            (48, leg.departs_offset),
            (55, leg.destination),
            (58, leg.arrives),
            (62, leg.arrives),
            (66, leg.arrives_offset),
            (73, leg.aircraft),
            (193, leg.later),
        ]);
    }

    /// A record of segment data for a leg.
    pub(crate) fn segment(&mut self, leg: &Leg, element: &str) {
        self.record(&[
            (1, "4"),
            (3, leg.airline),
            (6, leg.number),
            (10, "01"),
            (12, leg.sequence),
            (14, leg.service),
            (29, "AB"),
            (31, element),
            (34, leg.origin),
            (37, leg.destination),
            (40, "OZ 0101"),
        ]);
    }

    pub(crate) fn trailer(&mut self, airline: &str, code: &str) {
        let before = format!("{:06}", self.serial);
        self.record(&[(1, "5"), (3, airline), (188, &before), (194, code)]);
    }

    /// A record of which only some places are filled.
    pub(crate) fn record(&mut self, fields: &[(usize, &str)]) {
        self.serial += 1;
        let serial = format!("{:06}", self.serial);
        let mut record = [b' '; 200];
        for (place, text) in fields.iter().copied().chain([(195, serial.as_str())]) {
            record[place - 1..place - 1 + text.len()].copy_from_slice(text.as_bytes());
        }
        self.text += std::str::from_utf8(&record).expect("fields are ASCII");
        self.text.push('\n');
    }

    pub(crate) fn into_text(self) -> String {
        self.text
    }
}
