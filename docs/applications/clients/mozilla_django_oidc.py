# mozilla-django-oidc 5: these lines belong at the end of settings.py. pip install mozilla-django-oidc
#
# Change https://sign-in.example (Portico's public URL), CLIENT_ID and CLIENT_SECRET. urls.py needs one more line:
# path("oidc/", include("mozilla_django_oidc.urls")). Register https://app.example/oidc/callback/, with its last slash.

INSTALLED_APPS += ["mozilla_django_oidc"]
AUTHENTICATION_BACKENDS = ["mozilla_django_oidc.auth.OIDCAuthenticationBackend"]
LOGIN_URL = "oidc_authentication_init"
LOGIN_REDIRECT_URL = "/"

OIDC_RP_CLIENT_ID = "CLIENT_ID"
OIDC_RP_CLIENT_SECRET = "CLIENT_SECRET"
OIDC_RP_SCOPES = "openid profile email"
# Its own defaults are HS256, no PKCE, and the secret in the form.
OIDC_RP_SIGN_ALGO = "ES256"
OIDC_USE_PKCE = True
OIDC_TOKEN_USE_BASIC_AUTH = True
OIDC_OP_AUTHORIZATION_ENDPOINT = "https://sign-in.example/oauth/authorize"
OIDC_OP_TOKEN_ENDPOINT = "https://sign-in.example/oauth/token"
OIDC_OP_USER_ENDPOINT = "https://sign-in.example/oauth/userinfo"
OIDC_OP_JWKS_ENDPOINT = "https://sign-in.example/oauth/jwks"
