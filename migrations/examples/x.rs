//! x
fn main() {
    let _ = async |p: sqlx::MySqlPool, q: sqlx::Pool<sqlx::MySql>| {
        let _ = p.begin().await;
        let _ = q.begin().await;
    };
    let _ = std::env::var("X");
}
