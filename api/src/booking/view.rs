//! Orders as JSON.

mod checkout;
mod list;
mod parts;

use chrono::{DateTime, Utc};
use search::model::Won;
use serde::Serialize;
use utoipa::ToSchema;

use super::order::{OrderId, OrderStatus};
use super::whole::WholeOrder;
use crate::app::App;
use crate::pricing::{DiscountView, NotAppliedView};
use crate::problem::Language;

use checkout::CheckoutView;
pub(crate) use list::{AdminOrdersView, OrdersView};
use parts::{
    ContactView, EventView, FlightView, PassengerView, PaymentView, RefundView, TicketView,
};

/// An order with everything that belongs to it.
#[derive(Serialize, ToSchema)]
#[schema(as = Order)]
pub struct OrderView {
    #[schema(value_type = String)]
    id: OrderId,
    /// What people call it by: letters and digits without look-alikes.
    #[schema(example = "K7M2QX")]
    reference: String,
    status: OrderStatus,
    created_at: DateTime<Utc>,
    /// Until then its seats are held unpaid.
    hold_expires_at: DateTime<Utc>,
    /// Whether the hold may be extended.
    hold_extendable: bool,
    /// The time of the service, to count down from.
    now: DateTime<Utc>,
    /// Raised by every change.
    version: u32,
    /// In the order of travel.
    flights: Vec<FlightView>,
    passengers: Vec<PassengerView>,
    /// One for each passenger on each flight.
    tickets: Vec<TicketView>,
    price: PriceView,
    contact: ContactView,
    /// The latest payment.
    payment: Option<PaymentView>,
    refunds: Vec<RefundView>,
    /// What happened, the oldest first.
    timeline: Vec<EventView>,
    /// What the payment widget needs, while the order is held.
    checkout: Option<CheckoutView>,
}

/// What an order costs, in KRW, frozen when it was made.
#[derive(Serialize, ToSchema)]
#[schema(as = OrderPrice)]
struct PriceView {
    #[schema(example = "KRW")]
    currency: &'static str,
    #[schema(value_type = i64, example = 192_300)]
    total: Won,
    /// Before discounts.
    #[schema(value_type = i64, example = 150_300)]
    fare: Won,
    #[schema(value_type = i64, example = 14_000)]
    fuel_surcharge: Won,
    #[schema(value_type = i64, example = 28_000)]
    airport_charges: Won,
    #[schema(value_type = i64, example = 0)]
    discount: Won,
    discounts: Vec<DiscountView>,
    not_applied: Vec<NotAppliedView>,
}

impl OrderView {
    /// The order as its customer sees it now.
    pub(crate) fn new(app: &App, order: &WholeOrder, language: Language) -> Self {
        let (head, now) = (&order.head, app.clock.now());
        let is_held = head.status == OrderStatus::Held && !head.hold.is_over(now);
        Self {
            id: head.id,
            reference: head.reference.clone(),
            status: head.status,
            created_at: head.hold.created_at,
            hold_expires_at: head.hold.expires_at,
            hold_extendable: is_held && head.hold.extend().is_some(),
            now,
            version: head.version,
            flights: order
                .flights
                .iter()
                .map(|(facts, cabin)| FlightView::new(&app.catalog, (facts, *cabin), language))
                .collect(),
            passengers: order.passengers.iter().map(PassengerView::from).collect(),
            tickets: order
                .tickets
                .iter()
                .map(|ticket| TicketView::new(ticket, order))
                .collect(),
            price: PriceView::new(order, language),
            contact: ContactView::from(&head.contact),
            payment: order.payment.as_ref().map(PaymentView::from),
            refunds: order.refunds.iter().map(RefundView::from).collect(),
            timeline: order.timeline.iter().map(EventView::from).collect(),
            checkout: is_held.then(|| CheckoutView::new(&app.config, order)),
        }
    }
}

impl PriceView {
    fn new(order: &WholeOrder, language: Language) -> Self {
        let price = &order.head.price;
        Self {
            currency: "KRW",
            total: Won(price.total()),
            fare: price.fare,
            fuel_surcharge: price.fuel_surcharge,
            airport_charges: price.airport_charges,
            discount: price.discount,
            discounts: DiscountView::of(&price.explanation, language),
            not_applied: NotAppliedView::of(&price.explanation, language),
        }
    }
}
