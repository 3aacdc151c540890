//! The proxies whose configuration `docs/applications/proxies/` has, and its lines.

use clap::ValueEnum;

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Proxy {
    Nginx,
    Caddy,
    Traefik,
    Haproxy,
    Envoy,
}

/// A file of `docs/applications/proxies/`.
struct Documented {
    name: &'static str,
    text: &'static str,
}

macro_rules! documented {
    ($name:literal) => {
        Documented { name: $name, text: include_str!(concat!("../../../../docs/applications/proxies/", $name)) }
    };
}

const NGINX: [Documented; 1] = [documented!("nginx.conf")];
const CADDY: [Documented; 1] = [documented!("Caddyfile")];
const TRAEFIK: [Documented; 1] = [documented!("traefik.yml")];
const HAPROXY: [Documented; 2] = [documented!("haproxy.cfg"), documented!("portico.lua")];
const ENVOY: [Documented; 1] = [documented!("envoy.yaml")];

impl Proxy {
    pub const ALL: [Proxy; 5] = [Proxy::Nginx, Proxy::Caddy, Proxy::Traefik, Proxy::Haproxy, Proxy::Envoy];

    /// The proxy that names itself in the header `Server` of its answers.
    pub fn of_server(server: &str) -> Option<Self> {
        let server = server.to_ascii_lowercase();
        let names = [("nginx", Proxy::Nginx), ("caddy", Proxy::Caddy), ("envoy", Proxy::Envoy)];
        names.into_iter().find(|(name, _)| server.starts_with(name)).map(|(_, proxy)| proxy)
    }

    const fn files(self) -> &'static [Documented] {
        match self {
            Proxy::Nginx => &NGINX,
            Proxy::Caddy => &CADDY,
            Proxy::Traefik => &TRAEFIK,
            Proxy::Haproxy => &HAPROXY,
            Proxy::Envoy => &ENVOY,
        }
    }

    /// The first documented line that contains the text in any case, with its file and number.
    pub fn line(self, text: &str) -> Option<String> {
        let text = text.to_ascii_lowercase();
        self.files().iter().find_map(|Documented { name, text: file }| {
            let (number, line) =
                file.lines().enumerate().find(|(_, line)| line.to_ascii_lowercase().contains(&text))?;
            Some(format!("docs/applications/proxies/{name}:{}: {}", number + 1, line.trim()))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proxy_that_names_itself_is_known() {
        assert_eq!(Proxy::of_server("nginx/1.22.1"), Some(Proxy::Nginx));
        assert_eq!(Proxy::of_server("Caddy"), Some(Proxy::Caddy));
        assert_eq!(Proxy::of_server("Apache"), None);
    }

    #[test]
    fn a_line_comes_with_its_file_and_number() {
        let line = Proxy::Haproxy.line("LUA-LOAD").unwrap();
        assert!(line.starts_with("docs/applications/proxies/haproxy.cfg:"), "{line}");
        assert!(line.ends_with(": lua-load /etc/haproxy/portico.lua"), "{line}");
        assert!(Proxy::Haproxy.line("local TOLD").unwrap().contains("portico.lua:"));
        assert_eq!(Proxy::Nginx.line("lua-load"), None);
    }
}
