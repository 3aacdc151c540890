//! `portico doctor forward-auth` in front of the documented configurations, and of deliberately broken ones.

use crate::program::{Change, Program, free_address};
use crate::scene::Scene;
use rstest::rstest;
use std::io::Write as _;
use std::net::SocketAddr;
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;
use tokio::task::spawn_blocking;

const NGINX_LETS_IN_ON_FAILURE: [Change<'static>; 1] = [(
    "error_page 401 = @portico;",
    "error_page 401 = @portico; error_page 500 = @open;
     location @open { auth_request off; proxy_pass http://127.0.0.1:8080; }",
)];
const NGINX_REDIRECTS_ANYWHERE: [Change<'static>; 1] =
    [("if ($portico_location = \"\") {", "if ($arg_rd) { return 302 $arg_rd; } if ($portico_location = \"\") {")];
const NGINX_WITHOUT_A_NAME: [Change<'static>; 1] = [("proxy_set_header Remote-Name        $portico_name;", "")];
const NGINX_KEEPS_PREFIX: [Change<'static>; 1] = [("proxy_set_header X-Forwarded-Prefix \"\";", "")];
const NGINX_CHANGES_PATHS: [Change<'static>; 1] = [("http://127.0.0.1:8080;", "http://127.0.0.1:8080/;")];
const CADDY_KEEPS_SPELLINGS: [Change<'static>; 1] = [("request_header -Remote*", "")];
const CADDY_KEEPS_CONNECTION: [Change<'static>; 1] = [("request_header @request -Connection", "")];
const HAPROXY_BELIEVES_VISITORS: [Change<'static>; 1] = [(
    "set-header X-Forwarded-Uri %[pathq]",
    "set-header X-Forwarded-Uri %[pathq] unless { req.hdr(X-Forwarded-Uri) -m found }",
)];

/// Runs the doctor behind the proxy, with the cookies of a user who may enter.
async fn examine(program: Program, changes: &[Change<'_>]) -> Output {
    let mut scene = Scene::open().await;
    let behind = free_address();
    let mut visitor = scene.guarded_with(program, behind, changes).await;
    scene.take_pass(&mut visitor, "/").await;
    let (origin, cookie) = (visitor.origin(), visitor.cookie_header());
    spawn_blocking(move || run(&origin, behind, &cookie)).await.unwrap()
}

fn run(origin: &str, behind: SocketAddr, cookie: &str) -> Output {
    // An empty folder, so that the doctor reads no file with settings.
    let folder = TempDir::new().unwrap();
    let mut doctor = Command::new(env!("CARGO_BIN_EXE_portico"))
        .args(["doctor", "forward-auth", origin, "--cookie-stdin", "--listen", &behind.to_string()])
        .current_dir(folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    doctor.stdin.take().unwrap().write_all(format!("{cookie}\n").as_bytes()).unwrap();
    doctor.wait_with_output().unwrap()
}

#[rstest]
#[case(Program::Nginx)]
#[case(Program::Caddy)]
#[case(Program::Haproxy)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_documented_configurations_are_closed(#[case] program: Program) {
    let output = examine(program, &[]).await;
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && told.contains("Nothing is open"), "{output:?}");
}

#[rstest]
#[case(Program::Haproxy, &HAPROXY_BELIEVES_VISITORS, "address-from-visitor", "set-header X-Forwarded-Uri %[pathq]")]
#[case(Program::Caddy, &CADDY_KEEPS_SPELLINGS, "header-spellings", "Caddyfile:")]
#[case(Program::Nginx, &NGINX_WITHOUT_A_NAME, "visitor-headers", "proxy_set_header Remote-Name")]
#[case(Program::Caddy, &CADDY_KEEPS_CONNECTION, "dropped-headers", "request_header @request -Connection")]
#[case(Program::Nginx, &NGINX_KEEPS_PREFIX, "address-headers", "proxy_set_header X-Forwarded-Prefix")]
#[case(Program::Nginx, &NGINX_CHANGES_PATHS, "changed-address", "proxy_pass http://127.0.0.1:8080;")]
#[case(Program::Nginx, &NGINX_LETS_IN_ON_FAILURE, "open-on-failure", "error_page 401 = @portico;")]
#[case(Program::Nginx, &NGINX_REDIRECTS_ANYWHERE, "foreign-redirect", "return 302 $portico_location;")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_open_is_found_by_its_name(
    #[case] program: Program,
    #[case] changes: &[Change<'static>],
    #[case] finding: &str,
    #[case] line: &str,
) {
    let output = examine(program, changes).await;
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(!output.status.success(), "{output:?}");
    assert!(told.lines().any(|line| line.starts_with(&format!("{finding}: "))), "{told}");
    assert!(told.contains(line), "{told}");
    assert!(!told.contains("not-guarded: "), "{told}");
}
