//! The words of letters, in Korean and in English. Pure.

use chrono::{DateTime, Utc};
use chrono_tz::Asia::Seoul;
use search::model::Won;

use super::Occasion;
use super::told::{Journey, Seated, Told};
use crate::html::escaped;
use crate::problem::Language;

/// A letter, without its address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Letter {
    pub(super) subject: String,
    pub(super) text: String,
    pub(super) html: String,
}

/// Writes a letter about an order whose page lies below `base_url`.
pub(super) fn write(occasion: Occasion, told: &Told, base_url: &str) -> Letter {
    let (subject, lines) = match told.language {
        Language::Ko => korean(occasion, told),
        Language::En => english(occasion, told),
    };
    let link = format!("{base_url}/orders/{}", told.id);
    Letter {
        text: format!("{}\n\n{link}\n", lines.join("\n")),
        html: html(&subject, &lines, &link, told.language),
        subject,
    }
}

fn korean(occasion: Occasion, told: &Told) -> (String, Vec<String>) {
    let reference = &told.reference;
    let (subject, mut lines) = match occasion {
        Occasion::Held => (
            format!("[가조] 좌석을 잡아 두었습니다 ({reference})"),
            vec![
                format!(
                    "{}까지 결제해 주세요. 그 뒤에는 좌석이 풀립니다.",
                    when(told.hold_expires_at)
                ),
                format!("결제 금액: {}", won(told.total, Language::Ko)),
            ],
        ),
        Occasion::Paid => (
            format!("[가조] 전자 항공권 ({reference})"),
            vec![
                format!("결제가 끝났습니다. 예약 번호는 {reference}입니다."),
                format!("결제 금액: {}", won(told.total, Language::Ko)),
            ],
        ),
        Occasion::Refund => korean_refund(told),
        Occasion::FlightCancelled => (
            format!("[가조] 항공편이 취소되었습니다 ({reference})"),
            vec![
                "항공사 사정으로 항공편이 취소되어 알려 드립니다.".to_owned(),
                "결제하신 금액이 있으면 수수료 없이 모두 돌려 드립니다. 따로 하실 일은 없습니다."
                    .to_owned(),
            ],
        ),
    };
    lines.extend(journeys(told, "(취소됨)"));
    if occasion == Occasion::Paid {
        lines.extend(tickets(&told.tickets, "좌석 없음"));
    }
    (subject, lines)
}

fn korean_refund(told: &Told) -> (String, Vec<String>) {
    let reference = &told.reference;
    let Some(refund) = told.refund else {
        return (reference.clone(), vec![]);
    };
    if refund.refused {
        return (
            format!("[가조] 환불이 거절되었습니다 ({reference})"),
            vec!["결제사가 환불을 거절했습니다. 항공권은 그대로 쓰실 수 있습니다.".to_owned()],
        );
    }
    (
        format!("[가조] 환불했습니다 ({reference})"),
        vec![
            format!("환불 금액: {}", won(refund.amount, Language::Ko)),
            format!("수수료: {}", won(refund.fee, Language::Ko)),
            "카드사에 따라 며칠 뒤에 보일 수 있습니다.".to_owned(),
        ],
    )
}

fn english(occasion: Occasion, told: &Told) -> (String, Vec<String>) {
    let reference = &told.reference;
    let (subject, mut lines) = match occasion {
        Occasion::Held => (
            format!("[Gajo] Your seats are held ({reference})"),
            vec![
                format!(
                    "Please pay by {}. After that the seats are free again.",
                    when(told.hold_expires_at)
                ),
                format!("To pay: {}", won(told.total, Language::En)),
            ],
        ),
        Occasion::Paid => (
            format!("[Gajo] Your e-ticket ({reference})"),
            vec![
                format!("Your order is paid. Its reference is {reference}."),
                format!("Paid: {}", won(told.total, Language::En)),
            ],
        ),
        Occasion::Refund => english_refund(told),
        Occasion::FlightCancelled => (
            format!("[Gajo] Your flight is cancelled ({reference})"),
            vec![
                "The airline has cancelled a flight of your order.".to_owned(),
                "Whatever you have paid goes back in full. You need not do anything.".to_owned(),
            ],
        ),
    };
    lines.extend(journeys(told, "(cancelled)"));
    if occasion == Occasion::Paid {
        lines.extend(tickets(&told.tickets, "no seat"));
    }
    (subject, lines)
}

fn english_refund(told: &Told) -> (String, Vec<String>) {
    let reference = &told.reference;
    let Some(refund) = told.refund else {
        return (reference.clone(), vec![]);
    };
    if refund.refused {
        return (
            format!("[Gajo] Your refund was refused ({reference})"),
            vec!["The payment provider refused the refund. Your tickets are valid.".to_owned()],
        );
    }
    (
        format!("[Gajo] Your refund ({reference})"),
        vec![
            format!("Refunded: {}", won(refund.amount, Language::En)),
            format!("Fee: {}", won(refund.fee, Language::En)),
            "It may take some days until your card shows it.".to_owned(),
        ],
    )
}

fn journeys(told: &Told, cancelled: &str) -> Vec<String> {
    let line = |flight: &Journey| {
        let Journey {
            number,
            origin,
            destination,
            departs_at,
            arrives_at,
            ..
        } = flight;
        let mark = if flight.cancelled { cancelled } else { "" };
        let line = format!("{number}: {origin} {departs_at} - {destination} {arrives_at} {mark}");
        line.trim_end().to_owned()
    };
    told.flights.iter().map(line).collect()
}

fn tickets(tickets: &[Seated], without: &str) -> Vec<String> {
    let line = |ticket: &Seated| {
        let seat = ticket.seat.as_deref().unwrap_or(without);
        format!("{} {} {seat}", ticket.flight, ticket.name)
    };
    tickets.iter().map(line).collect()
}

/// An instant by the clocks of Korea, which the letter names.
fn when(at: DateTime<Utc>) -> String {
    at.with_timezone(&Seoul)
        .format("%Y-%m-%d %H:%M:%S KST")
        .to_string()
}

fn won(amount: Won, language: Language) -> String {
    let digits = amount.0.to_string();
    let mut grouped = String::new();
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    match language {
        Language::Ko => format!("{grouped}원"),
        Language::En => format!("{grouped} KRW"),
    }
}

fn html(subject: &str, lines: &[String], link: &str, language: Language) -> String {
    let tag = language.tag();
    let paragraphs: String = lines
        .iter()
        .map(|line| format!("<p>{}</p>\n", escaped(line)))
        .collect();
    let (subject, link) = (escaped(subject), escaped(link));
    format!(
        "<!doctype html>\n<html lang=\"{tag}\">\n<head><meta charset=\"utf-8\"><title>{subject}</title></head>\n\
         <body>\n{paragraphs}<p><a href=\"{link}\">{link}</a></p>\n</body>\n</html>\n"
    )
}
