//! What the table says about signing in.

use axum::http::StatusCode;

use super::{Retry, Row};
use crate::problem::Text;

pub(super) const SIGN_IN_EXPIRED: Row = Row {
    name: "sign_in_expired",
    status: StatusCode::BAD_REQUEST,
    retry: Retry::Never,
    title: Text::fixed("로그인을 다시 시작해야 함", "Sign-in has to start again"),
    advice: Text::fixed(
        "10분이 지났거나, 이미 쓰였거나, 다른 브라우저에서 시작한 로그인입니다. 처음부터 다시 시작하세요.",
        "It began over 10 minutes ago, was used already, or began in another browser. Start again.",
    ),
};

pub(super) const SIGN_IN_CANCELLED: Row = Row {
    name: "sign_in_cancelled",
    status: StatusCode::FORBIDDEN,
    retry: Retry::Never,
    title: Text::fixed("로그인을 취소함", "Sign-in cancelled"),
    advice: Text::fixed(
        "로그인하지 않고 돌아왔습니다. 원하면 다시 시작할 수 있습니다.",
        "You came back without signing in. You can start again.",
    ),
};

pub(super) const SIGN_IN_REFUSED: Row = Row {
    name: "sign_in_refused",
    status: StatusCode::UNAUTHORIZED,
    retry: Retry::Never,
    title: Text::fixed("로그인할 수 없음", "Sign-in refused"),
    advice: Text::fixed(
        "로그인 정보를 확인할 수 없습니다. 처음부터 다시 시작하세요.",
        "The identity provider's answer could not be verified. Start again.",
    ),
};

pub(super) const EMAIL_NOT_VERIFIED: Row = Row {
    name: "email_not_verified",
    status: StatusCode::FORBIDDEN,
    retry: Retry::Never,
    title: Text::fixed("확인되지 않은 이메일", "E-mail address not verified"),
    advice: Text::fixed(
        "Google 계정에서 이메일 주소를 확인한 뒤에 다시 로그인하세요.",
        "Verify the e-mail address of your Google account, then sign in again.",
    ),
};
