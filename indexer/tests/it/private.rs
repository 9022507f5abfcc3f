//! A database server of a test's own, which it may kill.

use std::env;
use std::fs;
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use sqlx::mysql::{MySqlConnection, MySqlPool, MySqlPoolOptions};
use sqlx::{AssertSqlSafe, Connection};
use tempfile::TempDir;

/// For a server to start on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// Lets root in over TCP, on a server that is new.
const LET_IN: &str = "CREATE USER IF NOT EXISTS root@127.0.0.1 IDENTIFIED BY '';
GRANT ALL ON *.* TO root@127.0.0.1 WITH GRANT OPTION;
";

/// A running server, killed at the end.
pub(crate) struct Private {
    folder: TempDir,
    port: u16,
    program: PathBuf,
    is_mysql: bool,
    server: Option<Child>,
}

impl Private {
    /// A new server of the kind that the tests run on; `None` when that is MySQL and
    /// `GAJO_TEST_MYSQLD` does not name its program.
    pub(crate) async fn start() -> Option<Self> {
        let is_mysql = !version().await.contains("MariaDB");
        let program = match is_mysql {
            true => match variable("GAJO_TEST_MYSQLD") {
                Some(program) => program,
                None => {
                    eprintln!("SKIPPED: GAJO_TEST_MYSQLD names no mysqld to start and kill");
                    return None;
                }
            },
            false => "mariadbd".to_owned(),
        };
        let port = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let mut private = Self {
            folder: TempDir::new().unwrap(),
            port,
            program: program.into(),
            is_mysql,
            server: None,
        };
        private.create();
        private.restart().await;
        Some(private)
    }

    pub(crate) fn url(&self) -> String {
        format!("mysql://root@127.0.0.1:{}/gajo", self.port)
    }

    /// A pool for its database, with the schema in it.
    pub(crate) async fn database(&self) -> MySqlPool {
        let mut conn = MySqlConnection::connect(self.url().trim_end_matches("gajo"))
            .await
            .unwrap();
        let create = "CREATE DATABASE IF NOT EXISTS gajo CHARACTER SET utf8mb4 COLLATE utf8mb4_bin";
        sqlx::raw_sql(create).execute(&mut conn).await.unwrap();
        let options = MySqlPoolOptions::new().acquire_timeout(PATIENCE);
        let db = options.connect(&self.url()).await.unwrap();
        migrations::MIGRATOR.run(&db).await.unwrap();
        db
    }

    /// Ends it outright, as a crash does.
    pub(crate) fn kill(&mut self) {
        let mut server = self.server.take().unwrap();
        server.kill().unwrap(); // SIGKILL
        server.wait().unwrap();
    }

    /// Starts it again and waits until it answers.
    pub(crate) async fn restart(&mut self) {
        let mut command = self.command();
        command.args(self.flags());
        self.server = Some(command.spawn().unwrap());
        let start = Instant::now();
        let url = self.url();
        while MySqlConnection::connect(url.trim_end_matches("gajo"))
            .await
            .is_err()
        {
            let log = || fs::read_to_string(self.folder.path().join("log")).unwrap_or_default();
            assert!(start.elapsed() < PATIENCE, "{}", log());
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Throws everything away and makes a new server in its place, at the same address.
    pub(crate) async fn replace(&mut self) {
        self.kill();
        fs::remove_dir_all(self.folder.path().join("data")).unwrap();
        self.create();
        self.restart().await;
    }

    fn create(&self) {
        let folder = self.folder.path();
        fs::write(folder.join("let_in.sql"), LET_IN).unwrap();
        let made = match self.is_mysql {
            true => self
                .command()
                .arg("--initialize-insecure")
                .arg(self.log())
                .status(),
            false => Command::new("mariadb-install-db")
                .current_dir(folder)
                .args([
                    "--no-defaults",
                    "--datadir=./data",
                    "--force",
                    "--skip-test-db",
                ])
                .args([
                    "--skip-name-resolve",
                    "--auth-root-authentication-method=normal",
                ])
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .status(),
        };
        assert!(made.unwrap().success());
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        let data = self.folder.path().join("data");
        command
            .args(["--no-defaults", "--user=root"])
            .arg(format!("--datadir={}", data.display()))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command
    }

    fn log(&self) -> String {
        format!("--log-error={}", self.folder.path().join("log").display())
    }

    fn flags(&self) -> Vec<String> {
        let path = |name: &str| self.folder.path().join(name).display().to_string();
        let mut flags = vec![
            format!("--port={}", self.port),
            format!("--socket={}", path("sock")),
            format!("--init-file={}", path("let_in.sql")),
            self.log(),
        ];
        let same = "--bind-address=127.0.0.1 --server-id=1 --log-bin=binlog --sync-binlog=1 \
            --binlog-row-image=FULL --binlog-row-metadata=FULL --innodb-buffer-pool-size=64M \
            --innodb-flush-log-at-trx-commit=1 --skip-name-resolve --character-set-server=utf8mb4";
        let own = match self.is_mysql {
            true => "--mysqlx=OFF --performance-schema=OFF --innodb-flush-method=nosync",
            false => "--binlog-format=ROW --innodb-log-file-size=16M --debug-no-sync",
        };
        flags.extend(
            format!("{same} {own}")
                .split_whitespace()
                .map(str::to_owned),
        );
        flags
    }
}

impl Drop for Private {
    fn drop(&mut self) {
        if let Some(server) = &mut self.server {
            // One that has ended needs no ending.
            _ = server.kill();
            _ = server.wait();
        }
    }
}

/// The version of the server that the other tests run on.
async fn version() -> String {
    let url = variable("DATABASE_URL").expect("DATABASE_URL names a server, as dev/test sets it");
    let mut conn = MySqlConnection::connect(&url).await.unwrap();
    let version = sqlx::query_scalar(AssertSqlSafe("SELECT VERSION()".to_owned()));
    version.fetch_one(&mut conn).await.unwrap()
}

#[expect(clippy::disallowed_methods, reason = "a test has no configuration")]
fn variable(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.is_empty())
}
