//! Servers under test, each a process of its own, ended with the bench.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};

/// A running server.
pub(crate) struct Server {
    child: Child,
    address: SocketAddr,
}

impl Server {
    /// The api, as it is installed: the binary beside this one.
    pub(crate) fn api() -> Result<Self> {
        Self::start("api", &["serve"], "/readyz")
    }

    /// One of the comparison endpoints of this binary.
    pub(crate) fn comparison(arguments: &[&str]) -> Result<Self> {
        Self::start("benches", arguments, "/healthz")
    }

    fn start(binary: &str, arguments: &[&str], ready: &str) -> Result<Self> {
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let path = std::env::current_exe()?.with_file_name(binary);
        let child = Command::new(&path)
            .args(arguments)
            .env("GAJO_LISTEN", address.to_string())
            .env("GAJO_LOG", "warn")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .with_context(|| format!("could not start {}", path.display()))?;
        let mut server = Self { child, address };
        let deadline = Instant::now() + Duration::from_secs(120);
        while server.get(ready).is_err() {
            if let Some(status) = server.child.try_wait()? {
                bail!("{binary} ended with {status}");
            }
            ensure!(Instant::now() < deadline, "{binary} is not ready");
            thread::sleep(Duration::from_millis(50));
        }
        Ok(server)
    }

    /// Where it listens.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// The same as the beginning of a URL.
    pub(crate) fn base(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The body of a path's answer; an error unless it is 200.
    pub(crate) fn get(&self, path: &str) -> Result<Vec<u8>> {
        let mut stream = TcpStream::connect(self.address)?;
        stream.set_read_timeout(Some(Duration::from_secs(30)))?;
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n\r\n"
        )?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer)?;
        ensure!(answer.starts_with(b"HTTP/1.1 200"), "{path}: not 200");
        let end = answer.windows(4).position(|window| window == b"\r\n\r\n");
        Ok(answer.split_off(end.context("no head")? + 4))
    }

    /// A line of the process's status in the kernel, in kilobytes: `RssAnon`, `VmRSS`.
    pub(crate) fn kilobytes(&self, name: &str) -> Result<u64> {
        let path = PathBuf::from(format!("/proc/{}/status", self.child.id()));
        let status = std::fs::read_to_string(path)?;
        let line = status
            .lines()
            .find(|line| line.starts_with(name))
            .context("no such line")?;
        let number = line.split_whitespace().nth(1).context("no number")?;
        Ok(number.parse()?)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // A server that has ended already needs no ending.
        _ = self.child.kill();
        _ = self.child.wait();
    }
}
