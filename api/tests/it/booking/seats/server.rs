//! A Redis of a test's own, which it may pause, kill, and start again.

use std::net::{TcpListener, TcpStream};
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use deadpool_redis::redis::aio::MultiplexedConnection;
use deadpool_redis::redis::{Client, cmd};
use tempfile::TempDir;

/// How long anything here may take. Only a broken test waits so long.
pub(super) const PATIENCE: Duration = Duration::from_secs(60);

/// A server in a folder of its own; it ends with the test.
pub(super) struct Server {
    pub(super) port: u16,
    folder: TempDir,
    flags: Vec<String>,
    process: Option<Child>,
}

impl Server {
    /// A server that answers, with these flags besides the usual ones.
    pub(super) async fn start(flags: &[&str]) -> Self {
        let mut server = Self {
            port: free_port(),
            folder: TempDir::new().unwrap(),
            flags: flags.iter().map(|flag| (*flag).to_owned()).collect(),
            process: None,
        };
        server.start_again().await;
        server
    }

    /// Starts it on the port and in the folder that it had before.
    pub(super) async fn start_again(&mut self) {
        let mut command = Command::new(program());
        command
            // Debian's redis-tools hold the server under another name; it acts by its own.
            .arg0("redis-server")
            .current_dir(self.folder.path())
            .args(["--bind", "127.0.0.1", "--port", &self.port.to_string()])
            .args(["--save", "", "--appendonly", "no", "--logfile", "redis.log"])
            .args(&self.flags)
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        self.process = Some(command.spawn().unwrap());
        until(async || TcpStream::connect(("127.0.0.1", self.port)).is_ok()).await;
    }

    /// Kills it: no last word, nothing saved.
    pub(super) fn kill(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.kill().unwrap();
            process.wait().unwrap();
        }
    }

    /// Stops its time: connections stay, and nothing is answered.
    pub(super) fn pause(&self) {
        self.signal("-STOP");
    }

    /// Lets it go on where it stopped.
    pub(super) fn go_on(&self) {
        self.signal("-CONT");
    }

    /// Writes what it holds to its dump, which it reads when it starts.
    pub(super) async fn dump(&self) {
        let () = cmd("SAVE")
            .query_async(&mut self.talk().await)
            .await
            .unwrap();
    }

    /// Forgets everything.
    pub(super) async fn flush(&self) {
        let mut redis = self.talk().await;
        let () = cmd("FLUSHALL").query_async(&mut redis).await.unwrap();
    }

    /// A connection of the test's own.
    pub(super) async fn talk(&self) -> MultiplexedConnection {
        let client = Client::open(self.url()).unwrap();
        client.get_multiplexed_async_connection().await.unwrap()
    }

    pub(super) fn url(&self) -> String {
        format!("redis://127.0.0.1:{}/", self.port)
    }

    fn signal(&self, signal: &str) {
        let id = self.process.as_ref().expect("it runs").id().to_string();
        let sent = Command::new("kill").args([signal, &id]).status().unwrap();
        assert!(sent.success());
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Waits for a condition.
pub(super) async fn until(mut holds: impl AsyncFnMut() -> bool) {
    let waiting = async {
        while !holds().await {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    let waited = tokio::time::timeout(PATIENCE, waiting).await;
    waited.expect("it came to be");
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

/// The program that is the Redis server.
#[expect(
    clippy::disallowed_methods,
    reason = "where programs are is no setting of the service"
)]
fn program() -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders: Vec<_> = std::env::split_paths(&path).collect();
    let mut names = ["redis-server", "redis-check-rdb"].into_iter();
    names
        .find_map(|name| {
            let places = folders.iter().map(|folder| folder.join(name));
            places.into_iter().find(|place| place.is_file())
        })
        .expect("the Redis server is on the PATH")
}
