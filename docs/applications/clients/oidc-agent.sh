# oidc-agent 4: access tokens for programs in a shell, also on a machine without a browser. apt install oidc-agent-cli
#
# Change https://sign-in.example (Portico's public URL), CLIENT_ID and CLIENT_SECRET. Register any redirect address,
# such as http://localhost:4242, and allow two things: portico application set ID --device yes --offline yes. The agent
# works while nobody is signed in, so it insists on offline access.

eval "$(oidc-agent)"
# Prints an address and a code to type there, and stores the account, encrypted with a password that it asks for. With a
# browser on this machine, --flow=code --redirect-uri=http://localhost:4242 is another way, without a code to type.
oidc-gen portico --manual --flow=device --issuer=https://sign-in.example \
  --client-id=CLIENT_ID --client-secret=CLIENT_SECRET \
  --scope="openid profile email offline_access"
# From now on, and after `oidc-add portico` in a later shell:
oidc-token portico
