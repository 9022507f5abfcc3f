//! The pages a person sees.

use super::people::Person;
use super::question::Unknown;
use crate::language::Language;
use crate::page::{escaped, whole};

const PROVIDER: &str = "Google";

/// The page that asks who comes. `complaint` is an address that is none.
pub(super) fn choice(query: &str, complaint: Option<&str>, language: Language) -> String {
    let action = format!("/google/authorize?{}", escaped(query));
    let offered = Person::offered();
    let people: String = offered.iter().map(|p| person(p, language)).collect();
    let head = language.pick("누구로 로그인할까요?", "Who is signing in?");
    let about = language.pick(
        "이 컴퓨터에서만 쓰는 연습용 Google입니다. 비밀번호는 없습니다.",
        "This is a practice Google for this computer alone. There are no passwords.",
    );
    let label = language.pick("다른 이메일", "Another e-mail");
    let go = language.pick("계속", "Continue");
    let cancel = language.pick("취소하고 돌아가기", "Cancel and go back");
    let complained = complaint.map(|text| {
        let words = language.pick("이메일 주소가 아닙니다", "This is not an e-mail address");
        let text = escaped(text);
        format!("<p class=\"alarm\" id=\"complaint\" role=\"alert\">{words}: {text}</p>\n")
    });
    let described = complaint.map_or(
        "",
        |_| " aria-describedby=\"complaint\" aria-invalid=\"true\"",
    );
    let body = format!(
        "<p>{about}</p>\n{complained}\
         <form method=\"post\" action=\"{action}\">\n<ul>\n{people}</ul>\n</form>\n\
         <form method=\"post\" action=\"{action}\">\n<label for=\"email\">{label}</label>\n\
         <div class=\"other\"><input id=\"email\" name=\"email\" type=\"email\" required \
         maxlength=\"254\" autocomplete=\"email\" placeholder=\"name@example.com\"{described}>\
         <button>{go}</button></div>\n</form>\n\
         <form method=\"post\" action=\"{action}\">\
         <button class=\"cancel\" name=\"cancel\" value=\"true\">{cancel}</button></form>\n",
        complained = complained.unwrap_or_default(),
    );
    whole(PROVIDER, head, &body, language)
}

/// The page that says why nobody can be sent back.
pub(super) fn refusal(unknown: Unknown, language: Language) -> String {
    let (code, words) = match unknown {
        Unknown::Client => (
            "invalid_client",
            language.pick(
                "client_id가 등록되어 있지 않습니다.",
                "The client_id is not registered.",
            ),
        ),
        Unknown::Redirect => (
            "redirect_uri_mismatch",
            language.pick(
                "redirect_uri가 등록된 주소와 한 글자까지 같지 않습니다 (GAJO_SANDBOX_REDIRECTS).",
                "The redirect_uri is not, letter by letter, a registered one \
                 (GAJO_SANDBOX_REDIRECTS).",
            ),
        ),
    };
    let head = language.pick("로그인할 수 없습니다", "Signing in is not possible");
    let body = format!("<p class=\"alarm\" role=\"alert\">400 {code}</p>\n<p>{words}</p>\n");
    whole(PROVIDER, head, &body, language)
}

fn person(person: &Person, language: Language) -> String {
    let (email, name) = (escaped(&person.email), escaped(&person.name()));
    let note = match person.is_verified() {
        true => "",
        false => language.pick(" · 확인되지 않은 이메일", " · e-mail not verified"),
    };
    format!(
        "<li><button class=\"person\" name=\"email\" value=\"{email}\">\
         <b>{name}</b> <span>{email}{note}</span></button></li>\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_stranger_wrote_cannot_become_markup() {
        let page = choice("state=\"><script>", Some("<script>"), Language::En);
        assert!(!page.contains("<script>"));
        assert!(page.contains("state=&quot;&gt;&lt;script&gt;"));
    }
}
