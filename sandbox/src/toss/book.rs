//! Every payment, and every movement of money.

use std::collections::HashMap;

use axum::Json;
use axum::extract::{Query, State};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Toss;
use super::payment::{CancelAsk, Payment, Status};

/// All payments since the start, by their keys.
#[derive(Debug, Default)]
pub(super) struct Book {
    payments: HashMap<String, Payment>,
    movements: Vec<Movement>,
}

/// Money that changed hands.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Movement {
    at: DateTime<Utc>,
    kind: Kind,
    #[serde(rename = "paymentKey")]
    payment_key: String,
    #[serde(rename = "orderId")]
    order_id: String,
    /// In won.
    amount: i64,
    #[serde(rename = "transactionKey")]
    transaction_key: Option<String>,
    /// Why it was returned.
    reason: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Charged,
    Refunded,
}

impl Book {
    /// A buyer has authenticated a payment. `refusal` is what the card company will say.
    pub(super) fn authenticate(
        &mut self,
        (order_id, order_name): (&str, &str),
        amount: i64,
        refusal: Option<String>,
        now: DateTime<Utc>,
    ) -> String {
        let key = format!("tgajo_{}", Uuid::now_v7().simple());
        let payment = Payment {
            key: key.clone(),
            order_id: order_id.to_owned(),
            order_name: order_name.to_owned(),
            amount,
            status: Status::InProgress,
            authenticated_at: now,
            approved_at: None,
            failure: None,
            cancels: Vec::new(),
            transaction: None,
            refusal,
            confirming: false,
        };
        self.payments.insert(key.clone(), payment);
        key
    }

    /// The payment as it is now.
    pub(super) fn find(&mut self, key: &str, now: DateTime<Utc>) -> Option<&mut Payment> {
        let payment = self.payments.get_mut(key)?;
        payment.expire(now);
        Some(payment)
    }

    /// The newest payment of an order, as it is now.
    pub(super) fn of_order(&mut self, order_id: &str, now: DateTime<Utc>) -> Option<&mut Payment> {
        let of_order = self.payments.values();
        let of_order = of_order.filter(|payment| payment.order_id == order_id);
        // Keys grow with time.
        let key = of_order.map(|payment| payment.key.clone()).max()?;
        self.find(&key, now)
    }

    /// Ends a confirm that has begun, and books the money.
    pub(super) fn decide(&mut self, key: &str, now: DateTime<Utc>) -> Result<Payment, String> {
        let payment = self.payments.get_mut(key).ok_or("NOT_FOUND_PAYMENT")?;
        payment.decide(now, transaction())?;
        let payment = payment.clone();
        self.move_money(&payment, (Kind::Charged, payment.amount), now, None);
        Ok(payment)
    }

    /// Returns money and books it.
    pub(super) fn cancel(
        &mut self,
        key: &str,
        ask: &CancelAsk,
        now: DateTime<Utc>,
    ) -> Result<Payment, &'static str> {
        let payment = self.find(key, now).ok_or("NOT_FOUND_PAYMENT")?;
        let before = payment.balance();
        payment.cancel(ask, now, transaction())?;
        let payment = payment.clone();
        let returned = (Kind::Refunded, before - payment.balance());
        self.move_money(&payment, returned, now, Some(ask.reason.clone()));
        Ok(payment)
    }

    fn move_money(
        &mut self,
        payment: &Payment,
        (kind, amount): (Kind, i64),
        at: DateTime<Utc>,
        reason: Option<String>,
    ) {
        self.movements.push(Movement {
            at,
            kind,
            payment_key: payment.key.clone(),
            order_id: payment.order_id.clone(),
            amount,
            transaction_key: payment.transaction.clone(),
            reason,
        });
    }
}

/// Which movements are asked for.
#[derive(Debug, Deserialize)]
pub(super) struct LedgerAsk {
    #[serde(rename = "orderId")]
    order_id: Option<String>,
}

/// The movements, and what they add up to.
#[derive(Debug, Serialize)]
pub(super) struct Ledger {
    charged: i64,
    refunded: i64,
    movements: Vec<Movement>,
}

/// Shows the movements of money, of one order or of all.
pub(super) async fn ledger(State(toss): State<Toss>, Query(ask): Query<LedgerAsk>) -> Json<Ledger> {
    let wanted = |movement: &&Movement| {
        ask.order_id
            .as_ref()
            .is_none_or(|id| *id == movement.order_id)
    };
    let movements: Vec<_> = toss
        .book()
        .movements
        .iter()
        .filter(wanted)
        .cloned()
        .collect();
    let sum = |kind| {
        movements
            .iter()
            .filter(|m| m.kind == kind)
            .map(|m| m.amount)
            .sum()
    };
    Json(Ledger {
        charged: sum(Kind::Charged),
        refunded: sum(Kind::Refunded),
        movements,
    })
}

fn transaction() -> String {
    Uuid::now_v7().simple().to_string().to_uppercase()
}
