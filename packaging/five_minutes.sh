# From an empty Debian 12 to an application that only users of Portico can open, in as few lines as possible. The
# application listens at 127.0.0.1:8080. Change the names, the mail server and its password.
apt install -y ./portico_*.deb caddy
portico setup --public-url https://sign-in.company.example --smtp-url smtps://user:password@mail.company.example --mail-from sign-in@company.example --name Company --email admin@company.example
echo 'trusted_proxies = "127.0.0.1"' >>/etc/portico/portico.toml
systemctl enable --now portico
portico application create --name Wiki --start-address https://app.company.example --forward-auth
portico application set "$(portico application list | cut -d ' ' -f 1)" --everyone yes
sed 's/\.example/.company.example/' /usr/share/portico/caddy/*.Caddyfile >/etc/caddy/Caddyfile
systemctl reload caddy
