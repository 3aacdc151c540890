# Free ports, the proxy of JupyterHub from npm, and a first page that starts no notebook.
c.JupyterHub.bind_url = "http://127.0.0.1:8080"
c.JupyterHub.hub_port = HUB_PORT
c.JupyterHub.default_url = "/hub/home"
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:PROXY_PORT"
c.ConfigurableHTTPProxy.command = ["node", "node_modules/configurable-http-proxy/bin/configurable-http-proxy"]
