//! The `portico` program.

use clap::Parser as _;
use server::causes;
use server::command_line::CommandLine;
use std::{process::ExitCode, thread};
use tokio::runtime::Builder;

fn main() -> ExitCode {
    // Half as many workers as cores: hashing and the database have threads of their own, and more workers would only
    // wake each other.
    let workers = thread::available_parallelism().map_or(1, |cores| cores.get().div_ceil(2));
    let runtime = Builder::new_multi_thread().worker_threads(workers).enable_all().build();
    let outcome = match runtime {
        Ok(runtime) => runtime.block_on(CommandLine::parse().run()),
        Err(error) => Err(error.into()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("portico: {}", causes::told(&error));
            ExitCode::FAILURE
        }
    }
}
