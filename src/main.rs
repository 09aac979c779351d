// All that a command awaits is one future, whose parts lie deep in each other.
#![recursion_limit = "256"]

use std::{process::ExitCode, time::Duration};

use clap::Parser;
use needledrop::{
    cli::{self, Args, Command, Serve},
    config::Config,
    telemetry,
};

// Answers are trees of many small allocations, made on one thread and freed on another.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How long what runs on threads of its own may hold up the end of the process. All that anyone waits for is done then.
const LAST: Duration = Duration::from_secs(1);

fn main() -> ExitCode {
    let args = Args::parse();
    let config = match Config::load(args.overrides) {
        Ok(config) => config,
        Err(error) => return cli::misused(&error),
    };
    let command = args.command.unwrap_or(Command::Serve(Serve::default()));
    let _running = match telemetry::start(&config.telemetry) {
        // It is told with all else that is wrong.
        Err(_) if matches!(&command, Command::Serve(serve) if serve.check) => telemetry::Running::default(),
        Err(error) => return cli::misused(&error),
        Ok(running) => running,
    };
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return cli::misused(&error),
    };
    let code = cli::exit(runtime.block_on(run(command, config)));
    runtime.shutdown_timeout(LAST);
    code
}

async fn run(command: Command, config: Config) -> anyhow::Result<()> {
    match command {
        Command::Serve(serve) if serve.check => cli::check(config).await,
        Command::Serve(_) => cli::serve(config).await,
        Command::Migrate(migrate) => cli::migrate(config, migrate).await,
        Command::Import(dumps) => cli::import(config, dumps).await,
        Command::Ask(question) => cli::ask(config, question).await,
        Command::Review(review) => cli::review(config, review).await,
        Command::Generate(command) => cli::generate(command),
        Command::Export(export) => cli::export(config, export).await,
        Command::Snapshot(snapshot) => cli::snapshot(config, snapshot).await,
        Command::Schema => cli::schema(config).await,
        Command::Config => cli::config(&config),
    }
}
