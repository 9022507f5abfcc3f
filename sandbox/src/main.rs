//! `gajo-sandbox`: the providers that Gajo calls, on this machine.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::Context;
use clap::{Args, Parser};
use sandbox::google::{Client, Google};
use sandbox::mail::Mail;
use sandbox::toss::{Merchant, Schedule, Toss, Webhooks};
use sandbox::{Clock, Sandbox};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;

/// Google on this machine: signs in anybody as anybody, so it listens to this machine alone.
#[derive(Debug, Parser)]
#[command(name = "gajo-sandbox", version)]
struct Cli {
    /// Address and port to listen on.
    #[arg(long, env = "GAJO_SANDBOX_LISTEN", default_value = "127.0.0.1:8090")]
    listen: SocketAddr,
    /// Address and port where mail is taken.
    #[arg(
        long,
        env = "GAJO_SANDBOX_SMTP_LISTEN",
        default_value = "127.0.0.1:8091"
    )]
    smtp_listen: SocketAddr,
    /// How it is reached [default: http:// and the address].
    #[arg(long, env = "GAJO_SANDBOX_URL")]
    url: Option<String>,
    /// What the registered application calls itself.
    #[arg(long, env = "GAJO_SANDBOX_CLIENT_ID", default_value = "gajo")]
    client_id: String,
    /// How it proves that it is itself.
    #[arg(
        long,
        env = "GAJO_SANDBOX_CLIENT_SECRET",
        default_value = "gajo-sandbox-secret"
    )]
    #[arg(hide_env_values = true)]
    client_secret: String,
    /// Where it may have people sent back to, letter by letter.
    #[arg(long, env = "GAJO_SANDBOX_REDIRECTS", value_delimiter = ',')]
    #[arg(default_value = "http://127.0.0.1:8080/login/oauth2/code/google")]
    redirects: Vec<String>,
    #[command(flatten)]
    toss: TossArgs,
    /// What is logged to stderr, such as `info` or `sandbox=debug`.
    #[arg(long, env = "GAJO_LOG", default_value = "info")]
    log: String,
}

/// The shop that takes payments.
#[derive(Debug, Args)]
struct TossArgs {
    /// What the shop's pages show to the widget.
    #[arg(long, env = "GAJO_SANDBOX_CLIENT_KEY", default_value = "test_gck_gajo")]
    client_key: String,
    /// How the shop's server proves that it is itself.
    #[arg(long, env = "GAJO_SANDBOX_SECRET_KEY", default_value = "test_gsk_gajo")]
    #[arg(hide_env_values = true)]
    secret_key: String,
    /// Where the shop is told of changes; nobody is told when it is not set.
    #[arg(long, env = "GAJO_SANDBOX_WEBHOOK_URL")]
    webhook_url: Option<String>,
    /// Milliseconds that stand for a minute between two attempts of a webhook.
    #[arg(long, env = "GAJO_SANDBOX_WEBHOOK_MINUTE_MS", default_value_t = 1_000)]
    webhook_minute_ms: u64,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let cli = Cli::parse();
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_env_filter(EnvFilter::try_new(&cli.log).context("GAJO_LOG is not a log filter")?)
        .init();
    let listener = TcpListener::bind(cli.listen).await;
    let listener = listener.with_context(|| format!("could not listen on {}", cli.listen))?;
    let address = listener.local_addr()?;
    let url = cli.url.unwrap_or_else(|| format!("http://{address}"));
    let client = Client {
        id: cli.client_id,
        secret: cli.client_secret,
        redirects: cli.redirects,
    };
    let clock = Clock::default();
    let google = Google::open(&url, client, clock.clone())?;
    let toss = Toss::open(merchant(cli.toss), clock.clone());
    let mail = Mail::open(clock);
    let post = TcpListener::bind(cli.smtp_listen).await;
    let post = post.with_context(|| format!("could not listen on {}", cli.smtp_listen))?;
    tokio::spawn(mail.clone().receive(post));
    tracing::info!("listening on {address}; issuer: {}", google.issuer());
    axum::serve(listener, sandbox::router(Sandbox { google, toss, mail }))
        .with_graceful_shutdown(stop_signal()?)
        .await?;
    Ok(())
}

fn merchant(args: TossArgs) -> Merchant {
    let schedule = Schedule {
        minute: Duration::from_millis(args.webhook_minute_ms),
    };
    Merchant {
        client_key: args.client_key,
        secret_key: args.secret_key,
        webhooks: args.webhook_url.map(|url| Webhooks { url, schedule }),
    }
}

/// The first SIGTERM or SIGINT.
fn stop_signal() -> anyhow::Result<impl Future<Output = ()>> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}
