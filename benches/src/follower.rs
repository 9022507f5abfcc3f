//! The follower under test: `indexer run` as it is installed, in a process of its own.

use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

/// How long it may take to finish its batch when it is told to stop.
const PATIENCE: Duration = Duration::from_secs(10);

/// A running follower, ended with the bench.
pub(crate) struct Follower(Child);

impl Follower {
    /// Starts it on the index and the database of the environment.
    pub(crate) fn start() -> Result<Self> {
        let path = std::env::current_exe()?.with_file_name("indexer");
        let child = Command::new(&path)
            .arg("run")
            .env("GAJO_LOG", "warn")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .with_context(|| format!("could not start {}", path.display()))?;
        Ok(Self(child))
    }

    /// Asks it to stop, and tells how long it took.
    pub(crate) fn stop(mut self) -> Result<Duration> {
        let begun = Instant::now();
        let told = Command::new("kill").arg(self.0.id().to_string()).status()?;
        ensure!(told.success(), "the follower had ended before");
        while self.0.try_wait()?.is_none() {
            ensure!(begun.elapsed() < PATIENCE, "the follower does not stop");
            thread::sleep(Duration::from_millis(5));
        }
        Ok(begun.elapsed())
    }
}

impl Drop for Follower {
    fn drop(&mut self) {
        // One that has ended already needs no ending.
        _ = self.0.kill();
        _ = self.0.wait();
    }
}
