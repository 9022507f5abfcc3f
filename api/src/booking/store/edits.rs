//! Parts of an order that an administrator changes. The order's row is locked.

use sqlx::MySqlConnection;

use super::claims::Seat;
use crate::booking::order::OrderId;
use crate::booking::wanted::Contact;

/// Writes a new contact.
pub(crate) async fn contact(
    conn: &mut MySqlConnection,
    order: OrderId,
    contact: &Contact,
) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE orders SET contact_email = ?, contact_phone = ? WHERE id = ?",
        contact.email,
        contact.phone,
        order,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Writes a passenger's given name and surname.
pub(crate) async fn name(
    conn: &mut MySqlConnection,
    order: OrderId,
    passenger: u8,
    (given_name, surname): (&str, &str),
) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE passengers SET given_name = ?, surname = ? WHERE order_id = ? AND position = ?",
        given_name,
        surname,
        order,
        passenger,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Writes the seat of a ticket.
pub(crate) async fn seat(conn: &mut MySqlConnection, seat: Seat) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE tickets SET seat_index = ? WHERE id = ?",
        seat.index.0,
        seat.ticket,
    )
    .execute(conn)
    .await?;
    Ok(())
}
