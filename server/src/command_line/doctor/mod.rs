//! `portico doctor` looks at the installation as the world sees it. `portico doctor forward-auth` tries from outside
//! whether what stands in front of an application is closed.

mod checks;
mod client;
mod echo;
mod finding;
mod installation;
mod prober;
mod proxy;
mod statement;

use crate::settings::RawSettings;
use anyhow::{Context as _, bail};
use checks::Examination;
use clap::{Args, Subcommand};
use client::Target;
use installation::Installation;
use prober::Prober;
use proxy::Proxy;
use std::io::{self, BufRead as _};
use std::net::SocketAddr;
use tokio::net::TcpListener;

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Doctor {
    #[command(subcommand)]
    command: Option<DoctorCommand>,
    #[command(flatten)]
    installation: Installation,
}

#[derive(Debug, Subcommand)]
enum DoctorCommand {
    /// Test through the real proxy whether a visitor can get past forward-auth, or pretend to be someone else
    ForwardAuth(ForwardAuth),
}

#[derive(Debug, Args)]
struct ForwardAuth {
    /// The address of the application as visitors reach it, like https://app.example
    application: Target,
    /// The address to which the proxy sends requests for the application. During the test, the doctor listens there
    /// instead of the application
    #[arg(long, default_value = "127.0.0.1:8080", value_parser = address)]
    listen: SocketAddr,
    /// The proxy for which the report shows the lines to change. If omitted, the one that names itself in its answers
    #[arg(long, value_enum)]
    proxy: Option<Proxy>,
    /// Read the Cookie header of a browser that has access from the first line of standard input. If omitted, the
    /// doctor waits for such a browser
    #[arg(long)]
    cookie_stdin: bool,
}

impl Doctor {
    pub async fn run(self, raw: &RawSettings) -> anyhow::Result<()> {
        match self.command {
            Some(DoctorCommand::ForwardAuth(command)) => command.run().await,
            None => self.installation.run(raw).await,
        }
    }
}

impl ForwardAuth {
    /// Fails if something is open.
    async fn run(self) -> anyhow::Result<()> {
        let listener = TcpListener::bind(self.listen).await;
        let listener = listener.with_context(|| format!("--listen: {} cannot be listened on", self.listen))?;
        let mut prober = Prober::new(self.application, echo::start(listener))?;
        let cookie = if self.cookie_stdin { read_cookie()? } else { wait_for_cookie(&mut prober).await? };
        let examined = Examination::of(&mut prober, cookie, self.listen).await?;
        let proxies = match self.proxy.or(examined.proxy) {
            Some(proxy) => vec![proxy],
            None => Proxy::ALL.to_vec(),
        };
        for (finding, details) in &examined.findings {
            print!("{}", finding.report(details, &proxies));
        }
        if !examined.findings.is_empty() {
            bail!("the doctor found problems, which are listed above");
        }
        println!("Nothing is open. {} requests were tried.", prober.sent());
        Ok(())
    }
}

fn address(text: &str) -> Result<SocketAddr, String> {
    text.parse().map_err(|_| "it is not an IP address with a port, like 127.0.0.1:4180".to_owned())
}

fn read_cookie() -> anyhow::Result<String> {
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line)?;
    let cookie = line.trim();
    let is_cookie = cookie.contains('=') && cookie.bytes().all(|byte| (b' '..=b'~').contains(&byte));
    if is_cookie { Ok(cookie.to_owned()) } else { bail!("the first line of standard input is not a Cookie header") }
}

/// Waits for a browser that the proxy lets in, and returns its cookies, which the proxy passes on to the application.
async fn wait_for_cookie(prober: &mut Prober) -> anyhow::Result<String> {
    println!(
        "Open this address in a browser, and sign in as someone who has access to the application:\n\n  {}\n",
        prober.visiting_address()
    );
    prober.visitor().await.context("no browser came")
}
