# Django: python manage.py shell < django.py > people.jsonl
import json
from django.contrib.auth import get_user_model
for user in get_user_model().objects.exclude(email="").order_by("pk").iterator():
    person = {"email": user.email, "created": user.date_joined.strftime("%Y-%m-%dT%H:%M:%SZ")}
    if user.get_full_name():
        person["name"] = user.get_full_name()
    if not user.is_active:
        person["deactivated"] = True
    if user.has_usable_password():
        person["password_hash"] = user.password
    print(json.dumps(person))

