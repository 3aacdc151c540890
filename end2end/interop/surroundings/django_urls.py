"""The one page, which shows who has signed in."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.urls import include, path


@login_required
def home(request):
    return HttpResponse(f"Signed in as {request.user.email}")


urlpatterns = [path("oidc/", include("mozilla_django_oidc.urls")), path("", home)]
