use std::process::ExitCode;

use clap::Parser;
use needledrop::{
    cli::{self, Args, Command},
    config::Config,
    telemetry,
};

// Answers are trees of many small allocations, made on one thread and freed on another.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    let args = Args::parse();
    let config = match Config::load(args.overrides) {
        Ok(config) => config,
        Err(error) => return cli::misused(&error),
    };
    if let Err(error) = telemetry::start(&config.telemetry) {
        return cli::misused(&error);
    }

    let done = match args.command.unwrap_or(Command::Serve) {
        Command::Serve => cli::serve(config).await,
        Command::Migrate(migrate) => cli::migrate(config, migrate).await,
        Command::Import(dumps) => cli::import(config, dumps).await,
        Command::Ask(question) => cli::ask(config, question).await,
        Command::Review(review) => cli::review(config, review).await,
        Command::Generate(command) => cli::generate(command),
        Command::Export(export) => cli::export(config, export).await,
        Command::Schema => cli::schema(config).await,
        Command::Config => cli::config(&config),
    };
    cli::exit(done)
}
