# JupyterHub 6 with oauthenticator 17. pip install jupyterhub oauthenticator
#
# Change https://sign-in.example (Portico's public URL), https://app.example (JupyterHub), CLIENT_ID and CLIENT_SECRET.
# Register the redirect address https://app.example/hub/oauth_callback.

c.JupyterHub.authenticator_class = "generic-oauth"
c.GenericOAuthenticator.client_id = "CLIENT_ID"
c.GenericOAuthenticator.client_secret = "CLIENT_SECRET"
# Without this line the secret is in the form, which Portico refuses unless it is set so.
c.GenericOAuthenticator.basic_auth = True
c.GenericOAuthenticator.oauth_callback_url = "https://app.example/hub/oauth_callback"
c.GenericOAuthenticator.authorize_url = "https://sign-in.example/oauth/authorize"
c.GenericOAuthenticator.token_url = "https://sign-in.example/oauth/token"
c.GenericOAuthenticator.userdata_url = "https://sign-in.example/oauth/userinfo"
c.GenericOAuthenticator.scope = ["openid", "profile", "email"]
c.GenericOAuthenticator.username_claim = "email"
c.GenericOAuthenticator.login_service = "Portico"
# Portico decides who may enter.
c.GenericOAuthenticator.allow_all = True
c.GenericOAuthenticator.auto_login = True
