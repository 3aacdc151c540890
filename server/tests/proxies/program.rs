//! The proxies, each run with its documented configuration. Only addresses are replaced, and TLS, which the tests do
//! without.

use std::fs::{self, File};
use std::future::pending;
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Command};
use std::time::Duration;
use tempfile::TempDir;
use tokio::net::TcpStream;
use tokio::time::timeout;

const TRIES: usize = 200;
const BETWEEN_TRIES: Duration = Duration::from_millis(50);
const ADMIN_OFF: &str = "{\n\tadmin off\n\tauto_https off\n}\n";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Program {
    Nginx,
    Caddy,
    Haproxy,
}

/// A deliberate change of a documented configuration: a text in it, and the text that replaces it.
pub type Change<'a> = (&'a str, &'a str);

/// A running proxy. It is stopped when the value is dropped.
pub struct Running {
    child: Child,
    folder: TempDir,
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A documented configuration.
pub fn documented(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/applications/proxies").join(name);
    fs::read_to_string(path).unwrap()
}

/// An address on which nothing listens.
pub fn free_address() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}

fn replaced(text: String, changes: &[Change<'_>]) -> String {
    changes.iter().fold(text, |text, (old, new)| {
        assert!(text.contains(old), "the documented configuration has no {old:?}");
        text.replace(old, new)
    })
}

impl Program {
    pub const ALL: [Program; 3] = [Program::Nginx, Program::Caddy, Program::Haproxy];

    /// Starts the proxy at `own`, in front of an application. Returns when it accepts connections.
    pub async fn start(
        self,
        own: SocketAddr,
        portico: SocketAddr,
        application: SocketAddr,
        changes: &[Change<'_>],
    ) -> Running {
        let folder = TempDir::new().unwrap();
        let (own_text, portico, application) = (own.to_string(), portico.to_string(), application.to_string());
        let upstreams = [("127.0.0.1:3000", portico.as_str()), ("127.0.0.1:8080", application.as_str())];
        let command = match self {
            Program::Nginx => nginx(folder.path(), &own_text, &upstreams, changes),
            Program::Caddy => caddy(folder.path(), &own_text, &upstreams, changes),
            Program::Haproxy => haproxy(folder.path(), &own_text, &upstreams, changes),
        };
        self.launch(command, folder, own).await
    }

    /// Starts nginx or Caddy at `own`, in front of Portico itself.
    pub async fn start_before_portico(self, own: SocketAddr, portico: SocketAddr, changes: &[Change<'_>]) -> Running {
        let folder = TempDir::new().unwrap();
        let (listen, host, portico) = (format!("listen {own};"), format!("\nhttp://{own} {{"), portico.to_string());
        let upstream = [("127.0.0.1:3000", portico.as_str())];
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let read = |path: &str| replaced(fs::read_to_string(root.join(path)).unwrap(), changes);
        let command = match self {
            Program::Nginx => {
                let without_tls = [
                    ("listen 443 ssl;", listen.as_str()),
                    ("ssl_certificate     /etc/ssl/certs/sign-in.example.pem;", ""),
                    ("ssl_certificate_key /etc/ssl/private/sign-in.example.key;", ""),
                ];
                let site = replaced(read("docs/operations/proxies/nginx.conf"), &without_tls);
                nginx_with(folder.path(), &replaced(site, &upstream))
            }
            Program::Caddy => {
                let site =
                    replaced(read("packaging/caddy/sign-in.Caddyfile"), &[("\nsign-in.example {", host.as_str())]);
                caddy_with(folder.path(), &replaced(site, &upstream))
            }
            Program::Haproxy => panic!("there is no file for it"),
        };
        self.launch(command, folder, own).await
    }

    /// Runs the program until it accepts connections.
    async fn launch(self, mut command: Command, folder: TempDir, own: SocketAddr) -> Running {
        let log = File::create(folder.path().join("log")).unwrap();
        command.current_dir(folder.path()).stdout(log.try_clone().unwrap()).stderr(log);
        let child = command.spawn().unwrap_or_else(|error| panic!("{self:?}: {error}. Run: make proxies"));
        let running = Running { child, folder };
        for _ in 0..TRIES {
            if TcpStream::connect(own).await.is_ok() {
                return running;
            }
            let _ = timeout(BETWEEN_TRIES, pending::<()>()).await;
        }
        let log = fs::read_to_string(running.folder.path().join("log")).unwrap();
        panic!("{self:?} does not start: {log}");
    }
}

fn nginx(folder: &Path, own: &str, upstreams: &[Change<'_>], changes: &[Change<'_>]) -> Command {
    let listen = format!("listen {own};");
    let without_tls = [
        ("listen 443 ssl;", listen.as_str()),
        ("ssl_certificate     /etc/ssl/certs/app.example.pem;", ""),
        ("ssl_certificate_key /etc/ssl/private/app.example.key;", ""),
    ];
    let site = replaced(replaced(replaced(documented("nginx.conf"), changes), &without_tls), upstreams);
    nginx_with(folder, &site)
}

fn nginx_with(folder: &Path, site: &str) -> Command {
    fs::write(folder.join("site.conf"), site).unwrap();
    let folders: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .map(|name| format!("{name}_temp_path {}/{name};\n", folder.display()))
        .concat();
    let main = format!(
        "daemon off; master_process off; pid {0}/pid; error_log {0}/log;\nevents {{}}\n\
         http {{\naccess_log off;\n{folders}include {0}/site.conf;\n}}\n",
        folder.display()
    );
    fs::write(folder.join("nginx.conf"), main).unwrap();
    let mut command = Command::new("/usr/sbin/nginx");
    command.arg("-p").arg(folder).arg("-e").arg(folder.join("log")).arg("-c").arg(folder.join("nginx.conf"));
    command
}

fn caddy(folder: &Path, own: &str, upstreams: &[Change<'_>], changes: &[Change<'_>]) -> Command {
    let site = format!("\nhttp://{own} {{");
    let site = [("\napp.example {", site.as_str())];
    caddy_with(folder, &replaced(replaced(replaced(documented("Caddyfile"), changes), &site), upstreams))
}

fn caddy_with(folder: &Path, file: &str) -> Command {
    fs::write(folder.join("Caddyfile"), format!("{ADMIN_OFF}{file}")).unwrap();
    let mut command = Command::new("/usr/bin/caddy");
    command.args(["run", "--adapter", "caddyfile", "--config"]).arg(folder.join("Caddyfile")).env("HOME", folder);
    command
}

fn haproxy(folder: &Path, own: &str, upstreams: &[Change<'_>], changes: &[Change<'_>]) -> Command {
    let bind = format!("bind {own}");
    let lua = folder.join("portico.lua");
    let places = [
        ("bind :443 ssl crt /etc/haproxy/app.example.pem", bind.as_str()),
        ("/etc/haproxy/portico.lua", lua.to_str().unwrap()),
    ];
    let [portico, application] = upstreams else { panic!("two addresses") };
    let file = replaced(replaced(documented("haproxy.cfg"), changes), &places);
    fs::write(folder.join("haproxy.cfg"), replaced(file, &[*application])).unwrap();
    fs::write(&lua, replaced(documented("portico.lua"), &[*portico])).unwrap();
    let mut command = Command::new("/usr/sbin/haproxy");
    command.arg("-db").arg("-f").arg(folder.join("haproxy.cfg"));
    command
}
