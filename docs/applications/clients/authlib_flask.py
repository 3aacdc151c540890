"""Authlib 1 with Flask. pip install Authlib Flask requests

Change https://sign-in.example (Portico's public URL), https://app.example (this application), CLIENT_ID, CLIENT_SECRET
and SESSION_KEY, 32 random characters that sign Flask's cookie. Register https://app.example/callback.
"""

from authlib.integrations.flask_client import OAuth, OAuthError
from flask import Flask, redirect, session
from markupsafe import escape

app = Flask(__name__)
app.secret_key = "SESSION_KEY"
portico = OAuth(app).register(
    "portico",
    client_id="CLIENT_ID",
    client_secret="CLIENT_SECRET",
    server_metadata_url="https://sign-in.example/.well-known/openid-configuration",
    client_kwargs={"scope": "openid profile email", "code_challenge_method": "S256"},
)


@app.get("/")
def home():
    user = session.get("user")
    return f"Signed in as {escape(user['email'])}" if user else redirect("/sign-in")


@app.get("/sign-in")
def sign_in():
    return portico.authorize_redirect("https://app.example/callback")


@app.get("/callback")
def callback():
    try:
        token = portico.authorize_access_token()
    except OAuthError as failure:
        return f"That did not work: {escape(failure.error)}", 400
    told = portico.userinfo(token=token)
    session["user"] = {"id": told["sub"], "email": told["email"]}
    return redirect("/")
