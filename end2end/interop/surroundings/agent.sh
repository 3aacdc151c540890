# The agent is a service of its own. It must end with the test.
trap 'oidc-agent --kill' EXIT
trap 'exit 1' TERM
mkdir -p "$HOME/.config/oidc-agent"
