//! The index follows MySQL: the program itself, on a real server.

mod changes;
mod crashes;
mod cut;
mod ending;
mod rebuilds;
mod refusals;

use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use search::model::{Flight, FlightId};
use search::{Activity, Follower};
use sqlx::MySqlPool;

use crate::fixture::House;

/// For what takes well under a second when nothing else runs.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// A running `indexer follow`, killed at the end.
pub(crate) struct Following {
    pub(crate) child: Child,
}

impl Following {
    /// Starts `indexer follow` on the index of a house.
    pub(crate) fn start(house: &House) -> Self {
        Self::spawn(&mut house.command("follow"))
    }

    pub(crate) fn spawn(command: &mut Command) -> Self {
        command.stdout(Stdio::null()).stderr(Stdio::piped());
        Self {
            child: command.spawn().unwrap(),
        }
    }

    /// Ends it outright.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap(); // SIGKILL
        self.child.wait().unwrap();
    }

    /// Sends a signal.
    pub(crate) fn signal(&self, signal: &str) {
        let pid = self.child.id().to_string();
        let sent = Command::new("kill").args([signal, &pid]).status();
        assert!(sent.unwrap().success());
    }

    /// Waits for its end.
    pub(crate) fn wait(mut self) -> (Option<i32>, String) {
        let mut stderr = String::new();
        let mut pipe = self.child.stderr.take().unwrap();
        std::io::Read::read_to_string(&mut pipe, &mut stderr).unwrap();
        (self.child.wait().unwrap().code(), stderr)
    }
}

impl Drop for Following {
    fn drop(&mut self) {
        // One that has ended needs no ending.
        _ = self.child.kill();
        _ = self.child.wait();
    }
}

/// Waits until something holds.
#[track_caller]
pub(crate) fn eventually(what: &str, holds: impl Fn() -> bool) {
    let start = Instant::now();
    while !holds() {
        assert!(start.elapsed() < PATIENCE, "it did not happen: {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// A house with 200 flights and a first generation.
pub(crate) async fn built(db: MySqlPool) -> House {
    let house = House::open(db).await;
    house.add_flights(1, 200).await;
    house.rebuild().await;
    house
}

/// What the follower of a house says.
pub(crate) fn said(house: &House) -> Option<Follower> {
    Follower::read(&house.config.index).unwrap()
}

/// Waits until the follower of a house follows.
#[track_caller]
pub(crate) fn await_following(house: &House) {
    eventually("it follows", || {
        said(house).is_some_and(|said| {
            said.activity == Activity::Following
                && said.is_alive(std::time::SystemTime::now().into())
        })
    });
}

/// Waits until the index holds what MySQL holds, and says how it differs if it never does.
pub(crate) async fn await_equal(house: &House) {
    let start = Instant::now();
    loop {
        let verdict = indexer::verify(&house.config).await.unwrap();
        if verdict.differences.is_empty() {
            return;
        }
        assert!(start.elapsed() < PATIENCE, "{:?}", verdict.differences);
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Waits until a flight of the index is as it should be.
#[track_caller]
pub(crate) fn eventually_flight(house: &House, id: u64, is: impl Fn(Option<Flight>) -> bool) {
    eventually("the flight is as it should be", || {
        is(house.served().flight(FlightId(id)).unwrap())
    });
}
