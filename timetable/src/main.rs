//! Flight schedules into MySQL: the command line.

mod command;

use std::process::ExitCode;

use clap::Parser;

#[tokio::main]
async fn main() -> ExitCode {
    match command::run(command::Cli::parse()).await {
        Ok(code) => code,
        Err(error) => {
            eprintln!("timetable: {error}");
            if error.chain().len() > 1 {
                eprintln!("because: {}", error.root_cause());
            }
            ExitCode::FAILURE
        }
    }
}
